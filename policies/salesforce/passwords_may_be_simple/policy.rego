# METADATA
# title: Weak complexity
# scope: package
# description: |
#   Without a rule on characters, or with letters and a number alone, users choose what guessing tries first: a name
#   and a year.
#
#   Reported is a requirement weaker than the parameter `weakest`. Special characters, upper and lower case, or any
#   three kinds of characters count alike. An export of the security settings states the requirement; where it is
#   missing or not a known value, it is reported as not judged.
# related_resources:
#   - ref: https://developer.salesforce.com/docs/platform/api-metadata/references/meta-types/metadata-securitysettings.html
#     description: "Metadata API: SecuritySettings"
#   - ref: https://help.salesforce.com/s/articleView?id=xcloud.security_health_check.htm&type=5
#     description: "Salesforce Help: Security Health Check"
#   - ref: https://cheatsheetseries.owasp.org/cheatsheets/Authentication_Cheat_Sheet.html
#     description: "OWASP: Authentication Cheat Sheet"
# custom:
#   id: SF-PWD-002
#   severity: medium
#   family: password
#   types: [Settings]
#   unit: a setting
#   remediation: |
#     Setup > Password Policies > Password complexity requirement: "Must include 3 of the following: numbers,
#     uppercase letters, lowercase letters, special characters", or set complexity to
#     Any3UpperLowerCaseNumericSpecialCharacters under passwordPolicies in the settings "Security".
#   frameworks:
#     CIS8: ["5.2"]
#     NISTCSF2: ["PR.AA-01"]
#     ISO27001: ["A.5.17"]
#     HC: ["PasswordPolicies.complexity"]
#   params:
#     - name: weakest
#       description: The weakest complexity requirement that is accepted.
#       schema: {type: string, enum: [NoRestriction, AlphaNumeric, SpecialCharacters, UpperLowerCaseNumeric, Any3UpperLowerCaseNumericSpecialCharacters, UpperLowerCaseNumericSpecialCharacters]}
#       default: Any3UpperLowerCaseNumericSpecialCharacters
package tenantlint.salesforce.passwords_may_be_simple

import data.tenantlint.salesforce.data.security_scales as tables
import data.tenantlint.salesforce.lib.scales
import data.tenantlint.salesforce.lib.settings

deny contains violation if {
	found := settings.value(input, _setting)
	scales.weaker(tables.complexity, found, _wanted)
	violation := {
		"message": sprintf("The password complexity requirement is %s; at least %s is asked for.", [found, _wanted]),
		"at": _setting,
		"identity": {"setting": settings.name(_setting)},
		"fixes": settings.set(sprintf("Set the complexity requirement to %s", [_wanted]), false, _setting, _wanted),
	}
}

not_evaluated contains gap if some gap in scales.gaps(input, _setting, tables.complexity)

_setting := ["Settings", "Security", "passwordPolicies", "complexity"]

_wanted := data.tenantlint.params["SF-PWD-002"].weakest
