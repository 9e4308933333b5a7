package tenantlint.salesforce.admins_log_in_as_any_user_test

import data.tenantlint.examples
import data.tenantlint.salesforce.admins_log_in_as_any_user as rule

_setting := ["Settings", "Security", "enableAdminLoginAsAnyUser"]

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	found == {{
		"message": "Administrators may log in as any user without being granted it.",
		"at": _setting,
		"identity": {"setting": "Security.enableAdminLoginAsAnyUser"},
		"fixes": [{"title": "Let users grant administrators the login", "safe": false, "edits": [{"op": "set", "at": _setting, "value": false}]}],
	}}
	count(rule.not_evaluated) == 0 with input as tenant
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_a_setting_that_is_not_stated_is_not_judged if {
	tenant := {"Settings": {"Security": {}}}
	count(rule.deny) == 0 with input as tenant
	gaps := rule.not_evaluated with input as tenant
	gaps == {{"message": "Settings.Security does not state enableAdminLoginAsAnyUser.", "at": _setting}}
}

test_settings_that_were_not_exported_are_not_judged if {
	tenant := {"Settings": {"Sharing": {}}}
	count(rule.deny) == 0 with input as tenant
	gaps := rule.not_evaluated with input as tenant
	gaps == {{"message": "Settings.Security was not exported.", "at": ["Settings", "Security"]}}
}
