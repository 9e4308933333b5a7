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
	every filter in ["1 OR 2", "1 and 3", "(1 AND (2 OR 3))", "2 OR (1 AND (2 OR (3 AND 1)))"] {
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
