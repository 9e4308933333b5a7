package tenantlint.salesforce.guest_reads_personal_data_object_test

import data.tenantlint.examples
import data.tenantlint.salesforce.guest_reads_personal_data_object as rule

_profile(settings) := {"Profile": {"Docks Profile": object.union({"userLicense": "Guest User License"}, settings)}}

_types(names) := {"coverage": {"types": {name: true | some name in names}}}

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{violation.identity | some violation in found} == {
		{"profile": "Booking Profile", "object": "Contact"},
		{"profile": "Help Profile", "object": "Case"},
	}
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_objects_that_are_public_on_purpose if {
	tenant := examples["bad.yaml"]
	count(rule.deny) == 1 with input as tenant with data.tenantlint.params.salesforce.public_objects as ["CASE"]
}

test_a_profile_without_a_licence_that_a_site_uses if {
	site := {"CustomSite": {"Docks": {"active": true, "masterLabel": "docks"}}}
	profile := {"Profile": {"Docks Profile": {"objectPermissions": {"lead": {"allowRead": true}}}}}
	tenant := object.union_n([_types(["CustomSite", "Profile"]), site, profile])
	count(rule.deny) == 1 with input as tenant
	alone := object.union(_types(["Profile"]), profile)
	count(rule.deny) == 0 with input as alone
}

test_object_permissions_come_only_with_objects if {
	tenant := object.union(_types(["Profile"]), _profile({}))
	gaps := rule.not_evaluated with input as tenant
	{gap.at | some gap in gaps} == {["Profile", "Docks Profile", "objectPermissions"]}
	complete := object.union(_types(["CustomObject", "Profile"]), _profile({}))
	count(rule.not_evaluated) == 0 with input as complete
}

test_the_whole_violation if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	[whole] := [violation | some violation in found; violation.at == ["Profile", "Help Profile", "objectPermissions", "Case", "allowRead"]]
	whole == {
		"message": "Guest profile Help Profile reads Case: support requests with the sender's name, company, phone and e-mail.",
		"at": ["Profile", "Help Profile", "objectPermissions", "Case", "allowRead"],
		"identity": {"object": "Case", "profile": "Help Profile"},
		"access": {"actions": ["read"], "fields": ["CaseNumber"], "object": "Case", "principal": "guest", "via": "allowRead"},
		"related": [],
	}
}

test_the_active_sites_of_the_profile_are_in_the_chain if {
	permission := {"userLicense": "Guest User License", "objectPermissions": {"Case": {"allowRead": true}}}
	tenant := {
		"CustomSite": {"Docks": {"active": true, "masterLabel": "Docks"}, "Quay": {"active": true, "masterLabel": "Quay"}},
		"Profile": {"Docks Profile": permission, "Quay Profile": {"userLicense": "Guest User License"}},
	}
	found := rule.deny with input as tenant
	{violation.related | some violation in found} == {[{
		"at": ["Profile", "Docks Profile", "userLicense"],
		"message": "site Docks is active: Docks Profile is a guest profile and has the name that belongs to the site",
	}]}
}

test_a_permission_set_of_the_guest_user if {
	tenant := {
		"runtime": {"guestUsers": {"Docks": {"permissionSets": ["Crew"]}}},
		"PermissionSet": {"Crew": {"objectPermissions": {"Case": {"allowRead": true}}}},
	}
	found := rule.deny with input as tenant
	{[violation.message, violation.identity, violation.at[0]] | some violation in found} == {[
		"The guest user's permission set Crew reads Case: support requests with the sender's name, company, phone and e-mail.",
		{"permissionSet": "Crew", "object": "Case"},
		"PermissionSet",
	]}
}

test_a_field_that_two_make_readable_is_named_once if {
	readable := {"fieldPermissions": {"Case.SuppliedEmail": {"readable": true}}}
	tenant := {
		"runtime": {"guestUsers": {"Docks": {"permissionSets": ["Crew"]}}},
		"CustomSite": {"Docks": {"active": true, "masterLabel": "Docks"}},
		"Profile": {"Docks Profile": object.union(readable, {"userLicense": "Guest", "objectPermissions": {"Case": {"allowRead": true}}})},
		"PermissionSet": {"Crew": readable},
	}
	found := rule.deny with input as tenant
	{violation.access.fields | some violation in found} == {["CaseNumber", "SuppliedEmail"]}
}

test_a_site_without_its_profile_is_not_judged if {
	tenant := {"coverage": {"types": {"CustomSite": true}}, "CustomSite": {"Docks": {"active": true, "masterLabel": "Docks"}}}
	gaps := rule.not_evaluated with input as tenant
	{gap.at | some gap in gaps} == {["CustomSite", "Docks", "masterLabel"]}
}
