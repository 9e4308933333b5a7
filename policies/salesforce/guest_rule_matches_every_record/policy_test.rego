package tenantlint.salesforce.guest_rule_matches_every_record_test

import data.tenantlint.examples
import data.tenantlint.salesforce.guest_rule_matches_every_record as rule

_open := {"field": "Name", "operation": "notEqual", "value": ""}

_narrow := {"field": "Published__c", "operation": "equals", "value": "true"}

_tenant(settings) := {
	"coverage": {"types": {"SharingRules": true}},
	"SharingRules": {"Boat__c": {"sharingGuestRules": {"Boats": settings}}},
}

_logic(filter) := _tenant({"booleanFilter": filter, "criteriaItems": [_open, _narrow, _open]})

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{violation.identity.rule | some violation in found} == {"Empty_value", "Text_null", "Always_filled", "Key_prefix", "No_criteria", "Either"}
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
}

test_filter_logic_that_lets_everything_through if {
	every filter in ["1 OR 2", "1 and 3", "(1 AND (2 OR 3))", "2 OR (1 AND (2 OR (3 AND 1)))", "(1) AND (1 AND 3) AND (1 OR 2) AND (2 OR 3) AND (1 AND 1 AND 3) AND (1 OR 3)"] {
		tenant := _logic(filter)
		count(rule.deny) == 1 with input as tenant
	}
}

test_filter_logic_that_selects if {
	every filter in ["1 AND 2", "2", "(1 OR 3) AND 2", "NOT 1", "NOT (1 OR 3)", "7"] {
		tenant := _logic(filter)
		count(rule.deny) == 0 with input as tenant
	}
}

test_null_and_missing_values_are_empty if {
	every item in [{"field": "A__c", "operation": "notEqual"}, {"field": "A__c", "operation": "notEqual", "value": null}, {"field": "A__c", "operation": "notEqual", "value": "NULL"}] {
		tenant := _tenant({"criteriaItems": [item]})
		count(rule.deny) == 1 with input as tenant
	}
}

test_public_objects_are_left_out if {
	tenant := _tenant({"criteriaItems": [_open]})
	count(rule.deny) == 0 with input as tenant with data.tenantlint.params.salesforce.public_objects as ["Boat__c"]
}

test_a_site_without_sharing_rules_in_the_export_is_not_judged if {
	tenant := {"coverage": {"types": {"CustomSite": true}}, "CustomSite": {"Docks": {"active": true}}}
	gaps := rule.not_evaluated with input as tenant
	gaps == {{"message": "SharingRules was not exported.", "at": ["SharingRules"]}}
}

test_the_whole_violation if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	[whole] := [violation | some violation in found; violation.at == ["SharingRules", "Product__c", "sharingGuestRules", "Either", "criteriaItems"]]
	whole == {
		"message": "Guest sharing rule Either opens every record of Product__c: every record passes Name notEqual ''.",
		"at": ["SharingRules", "Product__c", "sharingGuestRules", "Either", "criteriaItems"],
		"identity": {"object": "Product__c", "rule": "Either"},
		"access": {"actions": ["read"], "object": "Product__c", "principal": "guest", "via": "guest sharing rule"},
		"related": [
			{
				"at": ["SharingRules", "Product__c", "sharingGuestRules", "Either", "sharedTo", "guestUser", 0],
				"message": "shared with guest user Clay_Shop",
			},
		],
	}
}

test_another_whole_violation if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	[whole] := [violation | some violation in found; violation.at == ["SharingRules", "Product__c", "sharingGuestRules", "No_criteria", "criteriaItems"]]
	whole == {
		"message": "Guest sharing rule No_criteria opens every record of Product__c: it has no criteria.",
		"at": ["SharingRules", "Product__c", "sharingGuestRules", "No_criteria", "criteriaItems"],
		"identity": {"object": "Product__c", "rule": "No_criteria"},
		"access": {"actions": ["read"], "object": "Product__c", "principal": "guest", "via": "guest sharing rule"},
		"related": [
			{
				"at": ["SharingRules", "Product__c", "sharingGuestRules", "No_criteria", "sharedTo", "guestUser", 0],
				"message": "shared with guest user Clay_Shop",
			},
		],
	}
}

test_comparisons_that_select if {
	every item in [
		{"field": "Name", "operation": "equals", "value": ""},
		{"field": "Colour__c", "operation": "equals", "value": "null"},
		{"field": "CreatedById", "operation": "equals", "value": "005000000000000AAA"},
		{"field": "Id", "operation": "contains", "value": "a0B"},
		{"field": "Name", "operation": "startsWith", "value": "A"},
		{"field": "ParentId", "operation": "startsWith", "value": "a0B"},
		{"field": "Owner", "operation": "notEqual", "valueField": "CreatedBy"},
	] {
		tenant := _tenant({"criteriaItems": [item]})
		count(rule.deny) == 0 with input as tenant
	}
}

test_the_words_name_every_comparison if {
	tenant := _tenant({"criteriaItems": [_open, {"field": "Colour__c", "operation": "notEqual"}]})
	found := rule.deny with input as tenant
	{violation.message | some violation in found} == {"Guest sharing rule Boats opens every record of Boat__c: every record passes Name notEqual '' and every record passes Colour__c notEqual ''."}
	text := _tenant({"criteriaItems": [{"field": "Name", "operation": "notEqual", "value": "null"}]})
	others := rule.deny with input as text
	{violation.message | some violation in others} == {"Guest sharing rule Boats opens every record of Boat__c: every record passes Name notEqual 'null'."}
}

test_the_key_prefix_of_any_id_selects_nothing if {
	tenant := _tenant({"criteriaItems": [{"field": "CreatedById", "operation": "startsWith", "value": "005"}]})
	count(rule.deny) == 1 with input as tenant
}
