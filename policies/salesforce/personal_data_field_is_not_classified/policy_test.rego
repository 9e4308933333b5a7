package tenantlint.salesforce.personal_data_field_is_not_classified_test

import data.tenantlint.examples
import data.tenantlint.salesforce.personal_data_field_is_not_classified as rule

_field(meta) := {"CustomObject": {"Boat__c": {"fields": {"Skipper_Phone__c": object.union({"type": "Phone"}, meta)}}}}

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{[violation.at, violation.message] | some violation in found} == {
		[["CustomObject", "Boat__c", "fields", "Skipper_Phone__c", "type"], "The field Boat__c.Skipper_Phone__c holds phone and is not classified."],
		[["CustomObject", "Boat__c", "fields", "Passport_Number__c", "type"], "The field Boat__c.Passport_Number__c holds government id and is not classified."],
	}
	{violation.identity | some violation in found} == {
		{"object": "Boat__c", "field": "Skipper_Phone__c"},
		{"object": "Boat__c", "field": "Passport_Number__c"},
	}
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_what_counts_as_a_classification if {
	classified := [{"securityClassification": "Internal"}, {"complianceGroup": "GDPR"}, {"complianceGroup": "None; PII"}]
	every meta in classified {
		tenant := _field(meta)
		count(rule.deny) == 0 with input as tenant
	}
	bare := [{}, {"securityClassification": ""}, {"securityClassification": null, "complianceGroup": null}, {"complianceGroup": "None"}, {"complianceGroup": ""}, {"complianceGroup": " none ;"}]
	every meta in bare {
		tenant := _field(meta)
		count(rule.deny) == 1 with input as tenant
	}
}

test_what_is_no_text_is_absent if {
	fields := {
		"Skipper_Phone__c": null,
		"Cook_Phone__c": {"type": "Phone", "label": null, "complianceGroup": null, "securityClassification": null},
		"Length__c": {"type": null, "label": null, "complianceGroup": 7},
	}
	tenant := {"CustomObject": {"Boat__c": {"fields": fields}}}
	found := rule.deny with input as tenant
	{violation.identity.field | some violation in found} == {"Skipper_Phone__c", "Cook_Phone__c"}
}

test_a_field_may_hold_several_kinds_of_data if {
	tenant := {"CustomObject": {"Boat__c": {"fields": {"Skipper__c": {"type": "Text", "label": "Address / Phone"}}}}}
	found := rule.deny with input as tenant
	{violation.message | some violation in found} == {"The field Boat__c.Skipper__c holds address and phone and is not classified."}
}

test_name_patterns_are_a_parameter if {
	tenant := {"CustomObject": {"Boat__c": {"fields": {"Hull_Mark__c": {"type": "Text", "label": "Hull mark"}}}}}
	count(rule.deny) == 0 with input as tenant
	patterns := {"government id": ["^hull mark$"]}
	count(rule.deny) == 1 with input as tenant with data.tenantlint.params.salesforce.name_patterns as patterns
}

test_field_categories_are_a_parameter if {
	tenant := {"CustomObject": {"Boat__c": {"fields": {"Berth__c": {"type": "Text"}, "Bell_Phone__c": {"type": "Phone"}}}}}
	stated := {"boat__c.berth__c": ["location"], "boat__c.bell_phone__c": []}
	found := rule.deny with input as tenant with data.tenantlint.params.salesforce.field_categories as stated
	{violation.message | some violation in found} == {"The field Boat__c.Berth__c holds location and is not classified."}
}

test_objects_that_were_not_exported_are_unknown if {
	tenant := {"coverage": {"types": {}}}
	gaps := rule.not_evaluated with input as tenant
	gaps == {{"message": "CustomObject was not exported.", "at": ["CustomObject"]}}
}
