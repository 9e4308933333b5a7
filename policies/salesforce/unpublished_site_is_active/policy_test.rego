package tenantlint.salesforce.unpublished_site_is_active_test

import data.tenantlint.examples
import data.tenantlint.salesforce.unpublished_site_is_active as rule

_tenant(types, site) := {
	"coverage": {"types": {type: true | some type in types}},
	"CustomSite": site,
	"Network": {"Docks": {"site": "docks", "status": "UnderConstruction"}},
}

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{[violation.at, violation.identity, violation.message] | some violation in found} == {[
		["Network", "Partner Harbour", "status"],
		{"network": "Partner Harbour"},
		"The network \"Partner Harbour\" is not published, but its site \"Partner_Harbour\" is active and answers.",
	]}
	{step.at | some violation in found; some step in violation.related} == {["CustomSite", "Partner_Harbour", "active"]}
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_names_join_without_case if {
	tenant := _tenant(["CustomSite", "Network"], {"DOCKS": {"active": true}})
	count(rule.deny) == 1 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_a_site_that_does_not_say_is_unknown if {
	silent := _tenant(["CustomSite", "Network"], {"Docks": {}})
	count(rule.deny) == 0 with input as silent
	gaps := rule.not_evaluated with input as silent
	gaps == {{"message": "The export does not say whether the site of the network \"Docks\" is active.", "at": ["Network", "Docks", "site"]}}
	elsewhere := _tenant(["CustomSite", "Network"], {"Quay": {"active": true}})
	others := rule.not_evaluated with input as elsewhere
	{gap.at | some gap in others} == {["Network", "Docks", "site"]}
	inactive := _tenant(["CustomSite", "Network"], {"Docks": {"active": false}})
	count(rule.not_evaluated) == 0 with input as inactive
}

test_sections_that_were_not_exported_are_unknown if {
	without_sites := _tenant(["Network"], {})
	gaps := rule.not_evaluated with input as without_sites
	{gap.at | some gap in gaps} == {["CustomSite"]}
	live := {"coverage": {"types": {"Network": true}}, "Network": {"Docks": {"site": "Docks", "status": "Live"}}}
	count(rule.not_evaluated) == 0 with input as live
	without_networks := {"coverage": {"types": {"CustomSite": true}}, "CustomSite": {"Docks": {"active": true, "siteType": "ChatterNetwork"}}}
	missing := rule.not_evaluated with input as without_networks
	{gap.at | some gap in missing} == {["Network"]}
}
