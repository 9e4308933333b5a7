# METADATA
# title: Site or portal users see each other
# scope: package
# description: |
#   These settings let people from outside find each other whatever the defaults for users say: customers of one
#   site learn who the other customers are, and on a site with self-registration that is whoever signs up. Site
#   User Visibility opens a whole site, and in older orgs to guests as well; Portal User Visibility opens one
#   customer's account, and is reported as low.
#
#   Salesforce's default for both is off. They are judged unless the export shows that nobody from outside logs
#   in; one that is not stated is reported as not judged.
# related_resources:
#   - ref: https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_sharingsettings.htm
#     description: "Metadata API: SharingSettings"
#   - ref: https://help.salesforce.com/s/articleView?id=platform.networks_user_visibility_best_practices.htm&language=en_US&type=5
#     description: "Salesforce Help: Site User Visibility Best Practices for Guest Users"
#   - ref: https://www.salesforce.com/blog/protecting-your-data-essential-actions-to-secure-experience-cloud-guest-user-access
#     description: "Salesforce: Essential Actions to Secure Experience Cloud Guest User Access (March 2026)"
# custom:
#   id: SF-GUEST-017
#   severity: medium
#   family: guest-access
#   types: [Settings, Network, CustomSite]
#   unit: a setting
#   remediation: |
#     Setup > Sharing Settings > Organization-Wide Defaults > Edit: clear Site User Visibility and Portal User
#     Visibility, or set enableCommunityUserVisibility and enablePortalUserVisibility to false in the settings
#     "Sharing". Open single users with sharing sets.
#   frameworks:
#     CIS8: ["3.3"]
#     ISO27001: ["A.8.3", "A.5.34"]
#     NISTCSF2: ["PR.AA-05"]
package tenantlint.salesforce.outside_users_see_each_other

import data.tenantlint.salesforce.lib.outsiders
import data.tenantlint.salesforce.lib.settings

deny contains violation if {
	not outsiders.no_members(input)
	some setting in _settings
	settings.value(input, setting.path) == true
	violation := {
		"message": setting.message,
		"at": setting.path,
		"identity": {"setting": settings.name(setting.path)},
		"severity": setting.severity,
		"access": {"principal": "any-member", "actions": ["read"], "object": "User", "via": setting.path[2]},
		"related": outsiders.networks(input),
		"fixes": settings.set("Hide people from outside from each other", false, setting.path, false),
	}
}

not_evaluated contains gap if {
	not outsiders.no_members(input)
	some gap in settings.gaps(input, [setting.path | some setting in _settings])
}

_settings := [
	{
		"path": ["Settings", "Sharing", "enableCommunityUserVisibility"],
		"severity": "medium",
		"message": "All members of a site see each other, whatever the default for users says.",
	},
	{
		"path": ["Settings", "Sharing", "enablePortalUserVisibility"],
		"severity": "low",
		"message": "All portal users of an account see each other, whatever the default for users says.",
	},
]
