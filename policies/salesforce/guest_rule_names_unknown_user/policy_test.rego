package tenantlint.salesforce.guest_rule_names_unknown_user_test

import data.tenantlint.examples
import data.tenantlint.salesforce.guest_rule_names_unknown_user as rule

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{violation.identity.guestUser | some violation in found} == {"Old_Catalogue"}
	count(rule.not_evaluated) == 0 with input as tenant
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_without_sites_it_is_not_judged if {
	base := examples["bad.yaml"]
	tenant := object.union(object.remove(base, ["CustomSite", "coverage"]), {"coverage": {"types": {"SharingRules": true}}})
	count(rule.deny) == 0 with input as tenant
	gaps := rule.not_evaluated with input as tenant
	place := ["SharingRules", "Book__c", "sharingGuestRules", "Open_shelf", "sharedTo", "guestUser"]
	gaps == {{"message": "CustomSite was not exported.", "at": array.concat(place, [i])} | some i in [0, 1]}
}

test_the_whole_violation if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	[whole] := [violation | some violation in found; violation.at == ["SharingRules", "Book__c", "sharingGuestRules", "Open_shelf", "sharedTo", "guestUser", 1]]
	whole == {
		"message": "Guest sharing rule Open_shelf of Book__c names guest user Old_Catalogue, who belongs to no site of the export.",
		"at": ["SharingRules", "Book__c", "sharingGuestRules", "Open_shelf", "sharedTo", "guestUser", 1],
		"identity": {"guestUser": "Old_Catalogue", "object": "Book__c", "rule": "Open_shelf"},
	}
}

test_a_stated_nickname_is_the_only_one if {
	tenant := object.union(examples["good.yaml"], {"runtime": {"guestUsers": {"Map_Room": {"nickname": "Visitor_4712"}}}})
	found := rule.deny with input as tenant
	{violation.identity.guestUser | some violation in found} == {"MAP_ROOM"}
}
