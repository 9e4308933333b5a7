# METADATA
# title: No relogin after login-as
# scope: package
# description: |
#   An administrator who logs in as another user and logs out again returns to the own session without a new login.
#   Whoever sits at that browser after the help-desk call, or whoever got hold of the borrowed session, ends up with
#   an administrator's rights.
#
#   An export of the security settings states this one; where it is missing, it is reported as not judged.
# related_resources:
#   - ref: https://developer.salesforce.com/docs/platform/api-metadata/references/meta-types/metadata-securitysettings.html
#     description: "Metadata API: SecuritySettings"
#   - ref: https://help.salesforce.com/apex/HTViewHelpDoc?id=xcloud.shr_session_security_settings.htm
#     description: "Salesforce Help: Review Session Security Settings"
# custom:
#   id: SF-SESS-005
#   severity: medium
#   family: session
#   types: [Settings]
#   unit: a setting
#   remediation: |
#     Setup > Session Settings: check "Force relogin after Login-As-User", or set forceRelogin to true under
#     sessionSettings in the settings "Security".
#   frameworks:
#     CIS8: ["4.1", "5.4"]
#     NISTCSF2: ["PR.AA-03"]
#     ISO27001: ["A.8.2", "A.8.5"]
#     HC: ["SessionSettings.forceRelogin"]
package tenantlint.salesforce.login_as_needs_no_relogin

import data.tenantlint.salesforce.lib.settings

deny contains violation if {
	settings.value(input, _setting) == false
	violation := {
		"message": "An administrator who logged in as another user gets the own session back without a new login.",
		"at": _setting,
		"identity": {"setting": settings.name(_setting)},
		"fixes": settings.set("Force a new login after Login-As-User", true, _setting, true),
	}
}

not_evaluated contains gap if some gap in settings.gaps(input, [_setting])

_setting := ["Settings", "Security", "sessionSettings", "forceRelogin"]
