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

test_a_field_of_a_permission_set_on_an_object_of_the_profile if {
	tenant := {
		"runtime": {"guestUsers": {"Docks": {"permissionSets": ["Columns", "Crew"]}}},
		"CustomSite": {"Docks": {"active": true, "masterLabel": "Docks"}},
		"Profile": {"Docks Profile": {"userLicense": "Guest", "objectPermissions": {"CASE": {"allowRead": true}}}},
		"PermissionSet": {
			"Columns": {"fieldPermissions": {"Case.SuppliedEmail": {"readable": true}}},
			"Crew": {"objectPermissions": {"Case": {"allowRead": true}}, "fieldPermissions": {"Case.SuppliedEmail": {"readable": true}}},
		},
	}
	found := rule.deny with input as tenant
	profile := {"at": ["Profile", "Docks Profile", "objectPermissions", "CASE", "allowRead"], "message": "CASE is readable"}
	crew := {"at": ["PermissionSet", "Crew", "objectPermissions", "Case", "allowRead"], "message": "Case is readable"}
	{[violation.at, violation.identity, violation.related] | some violation in found} == {
		[["PermissionSet", "Columns", "fieldPermissions", "Case.SuppliedEmail", "readable"], {"permissionSet": "Columns", "object": "Case", "field": "SuppliedEmail"}, [crew, profile]],
		[["PermissionSet", "Crew", "fieldPermissions", "Case.SuppliedEmail", "readable"], {"permissionSet": "Crew", "object": "Case", "field": "SuppliedEmail"}, [crew, profile]],
	}
	both := object.union(tenant, {"Profile": {"Docks Profile": {"fieldPermissions": {"Case.SuppliedPhone": {"readable": true}}}}})
	more := rule.deny with input as both
	{[violation.identity, violation.related] | some violation in more; violation.at[0] == "Profile"} == {[{"profile": "Docks Profile", "object": "CASE", "field": "SuppliedPhone"}, [profile, crew]]}
	closed := object.union(tenant, {"PermissionSet": {"Crew": {"objectPermissions": {"Case": {"allowRead": false}}}}})
	less := rule.deny with input as closed
	{[violation.identity, violation.related] | some violation in less} == {
		[{"permissionSet": "Columns", "object": "CASE", "field": "SuppliedEmail"}, [profile]],
		[{"permissionSet": "Crew", "object": "CASE", "field": "SuppliedEmail"}, [profile]],
	}
	{edit.at | some violation in less; some fix in violation.fixes; some edit in fix.edits} == {violation.at | some violation in less}
	custom := object.union(closed, {"Profile": {"Docks Profile": {"objectPermissions": {"Boat__c": {"allowRead": true}}}}, "PermissionSet": {"Columns": {"fieldPermissions": {"Boat__c.Berth__c": {"readable": true}}}}})
	gaps := rule.not_evaluated with input as custom
	["PermissionSet", "Columns", "fieldPermissions", "Boat__c.Berth__c", "readable"] in {gap.at | some gap in gaps}
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
	gaps := rule.not_evaluated with input as tenant
	gaps == {
		{"message": "Boat__c was not exported: its custom fields that Docks Profile reads were judged by their API names alone.", "at": ["Profile", "Docks Profile", "fieldPermissions", "Boat__c.Berth__c", "readable"]},
	}
}

