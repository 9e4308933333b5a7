# METADATA
# title: Personal fields of user records not concealed
# scope: package
# description: |
#   User records hold phone, e-mail, address and more of employees and members. Unless these fields are concealed,
#   people from outside who can see a user can read them: a list for phishing, and personal data that nobody meant
#   to publish.
#
#   Either Enhanced Personal Information Management or its predecessor Hide Personal Information conceals them;
#   the predecessor is absent in orgs created since Winter '22, and counts as off where it is not stated. A
#   setting of its own for guests, undocumented and taken by its name, conceals them from guests only. The rule is
#   quiet where the export shows that nobody comes from outside; where enableEnhancedConcealPersonalInfo is not
#   stated and the predecessor is not on, it is reported as not judged.
# related_resources:
#   - ref: https://help.salesforce.com/s/articleView?id=platform.users_manage_personal_info_visibility.htm&language=en_US&type=5
#     description: "Salesforce Help: Manage Personal User Information Visibility for External Users"
#   - ref: https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_usermanagementsettings.htm
#     description: "Metadata API: UserManagementSettings"
#   - ref: https://www.salesforce.com/blog/protecting-your-data-essential-actions-to-secure-experience-cloud-guest-user-access
#     description: "Salesforce: Essential Actions to Secure Experience Cloud Guest User Access (March 2026)"
# custom:
#   id: SF-GUEST-035
#   severity: medium
#   family: guest-access
#   types: [Settings, CustomSite, Network]
#   unit: a setting
#   remediation: |
#     Setup > User Management Settings: enable Enhanced Personal Information Management, or set
#     enableEnhancedConcealPersonalInfo to true in the settings "UserManagement". It cannot be disabled again;
#     give View Concealed Field Data to those who need the fields.
#   frameworks:
#     CIS8: ["3.3"]
#     HC: ["UserPIISettings.enforceNameVisibility"]
#     ISO27001: ["A.8.11", "A.5.34"]
#     NISTCSF2: ["PR.AA-05"]
package tenantlint.salesforce.personal_fields_of_users_are_shown

import data.tenantlint.salesforce.lib.outsiders
import data.tenantlint.salesforce.lib.settings

deny contains violation if {
	settings.value(input, _enhanced) == false
	not settings.value(input, _older) == true
	principal := max([reader | some _, reader in _readers]) # none where nobody reads them
	violation := {
		"message": sprintf("Personal fields of user records are not concealed from %s.", [concat(" and ", [who | some who, _ in _readers])]),
		"at": _enhanced,
		"identity": {"setting": settings.name(_enhanced)},
		"access": {"principal": principal, "actions": ["read"], "object": "User", "via": _enhanced[2]},
		"related": array.concat(outsiders.sites(input), outsiders.networks(input)),
		"fixes": settings.set("Conceal the personal fields of user records", false, _enhanced, true),
	}
}

not_evaluated contains gap if {
	not settings.value(input, _older) == true
	count(_readers) > 0
	some gap in settings.gaps(input, [_enhanced])
}

_enhanced := ["Settings", "UserManagement", "enableEnhancedConcealPersonalInfo"]

_older := ["Settings", "UserManagement", "enableConcealPersonalInfo"]

_for_guests := ["Settings", "UserManagement", "enableEnhancedConcealPersonalInfoForGuest"]

_readers["guests"] := "guest" if {
	not outsiders.no_guests(input)
	not settings.value(input, _for_guests) == true
}

_readers["members from outside"] := "any-member" if not outsiders.no_members(input)
