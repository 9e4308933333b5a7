package tenantlint.salesforce.session_cookie_readable_by_scripts_test

import data.tenantlint.examples
import data.tenantlint.salesforce.session_cookie_readable_by_scripts as rule

_setting := ["Settings", "Security", "sessionSettings", "requireHttpOnly"]

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	found == {{
		"message": "Session cookies lack the HttpOnly attribute: a script in any page of the org can read the session identifier.",
		"at": _setting,
		"identity": {"setting": "Security.sessionSettings.requireHttpOnly"},
		"fixes": [{"title": "Require the HttpOnly attribute of session cookies", "safe": false, "edits": [{"op": "set", "at": _setting, "value": true}]}],
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
	gaps == {{"message": "Settings.Security does not state sessionSettings.requireHttpOnly.", "at": _setting}}
}

test_settings_that_were_not_exported_are_not_judged if {
	tenant := {"Settings": {"Sharing": {}}}
	count(rule.deny) == 0 with input as tenant
	gaps := rule.not_evaluated with input as tenant
	gaps == {{"message": "Settings.Security was not exported.", "at": ["Settings", "Security"]}}
}
