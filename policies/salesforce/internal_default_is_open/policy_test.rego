package tenantlint.salesforce.internal_default_is_open_test

import data.tenantlint.examples
import data.tenantlint.salesforce.internal_default_is_open as rule

_tenant(name, settings) := {"coverage": {"types": {"CustomObject": true}}, "CustomObject": {name: settings}}

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{[violation.at, violation.identity] | some violation in found} == {
		[["CustomObject", "Contact", "sharingModel"], {"object": "Contact"}],
		[["CustomObject", "Lead", "sharingModel"], {"object": "Lead"}],
		[["CustomObject", "Case", "sharingModel"], {"object": "Case"}],
	}
	{object.get(violation, "fixes", []) | some violation in found} == {[]}
	count(rule.not_evaluated) == 0 with input as tenant
}

test_good if {
	every name in ["good.yaml"] {
		tenant := examples[name]
		count(rule.deny) == 0 with input as tenant
		count(rule.not_evaluated) == 0 with input as tenant
	}
}

test_names_are_compared_without_case if {
	tenant := _tenant("account", {"sharingModel": "ReadWrite"})
	count(rule.deny) == 1 with input as tenant
}

test_the_list_is_a_parameter if {
	changes := {"personal_data_objects": {"add": ["Patient__c"], "remove": ["Lead"]}, "public_objects": [], "name_patterns": {}, "site_profiles": {}}
	added := _tenant("Patient__c", {"sharingModel": "ReadWrite"})
	count(rule.deny) == 0 with input as added
	count(rule.deny) == 1 with input as added with data.tenantlint.params.salesforce as changes
	removed := _tenant("Lead", {"sharingModel": "ReadWrite"})
	count(rule.deny) == 0 with input as removed with data.tenantlint.params.salesforce as changes
}

test_a_listed_object_without_a_model_is_not_judged if {
	tenant := _tenant("Lead", {"fields": {}})
	count(rule.deny) == 0 with input as tenant
	gaps := rule.not_evaluated with input as tenant
	gaps == {{"message": "Lead does not state sharingModel.", "at": ["CustomObject", "Lead", "sharingModel"]}}
	quiet := {"coverage": {"types": {"CustomObject": true}}, "CustomObject": {"CaseComment": {}, "Boat__c": {}, "Contact": null}}
	count(rule.not_evaluated) == 0 with input as quiet
}

test_objects_that_were_not_exported_are_unknown if {
	tenant := {"coverage": {"types": {}}}
	gaps := rule.not_evaluated with input as tenant
	gaps == {{"message": "CustomObject was not exported.", "at": ["CustomObject"]}}
}
