package tenantlint.salesforce.guest_has_api_access_test

import data.tenantlint.examples
import data.tenantlint.salesforce.guest_has_api_access as rule

_tenant(types, sections) := object.union({"coverage": {"types": {type: true | some type in types}}}, sections)

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{violation.at | some violation in found} == {
		["Profile", "Garden Tools Profile", "userPermissions", "ApexRestServices"],
		["Profile", "Garden Tools Profile", "userPermissions", "ApiEnabled"],
		["Profile", "Workshops Profile", "userPermissions", "ApiEnabled"],
	}
	every violation in found {
		[[fix.safe, fix.edits] | some fix in violation.fixes] == [[true, [{"op": "set", "at": violation.at, "value": false}]]]
	}
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_an_active_site_is_in_the_chain if {
	tenant := _tenant(["CustomSite", "Profile"], {
		"CustomSite": {"Docks": {"active": true, "masterLabel": "Docks"}},
		"Profile": {"Docks Profile": {"userLicense": "Guest User License", "userPermissions": {"ApiEnabled": true}}},
	})
	found := rule.deny with input as tenant
	{step.at | some violation in found; some step in violation.related} == {["Profile", "Docks Profile", "userLicense"]}
	count(rule.not_evaluated) == 0 with input as tenant
}

test_permissions_that_are_not_listed_are_not_given if {
	tenant := _tenant(["Profile"], {"Profile": {"Docks Profile": {"userLicense": "Guest User License"}}})
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_a_site_without_its_profile_is_not_judged if {
	tenant := _tenant(["CustomSite"], {"CustomSite": {"Docks": {"active": true, "masterLabel": "Docks"}}})
	gaps := rule.not_evaluated with input as tenant
	{gap.at | some gap in gaps} == {["CustomSite", "Docks", "masterLabel"]}
}

test_an_inactive_site_without_its_profile_is_left_alone if {
	tenant := _tenant(["CustomSite"], {"CustomSite": {"Docks": {"active": false, "masterLabel": "Docks"}}})
	count(rule.not_evaluated) == 0 with input as tenant
}

test_the_whole_violation if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	[whole] := [violation | some violation in found; violation.at == ["Profile", "Workshops Profile", "userPermissions", "ApiEnabled"]]
	whole == {
		"message": "The guest profile \"Workshops Profile\" has API Enabled: anybody may call the platform's APIs without logging in.",
		"at": ["Profile", "Workshops Profile", "userPermissions", "ApiEnabled"],
		"identity": {"permission": "ApiEnabled", "profile": "Workshops Profile"},
		"access": {"actions": ["call APIs"], "principal": "guest", "via": "ApiEnabled"},
		"related": [],
		"fixes": [
			{
				"edits": [
					{
						"at": ["Profile", "Workshops Profile", "userPermissions", "ApiEnabled"],
						"op": "set",
						"value": false,
					},
				],
				"safe": true,
				"title": "Take API Enabled away from the guest profile",
			},
		],
	}
}

test_another_whole_violation if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	[whole] := [violation | some violation in found; violation.at == ["Profile", "Garden Tools Profile", "userPermissions", "ApexRestServices"]]
	whole == {
		"message": "The guest profile \"Garden Tools Profile\" has Apex REST Services: anybody may call web services written in Apex without logging in.",
		"at": ["Profile", "Garden Tools Profile", "userPermissions", "ApexRestServices"],
		"identity": {"permission": "ApexRestServices", "profile": "Garden Tools Profile"},
		"access": {"actions": ["call APIs"], "principal": "guest", "via": "ApexRestServices"},
		"related": [],
		"fixes": [
			{
				"edits": [
					{
						"at": ["Profile", "Garden Tools Profile", "userPermissions", "ApexRestServices"],
						"op": "set",
						"value": false,
					},
				],
				"safe": true,
				"title": "Take Apex REST Services away from the guest profile",
			},
		],
	}
}
