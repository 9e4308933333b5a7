package tenantlint.salesforce.site_opens_standard_pages_test

import data.tenantlint.examples
import data.tenantlint.salesforce.site_opens_standard_pages as rule

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{[violation.at, violation.access.via, violation.message] | some violation in found} == {
		[["CustomSite", "Orchard_Events", "allowHomePage"], "allowHomePage", "Anybody may open the standard home page on the site \"Orchard_Events\"."],
		[["CustomSite", "Orchard_Events", "allowStandardAnswersPages"], "allowStandardAnswersPages", "Anybody may open the standard answers pages on the site \"Orchard_Events\"."],
		[["CustomSite", "Orchard_Events", "allowStandardIdeasPages"], "allowStandardIdeasPages", "Anybody may open the standard ideas pages on the site \"Orchard_Events\"."],
		[["CustomSite", "Orchard_Events", "allowStandardLookups"], "allowStandardLookups", "Anybody may open the standard lookup pages on the site \"Orchard_Events\"."],
		[["CustomSite", "Orchard_Events", "allowStandardSearch"], "allowStandardSearch", "Anybody may open the standard search pages on the site \"Orchard_Events\"."],
	}
	every violation in found {
		violation.identity == {"site": "Orchard_Events", "setting": violation.access.via}
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
	tenant := {"coverage": {"types": {"CustomSite": true}}, "CustomSite": {"Docks": {"active": true, "allowHomePage": false}}}
	count(rule.deny) == 0 with input as tenant
	gaps := rule.not_evaluated with input as tenant
	{gap.at[2] | some gap in gaps} == {"allowStandardAnswersPages", "allowStandardIdeasPages", "allowStandardLookups", "allowStandardSearch"}
	network := {"coverage": {"types": {"Network": true}}, "Network": {"Docks": {"site": "Docks"}}}
	missing := rule.not_evaluated with input as network
	{gap.at | some gap in missing} == {["CustomSite"]}
}

test_what_the_findings_say if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{violation.message | some violation in found} == {
		"Anybody may open the standard answers pages on the site \"Orchard_Events\".",
		"Anybody may open the standard home page on the site \"Orchard_Events\".",
		"Anybody may open the standard ideas pages on the site \"Orchard_Events\".",
		"Anybody may open the standard lookup pages on the site \"Orchard_Events\".",
		"Anybody may open the standard search pages on the site \"Orchard_Events\".",
	}
	{violation.identity | some violation in found} == {
		{"setting": "allowHomePage", "site": "Orchard_Events"},
		{"setting": "allowStandardAnswersPages", "site": "Orchard_Events"},
		{"setting": "allowStandardIdeasPages", "site": "Orchard_Events"},
		{"setting": "allowStandardLookups", "site": "Orchard_Events"},
		{"setting": "allowStandardSearch", "site": "Orchard_Events"},
	}
	{violation.access | some violation in found} == {
		{"actions": ["read"], "principal": "anonymous", "via": "allowHomePage"},
		{"actions": ["read"], "principal": "anonymous", "via": "allowStandardAnswersPages"},
		{"actions": ["read"], "principal": "anonymous", "via": "allowStandardIdeasPages"},
		{"actions": ["read"], "principal": "anonymous", "via": "allowStandardLookups"},
		{"actions": ["read"], "principal": "anonymous", "via": "allowStandardSearch"},
	}
	{step.message | some violation in found; some step in violation.related} == {"the site is active"}
	{fix.title | some violation in found; some fix in violation.fixes} == {
		"Close the standard answers pages",
		"Close the standard home page",
		"Close the standard ideas pages",
		"Close the standard lookup pages",
		"Close the standard search pages",
	}
}
