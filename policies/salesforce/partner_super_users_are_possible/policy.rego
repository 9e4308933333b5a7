# METADATA
# title: Partner super users possible
# scope: package
# description: |
#   A partner super user sees the cases, leads, opportunities and custom records of colleagues at the same level
#   and below, past sharing rules and defaults. Who is one is set on each user and stands in no file, so the
#   switch is the only part of it that a review can see; turning it on again also revives every super user of the
#   past.
#
#   The setting is judged unless the export shows that nobody from outside logs in; where it is not stated, it is
#   reported as not judged. If super users are wanted, waive the finding with the date of the next review.
# related_resources:
#   - ref: https://help.salesforce.com/s/articleView?id=platform.networks_customer_super_user_access.htm&language=en_US&type=5
#     description: "Salesforce Help: Grant Portal Super User Access to Partner and Customer Users"
#   - ref: https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_sharingsettings.htm
#     description: "Metadata API: SharingSettings"
# custom:
#   id: SF-SHR-008
#   severity: low
#   family: least-privilege
#   types: [Settings, Network, CustomSite]
#   unit: a setting
#   remediation: |
#     Review who is a partner super user; if nobody has to be one: Setup > Digital Experiences > Settings: clear
#     Enable Partner Super User Access, or set enablePartnerSuperUserAccess to false in the settings "Sharing".
#   frameworks:
#     CIS8: ["6.8"]
#     ISO27001: ["A.8.2"]
#     NISTCSF2: ["PR.AA-05"]
package tenantlint.salesforce.partner_super_users_are_possible

import data.tenantlint.salesforce.lib.outsiders
import data.tenantlint.salesforce.lib.settings

deny contains violation if {
	not outsiders.no_members(input)
	settings.value(input, _setting) == true
	violation := {
		"message": "Partners may be super users, who see the records of their colleagues past sharing rules.",
		"at": _setting,
		"identity": {"setting": settings.name(_setting)},
		"access": {"principal": "any-member", "actions": ["read", "edit"], "via": "enablePartnerSuperUserAccess"},
		"related": outsiders.networks(input),
	}
}

not_evaluated contains gap if {
	not outsiders.no_members(input)
	some gap in settings.gaps(input, [_setting])
}

_setting := ["Settings", "Sharing", "enablePartnerSuperUserAccess"]
