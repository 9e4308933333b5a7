# METADATA
# title: Anonymous Apex not restricted for guests
# scope: package
# description: |
#   Anonymous Apex is code that a caller sends and the platform runs at once. With this restriction off, whether
#   guests may do that hangs on their permissions alone, and one permission too many lets a visitor run code of
#   their own on the company's data.
#
#   Salesforce's default is that guests are restricted, whatever permissions they have. The setting is judged
#   unless the export shows that no site is active; where it is not stated, it is reported as not judged.
# related_resources:
#   - ref: https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_apexsettings.htm
#     description: "Metadata API: ApexSettings"
#   - ref: https://developer.salesforce.com/docs/atlas.en-us.apexcode.meta/apexcode/apex_anonymous_block.htm
#     description: "Apex Developer Guide: Anonymous Blocks"
# custom:
#   id: SF-GUEST-025
#   severity: high
#   family: guest-access
#   types: [Settings, CustomSite]
#   unit: a setting
#   remediation: |
#     Set enableRestrictCommunityExecAnon to true in the settings "Apex" (Setup > Apex Settings), and take
#     Author Apex away from guest profiles.
#   frameworks:
#     CIS8: ["4.8", "6.8"]
#     ISO27001: ["A.8.3"]
#     NISTCSF2: ["PR.AA-05"]
package tenantlint.salesforce.guests_may_run_anonymous_apex

import data.tenantlint.salesforce.lib.outsiders
import data.tenantlint.salesforce.lib.settings

deny contains violation if {
	not outsiders.no_guests(input)
	settings.value(input, _setting) == false
	violation := {
		"message": "Guests are not restricted from running anonymous Apex: their permissions alone decide whether they run code of their own.",
		"at": _setting,
		"identity": {"setting": settings.name(_setting)},
		"access": {"principal": "guest", "actions": ["run Apex"], "via": "enableRestrictCommunityExecAnon"},
		"related": outsiders.sites(input),
		"fixes": settings.set("Restrict anonymous Apex for guests", true, _setting, true),
	}
}

not_evaluated contains gap if {
	not outsiders.no_guests(input)
	some gap in settings.gaps(input, [_setting])
}

_setting := ["Settings", "Apex", "enableRestrictCommunityExecAnon"]
