package tenantlint.salesforce.clickjack_protection_is_off_test

import data.tenantlint.examples
import data.tenantlint.salesforce.clickjack_protection_is_off as rule

_base := ["Settings", "Security", "sessionSettings"]

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{[violation.at, violation.identity.setting, violation.message] | some violation in found} == {
		[array.concat(_base, ["enableClickjackSetup"]), "Security.sessionSettings.enableClickjackSetup", "Any website may show setup pages in a frame: clickjack protection is off."],
		[array.concat(_base, ["enableClickjackNonsetupSFDC"]), "Security.sessionSettings.enableClickjackNonsetupSFDC", "Any website may show non-setup Salesforce pages in a frame: clickjack protection is off."],
		[array.concat(_base, ["enableClickjackNonsetupUser"]), "Security.sessionSettings.enableClickjackNonsetupUser", "Any website may show Visualforce pages with standard headers in a frame: clickjack protection is off."],
		[array.concat(_base, ["enableClickjackNonsetupUserHeaderless"]), "Security.sessionSettings.enableClickjackNonsetupUserHeaderless", "Any website may show Visualforce pages without headers in a frame: clickjack protection is off."],
	}
	{[fix.title, fix.safe, fix.edits] | some violation in found; some fix in violation.fixes} == {
		["Protect setup pages against clickjacking", false, [{"op": "set", "at": array.concat(_base, ["enableClickjackSetup"]), "value": true}]],
		["Protect non-setup Salesforce pages against clickjacking", false, [{"op": "set", "at": array.concat(_base, ["enableClickjackNonsetupSFDC"]), "value": true}]],
		["Protect Visualforce pages with standard headers against clickjacking", false, [{"op": "set", "at": array.concat(_base, ["enableClickjackNonsetupUser"]), "value": true}]],
		["Protect Visualforce pages without headers against clickjacking", false, [{"op": "set", "at": array.concat(_base, ["enableClickjackNonsetupUserHeaderless"]), "value": true}]],
	}
	count(rule.not_evaluated) == 0 with input as tenant
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_each_setting_is_judged_alone if {
	tenant := {"Settings": {"Security": {"sessionSettings": {"enableClickjackSetup": false}}}}
	found := rule.deny with input as tenant
	{violation.at | some violation in found} == {array.concat(_base, ["enableClickjackSetup"])}
	gaps := rule.not_evaluated with input as tenant
	{gap.at | some gap in gaps} == {array.concat(_base, ["enableClickjackNonsetupSFDC"]), array.concat(_base, ["enableClickjackNonsetupUser"]), array.concat(_base, ["enableClickjackNonsetupUserHeaderless"])}
}

test_settings_that_were_not_exported_are_not_judged if {
	tenant := {"Settings": {"Sharing": {}}}
	count(rule.deny) == 0 with input as tenant
	gaps := rule.not_evaluated with input as tenant
	gaps == {{"message": "Settings.Security was not exported.", "at": ["Settings", "Security"]}}
}
