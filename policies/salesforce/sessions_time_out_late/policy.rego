# METADATA
# title: Session timeout over two hours
# scope: package
# description: |
#   A session that stays open for half a day is at hand for whoever finds the unlocked computer, and gives a stolen
#   identifier half a day of use after the user has gone.
#
#   Reported is a timeout that is longer than the parameter `longest` allows. Profiles may have timeouts of their
#   own, which this rule does not read. An export of the security settings states the timeout; where it is missing
#   or not a known value, it is reported as not judged.
# related_resources:
#   - ref: https://developer.salesforce.com/docs/platform/api-metadata/references/meta-types/metadata-securitysettings.html
#     description: "Metadata API: SecuritySettings"
#   - ref: https://help.salesforce.com/apex/HTViewHelpDoc?id=xcloud.shr_session_security_settings.htm
#     description: "Salesforce Help: Review Session Security Settings"
#   - ref: https://cheatsheetseries.owasp.org/cheatsheets/Session_Management_Cheat_Sheet.html
#     description: "OWASP: Session Management Cheat Sheet"
# custom:
#   id: SF-SESS-006
#   severity: low
#   family: session
#   types: [Settings]
#   unit: a setting
#   remediation: |
#     Setup > Session Settings > Session Timeout > Timeout Value: 2 hours or less, or set sessionTimeout to
#     TwoHours under sessionSettings in the settings "Security".
#   frameworks:
#     CIS8: ["4.3"]
#     NISTCSF2: ["PR.AA-03"]
#     ISO27001: ["A.8.5"]
#     HC: ["SessionSettings.timeout"]
#   params:
#     - name: longest
#       description: The longest session timeout that is accepted.
#       schema: {type: string, enum: [TwentyFourHours, TwelveHours, EightHours, FourHours, TwoHours, NinetyMinutes, SixtyMinutes, ThirtyMinutes, FifteenMinutes]}
#       default: TwoHours
package tenantlint.salesforce.sessions_time_out_late

import data.tenantlint.salesforce.data.security_scales as tables
import data.tenantlint.salesforce.lib.scales
import data.tenantlint.salesforce.lib.settings

deny contains violation if {
	found := settings.value(input, _setting)
	scales.weaker(tables.sessionTimeout, found, _wanted)
	violation := {
		"message": sprintf("Sessions end only after %s without activity; at most %s is accepted.", [found, _wanted]),
		"at": _setting,
		"identity": {"setting": settings.name(_setting)},
		"fixes": settings.set(sprintf("End sessions after %s without activity", [_wanted]), false, _setting, _wanted),
	}
}

not_evaluated contains gap if some gap in scales.gaps(input, _setting, tables.sessionTimeout)

_setting := ["Settings", "Security", "sessionSettings", "sessionTimeout"]

_wanted := data.tenantlint.params["SF-SESS-006"].longest
