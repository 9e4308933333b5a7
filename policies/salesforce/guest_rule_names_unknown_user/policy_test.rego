package tenantlint.salesforce.guest_rule_names_unknown_user_test

import data.tenantlint.examples
import data.tenantlint.salesforce.guest_rule_names_unknown_user as rule

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{violation.identity.guestUser | some violation in found} == {"Old_Catalogue"}
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
	count(rule.not_evaluated) == 2 with input as tenant
}
