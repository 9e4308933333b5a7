package tenantlint.salesforce.guest_may_edit_fields_test

import data.tenantlint.examples
import data.tenantlint.salesforce.guest_may_edit_fields as rule

_setting(field) := ["Profile", "Heron Rentals Profile", "fieldPermissions", field, "editable"]

_types(names) := {"coverage": {"types": {name: true | some name in names}}}

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{violation.at | some violation in found} == {_setting("Rental__c.Deposit__c")}
	{violation.message | some violation in found} == {"The guest profile \"Heron Rentals Profile\" may overwrite 2 fields of Rental__c: Deposit__c, Status__c."}
	{violation.identity | some violation in found} == {{"profile": "Heron Rentals Profile", "object": "Rental__c"}}
	{violation.access | some violation in found} == {{"principal": "guest", "actions": ["edit"], "object": "Rental__c", "fields": ["Deposit__c", "Status__c"], "via": "editable"}}
	{step.at | some violation in found; some step in violation.related} == {["Profile", "Heron Rentals Profile", "objectPermissions", "Rental__c", "allowEdit"]}
	{[fix.safe, fix.edits] | some violation in found; some fix in violation.fixes} == {[false, [
		{"op": "set", "at": _setting("Rental__c.Deposit__c"), "value": false},
		{"op": "set", "at": _setting("Rental__c.Status__c"), "value": false},
	]]}
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_names_join_without_case_and_the_site_is_in_the_chain if {
	tenant := object.union(_types(["CustomObject", "CustomSite", "Profile"]), {
		"CustomSite": {"Docks": {"active": true, "masterLabel": "Docks"}},
		"Profile": {"Docks Profile": {
			"userLicense": "Guest User License",
			"objectPermissions": {"Boat__c": {"allowEdit": true}},
			"fieldPermissions": {"boat__C.Berth__c": {"editable": true}},
		}},
	})
	found := rule.deny with input as tenant
	{[step.at[0], count(step.at)] | some violation in found; some step in violation.related} == {["Profile", 5], ["Profile", 3]}
	count(rule.not_evaluated) == 0 with input as tenant
}

test_what_was_not_exported_is_not_judged if {
	site := object.union(_types(["CustomSite"]), {"CustomSite": {"Docks": {"active": true, "masterLabel": "Docks"}}})
	first := rule.not_evaluated with input as site
	{gap.at | some gap in first} == {["CustomSite", "Docks", "masterLabel"]}
	profile := object.union(_types(["Profile"]), {"Profile": {"Docks Profile": {"userLicense": "Guest"}}})
	second := rule.not_evaluated with input as profile
	{gap.at | some gap in second} == {["Profile", "Docks Profile", "objectPermissions"]}
}

test_the_whole_violation if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	[whole] := [violation | some violation in found; violation.at == ["Profile", "Heron Rentals Profile", "fieldPermissions", "Rental__c.Deposit__c", "editable"]]
	whole == {
		"message": "The guest profile \"Heron Rentals Profile\" may overwrite 2 fields of Rental__c: Deposit__c, Status__c.",
		"at": ["Profile", "Heron Rentals Profile", "fieldPermissions", "Rental__c.Deposit__c", "editable"],
		"identity": {"object": "Rental__c", "profile": "Heron Rentals Profile"},
		"access": {
			"actions": ["edit"],
			"fields": ["Deposit__c", "Status__c"],
			"object": "Rental__c",
			"principal": "guest",
			"via": "editable",
		},
		"related": [
			{
				"at": ["Profile", "Heron Rentals Profile", "objectPermissions", "Rental__c", "allowEdit"],
				"message": "records of Rental__c may be edited",
			},
		],
		"fixes": [
			{
				"edits": [
					{
						"at": ["Profile", "Heron Rentals Profile", "fieldPermissions", "Rental__c.Deposit__c", "editable"],
						"op": "set",
						"value": false,
					},
					{
						"at": ["Profile", "Heron Rentals Profile", "fieldPermissions", "Rental__c.Status__c", "editable"],
						"op": "set",
						"value": false,
					},
				],
				"safe": false,
				"title": "Let the guest profile not edit fields of Rental__c",
			},
		],
	}
}
