package tenantlint.salesforce.guest_reads_personal_data_field_test

import data.tenantlint.examples
import data.tenantlint.salesforce.guest_reads_personal_data_field as rule

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{[violation.identity.field, object.keys(violation.access.categories)] | some violation in found} == {
		["Line__c", {"phone"}],
		["Notes__c", {"health"}],
		["Room__c", {"restricted data"}],
		["Field_7__c", {"personal data"}],
		["HomeAddress2__c", {"address"}],
		["SuppliedEmail", {"e-mail"}],
	}
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_the_fix_takes_edit_access_as_well if {
	tenant := {"Profile": {"Docks Profile": {
		"userLicense": "Guest User License",
		"objectPermissions": {"Case": {"allowRead": true}},
		"fieldPermissions": {"Case.SuppliedEmail": {"readable": true, "editable": true}, "Case.SuppliedPhone": {"readable": true, "editable": false}},
	}}}
	found := rule.deny with input as tenant
	place := ["Profile", "Docks Profile", "fieldPermissions"]
	{[fix.safe, fix.edits] | some violation in found; some fix in violation.fixes} == {
		[false, [
			{"op": "set", "at": array.concat(place, ["Case.SuppliedEmail", "readable"]), "value": false},
			{"op": "set", "at": array.concat(place, ["Case.SuppliedEmail", "editable"]), "value": false},
		]],
		[false, [{"op": "set", "at": array.concat(place, ["Case.SuppliedPhone", "readable"]), "value": false}]],
	}
}

test_a_field_of_a_permission_set_of_the_guest_user if {
	tenant := {
		"runtime": {"guestUsers": {"Docks": {"permissionSets": ["Crew"]}}},
		"CustomSite": {"Docks": {"active": true, "masterLabel": "Docks"}},
		"PermissionSet": {"Crew": {"objectPermissions": {"Case": {"allowRead": true}}, "fieldPermissions": {"Case.SuppliedEmail": {"readable": true, "editable": true}}}},
	}
	found := rule.deny with input as tenant
	{violation.identity | some violation in found} == {{"permissionSet": "Crew", "object": "Case", "field": "SuppliedEmail"}}
	{edit.at[0] | some violation in found; some fix in violation.fixes; some edit in fix.edits} == {"PermissionSet"}
	{edit.at[4] | some violation in found; some fix in violation.fixes; some edit in fix.edits} == {"readable", "editable"}
}

test_public_objects_still_report_their_fields if {
	tenant := examples["bad.yaml"]
	count(rule.deny) == 6 with input as tenant with data.tenantlint.params.salesforce.public_objects as ["Doctor__c", "Case"]
}

test_patterns_can_be_added if {
	tenant := examples["bad.yaml"]
	patterns := {"medical speciality": ["^speciality$"]}
	count(rule.deny) == 7 with input as tenant with data.tenantlint.params.salesforce.name_patterns as patterns
}

test_fields_of_an_object_that_was_not_exported if {
	tenant := {"coverage": {"types": {"Profile": true}}, "Profile": {"Docks Profile": {
		"userLicense": "Guest User License",
		"objectPermissions": {"Boat__c": {"allowRead": true}},
		"fieldPermissions": {"Boat__c.Owner_Name__c": {"readable": true}, "Boat__c.Berth__c": {"readable": true}},
	}}}
	count(rule.deny) == 1 with input as tenant
	count(rule.not_evaluated) == 1 with input as tenant
}
