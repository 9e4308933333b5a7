package tenantlint.salesforce.mfa_not_required_for_logins_test

import data.tenantlint.examples
import data.tenantlint.salesforce.mfa_not_required_for_logins as rule

_setting := ["Settings", "Security", "sessionSettings", "enableMFADirectUILoginOptIn"]

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	found == {{
		"message": "Multi-factor authentication is not required of users who log in with a password.",
		"at": _setting,
		"identity": {"setting": "Security.sessionSettings.enableMFADirectUILoginOptIn"},
	}}
	count(rule.not_evaluated) == 0 with input as tenant
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_a_setting_that_is_not_stated_is_not_judged if {
	tenant := {"Settings": {"Security": {"sessionSettings": {}}}}
	count(rule.deny) == 0 with input as tenant
	gaps := rule.not_evaluated with input as tenant
	gaps == {{"message": "Settings.Security does not state sessionSettings.enableMFADirectUILoginOptIn.", "at": _setting}}
}

test_settings_that_were_not_exported_are_not_judged if {
	tenant := {"Settings": {"Sharing": {}}}
	count(rule.deny) == 0 with input as tenant
	gaps := rule.not_evaluated with input as tenant
	gaps == {{"message": "Settings.Security was not exported.", "at": ["Settings", "Security"]}}
}
