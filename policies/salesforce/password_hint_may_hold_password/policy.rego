# METADATA
# title: Password hint may hold the password
# scope: package
# description: |
#   The answer to the question that helps users who forgot their password may be the password itself, which is then
#   stored, shown and asked for in places that guard it less.
#
#   An export of the security settings states the restriction; where it is missing or not a known value, it is
#   reported as not judged.
# related_resources:
#   - ref: https://developer.salesforce.com/docs/platform/api-metadata/references/meta-types/metadata-securitysettings.html
#     description: "Metadata API: SecuritySettings"
#   - ref: https://help.salesforce.com/s/articleView?id=xcloud.security_health_check.htm&type=5
#     description: "Salesforce Help: Security Health Check"
# custom:
#   id: SF-PWD-004
#   severity: low
#   family: password
#   types: [Settings]
#   unit: a setting
#   remediation: |
#     Setup > Password Policies > Password question requirement: "Cannot contain password", or set
#     questionRestriction to DoesNotContainPassword under passwordPolicies in the settings "Security".
#   frameworks:
#     CIS8: ["4.1"]
#     NISTCSF2: ["PR.AA-01"]
#     ISO27001: ["A.5.17"]
#     HC: ["PasswordPolicies.questionRestriction"]
package tenantlint.salesforce.password_hint_may_hold_password

import data.tenantlint.salesforce.data.security_scales as tables
import data.tenantlint.salesforce.lib.scales
import data.tenantlint.salesforce.lib.settings

deny contains violation if {
	found := settings.value(input, _setting)
	scales.weaker(tables.questionRestriction, found, _wanted)
	violation := {
		"message": "The answer to the password question may contain the password.",
		"at": _setting,
		"identity": {"setting": settings.name(_setting)},
		"fixes": settings.set("Keep the password out of the answer to the password question", true, _setting, _wanted),
	}
}

not_evaluated contains gap if some gap in scales.gaps(input, _setting, tables.questionRestriction)

_setting := ["Settings", "Security", "passwordPolicies", "questionRestriction"]

_wanted := "DoesNotContainPassword"
