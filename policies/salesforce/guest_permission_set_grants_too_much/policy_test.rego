package tenantlint.salesforce.guest_permission_set_grants_too_much_test

import data.tenantlint.examples
import data.tenantlint.salesforce.guest_permission_set_grants_too_much as rule

_base(set, object_name) := ["PermissionSet", set, "objectPermissions", object_name]

_named(name, label) := {"PermissionSet": {name: {"label": label, "objectPermissions": {"Flat__c": {"allowDelete": true}}}}}

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{[violation.at, violation.severity, violation.access.actions, violation.message] | some violation in found} == {
		[array.concat(_base("Applications", "Application__c"), ["allowEdit"]), "high", ["edit"], "The permission set \"Applications\" has a guest's licence and grants Edit on Application__c."],
		[array.concat(_base("GuestViewing", "Flat__c"), ["viewAllRecords"]), "medium", ["delete", "edit", "read"], "The permission set \"GuestViewing\" is meant for guests by its name and grants View All Records and Modify All Records on Flat__c."],
	}
	{violation.identity | some violation in found} == {
		{"permissionSet": "Applications", "object": "Application__c"},
		{"permissionSet": "GuestViewing", "object": "Flat__c"},
	}
	{step.at | some violation in found; some step in violation.related} == {
		["PermissionSet", "Applications", "license"],
		array.concat(_base("GuestViewing", "Flat__c"), ["modifyAllRecords"]),
	}
	{[fix.safe, count(fix.edits)] | some violation in found; some fix in violation.fixes} == {[false, 1], [false, 2]}
	{edit.at | some violation in found; some fix in violation.fixes; some edit in fix.edits; edit.op == "set"; edit.value == false} == {
		array.concat(_base("Applications", "Application__c"), ["allowEdit"]),
		array.concat(_base("GuestViewing", "Flat__c"), ["viewAllRecords"]),
		array.concat(_base("GuestViewing", "Flat__c"), ["modifyAllRecords"]),
	}
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_names if {
	every name, meant in {"Guest": true, "Shop_Guests": true, "GuestUserIntake": true, "SiteGUESTUSER": true, "Guest_User": true, "Guestroom": false, "Shop": false} {
		tenant := _named(name, "Intake")
		found := rule.deny with input as tenant
		meant == (count(found) == 1)
	}
	labelled := _named("Intake", "Intake of guests")
	count(rule.deny) == 1 with input as labelled
}

test_a_set_of_the_guest_user if {
	tenant := object.union(examples["good.yaml"], {
		"CustomSite": {"Birch": {"active": true, "masterLabel": "Birch"}},
		"runtime": {"guestUsers": {"Birch": {"permissionSets": ["Guesthouses"], "permissionSetGroups": ["All"]}}},
		"PermissionSetGroup": {"All": {"permissionSets": ["Guest_Relations"], "mutingPermissionSets": ["Quiet"]}},
		"MutingPermissionSet": {"Quiet": {"objectPermissions": {"Flat__c": {"allowEdit": true}}}},
	})
	found := rule.deny with input as tenant
	{[violation.identity.permissionSet, violation.severity, violation.message] | some violation in found} == {["Guesthouses", "high", "The permission set \"Guesthouses\" belongs to a guest user and grants Edit on Flat__c."]}
	{step.at | some violation in found; some step in violation.related} == {["CustomSite", "Birch", "active"]}
}

test_what_was_not_exported_is_not_judged if {
	tenant := {"coverage": {"types": {}}, "Profile": {"Docks": {"userLicense": "Guest"}}}
	gaps := rule.not_evaluated with input as tenant
	gaps == {{"at": ["PermissionSet"], "message": "PermissionSet was not exported."}}
	empty := {"coverage": {"types": {}}, "Profile": {"Docks": {"userLicense": "Salesforce"}}}
	count(rule.not_evaluated) == 0 with input as empty
	bare := {"coverage": {"types": {"PermissionSet": true}}, "PermissionSet": {"Guest": {"license": "guest"}}}
	lost := rule.not_evaluated with input as bare
	lost == {{"at": ["PermissionSet", "Guest", "objectPermissions"], "message": "CustomObject was not exported."}}
	known := object.union(bare, {"PermissionSet": {"Guest": {"objectPermissions": {}}}, "Profile": {"Docks": {"userLicense": "Guest"}}})
	count(rule.not_evaluated) == 0 with input as known
	full := object.union(bare, {"coverage": {"types": {"CustomObject": true}}})
	count(rule.not_evaluated) == 0 with input as full
}

test_assignment_goes_before_licence_and_name if {
	every license in ["Guest User License", ""] {
		tenant := object.union(_named("Guest", "Guests"), {
			"CustomSite": {"Birch": {"active": true, "masterLabel": "Birch"}},
			"PermissionSet": {"Guest": {"license": license}},
			"runtime": {"guestUsers": {"Birch": {"permissionSets": ["Guest"]}}},
		})
		found := rule.deny with input as tenant
		{violation.message | some violation in found} == {"The permission set \"Guest\" belongs to a guest user and grants Delete on Flat__c."}
	}
}

test_any_licence_of_guests_counts if {
	tenant := object.union(_named("Intake", "Intake"), {"PermissionSet": {"Intake": {"license": "External Guest User"}}})
	found := rule.deny with input as tenant
	{violation.severity | some violation in found} == {"high"}
}

test_what_each_right_lets_guests_do if {
	every key, actions in {"allowEdit": ["edit"], "allowDelete": ["delete"], "viewAllRecords": ["read"], "modifyAllRecords": ["delete", "edit", "read"]} {
		tenant := {"PermissionSet": {"Guest": {"objectPermissions": {"Flat__c": {key: true}}}}}
		found := rule.deny with input as tenant
		{violation.access.actions | some violation in found} == {actions}
	}
}
