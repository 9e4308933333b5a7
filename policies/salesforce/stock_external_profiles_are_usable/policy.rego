# METADATA
# title: Stock external profiles usable for self-registration
# scope: package
# description: |
#   Salesforce's own profiles for customers and partners come with permissions that nobody in the company chose
#   and that cannot be narrowed. With this setting on, people who register themselves on a site, and users created
#   for partners, may get such a profile.
#
#   Salesforce turned the setting off for orgs that did not use it. It is judged unless the export shows that
#   nobody from outside logs in; where it is not stated, it is reported as not judged.
# related_resources:
#   - ref: https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_communitiessettings.htm
#     description: "Metadata API: CommunitiesSettings"
#   - ref: https://www.salesforce.com/blog/protecting-your-data-essential-actions-to-secure-experience-cloud-guest-user-access
#     description: "Salesforce: Essential Actions to Secure Experience Cloud Guest User Access (March 2026)"
# custom:
#   id: SF-SITE-012
#   severity: medium
#   family: least-privilege
#   types: [Settings, Network, CustomSite]
#   unit: a setting
#   remediation: |
#     Setup > Digital Experiences > Settings: clear "Allow using standard external profiles for
#     self-registration, user creation, and login", after members have moved to profiles of your own;
#     enableOotbProfExtUserOpsEnable in the settings "Communities".
#   frameworks:
#     CIS8: ["6.8"]
#     ISO27001: ["A.5.15", "A.8.3"]
#     NISTCSF2: ["PR.AA-05"]
package tenantlint.salesforce.stock_external_profiles_are_usable

import data.tenantlint.salesforce.lib.outsiders
import data.tenantlint.salesforce.lib.settings

deny contains violation if {
	not outsiders.no_members(input)
	settings.value(input, _setting) == true
	violation := {
		"message": "Stock external profiles may be used for self-registration and for new users: members get permissions that nobody chose.",
		"at": _setting,
		"identity": {"setting": settings.name(_setting)},
		"access": {"principal": "self-registered", "actions": ["log in"], "via": "enableOotbProfExtUserOpsEnable"},
		"related": outsiders.networks(input),
		"fixes": settings.set("Keep members off the stock external profiles", false, _setting, false),
	}
}

not_evaluated contains gap if {
	not outsiders.no_members(input)
	some gap in settings.gaps(input, [_setting])
}

_setting := ["Settings", "Communities", "enableOotbProfExtUserOpsEnable"]
