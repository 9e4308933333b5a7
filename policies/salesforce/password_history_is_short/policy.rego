# METADATA
# title: Short password history
# scope: package
# description: |
#   Passwords that may be used again at once make a forced change worth nothing: the old one, which somebody may
#   know, comes back.
#
#   Reported is a history below the parameter `minimum`. An export of the security settings states it; where it is
#   missing or no number, it is reported as not judged.
# related_resources:
#   - ref: https://developer.salesforce.com/docs/platform/api-metadata/references/meta-types/metadata-securitysettings.html
#     description: "Metadata API: SecuritySettings"
#   - ref: https://help.salesforce.com/s/articleView?id=xcloud.security_health_check.htm&type=5
#     description: "Salesforce Help: Security Health Check"
# custom:
#   id: SF-PWD-006
#   severity: low
#   family: password
#   types: [Settings]
#   unit: a setting
#   remediation: |
#     Setup > Password Policies > Enforce password history: 3 passwords remembered or more, or set
#     historyRestriction to 3 under passwordPolicies in the settings "Security".
#   frameworks:
#     CIS8: ["5.2"]
#     NISTCSF2: ["PR.AA-01"]
#     ISO27001: ["A.5.17"]
#     HC: ["PasswordPolicies.history"]
#   params:
#     - name: minimum
#       description: The least number of remembered passwords that is accepted.
#       schema: {type: integer, minimum: 0, maximum: 24}
#       default: 3
package tenantlint.salesforce.password_history_is_short

import data.tenantlint.salesforce.lib.scales
import data.tenantlint.salesforce.lib.settings

deny contains violation if {
	found := settings.value(input, _setting)
	scales.weaker({}, found, _wanted)
	violation := {
		"message": sprintf("Only %s earlier passwords are remembered; at least %d are asked for.", [found, _wanted]),
		"at": _setting,
		"identity": {"setting": settings.name(_setting)},
		"fixes": settings.set(sprintf("Remember %d earlier passwords", [_wanted]), true, _setting, sprintf("%d", [_wanted])),
	}
}

not_evaluated contains gap if some gap in scales.gaps(input, _setting, {})

_setting := ["Settings", "Security", "passwordPolicies", "historyRestriction"]

_wanted := data.tenantlint.params["SF-PWD-006"].minimum
