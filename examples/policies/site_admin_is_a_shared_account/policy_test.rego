package acme.site_admin_is_a_shared_account_test

import data.acme.site_admin_is_a_shared_account as rule
import data.tenantlint.examples

test_bad if {
	tenant := examples["bad.yaml"]
	count(rule.deny) == 1 with input as tenant
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
}
