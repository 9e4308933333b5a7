package tenantlint.salesforce.rule_shares_with_all_outsiders_test

import data.tenantlint.examples
import data.tenantlint.salesforce.rule_shares_with_all_outsiders as rule

_shared(rule_fields) := {"coverage": {"types": {"SharingRules": true}}, "SharingRules": {"Boat__c": {"sharingOwnerRules": {"Harbour": rule_fields}}}}

_base := ["SharingRules", "Boat__c", "sharingOwnerRules", "Harbour", "sharedTo"]

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{[violation.at, violation.identity] | some violation in found} == {
		[["SharingRules", "Case", "sharingCriteriaRules", "Open_Cases", "sharedTo", "allCustomerPortalUsers"], {"object": "Case", "kind": "sharingCriteriaRules", "rule": "Open_Cases"}],
		[["SharingRules", "Case", "sharingOwnerRules", "Dealer_Cases", "sharedTo", "allPartnerUsers"], {"object": "Case", "kind": "sharingOwnerRules", "rule": "Dealer_Cases"}],
		[["SharingRules", "Account", "sharingTerritoryRules", "North", "sharedTo", "allPartnerUsers"], {"object": "Account", "kind": "sharingTerritoryRules", "rule": "North"}],
	}
	{violation.access | some violation in found} == {
		{"principal": "any-member", "actions": ["read"], "object": "Case", "via": "sharingCriteriaRules", "records": 8120},
		{"principal": "any-member", "actions": ["read", "edit"], "object": "Case", "via": "sharingOwnerRules", "records": 8120},
		{"principal": "any-member", "actions": ["read", "edit"], "object": "Account", "via": "sharingTerritoryRules"},
	}
	{violation.related | some violation in found} == {[]}
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

test_both_audiences_make_one_finding if {
	tenant := _shared({"sharedTo": {"allPartnerUsers": "", "allCustomerPortalUsers": ""}})
	found := rule.deny with input as tenant
	{[violation.at, violation.message] | some violation in found} == {[array.concat(_base, ["allCustomerPortalUsers"]), "The sharing rule \"Harbour\" gives records of Boat__c to all customers and all partners."]}
	{step | some violation in found; some step in violation.related} == {{"at": array.concat(_base, ["allPartnerUsers"]), "message": "to all partners as well"}}
	{violation.access.actions | some violation in found} == {["read"]}
}

test_an_audience_that_is_null_is_none if {
	tenant := _shared({"sharedTo": {"allPartnerUsers": null, "allCustomerPortalUsers": null, "allInternalUsers": ""}})
	count(rule.deny) == 0 with input as tenant
}

test_rules_that_were_not_exported_are_unknown if {
	tenant := {"coverage": {"types": {}}}
	gaps := rule.not_evaluated with input as tenant
	gaps == {{"message": "SharingRules was not exported.", "at": ["SharingRules"]}}
	without_members := {"coverage": {"types": {"Network": true}}, "Network": {}}
	count(rule.not_evaluated) == 0 with input as without_members
}
