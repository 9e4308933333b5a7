package tenantlint.salesforce.lockout_is_short_test

import data.tenantlint.examples
import data.tenantlint.salesforce.lockout_is_short as rule

_setting := ["Settings", "Security", "passwordPolicies", "lockoutInterval"]

_tenant(value) := {"Settings": {"Security": {"passwordPolicies": {"lockoutInterval": value}}}}

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	found == {{
		"message": "Accounts are locked for only FifteenMinutes after too many failed logins; at least ThirtyMinutes is asked for.",
		"at": _setting,
		"identity": {"setting": "Security.passwordPolicies.lockoutInterval"},
		"fixes": [{"title": "Lock accounts for ThirtyMinutes", "safe": true, "edits": [{"op": "set", "at": _setting, "value": "ThirtyMinutes"}]}],
	}}
	count(rule.not_evaluated) == 0 with input as tenant
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

_fires contains value if {
	some value in ["FifteenMinutes", "ThirtyMinutes", "SixtyMinutes", "Forever"]
	tenant := _tenant(value)
	count(rule.deny) == 1 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_each_value if _fires == {"FifteenMinutes"}

test_the_limit_is_a_parameter if {
	tenant := _tenant("SixtyMinutes")
	found := rule.deny with input as tenant with data.tenantlint.params["SF-PWD-005"].shortest as "Forever"
	{edit.value | some violation in found; some fix in violation.fixes; some edit in fix.edits} == {"Forever"}
	count(rule.deny) == 0 with input as tenant with data.tenantlint.params["SF-PWD-005"].shortest as "SixtyMinutes"
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
	gaps == {{"message": "Settings.Security does not state passwordPolicies.lockoutInterval.", "at": _setting}}
}

test_settings_that_were_not_exported_are_not_judged if {
	tenant := {"Settings": {"Sharing": {}}}
	gaps := rule.not_evaluated with input as tenant
	gaps == {{"message": "Settings.Security was not exported.", "at": ["Settings", "Security"]}}
}
