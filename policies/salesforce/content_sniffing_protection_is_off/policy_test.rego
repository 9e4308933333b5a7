package tenantlint.salesforce.content_sniffing_protection_is_off_test

import data.tenantlint.examples
import data.tenantlint.salesforce.content_sniffing_protection_is_off as rule

_setting := ["Settings", "Security", "sessionSettings", "enableContentSniffingProtection"]

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	found == {{
		"message": "Browsers may guess the type of files in the org: an uploaded file can run as a script.",
		"at": _setting,
		"identity": {"setting": "Security.sessionSettings.enableContentSniffingProtection"},
		"fixes": [{"title": "Tell browsers not to guess content types", "safe": true, "edits": [{"op": "set", "at": _setting, "value": true}]}],
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
	gaps == {{"message": "Settings.Security does not state sessionSettings.enableContentSniffingProtection.", "at": _setting}}
}

test_settings_that_were_not_exported_are_not_judged if {
	tenant := {"Settings": {"Sharing": {}}}
	count(rule.deny) == 0 with input as tenant
	gaps := rule.not_evaluated with input as tenant
	gaps == {{"message": "Settings.Security was not exported.", "at": ["Settings", "Security"]}}
}
