package tenantlint.salesforce.csrf_protection_is_off_test

import data.tenantlint.examples
import data.tenantlint.salesforce.csrf_protection_is_off as rule

_base := ["Settings", "Security", "sessionSettings"]

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{[violation.at, violation.identity.setting, violation.message] | some violation in found} == {
		[array.concat(_base, ["enableCSRFOnGet"]), "Security.sessionSettings.enableCSRFOnGet", "GET requests on non-setup pages are not protected against cross-site request forgery: another website can act as a logged-in user."],
		[array.concat(_base, ["enableCSRFOnPost"]), "Security.sessionSettings.enableCSRFOnPost", "POST requests on non-setup pages are not protected against cross-site request forgery: another website can act as a logged-in user."],
	}
	{[fix.title, fix.safe, fix.edits] | some violation in found; some fix in violation.fixes} == {
		["Protect GET requests against cross-site request forgery", true, [{"op": "set", "at": array.concat(_base, ["enableCSRFOnGet"]), "value": true}]],
		["Protect POST requests against cross-site request forgery", true, [{"op": "set", "at": array.concat(_base, ["enableCSRFOnPost"]), "value": true}]],
	}
	count(rule.not_evaluated) == 0 with input as tenant
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_each_setting_is_judged_alone if {
	tenant := {"Settings": {"Security": {"sessionSettings": {"enableCSRFOnGet": false}}}}
	found := rule.deny with input as tenant
	{violation.at | some violation in found} == {array.concat(_base, ["enableCSRFOnGet"])}
	gaps := rule.not_evaluated with input as tenant
	{gap.at | some gap in gaps} == {array.concat(_base, ["enableCSRFOnPost"])}
}

test_settings_that_were_not_exported_are_not_judged if {
	tenant := {"Settings": {"Sharing": {}}}
	count(rule.deny) == 0 with input as tenant
	gaps := rule.not_evaluated with input as tenant
	gaps == {{"message": "Settings.Security was not exported.", "at": ["Settings", "Security"]}}
}
