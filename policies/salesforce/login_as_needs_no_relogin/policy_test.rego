package tenantlint.salesforce.login_as_needs_no_relogin_test

import data.tenantlint.examples
import data.tenantlint.salesforce.login_as_needs_no_relogin as rule

_setting := ["Settings", "Security", "sessionSettings", "forceRelogin"]

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	found == {{
		"message": "An administrator who logged in as another user gets the own session back without a new login.",
		"at": _setting,
		"identity": {"setting": "Security.sessionSettings.forceRelogin"},
		"fixes": [{"title": "Force a new login after Login-As-User", "safe": true, "edits": [{"op": "set", "at": _setting, "value": true}]}],
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
	gaps == {{"message": "Settings.Security does not state sessionSettings.forceRelogin.", "at": _setting}}
}

test_settings_that_were_not_exported_are_not_judged if {
	tenant := {"Settings": {"Sharing": {}}}
	count(rule.deny) == 0 with input as tenant
	gaps := rule.not_evaluated with input as tenant
	gaps == {{"message": "Settings.Security was not exported.", "at": ["Settings", "Security"]}}
}
