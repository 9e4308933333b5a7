package tenantlint.salesforce.public_links_need_no_password_test

import data.tenantlint.examples
import data.tenantlint.salesforce.public_links_need_no_password as rule

_path(field) := ["Settings", "Content", field]

_tenant(settings) := {"Settings": {"Content": settings}}

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{[violation.at, violation.identity.setting] | some violation in found} == {[_path("enableContentDistPwOptionsBit1"), "Content.enableContentDistPwOptionsBit1"]}
	{step.at | some violation in found; some step in violation.related} == {_path("enableContentDistribution")}
	{violation.access | some violation in found} == {{"principal": "anonymous", "actions": ["read"], "object": "ContentVersion", "via": "enableContentDistribution"}}
	{object.get(violation, "fixes", []) | some violation in found} == {[]}
	count(rule.not_evaluated) == 0 with input as tenant
}

test_good if {
	every name in ["good.yaml", "good_without_deliveries.yaml"] {
		tenant := examples[name]
		count(rule.deny) == 0 with input as tenant
		count(rule.not_evaluated) == 0 with input as tenant
	}
}

test_either_part_of_the_password_rule_is_enough if {
	every field in ["enableContentDistPwOptionsBit1", "enableContentDistPwOptionsBit2"] {
		off := {"enableContentDistribution": true, "enableContentDistPwOptionsBit1": false, "enableContentDistPwOptionsBit2": false}
		tenant := _tenant(object.union(off, {field: true}))
		count(rule.deny) == 0 with input as tenant
		alone := _tenant({"enableContentDistribution": true, field: true})
		count(rule.not_evaluated) == 0 with input as alone
	}
}

test_settings_that_were_not_exported_are_not_judged if {
	missing := {"Settings": {}}
	gaps := rule.not_evaluated with input as missing
	{gap.at | some gap in gaps} == {["Settings", "Content"]}
	unstated := _tenant({"enableContentDistPwOptionsBit1": false, "enableContentDistPwOptionsBit2": false})
	count(rule.deny) == 0 with input as unstated
	unstated_gaps := rule.not_evaluated with input as unstated
	{gap.at | some gap in unstated_gaps} == {_path("enableContentDistribution")}
	without_rules := _tenant({"enableContentDistribution": true, "enableContentDistPwOptionsBit1": false})
	count(rule.deny) == 0 with input as without_rules
	rule_gaps := rule.not_evaluated with input as without_rules
	{gap.at | some gap in rule_gaps} == {_path("enableContentDistPwOptionsBit2")}
	off := _tenant({"enableContentDistribution": false})
	count(rule.not_evaluated) == 0 with input as off
}
