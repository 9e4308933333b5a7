package tenantlint.salesforce.password_history_is_short_test

import data.tenantlint.examples
import data.tenantlint.salesforce.password_history_is_short as rule

_setting := ["Settings", "Security", "passwordPolicies", "historyRestriction"]

_tenant(value) := {"Settings": {"Security": {"passwordPolicies": {"historyRestriction": value}}}}

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	found == {{
		"message": "Only 2 earlier passwords are remembered; at least 3 are asked for.",
		"at": _setting,
		"identity": {"setting": "Security.passwordPolicies.historyRestriction"},
		"fixes": [{"title": "Remember 3 earlier passwords", "safe": true, "edits": [{"op": "set", "at": _setting, "value": "3"}]}],
	}}
	count(rule.not_evaluated) == 0 with input as tenant
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_the_threshold_itself_is_enough if {
	below := _tenant("2")
	count(rule.deny) == 1 with input as below
	enough := _tenant("3")
	count(rule.deny) == 0 with input as enough
	count(rule.not_evaluated) == 0 with input as enough
}

test_numbers_are_compared_as_numbers if {
	short := _tenant("0")
	count(rule.deny) == 1 with input as short
	long := _tenant("20")
	count(rule.deny) == 0 with input as long
}

test_the_minimum_is_a_parameter if {
	tenant := _tenant("5")
	found := rule.deny with input as tenant with data.tenantlint.params["SF-PWD-006"].minimum as 6
	{edit.value | some violation in found; some fix in violation.fixes; some edit in fix.edits} == {"6"}
	count(rule.deny) == 0 with input as tenant with data.tenantlint.params["SF-PWD-006"].minimum as 5
}

test_a_value_that_is_not_known_is_not_judged if {
	tenant := _tenant("twelve")
	count(rule.deny) == 0 with input as tenant
	gaps := rule.not_evaluated with input as tenant
	{gap.at | some gap in gaps} == {_setting}
}

test_a_setting_that_is_not_stated_is_not_judged if {
	tenant := {"Settings": {"Security": {}}}
	count(rule.deny) == 0 with input as tenant
	gaps := rule.not_evaluated with input as tenant
	gaps == {{"message": "Settings.Security does not state passwordPolicies.historyRestriction.", "at": _setting}}
}

test_settings_that_were_not_exported_are_not_judged if {
	tenant := {"Settings": {"Sharing": {}}}
	gaps := rule.not_evaluated with input as tenant
	gaps == {{"message": "Settings.Security was not exported.", "at": ["Settings", "Security"]}}
}
