package tenantlint.salesforce.login_attempts_are_too_many_test

import data.tenantlint.examples
import data.tenantlint.salesforce.login_attempts_are_too_many as rule

_setting := ["Settings", "Security", "passwordPolicies", "maxLoginAttempts"]

_tenant(value) := {"Settings": {"Security": {"passwordPolicies": {"maxLoginAttempts": value}}}}

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	found == {{
		"message": "The number of failed logins before a lockout is NoLimit; at most FiveAttempts is accepted.",
		"at": _setting,
		"identity": {"setting": "Security.passwordPolicies.maxLoginAttempts"},
		"severity": "high",
		"fixes": [{"title": "Lock accounts after FiveAttempts", "safe": false, "edits": [{"op": "set", "at": _setting, "value": "FiveAttempts"}]}],
	}}
	count(rule.not_evaluated) == 0 with input as tenant
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

_fires contains value if {
	some value in ["NoLimit", "TenAttempts", "FiveAttempts", "ThreeAttempts"]
	tenant := _tenant(value)
	count(rule.deny) == 1 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_each_value if _fires == {"NoLimit", "TenAttempts"}

test_the_limit_is_a_parameter if {
	tenant := _tenant("FiveAttempts")
	found := rule.deny with input as tenant with data.tenantlint.params["SF-PWD-003"].most as "ThreeAttempts"
	{edit.value | some violation in found; some fix in violation.fixes; some edit in fix.edits} == {"ThreeAttempts"}
	count(rule.deny) == 0 with input as tenant with data.tenantlint.params["SF-PWD-003"].most as "FiveAttempts"
}

test_ten_attempts_are_less_bad_than_no_limit if {
	tenant := _tenant("TenAttempts")
	found := rule.deny with input as tenant
	{violation.severity | some violation in found} == {"low"}
}

test_a_value_that_is_not_known_is_not_judged if {
	tenant := _tenant("Sometimes")
	count(rule.deny) == 0 with input as tenant
	gaps := rule.not_evaluated with input as tenant
	{gap.at | some gap in gaps} == {_setting}
}

test_a_setting_that_is_not_stated_is_not_judged if {
	tenant := {"Settings": {"Security": {}}}
	count(rule.deny) == 0 with input as tenant
	gaps := rule.not_evaluated with input as tenant
	gaps == {{"message": "Settings.Security does not state passwordPolicies.maxLoginAttempts.", "at": _setting}}
}

test_settings_that_were_not_exported_are_not_judged if {
	tenant := {"Settings": {"Sharing": {}}}
	gaps := rule.not_evaluated with input as tenant
	gaps == {{"message": "Settings.Security was not exported.", "at": ["Settings", "Security"]}}
}
