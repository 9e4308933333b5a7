package tenantlint.salesforce.guest_bypasses_sharing_test

import data.tenantlint.examples
import data.tenantlint.salesforce.guest_bypasses_sharing as rule

_base(object_name) := ["Profile", "Garden Tools Profile", "objectPermissions", object_name]

_tenant(types, sections) := object.union({"coverage": {"types": {type: true | some type in types}}}, sections)

_guest(permission) := {"Profile": {"Docks Profile": {
	"userLicense": "Guest User License",
	"objectPermissions": {"Boat__c": permission},
}}}

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{violation.at | some violation in found} == {
		array.concat(_base("Product__c"), ["viewAllRecords"]),
		array.concat(_base("Review__c"), ["modifyAllRecords"]),
	}
	{[violation.identity.object, violation.access.actions] | some violation in found} == {
		["Product__c", ["read"]],
		["Review__c", ["delete", "edit", "read"]],
	}
	{step.at | some violation in found; some step in violation.related} == {array.concat(_base("Review__c"), ["viewAllFields"])}
	{edit | some violation in found; some fix in violation.fixes; fix.safe; some edit in fix.edits} == {
		{"op": "set", "at": array.concat(_base("Product__c"), ["viewAllRecords"]), "value": false},
		{"op": "set", "at": array.concat(_base("Review__c"), ["modifyAllRecords"]), "value": false},
		{"op": "set", "at": array.concat(_base("Review__c"), ["viewAllFields"]), "value": false},
	}
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_the_older_licence_makes_a_guest_too if {
	tenant := _tenant(["Profile"], {"Profile": {"Docks Profile": {
		"userLicense": "Guest",
		"objectPermissions": {"Boat__c": {"viewAllRecords": true}},
	}}})
	count(rule.deny) == 1 with input as tenant
}

test_an_active_site_is_in_the_chain if {
	site := {"CustomSite": {"Docks": {"active": true, "masterLabel": "Docks"}}}
	tenant := _tenant(["CustomSite", "Profile"], object.union(_guest({"viewAllRecords": true}), site))
	found := rule.deny with input as tenant
	{step.at | some violation in found; some step in violation.related} == {["Profile", "Docks Profile", "userLicense"]}
	count(rule.not_evaluated) == 0 with input as tenant
}

test_one_finding_for_each_object if {
	tenant := _tenant(["Profile"], _guest({"viewAllRecords": true, "modifyAllRecords": true, "viewAllFields": true}))
	found := rule.deny with input as tenant
	count(found) == 1
	{violation.identity | some violation in found} == {{"profile": "Docks Profile", "object": "Boat__c"}}
}

test_a_site_without_its_profile_is_not_judged if {
	tenant := _tenant(["CustomSite"], {"CustomSite": {"Docks": {"active": true, "masterLabel": "Docks"}}})
	gaps := rule.not_evaluated with input as tenant
	{gap.at | some gap in gaps} == {["CustomSite", "Docks", "masterLabel"]}
}

test_an_inactive_site_without_its_profile_is_left_alone if {
	tenant := _tenant(["CustomSite"], {"CustomSite": {"Docks": {"active": false, "masterLabel": "Docks"}}})
	count(rule.not_evaluated) == 0 with input as tenant
}

test_object_permissions_come_only_with_objects if {
	profile := {"Profile": {"Docks Profile": {"userLicense": "Guest User License"}}}
	without_objects := _tenant(["Profile"], profile)
	gaps := rule.not_evaluated with input as without_objects
	{gap.at | some gap in gaps} == {["Profile", "Docks Profile", "objectPermissions"]}
	with_objects := _tenant(["CustomObject", "Profile"], profile)
	count(rule.not_evaluated) == 0 with input as with_objects
}

test_the_whole_violation if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	[whole] := [violation | some violation in found; violation.at == ["Profile", "Garden Tools Profile", "objectPermissions", "Review__c", "modifyAllRecords"]]
	whole == {
		"message": "The guest profile \"Garden Tools Profile\" has Modify All Records and View All Fields on Review__c, past every sharing rule.",
		"at": ["Profile", "Garden Tools Profile", "objectPermissions", "Review__c", "modifyAllRecords"],
		"identity": {"object": "Review__c", "profile": "Garden Tools Profile"},
		"access": {
			"actions": ["delete", "edit", "read"],
			"object": "Review__c",
			"principal": "guest",
			"via": "modifyAllRecords, viewAllFields",
		},
		"related": [
			{
				"at": ["Profile", "Garden Tools Profile", "objectPermissions", "Review__c", "viewAllFields"],
				"message": "View All Fields as well",
			},
		],
		"fixes": [
			{
				"edits": [
					{
						"at": ["Profile", "Garden Tools Profile", "objectPermissions", "Review__c", "modifyAllRecords"],
						"op": "set",
						"value": false,
					},
					{
						"at": ["Profile", "Garden Tools Profile", "objectPermissions", "Review__c", "viewAllFields"],
						"op": "set",
						"value": false,
					},
				],
				"safe": true,
				"title": "Take Modify All Records and View All Fields on Review__c away from the guest profile",
			},
		],
	}
}

test_each_right_has_its_words if {
	tenant := _tenant(["Profile"], _guest({"viewAllRecords": true, "modifyAllRecords": true, "viewAllFields": true}))
	found := rule.deny with input as tenant
	{violation.message | some violation in found} == {"The guest profile \"Docks Profile\" has View All Records and Modify All Records and View All Fields on Boat__c, past every sharing rule."}
	fields := _tenant(["Profile"], _guest({"viewAllFields": true}))
	others := rule.deny with input as fields
	{[violation.at[4], violation.access.actions] | some violation in others} == {["viewAllFields", ["read"]]}
}
