package tenantlint.salesforce.site_has_legacy_portal_test

import data.tenantlint.examples
import data.tenantlint.salesforce.site_has_legacy_portal as rule

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{[violation.at, violation.identity] | some violation in found} == {[["CustomSite", "Orchard_Events", "portal"], {"site": "Orchard_Events"}]}
	every violation in found {
		object.get(violation, "fixes", []) == []
		[step.at | some step in violation.related] == [["CustomSite", "Orchard_Events", "active"]]
	}
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_the_message_names_the_portal if {
	tenant := {"CustomSite": {"Docks": {"portal": "Old"}}}
	found := rule.deny with input as tenant
	{violation.message | some violation in found} == {"The site \"Docks\" serves the legacy portal \"Old\"."}
}

test_sites_that_were_not_exported_are_unknown if {
	tenant := {"coverage": {"types": {"Network": true}}, "Network": {"Docks": {"site": "Docks"}}}
	gaps := rule.not_evaluated with input as tenant
	{gap.at | some gap in gaps} == {["CustomSite"]}
}
