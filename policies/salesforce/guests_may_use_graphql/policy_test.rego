package tenantlint.salesforce.guests_may_use_graphql_test

import data.tenantlint.examples
import data.tenantlint.salesforce.guests_may_use_graphql as rule

_setting := ["Settings", "Security", "enableGraphQLApiForGuestUsers"]

_bad := {"Settings": {"Security": {"enableGraphQLApiForGuestUsers": true}}}

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{[violation.at, violation.identity.setting] | some violation in found} == {[_setting, "Security.enableGraphQLApiForGuestUsers"]}
	{violation.access | some violation in found} == {{"principal": "guest", "actions": ["read", "call APIs"], "via": "enableGraphQLApiForGuestUsers"}}
	{[fix.safe, fix.edits] | some violation in found; some fix in violation.fixes} == {[true, [{"op": "set", "at": _setting, "value": false}]]}
	{violation.related | some violation in found} == {[]}
	count(rule.not_evaluated) == 0 with input as tenant
}

test_good if {
	every name in ["good.yaml", "good_without_sites.yaml"] {
		tenant := examples[name]
		count(rule.deny) == 0 with input as tenant
		count(rule.not_evaluated) == 0 with input as tenant
	}
}

test_a_setting_that_was_not_exported_is_not_judged if {
	missing := {"Settings": {}}
	count(rule.deny) == 0 with input as missing
	gaps := rule.not_evaluated with input as missing
	{gap.at | some gap in gaps} == {["Settings", "Security"]}
	unstated := {"Settings": {"Security": {}}}
	count(rule.deny) == 0 with input as unstated
	unstated_gaps := rule.not_evaluated with input as unstated
	{gap.at | some gap in unstated_gaps} == {_setting}
}

test_an_active_site_is_in_the_chain if {
	tenant := object.union(_bad, {"coverage": {"types": {"CustomSite": true}}, "CustomSite": {"Docks": {"active": true}}})
	found := rule.deny with input as tenant
	{step.at | some violation in found; some step in violation.related} == {["CustomSite", "Docks", "active"]}
}

test_without_sites_the_setting_is_not_missed if {
	tenant := {"coverage": {"types": {"CustomSite": true}}, "CustomSite": {}}
	count(rule.not_evaluated) == 0 with input as tenant
}
