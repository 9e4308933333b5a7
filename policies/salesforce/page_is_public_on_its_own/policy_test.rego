package tenantlint.salesforce.page_is_public_on_its_own_test

import data.tenantlint.examples
import data.tenantlint.salesforce.page_is_public_on_its_own as rule

_at(route) := ["ExperienceBundle", "Juniper_Care1", "routes", route, "pageAccess"]

_network := {"Network": {"Docks": {"site": "Docks", "picassoSite": "Docks1"}}}

_bundle(config) := {"ExperienceBundle": {"Docks1": {"config": config, "routes": {"home": {"pageAccess": "Public"}}}}}

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{[violation.at, violation.severity] | some violation in found} == {
		[_at("appointments"), "low"],
		[["DigitalExperienceBundle", "site/Juniper_Shop1", "routes", "Home__c", "pageAccess"], "info"],
	}
	{violation.message | some violation in found} == {
		"The page \"appointments\" of the site \"Juniper Care\" is public while the site requires a login.",
		"The page \"Home__c\" of the site \"Juniper_Shop1\" is public on its own, and would stay so if the site were closed.",
	}
	{violation.identity | some violation in found} == {
		{"type": "ExperienceBundle", "bundle": "Juniper_Care1", "page": "appointments"},
		{"type": "DigitalExperienceBundle", "bundle": "site/Juniper_Shop1", "page": "Home__c"},
	}
	{step | some violation in found; some step in violation.related} == {
		{"at": ["Network", "Juniper Care", "picassoSite"], "message": "the network \"Juniper Care\" has these pages"},
		{"at": ["ExperienceBundle", "Juniper_Care1", "config", "juniperCare", "isAvailableToGuests"], "message": "the site requires a login"},
		{"at": ["DigitalExperienceBundle", "site/Juniper_Shop1", "config", "Juniper_Shop1", "authenticationType"], "message": "the site is public too"},
	}
	{violation.access | some violation in found; violation.severity == "low"} == {{"principal": "anonymous", "actions": ["open pages"], "object": "appointments", "via": "pageAccess"}}
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_a_site_that_does_not_say if {
	tenant := _bundle({})
	found := rule.deny with input as tenant
	{[violation.message, violation.severity, violation.related] | some violation in found} == {["The page \"home\" of the site \"Docks1\" is public whatever the site says.", "low", []]}
}

test_sites_that_are_public_on_purpose_are_left_out if {
	tenant := object.union(_network, _bundle({"docks": {"isAvailableToGuests": true}}))
	count(rule.deny) == 0 with input as tenant with data.tenantlint.params.salesforce.public_sites as ["docks"]
}

test_only_a_site_that_is_off_is_left_alone if {
	tenant := object.union(_network, _bundle({}))
	off := object.union(tenant, {"CustomSite": {"Docks": {"active": false}}})
	count(rule.deny) == 0 with input as off
	on := object.union(tenant, {"CustomSite": {"Docks": {"active": true}}})
	count(rule.deny) == 1 with input as on
}

test_a_bundle_that_was_not_exported_is_not_judged if {
	tenant := _network
	gaps := rule.not_evaluated with input as tenant
	{gap.at | some gap in gaps} == {["Network", "Docks", "picassoSite"]}
}
