# METADATA
# title: Sessions survive an admin password reset
# scope: package
# description: |
#   An administrator resets a password because an account may be in the wrong hands. Sessions that stay alive leave
#   the intruder inside with everything the user may do, although the password no longer works.
#
#   An export of the security settings states this one; where it is missing, it is reported as not judged.
# related_resources:
#   - ref: https://developer.salesforce.com/docs/platform/api-metadata/references/meta-types/metadata-securitysettings.html
#     description: "Metadata API: SecuritySettings"
#   - ref: https://help.salesforce.com/s/articleView?id=xcloud.security_health_check.htm&type=5
#     description: "Salesforce Help: Security Health Check"
#   - ref: https://cheatsheetseries.owasp.org/cheatsheets/Session_Management_Cheat_Sheet.html
#     description: "OWASP: Session Management Cheat Sheet"
# custom:
#   id: SF-SESS-011
#   severity: medium
#   family: session
#   types: [Settings]
#   unit: a setting
#   remediation: |
#     Setup > Session Settings: check "Terminate all of a user's sessions when an admin resets that user's
#     password", or set terminateUserSessionsWhenAdminResetsPassword to true under sessionSettings in the settings
#     "Security".
#   frameworks:
#     CIS8: ["4.1"]
#     NISTCSF2: ["PR.AA-03", "RS.MI-01"]
#     ISO27001: ["A.5.17", "A.8.5"]
#     HC: ["SessionSettings.terminateSessionsOnPasswordReset"]
package tenantlint.salesforce.sessions_survive_password_reset

import data.tenantlint.salesforce.lib.settings

deny contains violation if {
	settings.value(input, _setting) == false
	violation := {
		"message": "Sessions of a user go on when an administrator resets the password: an intruder stays logged in.",
		"at": _setting,
		"identity": {"setting": settings.name(_setting)},
		"fixes": settings.set("End all sessions of a user when an administrator resets the password", true, _setting, true),
	}
}

not_evaluated contains gap if some gap in settings.gaps(input, [_setting])

_setting := ["Settings", "Security", "sessionSettings", "terminateUserSessionsWhenAdminResetsPassword"]
