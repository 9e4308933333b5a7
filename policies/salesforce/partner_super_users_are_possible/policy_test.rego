package tenantlint.salesforce.partner_super_users_are_possible_test

import data.tenantlint.examples
import data.tenantlint.salesforce.partner_super_users_are_possible as rule

_setting := ["Settings", "Sharing", "enablePartnerSuperUserAccess"]

_bad := {"Settings": {"Sharing": {"enablePartnerSuperUserAccess": true}}}

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{[violation.at, violation.identity.setting] | some violation in found} == {[_setting, "Sharing.enablePartnerSuperUserAccess"]}
	{violation.access | some violation in found} == {{"principal": "any-member", "actions": ["read", "edit"], "via": "enablePartnerSuperUserAccess"}}
	{object.get(violation, "fixes", []) | some violation in found} == {[]}
	{violation.related | some violation in found} == {[]}
	count(rule.not_evaluated) == 0 with input as tenant
}

test_good if {
	every name in ["good.yaml", "good_without_networks.yaml"] {
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

test_a_network_is_in_the_chain if {
	tenant := object.union(_bad, {"coverage": {"types": {"Network": true}}, "Network": {"Docks": {}}})
	found := rule.deny with input as tenant
	{step.at | some violation in found; some step in violation.related} == {["Network", "Docks"]}
}

test_without_networks_the_setting_is_not_missed if {
	tenant := {"coverage": {"types": {"Network": true}}, "Network": {}}
	count(rule.not_evaluated) == 0 with input as tenant
}
