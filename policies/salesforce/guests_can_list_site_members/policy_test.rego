package tenantlint.salesforce.guests_can_list_site_members_test

import data.tenantlint.examples
import data.tenantlint.salesforce.guests_can_list_site_members as rule

_setting := ["Network", "Partner Harbour", "enableGuestMemberVisibility"]

_network(settings) := {"coverage": {"types": {"Network": true}}, "Network": {"Docks": settings}}

_site(settings) := {"coverage": {"types": {"CustomSite": true}}, "CustomSite": {"Docks": settings}}

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{violation.at | some violation in found} == {_setting}
	{violation.identity | some violation in found} == {{"network": "Partner Harbour"}}
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
		_network({"enableGuestMemberVisibility": true, "site": "Docks_1"}),
		{"CustomSite": {"DOCKS_1": {"active": true}}},
	)
	found := rule.deny with input as tenant
	{step.at | some violation in found; some step in violation.related} == {["CustomSite", "DOCKS_1", "active"]}
}

test_a_network_that_does_not_say_is_not_judged if {
	tenant := _network({"enableGuestChatter": false})
	count(rule.deny) == 0 with input as tenant
	gaps := rule.not_evaluated with input as tenant
	gaps == {{"message": "The network \"Docks\" does not state enableGuestMemberVisibility.", "at": ["Network", "Docks", "enableGuestMemberVisibility"]}}
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
	every network in [{"enableGuestMemberVisibility": true, "site": "Docks"}, {"site": "Docks"}] {
		tenant := object.union(_network(network), {"CustomSite": {"Docks": {"active": false}}})
		count(rule.deny) == 0 with input as tenant
		count(rule.not_evaluated) == 0 with input as tenant
	}
}

test_the_whole_violation if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	[whole] := [violation | some violation in found; violation.at == ["Network", "Partner Harbour", "enableGuestMemberVisibility"]]
	whole == {
		"message": "Anybody may list the members of the site \"Partner Harbour\" without logging in.",
		"at": ["Network", "Partner Harbour", "enableGuestMemberVisibility"],
		"identity": {"network": "Partner Harbour"},
		"access": {"actions": ["read"], "object": "User", "principal": "anonymous", "via": "enableGuestMemberVisibility"},
		"related": [],
		"fixes": [
			{
				"edits": [{"at": ["Network", "Partner Harbour", "enableGuestMemberVisibility"], "op": "set", "value": false}],
				"safe": true,
				"title": "Hide the members from guests",
			},
		],
	}
}
