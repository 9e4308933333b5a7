package tenantlint.salesforce.guest_rule_includes_high_volume_users_test

import data.tenantlint.examples
import data.tenantlint.salesforce.guest_rule_includes_high_volume_users as rule

_at := ["SharingRules", "Repair__c", "sharingGuestRules", "Repair_status"]

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{violation.at | some violation in found} == {array.concat(_at, ["includeHVUOwnedRecords"])}
	{violation.identity | some violation in found} == {{"object": "Repair__c", "rule": "Repair_status"}}
	{violation.access | some violation in found} == {{"principal": "guest", "actions": ["read"], "object": "Repair__c", "via": "includeHVUOwnedRecords"}}
	{step.at | some violation in found; some step in violation.related} == {array.concat(_at, ["sharedTo", "guestUser", 0])}
	{violation.message | some violation in found} == {"The guest sharing rule \"Repair_status\" of Repair__c includes the records that customers own."}
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_public_objects_are_left_out if {
	tenant := examples["bad.yaml"]
	count(rule.deny) == 0 with input as tenant with data.tenantlint.params.salesforce.public_objects as ["repair__c"]
}

test_sharing_rules_that_were_not_exported if {
	tenant := {"coverage": {"types": {"CustomSite": true}}, "CustomSite": {"Docks": {"active": true}}}
	gaps := rule.not_evaluated with input as tenant
	gaps == {{"message": "SharingRules was not exported.", "at": ["SharingRules"]}}
}

test_without_sites_nothing_is_missed if {
	tenant := {"coverage": {"types": {"Profile": true}}, "Profile": {}}
	count(rule.not_evaluated) == 0 with input as tenant
}

test_the_whole_violation if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	[whole] := [violation | some violation in found; violation.at == ["SharingRules", "Repair__c", "sharingGuestRules", "Repair_status", "includeHVUOwnedRecords"]]
	whole == {
		"message": "The guest sharing rule \"Repair_status\" of Repair__c includes the records that customers own.",
		"at": ["SharingRules", "Repair__c", "sharingGuestRules", "Repair_status", "includeHVUOwnedRecords"],
		"identity": {"object": "Repair__c", "rule": "Repair_status"},
		"access": {"actions": ["read"], "object": "Repair__c", "principal": "guest", "via": "includeHVUOwnedRecords"},
		"related": [
			{
				"at": ["SharingRules", "Repair__c", "sharingGuestRules", "Repair_status", "sharedTo", "guestUser", 0],
				"message": "shared with the guest user Bramble_Help",
			},
		],
	}
}
