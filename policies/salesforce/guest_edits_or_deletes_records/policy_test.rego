package tenantlint.salesforce.guest_edits_or_deletes_records_test

import data.tenantlint.examples
import data.tenantlint.salesforce.guest_edits_or_deletes_records as rule

_base(object_name) := ["Profile", "Garden Tools Profile", "objectPermissions", object_name]

_tenant(types, sections) := object.union({"coverage": {"types": {type: true | some type in types}}}, sections)

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{[violation.at, violation.access.actions] | some violation in found} == {
		[array.concat(_base("Review__c"), ["allowEdit"]), ["edit", "delete"]],
		[array.concat(_base("Wish_List__c"), ["allowDelete"]), ["delete"]],
	}
	{step.at | some violation in found; some step in violation.related} == {array.concat(_base("Review__c"), ["allowDelete"])}
	{edit | some violation in found; some fix in violation.fixes; fix.safe; some edit in fix.edits} == {
		{"op": "set", "at": array.concat(_base("Review__c"), ["allowEdit"]), "value": false},
		{"op": "set", "at": array.concat(_base("Review__c"), ["allowDelete"]), "value": false},
		{"op": "set", "at": array.concat(_base("Wish_List__c"), ["allowDelete"]), "value": false},
	}
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_an_active_site_is_in_the_chain if {
	tenant := _tenant(["CustomSite", "Profile"], {
		"CustomSite": {"Docks": {"active": true, "masterLabel": "Docks"}},
		"Profile": {"Docks Profile": {"userLicense": "Guest User License", "objectPermissions": {"Boat__c": {"allowEdit": true}}}},
	})
	found := rule.deny with input as tenant
	{step.at | some violation in found; some step in violation.related} == {["Profile", "Docks Profile", "userLicense"]}
	count(rule.not_evaluated) == 0 with input as tenant
}

test_a_site_without_its_profile_is_not_judged if {
	tenant := _tenant(["CustomSite"], {"CustomSite": {"Docks": {"active": true, "masterLabel": "Docks"}}})
	gaps := rule.not_evaluated with input as tenant
	{gap.at | some gap in gaps} == {["CustomSite", "Docks", "masterLabel"]}
}

test_object_permissions_come_only_with_objects if {
	profile := {"Profile": {"Docks Profile": {"userLicense": "Guest User License"}}}
	without_objects := _tenant(["Profile"], profile)
	gaps := rule.not_evaluated with input as without_objects
	{gap.at | some gap in gaps} == {["Profile", "Docks Profile", "objectPermissions"]}
	with_objects := _tenant(["CustomObject", "Profile"], profile)
	count(rule.not_evaluated) == 0 with input as with_objects
}

test_an_inactive_site_without_its_profile_is_left_alone if {
	tenant := _tenant(["CustomSite"], {"CustomSite": {"Docks": {"active": false, "masterLabel": "Docks"}}})
	count(rule.not_evaluated) == 0 with input as tenant
}

test_the_whole_violation if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	[whole] := [violation | some violation in found; violation.at == ["Profile", "Garden Tools Profile", "objectPermissions", "Review__c", "allowEdit"]]
	whole == {
		"message": "The guest profile \"Garden Tools Profile\" may edit and delete records of Review__c.",
		"at": ["Profile", "Garden Tools Profile", "objectPermissions", "Review__c", "allowEdit"],
		"identity": {"object": "Review__c", "profile": "Garden Tools Profile"},
		"access": {"actions": ["edit", "delete"], "object": "Review__c", "principal": "guest", "via": "allowEdit, allowDelete"},
		"related": [
			{
				"at": ["Profile", "Garden Tools Profile", "objectPermissions", "Review__c", "allowDelete"],
				"message": "and may delete them",
			},
		],
		"fixes": [
			{
				"edits": [
					{
						"at": ["Profile", "Garden Tools Profile", "objectPermissions", "Review__c", "allowEdit"],
						"op": "set",
						"value": false,
					},
					{
						"at": ["Profile", "Garden Tools Profile", "objectPermissions", "Review__c", "allowDelete"],
						"op": "set",
						"value": false,
					},
				],
				"safe": true,
				"title": "Let the guest profile not edit or delete records of Review__c",
			},
		],
	}
}
