# METADATA
# title: HttpOnly not required
# scope: package
# description: |
#   Without the HttpOnly attribute, any script that runs in a page of the org, its own or injected through a hole in
#   one page, can read the cookie that holds the session identifier and send it away: whoever has it is the user
#   until the session ends.
#
#   An export of the security settings states this one since API 40; where it is missing, it is reported as not
#   judged. Applications that read the cookie with JavaScript stop working with the attribute, so the change needs a
#   look at them first.
# related_resources:
#   - ref: https://developer.salesforce.com/docs/platform/api-metadata/references/meta-types/metadata-securitysettings.html
#     description: "Metadata API: SecuritySettings"
#   - ref: https://help.salesforce.com/apex/HTViewHelpDoc?id=xcloud.shr_session_security_settings.htm
#     description: "Salesforce Help: Review Session Security Settings"
#   - ref: https://cheatsheetseries.owasp.org/cheatsheets/Session_Management_Cheat_Sheet.html
#     description: "OWASP: Session Management Cheat Sheet"
# custom:
#   id: SF-SESS-002
#   severity: high
#   family: session
#   types: [Settings]
#   unit: a setting
#   remediation: |
#     Setup > Session Settings: check "Require HttpOnly attribute", or set requireHttpOnly to true under
#     sessionSettings in the settings "Security", after testing applications that read the session cookie with
#     JavaScript.
#   frameworks:
#     CIS8: ["4.1", "16.1"]
#     NISTCSF2: ["PR.AA-04"]
#     ISO27001: ["A.8.26"]
#     HC: ["SessionSettings.requireHttpOnly"]
package tenantlint.salesforce.session_cookie_readable_by_scripts

import data.tenantlint.salesforce.lib.settings

deny contains violation if {
	settings.value(input, _setting) == false
	violation := {
		"message": "Session cookies lack the HttpOnly attribute: a script in any page of the org can read the session identifier.",
		"at": _setting,
		"identity": {"setting": settings.name(_setting)},
		"fixes": settings.set("Require the HttpOnly attribute of session cookies", false, _setting, true),
	}
}

not_evaluated contains gap if some gap in settings.gaps(input, [_setting])

_setting := ["Settings", "Security", "sessionSettings", "requireHttpOnly"]
