package tenantlint.salesforce.standard_profile_is_site_member_test

import data.tenantlint.examples
import data.tenantlint.salesforce.standard_profile_is_site_member as rule

_at(i) := ["Network", "Docks", "networkMemberGroups", "profile", i]

_tenant(members, profiles) := {
	"coverage": {"types": {"Network": true, "Profile": true, "CustomSite": true}},
	"Network": {"Docks": {"site": "Docks", "networkMemberGroups": {"profile": members}}},
	"CustomSite": {"Docks": {"active": true}},
	"Profile": profiles,
}

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	base := ["Network", "Cedar Academy", "networkMemberGroups", "profile"]
	{[violation.at, violation.identity] | some violation in found} == {
		[array.concat(base, [1]), {"network": "Cedar Academy", "profile": "Standard"}],
		[array.concat(base, [3]), {"network": "Cedar Academy", "profile": "analytics team"}],
	}
	gaps := rule.not_evaluated with input as tenant
	count(gaps) == 0
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_the_active_site_is_in_the_chain if {
	tenant := _tenant(["Standard"], {})
	found := rule.deny with input as tenant
	{step.at | some violation in found; some step in violation.related} == {["CustomSite", "Docks", "active"]}
}

test_profiles_of_employees if {
	tenant := _tenant(["Docks", "Piers", "ReadOnly", "Head", "Standard"], {
		"Docks": {"custom": false, "userLicense": "Salesforce"},
		"Piers": {"userLicense": "Salesforce"},
		"ReadOnly": {"custom": true, "userLicense": "Salesforce"},
		"Head": {"custom": false, "userLicense": "Salesforce"},
		"Standard": {"userLicense": "Salesforce"},
	})
	params := {"administrators": ["head"]}
	found := rule.deny with input as tenant with data.tenantlint.params["salesforce-privileges"] as params
	{violation.at | some violation in found} == {_at(0), _at(4)}
	gaps := rule.not_evaluated with input as tenant with data.tenantlint.params["salesforce-privileges"] as params
	count(gaps) == 0
}

test_a_profile_that_nobody_knows_is_not_judged if {
	tenant := _tenant(["Docks", "Admin"], {})
	count(rule.deny) == 0 with input as tenant
	gaps := rule.not_evaluated with input as tenant
	gaps == {{"message": "The profile \"Docks\" was not exported.", "at": _at(0)}}
}

test_a_site_without_its_network_is_told if {
	tenant := {"coverage": {"types": {"CustomSite": true}}, "CustomSite": {"Docks": {"active": true, "siteType": "ChatterNetwork"}}}
	gaps := rule.not_evaluated with input as tenant
	{gap.at | some gap in gaps} == {["CustomSite", "Docks"]}
}
