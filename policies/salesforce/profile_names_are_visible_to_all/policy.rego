# METADATA
# title: Profile names visible to all
# scope: package
# description: |
#   Without profile filtering every user, also one from outside, can list the profiles of the org. Their names
#   tell which roles, departments, integrations and sites exist, and which of them are worth attacking.
#
#   Where the settings do not state it, it is reported as not judged.
# related_resources:
#   - ref: https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_usermanagementsettings.htm
#     description: "Metadata API: UserManagementSettings"
#   - ref: https://releasenotes.docs.salesforce.com/en-us/winter21/release-notes/rn_forcecom_profiles_perms_profile_filtering.htm
#     description: "Salesforce release notes, Winter '21: Improve Org Security with the Profile Filter Option"
#   - ref: https://www.salesforce.com/blog/protecting-your-data-essential-actions-to-secure-experience-cloud-guest-user-access
#     description: "Salesforce: Essential Actions to Secure Experience Cloud Guest User Access (March 2026)"
# custom:
#   id: SF-PERM-014
#   severity: low
#   family: least-privilege
#   types: [Settings]
#   unit: a setting
#   remediation: |
#     Setup > User Management Settings: enable Profile Filtering, or set enableProfileFiltering to true in the
#     settings "UserManagement". Administrators see all profiles by View All Profiles.
#   frameworks:
#     CIS8: ["3.3"]
#     ISO27001: ["A.8.3"]
#     NISTCSF2: ["PR.AA-05"]
package tenantlint.salesforce.profile_names_are_visible_to_all

import data.tenantlint.salesforce.lib.settings

deny contains violation if {
	settings.value(input, _setting) == false
	violation := {
		"message": "Every user may list the names of all profiles.",
		"at": _setting,
		"identity": {"setting": settings.name(_setting)},
		"access": {"principal": "any-member", "actions": ["read"], "object": "Profile", "via": "enableProfileFiltering"},
		"fixes": settings.set("Show profile names only to those who need them", true, _setting, true),
	}
}

not_evaluated contains gap if {
	some gap in settings.gaps(input, [_setting])
}

_setting := ["Settings", "UserManagement", "enableProfileFiltering"]
