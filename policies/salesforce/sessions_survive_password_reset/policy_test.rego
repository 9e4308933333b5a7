package tenantlint.salesforce.sessions_survive_password_reset_test

import data.tenantlint.examples
import data.tenantlint.salesforce.sessions_survive_password_reset as rule

_setting := ["Settings", "Security", "sessionSettings", "terminateUserSessionsWhenAdminResetsPassword"]

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	found == {{
		"message": "Sessions of a user go on when an administrator resets the password: an intruder stays logged in.",
		"at": _setting,
		"identity": {"setting": "Security.sessionSettings.terminateUserSessionsWhenAdminResetsPassword"},
		"fixes": [{"title": "End all sessions of a user when an administrator resets the password", "safe": true, "edits": [{"op": "set", "at": _setting, "value": true}]}],
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
	gaps == {{"message": "Settings.Security does not state sessionSettings.terminateUserSessionsWhenAdminResetsPassword.", "at": _setting}}
}

test_settings_that_were_not_exported_are_not_judged if {
	tenant := {"Settings": {"Sharing": {}}}
	count(rule.deny) == 0 with input as tenant
	gaps := rule.not_evaluated with input as tenant
	gaps == {{"message": "Settings.Security was not exported.", "at": ["Settings", "Security"]}}
}
