package tenantlint.salesforce.password_hint_may_hold_password_test

import data.tenantlint.examples
import data.tenantlint.salesforce.password_hint_may_hold_password as rule

_setting := ["Settings", "Security", "passwordPolicies", "questionRestriction"]

_tenant(value) := {"Settings": {"Security": {"passwordPolicies": {"questionRestriction": value}}}}

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	found == {{
		"message": "The answer to the password question may contain the password.",
		"at": _setting,
		"identity": {"setting": "Security.passwordPolicies.questionRestriction"},
		"fixes": [{"title": "Keep the password out of the answer to the password question", "safe": true, "edits": [{"op": "set", "at": _setting, "value": "DoesNotContainPassword"}]}],
	}}
	count(rule.not_evaluated) == 0 with input as tenant
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

_fires contains value if {
	some value in ["None", "DoesNotContainPassword"]
	tenant := _tenant(value)
	count(rule.deny) == 1 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_each_value if _fires == {"None"}

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
	gaps == {{"message": "Settings.Security does not state passwordPolicies.questionRestriction.", "at": _setting}}
}

test_settings_that_were_not_exported_are_not_judged if {
	tenant := {"Settings": {"Sharing": {}}}
	gaps := rule.not_evaluated with input as tenant
	gaps == {{"message": "Settings.Security was not exported.", "at": ["Settings", "Security"]}}
}
