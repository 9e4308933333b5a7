package tenantlint.salesforce.people_have_api_access_test

import data.tenantlint.examples
import data.tenantlint.salesforce.people_have_api_access as rule

_tenant(sections) := object.union({"coverage": {"types": {type: true | some type, _ in sections}}}, sections)

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{[violation.at, violation.identity] | some violation in found} == {
		[["Profile", "Store Clerk", "userPermissions", "ApiEnabled"], {"profile": "Store Clerk"}],
		[["Profile", "Warehouse", "userPermissions", "ApiEnabled"], {"profile": "Warehouse"}],
	}
	gaps := rule.not_evaluated with input as tenant
	count(gaps) == 0
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_guests_have_a_rule_of_their_own if {
	tenant := _tenant({"Profile": {"Docks Profile": {"userLicense": "Guest User License", "userPermissions": {"ApiEnabled": true}}}})
	count(rule.deny) == 0 with input as tenant
}

test_a_justified_profile_is_left_alone if {
	tenant := _tenant({"Profile": {
		"Docks": {"userLicense": "Salesforce", "userPermissions": {"ApiEnabled": true}},
		"Piers": {"userPermissions": {"ApiEnabled": true}},
	}})
	params := {"justified": ["DOCKS", "piers"]}
	count(rule.deny) == 0 with input as tenant with data.tenantlint.params["SF-PERM-004"] as params
	count(rule.not_evaluated) == 0 with input as tenant with data.tenantlint.params["SF-PERM-004"] as params
}

test_a_profile_without_its_licence_is_not_judged if {
	tenant := _tenant({"Profile": {
		"Docks": {"userPermissions": {"ApiEnabled": true}},
		"Piers": {"userPermissions": {"ApiEnabled": false}},
		"Admin": {"userPermissions": {"ApiEnabled": true}},
	}})
	count(rule.deny) == 0 with input as tenant
	gaps := rule.not_evaluated with input as tenant
	gaps == {{"message": "The profile \"Docks\" does not state userLicense.", "at": ["Profile", "Docks", "userLicense"]}}
}

test_profiles_that_were_not_exported_are_told if {
	tenant := _tenant({"PermissionSet": {}})
	gaps := rule.not_evaluated with input as tenant
	gaps == {{"message": "Profile was not exported.", "at": ["Profile"]}}
}
