package tenantlint.salesforce.site_pages_can_be_framed_test

import data.tenantlint.examples
import data.tenantlint.salesforce.site_pages_can_be_framed as rule

_site(settings) := {"coverage": {"types": {"CustomSite": true}}, "CustomSite": {"Docks": settings}}

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{[violation.at, violation.severity] | some violation in found} == {
		[["CustomSite", "Orchard_Events", "clickjackProtectionLevel"], "high"],
		[["CustomSite", "Orchard_Widgets", "clickjackProtectionLevel"], "low"],
	}
	{[violation.severity, fix.safe] | some violation in found; some fix in violation.fixes} == {["high", true], ["low", false]}
	every violation in found {
		[fix.edits | some fix in violation.fixes] == [[{"op": "set", "at": violation.at, "value": "SameOriginOnly"}]]
	}
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_an_active_site_is_judged_and_says_so if {
	tenant := _site({"active": true, "clickjackProtectionLevel": "AllowAllFraming"})
	found := rule.deny with input as tenant
	{step.at | some violation in found; some step in violation.related} == {["CustomSite", "Docks", "active"]}
}

test_a_site_that_does_not_say_is_not_judged if {
	tenant := _site({"active": true})
	count(rule.deny) == 0 with input as tenant
	gaps := rule.not_evaluated with input as tenant
	gaps == {{"message": "The site \"Docks\" does not state clickjackProtectionLevel.", "at": ["CustomSite", "Docks", "clickjackProtectionLevel"]}}
}

test_an_inactive_site_that_does_not_say_is_left_alone if {
	tenant := _site({"active": false})
	count(rule.not_evaluated) == 0 with input as tenant
}

test_an_active_site_that_may_not_be_framed_is_fine if {
	tenant := object.union(_site({"active": true, "clickjackProtectionLevel": "NoFraming"}), {"Network": {"Docks": {"site": "Docks"}}})
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_a_network_without_its_site_is_not_judged if {
	tenant := {"coverage": {"types": {"Network": true}}, "Network": {"Docks": {"site": "Docks"}}}
	gaps := rule.not_evaluated with input as tenant
	gaps == {{"message": "The site of the network \"Docks\" was not exported.", "at": ["Network", "Docks", "site"]}}
}

test_the_whole_violation if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	[whole] := [violation | some violation in found; violation.at == ["CustomSite", "Orchard_Events", "clickjackProtectionLevel"]]
	whole == {
		"message": "Any website may show the pages of the site \"Orchard_Events\" in a frame.",
		"at": ["CustomSite", "Orchard_Events", "clickjackProtectionLevel"],
		"identity": {"site": "Orchard_Events"},
		"severity": "high",
		"related": [{"at": ["CustomSite", "Orchard_Events", "active"], "message": "the site is active"}],
		"fixes": [
			{
				"edits": [
					{
						"at": ["CustomSite", "Orchard_Events", "clickjackProtectionLevel"],
						"op": "set",
						"value": "SameOriginOnly",
					},
				],
				"safe": true,
				"title": "Let only pages of the same origin frame the site",
			},
		],
	}
}

test_another_whole_violation if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	[whole] := [violation | some violation in found; violation.at == ["CustomSite", "Orchard_Widgets", "clickjackProtectionLevel"]]
	whole == {
		"message": "Trusted external domains may show the pages of the site \"Orchard_Widgets\" in a frame.",
		"at": ["CustomSite", "Orchard_Widgets", "clickjackProtectionLevel"],
		"identity": {"site": "Orchard_Widgets"},
		"severity": "low",
		"related": [{"at": ["CustomSite", "Orchard_Widgets", "active"], "message": "the site is active"}],
		"fixes": [
			{
				"edits": [
					{
						"at": ["CustomSite", "Orchard_Widgets", "clickjackProtectionLevel"],
						"op": "set",
						"value": "SameOriginOnly",
					},
				],
				"safe": false,
				"title": "Let only pages of the same origin frame the site",
			},
		],
	}
}
