package tenantlint.salesforce.outside_users_see_each_other_test

import data.tenantlint.examples
import data.tenantlint.salesforce.outside_users_see_each_other as rule

_path(field) := ["Settings", "Sharing", field]

_covered(type, entries) := {"coverage": {"types": {type: true}}, type: entries}

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{[violation.at, violation.identity.setting, violation.severity, violation.related] | some violation in found} == {
		[_path("enableCommunityUserVisibility"), "Sharing.enableCommunityUserVisibility", "medium", []],
		[_path("enablePortalUserVisibility"), "Sharing.enablePortalUserVisibility", "low", []],
	}
	{violation.access | some violation in found} == {
		{"principal": "any-member", "actions": ["read"], "object": "User", "via": "enableCommunityUserVisibility"},
		{"principal": "any-member", "actions": ["read"], "object": "User", "via": "enablePortalUserVisibility"},
	}
	every violation in found {
		[[fix.safe, fix.edits] | some fix in violation.fixes] == [[false, [{"op": "set", "at": violation.at, "value": false}]]]
	}
	count(rule.not_evaluated) == 0 with input as tenant
}

test_good if {
	every name in ["good.yaml", "good_without_networks.yaml"] {
		tenant := examples[name]
		count(rule.deny) == 0 with input as tenant
		count(rule.not_evaluated) == 0 with input as tenant
	}
}

test_each_setting_counts_alone if {
	tenant := {"Settings": {"Sharing": {"enablePortalUserVisibility": true, "enableCommunityUserVisibility": false}}}
	found := rule.deny with input as tenant
	{violation.at | some violation in found} == {_path("enablePortalUserVisibility")}
}

test_a_network_is_in_the_chain if {
	tenant := object.union(_covered("Network", {"Docks": {}}), {"Settings": {"Sharing": {"enableCommunityUserVisibility": true}}})
	found := rule.deny with input as tenant
	{step.at | some violation in found; some step in violation.related} == {["Network", "Docks"]}
}

test_a_setting_that_was_not_exported_is_not_judged if {
	missing := {"Settings": {}}
	gaps := rule.not_evaluated with input as missing
	{gap.at | some gap in gaps} == {["Settings", "Sharing"]}
	unstated := {"Settings": {"Sharing": {"enableCommunityUserVisibility": false}}}
	unstated_gaps := rule.not_evaluated with input as unstated
	{gap.at | some gap in unstated_gaps} == {_path("enablePortalUserVisibility")}
}

test_without_networks_the_settings_are_not_missed if {
	tenant := _covered("Network", {})
	count(rule.not_evaluated) == 0 with input as tenant
}
