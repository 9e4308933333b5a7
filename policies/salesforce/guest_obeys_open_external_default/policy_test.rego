package tenantlint.salesforce.guest_obeys_open_external_default_test

import data.tenantlint.examples
import data.tenantlint.salesforce.guest_obeys_open_external_default as rule

test_bad_until_winter_21 if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant with data.tenantlint.as_of as "2020-10-31"
	at := ["CustomObject", "Shop__c", "externalSharingModel"]
	{violation.at | some violation in found} == {at}
	{[fix.safe, fix.edits] | some violation in found; some fix in violation.fixes} == {[false, [{"op": "set", "at": at, "value": "Private"}]]}
	{step.at | some violation in found; some step in violation.related} == {["Profile", "Merchant Portal Profile", "objectPermissions", "Shop__c", "allowRead"]}
	count(rule.deny) == 0 with input as tenant with data.tenantlint.as_of as "2020-11-01"
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant with data.tenantlint.as_of as "2020-06-30"
	count(rule.not_evaluated) == 0 with input as tenant with data.tenantlint.as_of as "2020-06-30"
}

test_the_internal_default_counts_where_the_external_model_is_off if {
	base := examples["good.yaml"]
	tenant := object.union(base, {"CustomObject": {"Branch__c": {"sharingModel": "Read"}}, "Settings": {"Sharing": {"enableExternalSharingModel": false}}})
	found := rule.deny with input as tenant with data.tenantlint.as_of as "2020-06-30"
	{[violation.at[2], violation.fixes] | some violation in found} == {["sharingModel", []]}
}

test_an_unstated_default_is_not_judged if {
	base := examples["good.yaml"]
	tenant := object.union(base, {"CustomObject": {"Branch__c": {"sharingModel": "Read"}}})
	count(rule.deny) == 0 with input as tenant with data.tenantlint.as_of as "2020-06-30"
	gaps := rule.not_evaluated with input as tenant with data.tenantlint.as_of as "2020-06-30"
	{gap.at[3] | some gap in gaps} == {"Branch__c"}
	count(rule.not_evaluated) == 0 with input as tenant with data.tenantlint.as_of as "2024-01-01"
}
