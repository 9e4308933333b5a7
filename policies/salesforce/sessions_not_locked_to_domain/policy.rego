# METADATA
# title: Sessions not locked to domain
# scope: package
# description: |
#   A session identifier that is valid on every domain of the org can be stolen on the weakest of them, such as a
#   public site or a page of somebody else's package, and used on the others with all rights of the user. Locked to
#   the domain on which it was first used, it is worth nothing elsewhere.
#
#   An export of the security settings states this one since API 33; where it is missing, it is reported as not
#   judged. An org made before Spring '15 starts with false.
# related_resources:
#   - ref: https://developer.salesforce.com/docs/platform/api-metadata/references/meta-types/metadata-securitysettings.html
#     description: "Metadata API: SecuritySettings"
#   - ref: https://help.salesforce.com/apex/HTViewHelpDoc?id=xcloud.shr_session_security_settings.htm
#     description: "Salesforce Help: Review Session Security Settings"
#   - ref: https://cheatsheetseries.owasp.org/cheatsheets/Session_Management_Cheat_Sheet.html
#     description: "OWASP: Session Management Cheat Sheet"
# custom:
#   id: SF-SESS-001
#   severity: high
#   family: session
#   types: [Settings]
#   unit: a setting
#   remediation: |
#     Setup > Session Settings: check "Lock sessions to the domain in which they were first used", or set
#     lockSessionsToDomain to true under sessionSettings in the settings "Security".
#   frameworks:
#     CIS8: ["4.1"]
#     NISTCSF2: ["PR.AA-04"]
#     ISO27001: ["A.8.5", "A.8.26"]
#     HC: ["SessionSettings.lockSessionsToDomain"]
package tenantlint.salesforce.sessions_not_locked_to_domain

import data.tenantlint.salesforce.lib.settings

deny contains violation if {
	settings.value(input, _setting) == false
	violation := {
		"message": "Sessions are not locked to the domain in which they were first used: an identifier stolen on one domain works on the others.",
		"at": _setting,
		"identity": {"setting": settings.name(_setting)},
		"fixes": settings.set("Lock sessions to the domain in which they were first used", true, _setting, true),
	}
}

not_evaluated contains gap if some gap in settings.gaps(input, [_setting])

_setting := ["Settings", "Security", "sessionSettings", "lockSessionsToDomain"]
