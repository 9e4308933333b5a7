package tenantlint.salesforce.lib.pages_test

import data.tenantlint.salesforce.lib.pages

_network := {"Network": {"Docks": {"site": "dOCKS", "picassoSite": "DOCKS1"}}}

_site(active) := {"CustomSite": {"Docks": {"active": active}}}

_aura(settings) := {"ExperienceBundle": {"Docks1": {"config": {"docks": settings, "languages": {"type": "languageContainer"}}, "routes": {
	"home": {"pageAccess": "Public"},
	"list": {"pageAccess": "UseParent"},
	"faq": {"pageAccess": "UseParent"},
	"account": {"pageAccess": "RequiresLogin"},
	"orders": {"pageAccess": "RequiresLogin"},
	"login": {"routeType": "login-home"},
}}}}

_lwr(value) := {"DigitalExperienceBundle": {"site/Docks1": {"config": {"Docks1": {"authenticationType": value}}}}}

test_an_aura_site if {
	tenant := object.union_n([_network, _site(true), _aura({"isAvailableToGuests": true})])
	found := pages.bundles["ExperienceBundle/Docks1"] with input as tenant
	found == {
		"type": "ExperienceBundle",
		"name": "Docks1",
		"title": "Docks",
		"public": true,
		"at": ["ExperienceBundle", "Docks1", "config", "docks", "isAvailableToGuests"],
		"active": true,
		"wanted": false,
		"chain": [
			{"at": ["Network", "Docks", "picassoSite"], "message": "the network \"Docks\" has these pages"},
			{"at": ["CustomSite", "Docks", "active"], "message": "the site \"Docks\" is active"},
		],
		"open": {"home": ["ExperienceBundle", "Docks1", "routes", "home", "pageAccess"]},
		"follows": 2,
	}
}

test_what_a_site_says if {
	closed := _aura({"isAvailableToGuests": false})
	pages.bundles["ExperienceBundle/Docks1"].public == false with input as closed
	silent := _aura({})
	found := pages.bundles["ExperienceBundle/Docks1"] with input as silent
	[found.public, found.at] == ["unknown", []]
	{value: public |
		some value in ["AUTHENTICATED_WITH_PUBLIC_ACCESS_ENABLED", "UNAUTHENTICATED", "AUTHENTICATED", "LATER_WORD"]
		tenant := _lwr(value)
		public := pages.bundles["DigitalExperienceBundle/site/Docks1"].public with input as tenant
	} == {"AUTHENTICATED_WITH_PUBLIC_ACCESS_ENABLED": true, "UNAUTHENTICATED": true, "AUTHENTICATED": false, "LATER_WORD": "unknown"}
}

test_the_worse_of_two_statements_counts if {
	tenant := _aura({"isAvailableToGuests": false, "authenticationType": "UNAUTHENTICATED"})
	found := pages.bundles["ExperienceBundle/Docks1"] with input as tenant
	[found.public, found.at] == [true, ["ExperienceBundle", "Docks1", "config", "docks", "authenticationType"]]
}

test_an_enhanced_site_joins_its_network if {
	tenant := object.union_n([_network, _site(false), _lwr("UNAUTHENTICATED")])
	found := pages.bundles["DigitalExperienceBundle/site/Docks1"] with input as tenant
	[found.title, found.active, found.open, found.follows] == ["Docks", false, {}, 0]
	[step.at | some step in found.chain] == [["Network", "Docks", "picassoSite"]]
	silent := object.union_n([_network, {"CustomSite": {"Docks": {}}}, _lwr("UNAUTHENTICATED")])
	pages.bundles["DigitalExperienceBundle/site/Docks1"].active == "unknown" with input as silent
	alone := _lwr("UNAUTHENTICATED")
	lonely := pages.bundles["DigitalExperienceBundle/site/Docks1"] with input as alone
	[lonely.title, lonely.active, lonely.chain] == ["Docks1", "unknown", []]
}

test_bundles_of_other_spaces_are_no_sites if {
	tenant := {"DigitalExperienceBundle": {"workspace/Docks1": {}}}
	pages.bundles == {} with input as tenant
}

test_sites_that_are_public_on_purpose if {
	tenant := object.union_n([_network, _site(true), _lwr("UNAUTHENTICATED")])
	every name in ["docks", "DOCKS1", "site/docks1"] {
		pages.bundles["DigitalExperienceBundle/site/Docks1"].wanted == true with input as tenant with data.tenantlint.params.salesforce.public_sites as [name]
		pages.networks.Docks.wanted == true with input as tenant with data.tenantlint.params.salesforce.public_sites as [name]
	}
	pages.networks.Docks.wanted == false with input as tenant with data.tenantlint.params.salesforce.public_sites as ["Marina"]
	without_bundle := object.union({"Network": {"Quay": {"site": "docks"}}}, _site(true))
	pages.networks.Quay.wanted == true with input as without_bundle with data.tenantlint.params.salesforce.public_sites as ["Docks"]
}

test_why_the_pages_of_a_network_are_public if {
	public := object.union(_network, _aura({"isAvailableToGuests": true}))
	pages.networks.Docks == {"wanted": false, "read": true, "open": [{"at": ["ExperienceBundle", "Docks1", "config", "docks", "isAvailableToGuests"], "message": "the site is public"}]} with input as public
	closed := object.union(_network, _aura({"isAvailableToGuests": false}))
	found := pages.networks.Docks.open with input as closed
	found == [{"at": ["ExperienceBundle", "Docks1", "routes", "home", "pageAccess"], "message": "the page \"home\" is public"}]
	neither := object.union(_network, _lwr("AUTHENTICATED"))
	pages.networks.Docks.open == [] with input as neither
}

test_a_bundle_that_was_not_exported if {
	gap := {"message": "The bundle DOCKS1, with the pages of the network \"Docks\", was not exported.", "at": ["Network", "Docks", "picassoSite"]}
	tenant := _network
	pages.unread == {gap} with input as tenant
	active := object.union(_network, _site(true))
	pages.unread == {gap} with input as active
	inactive := object.union(_network, _site(false))
	pages.unread == set() with input as inactive
	read := object.union(_network, _lwr("AUTHENTICATED"))
	pages.unread == set() with input as read
	without := {"Network": {"Docks": {"site": "Docks"}, "Quay": {"picassoSite": ""}, "Reef": {"site": null, "picassoSite": null}}}
	pages.unread == set() with input as without
}

test_two_sites_of_which_one_is_active if {
	networks := {"Network": {"Docks": {"site": "Docks", "picassoSite": "Docks1"}, "Quay": {"site": "Quay", "picassoSite": "Docks1"}}}
	tenant := object.union_n([networks, {"CustomSite": {"Docks": {"active": false}, "Quay": {"active": true}}}, _lwr("AUTHENTICATED")])
	pages.bundles["DigitalExperienceBundle/site/Docks1"].active == true with input as tenant
}