test_the_whole_violation if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	[whole] := [violation | some violation in found; violation.at == ["Profile", "Clinic Profile", "fieldPermissions", "Doctor__c.Line__c", "readable"]]
	whole == {
		"message": "Guest profile Clinic Profile reads Doctor__c.Line__c: phone.",
		"at": ["Profile", "Clinic Profile", "fieldPermissions", "Doctor__c.Line__c", "readable"],
		"identity": {"field": "Line__c", "object": "Doctor__c", "profile": "Clinic Profile"},
		"access": {
			"actions": ["read"],
			"categories": {"phone": ["Line__c"]},
			"fields": ["Line__c"],
			"object": "Doctor__c",
			"principal": "guest",
			"via": "readable",
		},
		"related": [
			{
				"at": ["Profile", "Clinic Profile", "objectPermissions", "Doctor__c", "allowRead"],
				"message": "Doctor__c is readable",
			},
			{"at": ["CustomObject", "Doctor__c", "fields", "Line__c"], "message": "the field Line__c"},
		],
		"fixes": [
			{
				"edits": [
					{
						"at": ["Profile", "Clinic Profile", "fieldPermissions", "Doctor__c.Line__c", "readable"],
						"op": "set",
						"value": false,
					},
				],
				"safe": false,
				"title": "Take access to Doctor__c.Line__c away from guests",
			},
		],
	}
}

test_names_that_come_with_the_object_have_no_permission_of_their_own if {
	tenant := {"Profile": {"Docks Profile": {"userLicense": "Guest User License", "objectPermissions": {"Contact": {"allowRead": true}}}}}
	count(rule.deny) == 0 with input as tenant
}

test_standard_fields_need_no_object_file if {
	tenant := {"coverage": {"types": {"CustomObject": true}}, "Profile": {"Docks Profile": {
		"userLicense": "Guest User License",
		"objectPermissions": {"Case": {"allowRead": true}},
		"fieldPermissions": {"Case.Subject": {"readable": true}},
	}}}
	count(rule.not_evaluated) == 0 with input as tenant
}

test_the_chain_holds_the_field_where_it_is_defined if {
	field := {"Phone__c": {"type": "Phone"}}
	tenant := {
		"CustomObject": {"Boat__c": {"fields": field}, "Crew__c": {"fields": field}},
		"Profile": {"Docks Profile": {
			"userLicense": "Guest User License",
			"objectPermissions": {"Boat__c": {"allowRead": true}},
			"fieldPermissions": {"Boat__c.Phone__c": {"readable": true}, "Boat__c.Fax__c": {"readable": true}},
		}},
	}
	found := rule.deny with input as tenant
	{[violation.identity.field, [step.at | some step in array.slice(violation.related, 1, 9)]] | some violation in found} == {
		["Phone__c", [["CustomObject", "Boat__c", "fields", "Phone__c"]]],
		["Fax__c", []],
	}
}

test_what_was_not_exported_is_not_judged if {
	site := {"coverage": {"types": {"CustomSite": true}}, "CustomSite": {"Docks": {"active": true, "masterLabel": "Docks"}}}
	first := rule.not_evaluated with input as site
	{gap.at | some gap in first} == {["CustomSite", "Docks", "masterLabel"]}
	profile := {"coverage": {"types": {"Profile": true}}, "Profile": {"Docks Profile": {"userLicense": "Guest"}}}
	second := rule.not_evaluated with input as profile
	{gap.at | some gap in second} == {["Profile", "Docks Profile", "objectPermissions"]}
}

test_the_words_for_a_permission_set if {
	tenant := {
		"runtime": {"guestUsers": {"Docks": {"permissionSets": ["Crew"]}}},
		"PermissionSet": {"Crew": {"objectPermissions": {"Case": {"allowRead": true}}, "fieldPermissions": {"Case.SuppliedEmail": {"readable": true}}}},
	}
	found := rule.deny with input as tenant
	{violation.message | some violation in found} == {"The guest user's permission set Crew reads Case.SuppliedEmail: e-mail."}
}

test_a_field_of_two_categories if {
	tenant := {
		"CustomObject": {"Boat__c": {"fields": {"Field_1__c": {"label": "代表者氏名", "type": "Text"}}}},
		"Profile": {"Docks Profile": {
			"userLicense": "Guest User License",
			"objectPermissions": {"Boat__c": {"allowRead": true}},
			"fieldPermissions": {"Boat__c.Field_1__c": {"readable": true}},
		}},
	}
	found := rule.deny with input as tenant
	{violation.message | some violation in found} == {"Guest profile Docks Profile reads Boat__c.Field_1__c: contact's name and representative's name."}
}
