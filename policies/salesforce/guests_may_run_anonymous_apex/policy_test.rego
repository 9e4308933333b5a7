package tenantlint.salesforce.guests_may_run_anonymous_apex_test

import data.tenantlint.examples
import data.tenantlint.salesforce.guests_may_run_anonymous_apex as rule

_setting := ["Settings", "Apex", "enableRestrictCommunityExecAnon"]

_bad := {"Settings": {"Apex": {"enableRestrictCommunityExecAnon": false}}}

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{[violation.at, violation.identity.setting] | some violation in found} == {[_setting, "Apex.enableRestrictCommunityExecAnon"]}
	{violation.access | some violation in found} == {{"principal": "guest", "actions": ["run Apex"], "via": "enableRestrictCommunityExecAnon"}}
	{[fix.safe, fix.edits] | some violation in found; some fix in violation.fixes} == {[true, [{"op": "set", "at": _setting, "value": true}]]}
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
	{gap.at | some gap in gaps} == {["Settings", "Apex"]}
	unstated := {"Settings": {"Apex": {}}}
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
