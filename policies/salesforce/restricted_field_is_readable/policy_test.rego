package tenantlint.salesforce.restricted_field_is_readable_test

import data.tenantlint.examples
import data.tenantlint.salesforce.restricted_field_is_readable as rule

_granting(licence) := {
	"userLicense": licence,
	"objectPermissions": {"Boat__c": {"allowRead": true}},
	"fieldPermissions": {"Boat__c.Price__c": {"readable": true}},
}

_tenant(profiles) := {
	"coverage": {"types": {"Profile": true, "CustomObject": true}, "objects": {"boat__c": true}},
	"Profile": profiles,
	"CustomObject": {"Boat__c": {"fields": {"Price__c": {"securityClassification": "Restricted"}}}},
}

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{[violation.at, violation.identity, violation.access.principal, [step.at | some step in violation.related]] | some violation in found} == {
		[
			["Profile", "Patient Member", "fieldPermissions", "Visit__c.Rating__c", "readable"],
			{"profile": "Patient Member", "object": "Visit__c", "field": "Rating__c"},
			"any-member",
			[
				["CustomObject", "Visit__c", "fields", "Rating__c", "securityClassification"],
				["Profile", "Patient Member", "objectPermissions", "Visit__c", "allowRead"],
			],
		],
		[
			["PermissionSet", "Referring_Practices", "fieldPermissions", "visit__c.margin__c", "readable"],
			{"permissionSet": "Referring_Practices", "object": "visit__c", "field": "margin__c"},
			"any-member",
			[
				["CustomObject", "Visit__c", "fields", "Margin__c", "securityClassification"],
				["PermissionSet", "Referring_Practices", "objectPermissions", "visit__c", "allowRead"],
			],
		],
	}
	gaps := rule.not_evaluated with input as tenant
	count(gaps) == 0
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_guests_are_judged if {
	tenant := _tenant({"Docks Profile": _granting("Guest User License")})
	found := rule.deny with input as tenant
	{[violation.access.principal, violation.message] | some violation in found} == {["guest", "The profile \"Docks Profile\" lets guests read Boat__c.Price__c, which is classified as Restricted."]}
}

test_allowed_profiles_are_left_alone if {
	tenant := _tenant({"Docks Profile": _granting("Guest User License"), "Dock Member": _granting("Customer Community")})
	params := {"levels": ["Restricted"], "allowed": ["DOCKS PROFILE", "dock member"]}
	count(rule.deny) == 0 with input as tenant with data.tenantlint.params["SF-DATA-002"] as params
}

test_levels_are_a_parameter if {
	tenant := _tenant({"Dock Member": _granting("Customer Community")})
	params := {"levels": ["MissionCritical"], "allowed": []}
	count(rule.deny) == 0 with input as tenant with data.tenantlint.params["SF-DATA-002"] as params
}

test_objects_that_were_not_exported_are_told if {
	tenant := object.union(_tenant({"Dock Member": _granting("Customer Community")}), {"coverage": {"objects": {"boat__c": false}}})
	gaps := rule.not_evaluated with input as tenant
	gaps == {{"message": "CustomObject was not exported for Boat__c.", "at": ["CustomObject"]}}
}

test_people_from_outside_without_profiles_are_told if {
	members := {"coverage": {"types": {"Network": true}}, "Network": {"Docks": {}}}
	gaps := rule.not_evaluated with input as members
	{gap.at | some gap in gaps} == {["Profile"]}
	visitors := {"coverage": {"types": {"CustomSite": true}}, "CustomSite": {"Docks": {"active": true, "masterLabel": "Docks"}}}
	others := rule.not_evaluated with input as visitors
	{gap.at | some gap in others} == {["CustomSite", "Docks", "masterLabel"]}
	nobody := {"coverage": {"types": {"Network": true}}, "Network": {}}
	count(rule.not_evaluated) == 0 with input as nobody
}
