package tenantlint.salesforce.guest_may_call_public_apis_test

import data.tenantlint.examples
import data.tenantlint.salesforce.guest_may_call_public_apis as rule

_setting := ["Network", "Harbour Market", "enableGuestChatter"]

_network(settings) := {"coverage": {"types": {"Network": true}}, "Network": {"Docks": settings}}

_site(settings) := {"coverage": {"types": {"CustomSite": true}}, "CustomSite": {"Docks": settings}}

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{violation.at | some violation in found} == {_setting}
	{violation.identity | some violation in found} == {{"network": "Harbour Market"}}
	{violation.related | some violation in found} == {[]}
	{[fix.safe, fix.edits] | some violation in found; some fix in violation.fixes} == {[true, [{"op": "set", "at": _setting, "value": false}]]}
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_an_active_site_is_in_the_chain_in_any_case if {
	tenant := object.union(
		_network({"enableGuestChatter": true, "site": "Docks_1"}),
		{"CustomSite": {"DOCKS_1": {"active": true}}},
	)
	found := rule.deny with input as tenant
	{step.at | some violation in found; some step in violation.related} == {["CustomSite", "DOCKS_1", "active"]}
}

test_a_network_that_does_not_say_is_not_judged if {
	tenant := _network({"enableGuestMemberVisibility": false})
	count(rule.deny) == 0 with input as tenant
	gaps := rule.not_evaluated with input as tenant
	gaps == {{"message": "The network \"Docks\" does not state enableGuestChatter.", "at": ["Network", "Docks", "enableGuestChatter"]}}
}

test_an_active_site_without_its_network_is_not_judged if {
	tenant := _site({"active": true, "siteType": "ChatterNetwork"})
	gaps := rule.not_evaluated with input as tenant
	{gap.at | some gap in gaps} == {["CustomSite", "Docks"]}
}

test_sites_without_a_network_have_nothing_to_judge if {
	visualforce := _site({"active": true, "siteType": "Visualforce"})
	count(rule.not_evaluated) == 0 with input as visualforce
	inactive := _site({"active": false, "siteType": "ChatterNetwork"})
	count(rule.not_evaluated) == 0 with input as inactive
	retrieved := object.union(
		_network({"enableGuestChatter": false, "enableGuestMemberVisibility": false}),
		{"CustomSite": {"Docks": {"active": true, "siteType": "ChatterNetwork"}}},
	)
	count(rule.not_evaluated) == 0 with input as retrieved
}

test_a_site_that_is_off_is_left_alone if {
	every network in [{"enableGuestChatter": true, "site": "Docks"}, {"site": "Docks"}] {
		tenant := object.union(_network(network), {"CustomSite": {"Docks": {"active": false}}})
		count(rule.deny) == 0 with input as tenant
		count(rule.not_evaluated) == 0 with input as tenant
	}
}

test_the_whole_violation if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	[whole] := [violation | some violation in found; violation.at == ["Network", "Harbour Market", "enableGuestChatter"]]
	whole == {
		"message": "Anybody may call the public APIs of the site \"Harbour Market\" without logging in.",
		"at": ["Network", "Harbour Market", "enableGuestChatter"],
		"identity": {"network": "Harbour Market"},
		"access": {"actions": ["call public APIs"], "principal": "anonymous", "via": "enableGuestChatter"},
		"related": [],
		"fixes": [
			{
				"edits": [{"at": ["Network", "Harbour Market", "enableGuestChatter"], "op": "set", "value": false}],
				"safe": true,
				"title": "Keep guests from the public APIs",
			},
		],
	}
}
