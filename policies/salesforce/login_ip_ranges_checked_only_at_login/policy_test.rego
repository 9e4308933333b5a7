package tenantlint.salesforce.login_ip_ranges_checked_only_at_login_test

import data.tenantlint.examples
import data.tenantlint.salesforce.login_ip_ranges_checked_only_at_login as rule

_setting := ["Settings", "Security", "sessionSettings", "enforceIpRangesEveryRequest"]

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	found == {{
		"message": "Login IP ranges are enforced only at login: a stolen session works from any address.",
		"at": _setting,
		"identity": {"setting": "Security.sessionSettings.enforceIpRangesEveryRequest"},
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
	gaps == {{"message": "Settings.Security does not state sessionSettings.enforceIpRangesEveryRequest.", "at": _setting}}
}

test_settings_that_were_not_exported_are_not_judged if {
	tenant := {"Settings": {"Sharing": {}}}
	count(rule.deny) == 0 with input as tenant
	gaps := rule.not_evaluated with input as tenant
	gaps == {{"message": "Settings.Security was not exported.", "at": ["Settings", "Security"]}}
}
