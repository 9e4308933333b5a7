package tenantlint.salesforce.guest_file_access_is_on_test

import data.tenantlint.examples
import data.tenantlint.salesforce.guest_file_access_is_on as rule

_at := ["Network", "Pebble Club", "enableGuestFileAccess"]

_types(names) := {"coverage": {"types": {name: true | some name in names}}}

_tenant(network) := object.union(_types(["Network"]), {"Network": {"Docks": network}})

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{[violation.at, violation.severity] | some violation in found} == {
		[_at, "medium"],
		[["Network", "Pebble Shop", "enableGuestFileAccess"], "low"],
	}
	{violation.message | some violation in found} == {
		"Guests may see the asset files of the site \"Pebble Club\", though none of its pages is public.",
		"Guests may see the asset files of the site \"Pebble Shop\", which the platform allows as long as a page is public.",
	}
	{[violation.identity, [step.at | some step in violation.related]] | some violation in found} == {
		[{"network": "Pebble Club"}, []],
		[{"network": "Pebble Shop"}, [["ExperienceBundle", "Pebble_Shop1", "config", "pebbleShop", "isAvailableToGuests"]]],
	}
	{violation.access | some violation in found} == {{"principal": "anonymous", "actions": ["read"], "object": "ContentAsset", "via": "enableGuestFileAccess"}}
	count(rule.not_evaluated) == 0 with input as tenant
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_sites_that_are_public_on_purpose_are_left_out if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant with data.tenantlint.params.salesforce.public_sites as ["pebble shop"]
	{violation.at | some violation in found} == {_at}
}

test_an_unread_bundle_leaves_the_reason_open if {
	tenant := _tenant({"enableGuestFileAccess": true})
	found := rule.deny with input as tenant
	{[violation.message, violation.severity] | some violation in found} == {["Guests may see the asset files of the site \"Docks\".", "medium"]}
}

test_an_active_site_is_in_the_chain if {
	tenant := object.union(_tenant({"enableGuestFileAccess": true, "site": "DOCKS"}), {"CustomSite": {"Docks": {"active": true}}})
	found := rule.deny with input as tenant
	{step.at | some violation in found; some step in violation.related} == {["CustomSite", "Docks", "active"]}
}

test_a_site_that_is_off_is_left_alone if {
	every network in [{"enableGuestFileAccess": true, "site": "Docks"}, {"site": "Docks"}] {
		tenant := object.union(_tenant(network), {"CustomSite": {"Docks": {"active": false}}})
		count(rule.deny) == 0 with input as tenant
		count(rule.not_evaluated) == 0 with input as tenant
	}
}

test_a_network_that_does_not_say_is_not_judged if {
	tenant := _tenant({"enableGuestChatter": false})
	count(rule.deny) == 0 with input as tenant
	gaps := rule.not_evaluated with input as tenant
	gaps == {{"message": "The network \"Docks\" does not state enableGuestFileAccess.", "at": ["Network", "Docks", "enableGuestFileAccess"]}}
}

test_an_active_site_without_its_network_is_not_judged if {
	tenant := object.union(_types(["CustomSite"]), {"CustomSite": {"Docks": {"active": true, "siteType": "ChatterNetwork"}}})
	gaps := rule.not_evaluated with input as tenant
	{gap.at | some gap in gaps} == {["CustomSite", "Docks"]}
}
