package tenantlint.salesforce.members_can_list_site_members_test

import data.tenantlint.examples
import data.tenantlint.salesforce.members_can_list_site_members as rule

_setting := ["Network", "Partner Harbour", "enableMemberVisibility"]

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{[violation.at, violation.identity, violation.access.object] | some violation in found} == {[_setting, {"network": "Partner Harbour"}, "User"]}
	every violation in found {
		[[fix.safe, fix.edits] | some fix in violation.fixes] == [[false, [{"op": "set", "at": _setting, "value": false}]]]
		[step.at | some step in violation.related] == [["CustomSite", "Partner_Harbour", "active"]]
	}
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_what_is_not_stated_is_unknown if {
	tenant := {"coverage": {"types": {"Network": true}}, "Network": {"Docks": {"site": "Docks"}}}
	count(rule.deny) == 0 with input as tenant
	gaps := rule.not_evaluated with input as tenant
	gaps == {{"message": "The network \"Docks\" does not state enableMemberVisibility.", "at": ["Network", "Docks", "enableMemberVisibility"]}}
	site := {"coverage": {"types": {"CustomSite": true}}, "CustomSite": {"Docks": {"active": true, "siteType": "ChatterNetwork"}}}
	missing := rule.not_evaluated with input as site
	{gap.at | some gap in missing} == {["Network"]}
}

test_what_the_findings_say if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{violation.message | some violation in found} == {"Every member of the site \"Partner Harbour\" may list the other members."}
	{violation.identity | some violation in found} == {{"network": "Partner Harbour"}}
	{violation.access | some violation in found} == {{"actions": ["read"], "object": "User", "principal": "any-member", "via": "enableMemberVisibility"}}
	{step.message | some violation in found; some step in violation.related} == {"its site \"Partner_Harbour\" is active"}
	{fix.title | some violation in found; some fix in violation.fixes} == {"Hide the members from each other"}
}
