package tenantlint.salesforce.site_opens_portal_pages_test

import data.tenantlint.examples
import data.tenantlint.salesforce.site_opens_portal_pages as rule

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{[violation.at, violation.identity, violation.access] | some violation in found} == {[["CustomSite", "Orchard_Events", "allowStandardPortalPages"], {"site": "Orchard_Events"}, {"principal": "any-member", "actions": ["read"], "via": "allowStandardPortalPages"}]}
	every violation in found {
		[[fix.safe, fix.edits] | some fix in violation.fixes] == [[false, [{"op": "set", "at": violation.at, "value": false}]]]
		[step.at | some step in violation.related] == [["CustomSite", "Orchard_Events", "active"]]
	}
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_what_is_not_stated_is_unknown if {
	tenant := {"coverage": {"types": {"CustomSite": true}}, "CustomSite": {"Docks": {"active": true}, "Quay": {"active": false}}}
	count(rule.deny) == 0 with input as tenant
	gaps := rule.not_evaluated with input as tenant
	{gap.at | some gap in gaps} == {["CustomSite", "Docks", "allowStandardPortalPages"]}
	network := {"coverage": {"types": {"Network": true}}, "Network": {"Docks": {"site": "Docks"}}}
	missing := rule.not_evaluated with input as network
	{gap.at | some gap in missing} == {["CustomSite"]}
}

test_what_the_findings_say if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{violation.message | some violation in found} == {"Members of the site \"Orchard_Events\" reach the platform's standard pages."}
	{violation.identity | some violation in found} == {{"site": "Orchard_Events"}}
	{violation.access | some violation in found} == {{"actions": ["read"], "principal": "any-member", "via": "allowStandardPortalPages"}}
	{step.message | some violation in found; some step in violation.related} == {"the site is active"}
	{fix.title | some violation in found; some fix in violation.fixes} == {"Close the standard pages"}
}
