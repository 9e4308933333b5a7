# METADATA
# title: Short lockout
# scope: package
# description: |
#   After too many wrong passwords an account is locked for a time. The shorter it is, the more passwords a patient
#   program tries in a day: with ten tries each quarter of an hour nearly a thousand.
#
#   Reported is a lockout shorter than the parameter `shortest`. An export of the security settings states it; where
#   it is missing or not a known value, it is reported as not judged.
# related_resources:
#   - ref: https://developer.salesforce.com/docs/platform/api-metadata/references/meta-types/metadata-securitysettings.html
#     description: "Metadata API: SecuritySettings"
#   - ref: https://help.salesforce.com/s/articleView?id=xcloud.security_health_check.htm&type=5
#     description: "Salesforce Help: Security Health Check"
# custom:
#   id: SF-PWD-005
#   severity: low
#   family: password
#   types: [Settings]
#   unit: a setting
#   remediation: |
#     Setup > Password Policies > Lockout effective period: 30 minutes or more, or set lockoutInterval to
#     ThirtyMinutes under passwordPolicies in the settings "Security".
#   frameworks:
#     CIS8: ["4.1"]
#     NISTCSF2: ["PR.AA-03"]
#     ISO27001: ["A.8.5"]
#     HC: ["PasswordPolicies.lockoutInterval"]
#   params:
#     - name: shortest
#       description: The shortest lockout that is accepted.
#       schema: {type: string, enum: [FifteenMinutes, ThirtyMinutes, SixtyMinutes, Forever]}
#       default: ThirtyMinutes
package tenantlint.salesforce.lockout_is_short

import data.tenantlint.salesforce.data.security_scales as tables
import data.tenantlint.salesforce.lib.scales
import data.tenantlint.salesforce.lib.settings

deny contains violation if {
	found := settings.value(input, _setting)
	scales.weaker(tables.lockoutInterval, found, _wanted)
	violation := {
		"message": sprintf("Accounts are locked for only %s after too many failed logins; at least %s is asked for.", [found, _wanted]),
		"at": _setting,
		"identity": {"setting": settings.name(_setting)},
		"fixes": settings.set(sprintf("Lock accounts for %s", [_wanted]), true, _setting, _wanted),
	}
}

not_evaluated contains gap if some gap in scales.gaps(input, _setting, tables.lockoutInterval)

_setting := ["Settings", "Security", "passwordPolicies", "lockoutInterval"]

_wanted := data.tenantlint.params["SF-PWD-005"].shortest
