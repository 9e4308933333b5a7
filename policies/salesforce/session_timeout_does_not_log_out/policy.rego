# METADATA
# title: No logout on timeout
# scope: package
# description: |
#   When a session times out and the browser is not sent back to the login page, the last page stays on the screen
#   for everybody who passes, with the records on it, and the user does not notice that the session has ended.
#
#   An export of the security settings states this one since API 31; where it is missing, it is reported as not
#   judged.
# related_resources:
#   - ref: https://developer.salesforce.com/docs/platform/api-metadata/references/meta-types/metadata-securitysettings.html
#     description: "Metadata API: SecuritySettings"
#   - ref: https://help.salesforce.com/apex/HTViewHelpDoc?id=xcloud.shr_session_security_settings.htm
#     description: "Salesforce Help: Review Session Security Settings"
# custom:
#   id: SF-SESS-007
#   severity: low
#   family: session
#   types: [Settings]
#   unit: a setting
#   remediation: |
#     Setup > Session Settings: check "Force logout on session timeout", or set forceLogoutOnSessionTimeout to
#     true under sessionSettings in the settings "Security".
#   frameworks:
#     CIS8: ["4.3"]
#     NISTCSF2: ["PR.AA-03"]
#     ISO27001: ["A.8.5"]
#     HC: ["SessionSettings.forceLogoutOnTimeout"]
package tenantlint.salesforce.session_timeout_does_not_log_out

import data.tenantlint.salesforce.lib.settings

deny contains violation if {
	settings.value(input, _setting) == false
	violation := {
		"message": "Users are not logged out when their session times out: the last page stays open in the browser.",
		"at": _setting,
		"identity": {"setting": settings.name(_setting)},
		"fixes": settings.set("Log users out when their session times out", true, _setting, true),
	}
}

not_evaluated contains gap if some gap in settings.gaps(input, [_setting])

_setting := ["Settings", "Security", "sessionSettings", "forceLogoutOnSessionTimeout"]
