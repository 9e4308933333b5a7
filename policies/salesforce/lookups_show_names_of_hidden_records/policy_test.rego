package tenantlint.salesforce.lookups_show_names_of_hidden_records_test

import data.tenantlint.examples
import data.tenantlint.salesforce.lookups_show_names_of_hidden_records as rule

_setting := ["Settings", "Sharing", "enableRestrictAccessLookupRecords"]

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{[violation.at, violation.identity.setting] | some violation in found} == {[_setting, "Sharing.enableRestrictAccessLookupRecords"]}
	{violation.access | some violation in found} == {{"principal": "any-member", "actions": ["read"], "via": "enableRestrictAccessLookupRecords"}}
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
	{gap.at | some gap in gaps} == {["Settings", "Sharing"]}
	unstated := {"Settings": {"Sharing": {}}}
	count(rule.deny) == 0 with input as unstated
	unstated_gaps := rule.not_evaluated with input as unstated
	{gap.at | some gap in unstated_gaps} == {_setting}
}
