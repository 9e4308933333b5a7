package tenantlint.salesforce.group_carries_super_administrator_test

import data.tenantlint.examples
import data.tenantlint.salesforce.group_carries_super_administrator as rule

_tenant(sections) := object.union({"coverage": {"types": {type: true | some type, _ in sections}}}, sections)

_all := {"ManageUsers": true, "ModifyAllData": true, "ViewAllData": true}

_sets := {
	"PermissionSet": {"Owner": {"userPermissions": _all}},
	"MutingPermissionSet": {"Quiet": {"userPermissions": {"ViewAllData": true}}},
}

_group(settings) := _tenant(object.union(_sets, {"PermissionSetGroup": {"Docks": settings}}))

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{[violation.at, violation.identity] | some violation in found} == {[
		["PermissionSetGroup", "Front_Desk", "permissionSets", 1],
		{"permissionSetGroup": "Front_Desk", "permissionSet": "Platform_Owners"},
	]}
	{step.at | some violation in found; some step in violation.related} == {
		["PermissionSet", "Platform_Owners", "userPermissions", "ManageUsers"],
		["PermissionSet", "Platform_Owners", "userPermissions", "ModifyAllData"],
		["PermissionSet", "Platform_Owners", "userPermissions", "ViewAllData"],
	}
	gaps := rule.not_evaluated with input as tenant
	count(gaps) == 0
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_one_of_the_three_is_muted if {
	tenant := _group({"permissionSets": ["Owner"], "mutingPermissionSets": ["Quiet"]})
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_each_of_the_three_is_needed if {
	every permission, _ in _all {
		tenant := _tenant({
			"PermissionSet": {"Owner": {"userPermissions": object.remove(_all, [permission])}, "Rest": {"userPermissions": {permission: true}}},
			"PermissionSetGroup": {"Docks": {"permissionSets": ["Owner", "Rest"]}},
		})
		count(rule.deny) == 0 with input as tenant
	}
}

test_a_muting_set_that_was_not_exported_may_mute if {
	tenant := _group({"permissionSets": ["Owner"], "mutingPermissionSets": ["Lost"]})
	count(rule.deny) == 0 with input as tenant
	gaps := rule.not_evaluated with input as tenant
	{gap.at | some gap in gaps} == {["PermissionSetGroup", "Docks", "mutingPermissionSets", 0]}
}

test_groups_are_missed_where_a_set_holds_all_three if {
	could := _tenant(_sets)
	gaps := rule.not_evaluated with input as could
	gaps == {{"message": "PermissionSetGroup was not exported.", "at": ["PermissionSetGroup"]}}
	every permission, _ in _all {
		could_not := _tenant({
			"Profile": {"Piers": {"userPermissions": _all}},
			"PermissionSet": {"Owner": {"userPermissions": object.remove(_all, [permission])}},
		})
		count(rule.not_evaluated) == 0 with input as could_not
	}
}
