package tenantlint.salesforce.all_data_is_open_outside_administrators_test

import data.tenantlint.examples
import data.tenantlint.salesforce.all_data_is_open_outside_administrators as rule

_tenant(sections) := object.union({"coverage": {"types": {type: true | some type, _ in sections}}}, sections)

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{[violation.at, violation.identity] | some violation in found} == {
		[["Profile", "Regional Manager", "userPermissions", "ModifyAllData"], {"profile": "Regional Manager", "permission": "ModifyAllData"}],
		[["Profile", "Regional Manager", "userPermissions", "ViewAllData"], {"profile": "Regional Manager", "permission": "ViewAllData"}],
		[["PermissionSet", "Report_Readers", "userPermissions", "ViewAllData"], {"permissionSet": "Report_Readers", "permission": "ViewAllData"}],
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
	tenant := _tenant({"Profile": {"Docks Profile": {"userLicense": "Guest User License", "userPermissions": {"ViewAllData": true}}}})
	count(rule.deny) == 0 with input as tenant
}

test_a_custom_profile_with_the_name_of_the_standard_one_is_none if {
	tenant := _tenant({"Profile": {"System Administrator": {"custom": true, "userPermissions": {"ViewAllData": true}}}})
	count(rule.deny) == 1 with input as tenant
}

test_what_was_not_exported_is_told if {
	only_sets := _tenant({"PermissionSet": {}})
	gaps := rule.not_evaluated with input as only_sets
	gaps == {{"message": "Profile was not exported.", "at": ["Profile"]}}
	only_profiles := _tenant({"Profile": {}})
	others := rule.not_evaluated with input as only_profiles
	others == {{"message": "PermissionSet was not exported.", "at": ["PermissionSet"]}}
}
