package tenantlint.salesforce.password_oauth_flow_is_allowed_test

import data.tenantlint.examples
import data.tenantlint.salesforce.password_oauth_flow_is_allowed as rule

_setting := ["Settings", "OauthOidc", "blockOAuthUnPwFlow"]

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{[violation.at, violation.identity.setting] | some violation in found} == {[_setting, "OauthOidc.blockOAuthUnPwFlow"]}
	{[fix.safe, fix.edits] | some violation in found; some fix in violation.fixes} == {[false, [{"op": "set", "at": _setting, "value": true}]]}
	count(rule.not_evaluated) == 0 with input as tenant
}

test_good if {
	every name in ["good.yaml"] {
		tenant := examples[name]
		count(rule.deny) == 0 with input as tenant
		count(rule.not_evaluated) == 0 with input as tenant
	}
}

test_a_setting_that_was_not_exported_is_not_judged if {
	missing := {"Settings": {}}
	count(rule.deny) == 0 with input as missing
	gaps := rule.not_evaluated with input as missing
	{gap.at | some gap in gaps} == {["Settings", "OauthOidc"]}
	unstated := {"Settings": {"OauthOidc": {}}}
	count(rule.deny) == 0 with input as unstated
	unstated_gaps := rule.not_evaluated with input as unstated
	{gap.at | some gap in unstated_gaps} == {_setting}
}
