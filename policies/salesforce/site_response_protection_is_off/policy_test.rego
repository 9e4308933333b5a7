package tenantlint.salesforce.site_response_protection_is_off_test

import data.tenantlint.examples
import data.tenantlint.salesforce.site_response_protection_is_off as rule

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{[violation.at, violation.identity, violation.message] | some violation in found} == {
		[["CustomSite", "Orchard_Events", "browserXssProtection"], {"site": "Orchard_Events", "setting": "browserXssProtection"}, "The site \"Orchard_Events\" does not ask browsers to filter injected scripts."],
		[["CustomSite", "Orchard_Events", "contentSniffingProtection"], {"site": "Orchard_Events", "setting": "contentSniffingProtection"}, "The site \"Orchard_Events\" lets browsers guess the type of its files."],
		[["CustomSite", "Orchard_Events", "referrerPolicyOriginWhenCrossOrigin"], {"site": "Orchard_Events", "setting": "referrerPolicyOriginWhenCrossOrigin"}, "The site \"Orchard_Events\" tells other sites the full addresses of its pages."],
	}
	every violation in found {
		[[fix.safe, fix.edits] | some fix in violation.fixes] == [[true, [{"op": "set", "at": violation.at, "value": true}]]]
		[step.at | some step in violation.related] == [["CustomSite", "Orchard_Events", "active"]]
	}
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_what_is_not_stated_is_unknown if {
	tenant := {"coverage": {"types": {"CustomSite": true}}, "CustomSite": {"Docks": {"active": true, "browserXssProtection": true}}}
	count(rule.deny) == 0 with input as tenant
	gaps := rule.not_evaluated with input as tenant
	{gap.at[2] | some gap in gaps} == {"contentSniffingProtection", "referrerPolicyOriginWhenCrossOrigin"}
	network := {"coverage": {"types": {"Network": true}}, "Network": {"Docks": {"site": "Docks"}}}
	missing := rule.not_evaluated with input as network
	{gap.at | some gap in missing} == {["CustomSite"]}
}

test_what_the_findings_say if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{violation.message | some violation in found} == {
		"The site \"Orchard_Events\" does not ask browsers to filter injected scripts.",
		"The site \"Orchard_Events\" lets browsers guess the type of its files.",
		"The site \"Orchard_Events\" tells other sites the full addresses of its pages.",
	}
	{violation.identity | some violation in found} == {
		{"setting": "browserXssProtection", "site": "Orchard_Events"},
		{"setting": "contentSniffingProtection", "site": "Orchard_Events"},
		{"setting": "referrerPolicyOriginWhenCrossOrigin", "site": "Orchard_Events"},
	}
	{step.message | some violation in found; some step in violation.related} == {"the site is active"}
	{fix.title | some violation in found; some fix in violation.fixes} == {"Switch the protection on"}
}
