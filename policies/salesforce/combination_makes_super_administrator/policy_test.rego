package tenantlint.salesforce.combination_makes_super_administrator_test

import data.tenantlint.examples
import data.tenantlint.salesforce.combination_makes_super_administrator as rule

_tenant(sections) := object.union({"coverage": {"types": {type: true | some type, _ in sections}}}, sections)

_all := {"ManageUsers": true, "ModifyAllData": true, "ViewAllData": true}

_split := {
	"Profile": {},
	"PermissionSet": {
		"Crew": {"userPermissions": {"ManageUsers": true}},
		"Data": {"userPermissions": {"ModifyAllData": true, "ViewAllData": true}},
		"Desk": {"userPermissions": {}},
	},
	"MutingPermissionSet": {"Quiet": {"userPermissions": {"ManageUsers": true}}},
}

_group(settings) := _tenant(object.union(_split, {"PermissionSetGroup": {"Docks": settings}}))

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{[violation.at, violation.identity] | some violation in found} == {
		[["Profile", "Head Office", "userPermissions", "ManageUsers"], {"profile": "Head Office"}],
		[["PermissionSet", "Release_Team", "userPermissions", "ManageUsers"], {"permissionSet": "Release_Team"}],
		[["PermissionSetGroup", "Operations", "permissionSets"], {"permissionSetGroup": "Operations"}],
	}
	{step.at | some violation in found; some step in violation.related} == {
		["Profile", "Head Office", "userPermissions", "ModifyAllData"],
		["Profile", "Head Office", "userPermissions", "ViewAllData"],
		["PermissionSet", "Release_Team", "userPermissions", "ModifyAllData"],
		["PermissionSet", "Release_Team", "userPermissions", "ViewAllData"],
		["PermissionSet", "Onboarding", "userPermissions", "ManageUsers"],
		["PermissionSet", "Data_Stewards", "userPermissions", "ModifyAllData"],
		["PermissionSet", "Data_Stewards", "userPermissions", "ViewAllData"],
	}
	gaps := rule.not_evaluated with input as tenant
	count(gaps) == 0
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_each_of_the_three_is_needed if {
	every permission, _ in _all {
		tenant := _tenant({"Profile": {"Docks": {"userPermissions": object.remove(_all, [permission])}}})
		count(rule.deny) == 0 with input as tenant
	}
}

test_guests_have_a_rule_of_their_own if {
	tenant := _tenant({"Profile": {"Docks": {"userLicense": "Guest User License", "userPermissions": _all}}})
	count(rule.deny) == 0 with input as tenant
}

test_a_muted_group_is_none if {
	tenant := _group({"permissionSets": ["Crew", "Data"], "mutingPermissionSets": ["QUIET"]})
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_a_group_that_carries_all_in_one_set_is_another_rule if {
	whole := object.union(_split, {"PermissionSet": {"Whole": {"userPermissions": _all}}})
	tenant := _tenant(object.union(whole, {"PermissionSetGroup": {"Docks": {"permissionSets": ["Whole", "Crew", "Data"]}}}))
	found := rule.deny with input as tenant
	{violation.identity | some violation in found} == {{"permissionSet": "Whole"}}
}

test_a_set_that_was_not_exported_may_complete_a_group if {
	tenant := _group({"permissionSets": ["Crew", "pkg__Managed"]})
	count(rule.deny) == 0 with input as tenant
	gaps := rule.not_evaluated with input as tenant
	{gap.at | some gap in gaps} == {["PermissionSetGroup", "Docks", "permissionSets", 1]}
}

test_a_muting_set_that_was_not_exported_may_mute if {
	tenant := _group({"permissionSets": ["Crew", "Data"], "mutingPermissionSets": ["Lost"]})
	count(rule.deny) == 0 with input as tenant
	gaps := rule.not_evaluated with input as tenant
	{gap.at | some gap in gaps} == {["PermissionSetGroup", "Docks", "mutingPermissionSets", 0]}
}

test_a_group_cannot_be_completed_past_its_mute if {
	tenant := _group({"permissionSets": ["Data", "pkg__Managed"], "mutingPermissionSets": ["Quiet", "Lost"]})
	count(rule.not_evaluated) == 0 with input as tenant
}

test_groups_are_missed_where_sets_could_add_up if {
	could := _tenant(_split)
	gaps := rule.not_evaluated with input as could
	gaps == {{"message": "PermissionSetGroup was not exported.", "at": ["PermissionSetGroup"]}}
	could_not := _tenant(object.union(_split, {"PermissionSet": {"Crew": {"userPermissions": {"ManageUsers": false}}}, "Profile": {"Piers": {"userPermissions": {"ManageUsers": true}}}}))
	count(rule.not_evaluated) == 0 with input as could_not
}

test_what_was_not_exported_is_told if {
	tenant := _tenant({"PermissionSetGroup": {}})
	gaps := rule.not_evaluated with input as tenant
	{gap.at | some gap in gaps} == {["Profile"], ["PermissionSet"]}
}
