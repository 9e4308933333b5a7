# METADATA
# title: Too many login attempts
# scope: package
# description: |
#   How often a wrong password may be tried before the account is locked decides how much guessing an account
#   withstands. Without a limit a program tries all night.
#
#   Reported is more than the parameter `most` allows: no limit as high, else as low. An export of the security
#   settings states the number; where it is missing or not a known value, it is reported as not judged.
# related_resources:
#   - ref: https://developer.salesforce.com/docs/platform/api-metadata/references/meta-types/metadata-securitysettings.html
#     description: "Metadata API: SecuritySettings"
#   - ref: https://help.salesforce.com/s/articleView?id=xcloud.security_health_check.htm&type=5
#     description: "Salesforce Help: Security Health Check"
#   - ref: https://www.cisa.gov/cross-sector-cybersecurity-performance-goals
#     description: "CISA: Cross-Sector Cybersecurity Performance Goals"
# custom:
#   id: SF-PWD-003
#   severity: high
#   family: password
#   types: [Settings]
#   unit: a setting
#   remediation: |
#     Setup > Password Policies > Maximum invalid login attempts: 5 or 3, or set maxLoginAttempts to FiveAttempts
#     or ThreeAttempts under passwordPolicies in the settings "Security".
#   frameworks:
#     CIS8: ["4.1"]
#     NISTCSF2: ["PR.AA-03"]
#     ISO27001: ["A.8.5"]
#     HC: ["PasswordPolicies.maxLoginAttempts"]
#   params:
#     - name: most
#       description: The largest number of failed logins before the lockout that is accepted.
#       schema: {type: string, enum: [NoLimit, TenAttempts, FiveAttempts, ThreeAttempts]}
#       default: FiveAttempts
package tenantlint.salesforce.login_attempts_are_too_many

import data.tenantlint.salesforce.data.security_scales as tables
import data.tenantlint.salesforce.lib.scales
import data.tenantlint.salesforce.lib.settings

deny contains violation if {
	found := settings.value(input, _setting)
	scales.weaker(tables.maxLoginAttempts, found, _wanted)
	violation := {
		"message": sprintf("The number of failed logins before a lockout is %s; at most %s is accepted.", [found, _wanted]),
		"at": _setting,
		"identity": {"setting": settings.name(_setting)},
		"severity": _severity(found),
		"fixes": settings.set(sprintf("Lock accounts after %s", [_wanted]), false, _setting, _wanted),
	}
}

not_evaluated contains gap if some gap in scales.gaps(input, _setting, tables.maxLoginAttempts)

_setting := ["Settings", "Security", "passwordPolicies", "maxLoginAttempts"]

_wanted := data.tenantlint.params["SF-PWD-003"].most

_severity(attempts) := "high" if {
	attempts == "NoLimit"
} else := "low"
