package tenantlint.salesforce.employees_log_in_on_public_site_test

import data.tenantlint.examples
import data.tenantlint.salesforce.employees_log_in_on_public_site as rule

_at := ["Network", "Docks", "allowInternalUserLogin"]

_tenant(settings, active) := {
	"coverage": {"types": {"Network": true, "CustomSite": true}},
	"Network": {"Docks": object.union({"site": "Docks"}, settings)},
	"CustomSite": {"Docks": {"active": active}},
}

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	setting := ["Network", "Heron Trails", "allowInternalUserLogin"]
	{[violation.at, violation.identity] | some violation in found} == {[setting, {"network": "Heron Trails"}]}
	[[fix.safe, fix.edits] | some violation in found; some fix in violation.fixes] == [[false, [{"op": "set", "at": setting, "value": false}]]]
	gaps := rule.not_evaluated with input as tenant
	count(gaps) == 0
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_the_active_site_is_in_the_chain if {
	tenant := _tenant({"allowInternalUserLogin": true}, true)
	found := rule.deny with input as tenant
	{step.at | some violation in found; some step in violation.related} == {["CustomSite", "Docks", "active"]}
}

test_what_is_not_stated_is_told if {
	active := _tenant({}, true)
	gaps := rule.not_evaluated with input as active
	gaps == {{"message": "The network \"Docks\" does not state allowInternalUserLogin.", "at": _at}}
	inactive := _tenant({"allowInternalUserLogin": null}, false)
	count(rule.not_evaluated) == 0 with input as inactive
}

test_a_site_without_its_network_is_told if {
	tenant := {"coverage": {"types": {"CustomSite": true}}, "CustomSite": {"Docks": {"active": true, "siteType": "ChatterNetwork"}}}
	gaps := rule.not_evaluated with input as tenant
	{gap.at | some gap in gaps} == {["CustomSite", "Docks"]}
}
