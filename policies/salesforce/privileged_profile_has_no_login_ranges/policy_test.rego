package tenantlint.salesforce.privileged_profile_has_no_login_ranges_test

import data.tenantlint.examples
import data.tenantlint.salesforce.privileged_profile_has_no_login_ranges as rule

_tenant(sections) := object.union({"coverage": {"types": {type: true | some type, _ in sections}}}, sections)

_both := {"ModifyAllData": true, "ViewAllData": true}

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{[violation.at, violation.identity] | some violation in found} == {[["Profile", "Admin", "loginIpRanges"], {"profile": "Admin"}]}
	{step.at | some violation in found; some step in violation.related} == {
		["Profile", "Admin", "userPermissions", "ModifyAllData"],
		["Profile", "Admin", "userPermissions", "ViewAllData"],
	}
	gaps := rule.not_evaluated with input as tenant
	count(gaps) == 0
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_one_of_the_two_is_less if {
	tenant := _tenant({"Profile": {
		"Docks": {"userLicense": "Salesforce", "userPermissions": {"ModifyAllData": true}},
		"Piers": {"userLicense": "Salesforce", "userPermissions": {"ViewAllData": true}},
	}})
	count(rule.deny) == 0 with input as tenant
}

test_an_empty_list_is_none if {
	tenant := _tenant({"Profile": {"Docks": {"userLicense": "Salesforce", "userPermissions": _both, "loginIpRanges": []}}})
	count(rule.deny) == 1 with input as tenant
}

test_sets_and_guests_have_no_ranges if {
	tenant := _tenant({
		"Profile": {
			"Docks Profile": {"userLicense": "Guest User License", "userPermissions": _both},
			"Piers": {"userLicense": "Salesforce"},
		},
		"PermissionSet": {"Piers": {"userPermissions": _both}},
	})
	count(rule.deny) == 0 with input as tenant
}

test_profiles_that_were_not_exported_are_told if {
	tenant := {"coverage": {"types": {}}}
	gaps := rule.not_evaluated with input as tenant
	gaps == {{"message": "Profile was not exported.", "at": ["Profile"]}}
}
