package tenantlint.salesforce.external_profile_bypasses_sharing_test

import data.tenantlint.examples
import data.tenantlint.salesforce.external_profile_bypasses_sharing as rule

_tenant(sections) := object.union({"coverage": {"types": {type: true | some type, _ in sections}}}, sections)

_dealer(object_name, right) := ["Profile", "Dealer Member", "objectPermissions", object_name, right]

_desk(right) := ["PermissionSet", "Returns_Desk", "objectPermissions", "Return__c", right]

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{[violation.at, violation.identity, violation.access.actions] | some violation in found} == {
		[_dealer("Case", "viewAllRecords"), {"profile": "Dealer Member", "object": "Case"}, ["read"]],
		[_dealer("Warranty__c", "viewAllRecords"), {"profile": "Dealer Member", "object": "Warranty__c"}, ["delete", "edit", "read"]],
		[_desk("modifyAllRecords"), {"permissionSet": "Returns_Desk", "object": "Return__c"}, ["delete", "edit", "read"]],
	}
	{step.at | some violation in found; some step in violation.related} == {_dealer("Warranty__c", "modifyAllRecords")}
	{[fix.safe, edit] | some violation in found; some fix in violation.fixes; some edit in fix.edits} == {
		[false, {"op": "set", "at": _dealer("Case", "viewAllRecords"), "value": false}],
		[false, {"op": "set", "at": _dealer("Warranty__c", "viewAllRecords"), "value": false}],
		[false, {"op": "set", "at": _dealer("Warranty__c", "modifyAllRecords"), "value": false}],
		[false, {"op": "set", "at": _desk("modifyAllRecords"), "value": false}],
	}
	{violation.access.via | some violation in found} == {"viewAllRecords", "viewAllRecords, modifyAllRecords", "modifyAllRecords"}
	gaps := rule.not_evaluated with input as tenant
	count(gaps) == 0
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_guests_have_a_rule_of_their_own if {
	tenant := _tenant({"Profile": {"Docks Profile": {
		"userLicense": "Guest User License",
		"objectPermissions": {"Boat__c": {"viewAllRecords": true}},
	}}})
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_a_profile_without_its_licence_is_not_judged if {
	tenant := _tenant({"Profile": {
		"Docks": {"objectPermissions": {"Boat__c": {"viewAllRecords": true}}},
		"Piers": {"objectPermissions": {"Boat__c": {"viewAllRecords": false}}},
	}})
	count(rule.deny) == 0 with input as tenant
	gaps := rule.not_evaluated with input as tenant
	{gap.at | some gap in gaps} == {["Profile", "Docks", "userLicense"]}
}

test_object_permissions_come_only_with_objects if {
	profile := {"Profile": {
		"Docks": {"userLicense": "Customer Community"},
		"Piers": {"userLicense": "Salesforce"},
		"Ports": {"userLicense": "Customer Community", "objectPermissions": {}},
	}}
	without_objects := _tenant(profile)
	gaps := rule.not_evaluated with input as without_objects
	gaps == {{
		"message": "CustomObject was not exported, so the profile \"Docks\" does not state objectPermissions.",
		"at": ["Profile", "Docks", "objectPermissions"],
	}}
	with_objects := _tenant(object.union(profile, {"CustomObject": {}}))
	count(rule.not_evaluated) == 0 with input as with_objects
}

test_members_without_profiles_are_not_judged if {
	tenant := _tenant({"Network": {"Docks": {}}})
	gaps := rule.not_evaluated with input as tenant
	{gap.at | some gap in gaps} == {["Profile"], ["PermissionSet"]}
}

test_without_networks_profiles_are_not_missed if {
	tenant := _tenant({"Network": {}})
	count(rule.not_evaluated) == 0 with input as tenant
}
