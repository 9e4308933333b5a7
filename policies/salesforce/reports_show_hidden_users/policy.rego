# METADATA
# title: Standard reports show users that one cannot see
# scope: package
# description: |
#   Reports of the standard types can contain data of users to whom the reader has no access. With this setting
#   on, everybody who runs reports sees them all the same, so that a Private default on users ends at the report
#   tab.
#
#   Salesforce's default is off. Where the settings do not state it, it is reported as not judged.
# related_resources:
#   - ref: https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_sharingsettings.htm
#     description: "Metadata API: SharingSettings"
#   - ref: https://help.salesforce.com/apex/HTViewHelpDoc?id=xcloud.shr_user_sharing_and_visibility.htm
#     description: "Salesforce Help: User Sharing and Visibility Control"
# custom:
#   id: SF-SHR-006
#   severity: medium
#   family: least-privilege
#   types: [Settings]
#   unit: a setting
#   remediation: |
#     Setup > Sharing Settings > Organization-Wide Defaults > Edit: clear Standard Report Visibility, or set
#     enableStandardReportVisibility to false in the settings "Sharing".
#   frameworks:
#     CIS8: ["3.3"]
#     ISO27001: ["A.8.3"]
#     NISTCSF2: ["PR.AA-05"]
package tenantlint.salesforce.reports_show_hidden_users

import data.tenantlint.salesforce.lib.settings

deny contains violation if {
	settings.value(input, _setting) == true
	violation := {
		"message": "Standard reports show data of users whom the reader may not see.",
		"at": _setting,
		"identity": {"setting": settings.name(_setting)},
		"access": {"principal": "any-member", "actions": ["read"], "object": "User", "via": "enableStandardReportVisibility"},
		"fixes": settings.set("Keep hidden users out of standard reports", false, _setting, false),
	}
}

not_evaluated contains gap if {
	some gap in settings.gaps(input, [_setting])
}

_setting := ["Settings", "Sharing", "enableStandardReportVisibility"]
