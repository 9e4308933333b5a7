package tenantlint.salesforce.secret_answers_are_shown_test

import data.tenantlint.examples
import data.tenantlint.salesforce.secret_answers_are_shown as rule

_setting := ["Settings", "Security", "passwordPolicies", "obscureSecretAnswer"]

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	found == {{
		"message": "Answers to security questions are shown while users type them.",
		"at": _setting,
		"identity": {"setting": "Security.passwordPolicies.obscureSecretAnswer"},
	}}
	count(rule.not_evaluated) == 0 with input as tenant
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_a_setting_that_is_not_stated_is_not_judged if {
	tenant := {"Settings": {"Security": {"passwordPolicies": {}}}}
	count(rule.deny) == 0 with input as tenant
	gaps := rule.not_evaluated with input as tenant
	gaps == {{"message": "Settings.Security does not state passwordPolicies.obscureSecretAnswer.", "at": _setting}}
}

test_settings_that_were_not_exported_are_not_judged if {
	tenant := {"Settings": {"Sharing": {}}}
	count(rule.deny) == 0 with input as tenant
	gaps := rule.not_evaluated with input as tenant
	gaps == {{"message": "Settings.Security was not exported.", "at": ["Settings", "Security"]}}
}
