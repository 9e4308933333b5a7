package tenantlint.salesforce.session_timeout_does_not_log_out_test

import data.tenantlint.examples
import data.tenantlint.salesforce.session_timeout_does_not_log_out as rule

_setting := ["Settings", "Security", "sessionSettings", "forceLogoutOnSessionTimeout"]

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	found == {{
		"message": "Users are not logged out when their session times out: the last page stays open in the browser.",
		"at": _setting,
		"identity": {"setting": "Security.sessionSettings.forceLogoutOnSessionTimeout"},
		"fixes": [{"title": "Log users out when their session times out", "safe": true, "edits": [{"op": "set", "at": _setting, "value": true}]}],
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
	gaps == {{"message": "Settings.Security does not state sessionSettings.forceLogoutOnSessionTimeout.", "at": _setting}}
}

test_settings_that_were_not_exported_are_not_judged if {
	tenant := {"Settings": {"Sharing": {}}}
	count(rule.deny) == 0 with input as tenant
	gaps := rule.not_evaluated with input as tenant
	gaps == {{"message": "Settings.Security was not exported.", "at": ["Settings", "Security"]}}
}
