package tenantlint.salesforce.passwords_may_be_simple_test

import data.tenantlint.examples
import data.tenantlint.salesforce.passwords_may_be_simple as rule

_setting := ["Settings", "Security", "passwordPolicies", "complexity"]

_tenant(value) := {"Settings": {"Security": {"passwordPolicies": {"complexity": value}}}}

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	found == {{
		"message": "The password complexity requirement is AlphaNumeric; at least Any3UpperLowerCaseNumericSpecialCharacters is asked for.",
		"at": _setting,
		"identity": {"setting": "Security.passwordPolicies.complexity"},
		"fixes": [{"title": "Set the complexity requirement to Any3UpperLowerCaseNumericSpecialCharacters", "safe": false, "edits": [{"op": "set", "at": _setting, "value": "Any3UpperLowerCaseNumericSpecialCharacters"}]}],
	}}
	count(rule.not_evaluated) == 0 with input as tenant
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

_fires contains value if {
	some value in ["NoRestriction", "AlphaNumeric", "SpecialCharacters", "UpperLowerCaseNumeric", "Any3UpperLowerCaseNumericSpecialCharacters", "UpperLowerCaseNumericSpecialCharacters"]
	tenant := _tenant(value)
	count(rule.deny) == 1 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_each_value if _fires == {"NoRestriction", "AlphaNumeric"}

test_the_limit_is_a_parameter if {
	tenant := _tenant("UpperLowerCaseNumeric")
	found := rule.deny with input as tenant with data.tenantlint.params["SF-PWD-002"].weakest as "UpperLowerCaseNumericSpecialCharacters"
	{edit.value | some violation in found; some fix in violation.fixes; some edit in fix.edits} == {"UpperLowerCaseNumericSpecialCharacters"}
	count(rule.deny) == 0 with input as tenant with data.tenantlint.params["SF-PWD-002"].weakest as "UpperLowerCaseNumeric"
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
	gaps == {{"message": "Settings.Security does not state passwordPolicies.complexity.", "at": _setting}}
}

test_settings_that_were_not_exported_are_not_judged if {
	tenant := {"Settings": {"Sharing": {}}}
	gaps := rule.not_evaluated with input as tenant
	gaps == {{"message": "Settings.Security was not exported.", "at": ["Settings", "Security"]}}
}
