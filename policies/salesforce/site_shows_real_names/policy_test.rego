package tenantlint.salesforce.site_shows_real_names_test

import data.tenantlint.examples
import data.tenantlint.salesforce.site_shows_real_names as rule

_types(names) := {"coverage": {"types": {name: true | some name in names}}}

_tenant(network) := object.union(_types(["Network"]), {"Network": {"Docks": network}})

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	setting := ["Network", "Lark Choir", "enableNicknameDisplay"]
	{violation.at | some violation in found} == {setting}
	{violation.identity | some violation in found} == {{"network": "Lark Choir"}}
	{violation.message | some violation in found} == {"The site \"Lark Choir\" shows its members by their real names."}
	{fix | some violation in found; some fix in violation.fixes} == {{"title": "Show nicknames instead of names", "safe": true, "edits": [{"op": "set", "at": setting, "value": true}]}}
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_an_active_site_is_in_the_chain if {
	tenant := object.union(_tenant({"enableNicknameDisplay": false, "site": "DOCKS"}), {"CustomSite": {"Docks": {"active": true}}})
	found := rule.deny with input as tenant
	{step.at | some violation in found; some step in violation.related} == {["CustomSite", "Docks", "active"]}
}

test_a_site_that_is_off_is_left_alone if {
	tenant := object.union(_tenant({"site": "Docks"}), {"CustomSite": {"Docks": {"active": false}}})
	count(rule.not_evaluated) == 0 with input as tenant
}

test_a_network_that_does_not_say_is_not_judged if {
	tenant := _tenant({"enableGuestChatter": false})
	count(rule.deny) == 0 with input as tenant
	gaps := rule.not_evaluated with input as tenant
	gaps == {{"message": "The network \"Docks\" does not state enableNicknameDisplay.", "at": ["Network", "Docks", "enableNicknameDisplay"]}}
}

test_an_active_site_without_its_network_is_not_judged if {
	tenant := object.union(_types(["CustomSite"]), {"CustomSite": {"Docks": {"active": true, "siteType": "ChatterNetwork"}}})
	gaps := rule.not_evaluated with input as tenant
	{gap.at | some gap in gaps} == {["CustomSite", "Docks"]}
}
