package tenantlint.salesforce.site_is_public_test

import data.tenantlint.examples
import data.tenantlint.salesforce.site_is_public as rule

_aura(settings) := {"ExperienceBundle": {"Docks1": {"config": {"docks": settings}}}}

_network := {"Network": {"Docks": {"site": "Docks", "picassoSite": "Docks1"}}}

_routes(number) := {"ExperienceBundle": {"Docks1": {"routes": {name: {"pageAccess": "UseParent"} | some i in numbers.range(1, number); name := sprintf("p%d", [i])}}}}

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{[violation.at, violation.identity, violation.access.via] | some violation in found} == {
		[["ExperienceBundle", "Otter_Parts1", "config", "otterParts", "isAvailableToGuests"], {"type": "ExperienceBundle", "bundle": "Otter_Parts1"}, "isAvailableToGuests"],
		[["DigitalExperienceBundle", "site/Otter_Help1", "config", "Otter_Help1", "authenticationType"], {"type": "DigitalExperienceBundle", "bundle": "site/Otter_Help1"}, "authenticationType"],
	}
	{violation.message | some violation in found} == {
		"The site \"Otter Parts\" is public: anybody may open it without logging in.",
		"The site \"Otter_Help1\" is public: anybody may open it without logging in.",
	}
	{step | some violation in found; some step in violation.related} == {
		{"at": ["Network", "Otter Parts", "picassoSite"], "message": "the network \"Otter Parts\" has these pages"},
		{"at": ["ExperienceBundle", "Otter_Parts1", "routes"], "message": "pages that are public with it: 2"},
	}
	{[violation.access.principal, violation.access.actions] | some violation in found} == {["anonymous", ["open pages"]]}
	count(rule.not_evaluated) == 0 with input as tenant
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_sites_that_are_public_on_purpose_are_left_out if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant with data.tenantlint.params.salesforce.public_sites as ["otter parts"]
	{violation.identity.bundle | some violation in found} == {"site/Otter_Help1"}
	silent := _aura({})
	count(rule.not_evaluated) == 0 with input as silent with data.tenantlint.params.salesforce.public_sites as ["Docks1"]
}

test_one_page_that_follows if {
	tenant := object.union(_aura({"isAvailableToGuests": true}), _routes(1))
	found := rule.deny with input as tenant
	{step.message | some violation in found; some step in violation.related} == {"pages that are public with it: 1"}
}

test_without_pages_that_follow if {
	tenant := _aura({"isAvailableToGuests": true})
	found := rule.deny with input as tenant
	{violation.related | some violation in found} == {[]}
}

test_only_a_site_that_is_off_is_left_alone if {
	public := object.union(_network, _aura({"isAvailableToGuests": true}))
	off := object.union(public, {"CustomSite": {"Docks": {"active": false}}})
	count(rule.deny) == 0 with input as off
	on := object.union(public, {"CustomSite": {"Docks": {"active": true}}})
	count(rule.deny) == 1 with input as on
}

test_a_bundle_that_states_neither_is_not_judged if {
	tenant := _aura({"type": "site"})
	gaps := rule.not_evaluated with input as tenant
	gaps == {{"message": "The bundle of the site \"Docks1\" does not state isAvailableToGuests or authenticationType.", "at": ["ExperienceBundle", "Docks1", "config"]}}
}

test_a_bundle_that_was_not_exported_is_not_judged if {
	tenant := _network
	gaps := rule.not_evaluated with input as tenant
	{gap.at | some gap in gaps} == {["Network", "Docks", "picassoSite"]}
}
