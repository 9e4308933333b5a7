# METADATA
# title: Badges visible to guests
# scope: package
# description: |
#   Badges name the member or employee who earned them and say for what. Shown to visitors who never logged in,
#   they are a list of people, their work and their standing, ready for phishing.
#
#   The setting hides badges from guests on Experience Builder sites and exists since API version 53. It is judged
#   unless the export shows that no site is active; where it is not stated, it is reported as not judged.
# related_resources:
#   - ref: https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_communitiessettings.htm
#     description: "Metadata API: CommunitiesSettings"
# custom:
#   id: SF-GUEST-037
#   severity: medium
#   family: guest-access
#   types: [Settings, CustomSite]
#   unit: a setting
#   remediation: |
#     Setup > Digital Experiences > Settings: hide badges from guest users, or set enablePreventBadgeGuestAccess
#     to true in the settings "Communities".
#   frameworks:
#     CIS8: ["3.3"]
#     ISO27001: ["A.8.3", "A.5.34"]
#     NISTCSF2: ["PR.AA-05"]
package tenantlint.salesforce.guests_see_badges

import data.tenantlint.salesforce.lib.outsiders
import data.tenantlint.salesforce.lib.settings

deny contains violation if {
	not outsiders.no_guests(input)
	settings.value(input, _setting) == false
	violation := {
		"message": "Guests see the badges of members: anybody may read who earned what without logging in.",
		"at": _setting,
		"identity": {"setting": settings.name(_setting)},
		"access": {"principal": "guest", "actions": ["read"], "object": "WorkBadge", "via": "enablePreventBadgeGuestAccess"},
		"related": outsiders.sites(input),
		"fixes": settings.set("Hide badges from guests", true, _setting, true),
	}
}

not_evaluated contains gap if {
	not outsiders.no_guests(input)
	some gap in settings.gaps(input, [_setting])
}

_setting := ["Settings", "Communities", "enablePreventBadgeGuestAccess"]
