package tenantlint.salesforce.self_registration_is_open_test

import data.tenantlint.examples
import data.tenantlint.salesforce.self_registration_is_open as rule

_tenant(network, profile) := {
	"coverage": {"types": {"Network": true, "Profile": true, "CustomSite": true}},
	"Network": {"Docks": object.union({"site": "Docks"}, network)},
	"CustomSite": {"Docks": {"active": true}},
	"Profile": {"Dock Member": object.union({"userLicense": "Customer Community"}, profile)},
}

_member(profile) := _tenant({"selfRegistration": true, "selfRegProfile": "Dock Member"}, profile)

_base := ["Profile", "Dock Member"]

_active := ["CustomSite", "Docks", "active"]

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{[violation.at, violation.identity, violation.severity, [step.at | some step in violation.related]] | some violation in found} == {
		[
			["Network", "Foxglove Growers", "selfRegistration"],
			{"network": "Foxglove Growers"},
			"high",
			[["Profile", "Grower Member", "objectPermissions", "Contact", "allowRead"]],
		],
		[["Network", "Foxglove Newsletter", "selfRegistration"], {"network": "Foxglove Newsletter"}, "medium", []],
	}
	{violation.access.principal | some violation in found} == {"self-registered"}
	gaps := rule.not_evaluated with input as tenant
	count(gaps) == 0
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_the_profile_goes_past_sharing if {
	tenant := _member({
		"objectPermissions": {"Boat__c": {"viewAllRecords": true}, "Pier__c": {"modifyAllRecords": true}, "Case": {"allowRead": true}, "Lead": {"allowRead": false}},
		"userPermissions": {"ViewAllData": true},
	})
	found := rule.deny with input as tenant
	{[violation.severity, [step.at | some step in violation.related]] | some violation in found} == {["high", [
		_active,
		array.concat(_base, ["objectPermissions", "Boat__c", "viewAllRecords"]),
		array.concat(_base, ["objectPermissions", "Pier__c", "modifyAllRecords"]),
		array.concat(_base, ["userPermissions", "ViewAllData"]),
		array.concat(_base, ["objectPermissions", "Case", "allowRead"]),
	]]}
	every violation in found {
		endswith(violation.message, "past sharing.")
	}
}

test_modify_all_data_goes_past_sharing if {
	tenant := _member({"userPermissions": {"ModifyAllData": true, "PasswordNeverExpires": true}})
	found := rule.deny with input as tenant
	{[violation.severity, count(violation.related)] | some violation in found} == {["high", 2]}
	every violation in found {
		endswith(violation.message, "past sharing.")
	}
}

test_the_profile_reads_personal_fields if {
	tenant := _member({
		"objectPermissions": {"Boat__c": {"allowRead": true}, "Case": {"allowRead": true}, "Crew__c": {"allowRead": false}},
		"fieldPermissions": {
			"Boat__c.Owner_Phone__c": {"readable": true},
			"Boat__c.Length__c": {"readable": true},
			"Boat__c.Owner_Email__c": {"readable": false},
			"Case.SuppliedPhone": {"readable": true},
			"Crew__c.Phone__c": {"readable": true},
		},
	})
	found := rule.deny with input as tenant
	{[violation.severity, [step.at | some step in violation.related]] | some violation in found} == {["high", [
		_active,
		array.concat(_base, ["fieldPermissions", "Boat__c.Owner_Phone__c", "readable"]),
		array.concat(_base, ["objectPermissions", "Case", "allowRead"]),
	]]}
	every violation in found {
		endswith(violation.message, "personal data.")
	}
}

test_the_type_of_a_field_tells_too if {
	tenant := object.union(
		_member({"objectPermissions": {"Boat__c": {"allowRead": true}}, "fieldPermissions": {"Boat__c.Line__c": {"readable": true}}}),
		{"CustomObject": {"Boat__c": {"fields": {"Line__c": {"type": "Phone"}}}}},
	)
	found := rule.deny with input as tenant
	{violation.severity | some violation in found} == {"high"}
}

test_field_categories_are_a_parameter if {
	tenant := _member({"objectPermissions": {"Boat__c": {"allowRead": true}}, "fieldPermissions": {"Boat__c.Berth__c": {"readable": true}, "Boat__c.Bell_Phone__c": {"readable": true}}})
	stated := {"boat__c.berth__c": ["location"], "boat__c.bell_phone__c": []}
	found := rule.deny with input as tenant with data.tenantlint.params.salesforce.field_categories as stated
	{step.message | some violation in found; some step in violation.related} == {"the site \"Docks\" is active", "the profile \"Dock Member\" of new members may read Boat__c.Berth__c: location"}
}

test_public_objects_are_no_reason if {
	tenant := _member({"objectPermissions": {"Case": {"allowRead": true}}})
	params := {"public_objects": ["case"], "personal_data_objects": {"add": [], "remove": []}, "name_patterns": {}, "site_profiles": {}}
	found := rule.deny with input as tenant with data.tenantlint.params.salesforce as params
	{violation.severity | some violation in found} == {"medium"}
}

test_a_profile_that_was_not_exported_is_told_beside if {
	tenant := _tenant({"selfRegistration": true, "selfRegProfile": "pier member"}, {})
	found := rule.deny with input as tenant
	{violation.severity | some violation in found} == {"medium"}
	gaps := rule.not_evaluated with input as tenant
	gaps == {{"message": "The profile \"pier member\" was not exported.", "at": ["Network", "Docks", "selfRegProfile"]}}
}

test_a_registration_without_a_profile_is_found if {
	tenant := _tenant({"selfRegistration": true}, {})
	count(rule.deny) == 1 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_what_is_not_stated_is_told if {
	tenant := _tenant({"selfRegProfile": "pier member"}, {})
	gaps := rule.not_evaluated with input as tenant
	gaps == {{"message": "The network \"Docks\" does not state selfRegistration.", "at": ["Network", "Docks", "selfRegistration"]}}
	inactive := object.union(tenant, {"CustomSite": {"Docks": {"active": false}}})
	count(rule.not_evaluated) == 0 with input as inactive
}

test_a_site_without_its_network_is_told if {
	tenant := {"coverage": {"types": {"CustomSite": true}}, "CustomSite": {"Docks": {"active": true, "siteType": "ChatterNetwork"}}}
	gaps := rule.not_evaluated with input as tenant
	{gap.at | some gap in gaps} == {["CustomSite", "Docks"]}
}

test_a_field_of_several_kinds_names_them_all if {
	tenant := _member({"objectPermissions": {"Boat__c": {"allowRead": true}}, "fieldPermissions": {"Boat__c.Phone_Or_Email__c": {"readable": true}}})
	found := rule.deny with input as tenant
	{step.message | some violation in found; some step in violation.related; step.at[0] == "Profile"} == {"the profile \"Dock Member\" of new members may read Boat__c.Phone_Or_Email__c: e-mail and phone"}
}
