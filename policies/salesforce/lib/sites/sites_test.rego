package tenantlint.salesforce.lib.sites_test

import data.tenantlint.salesforce.lib.sites

_covered(types, sections) := object.union({"coverage": {"types": {type: true | some type in types}}}, sections)

test_sites_that_are_inactive_are_left_out if {
	tenant := {"CustomSite": {"Docks": {"active": true, "portal": "Old"}, "Quay": {}, "Pier": {"active": false, "portal": "Old"}}}
	sites.stated(tenant, ["portal"]) == {
		{"site": "Docks", "field": "portal", "at": ["CustomSite", "Docks", "portal"], "value": "Old", "chain": [{"at": ["CustomSite", "Docks", "active"], "message": "the site is active"}]},
		{"site": "Quay", "field": "portal", "at": ["CustomSite", "Quay", "portal"], "value": null, "chain": []},
	}
	sites.unstated(tenant, ["portal"]) == {{"message": "The site \"Quay\" does not state portal.", "at": ["CustomSite", "Quay", "portal"]}}
}

test_every_field_is_an_entry if {
	tenant := {"CustomSite": {"Docks": {"allowHomePage": true}}}
	{[entry.field, entry.value] | some entry in sites.stated(tenant, ["allowHomePage", "portal"])} == {["allowHomePage", true], ["portal", null]}
}

test_sites_are_missed_only_where_networks_exist if {
	network := {"Network": {"Docks": {"site": "Docks"}}}
	sites.gaps(_covered(["Network"], network)) == {{"message": "CustomSite was not exported.", "at": ["CustomSite"]}}
	count(sites.gaps(_covered(["CustomSite", "Network"], network))) == 0
	count(sites.gaps(_covered(["Network"], {"Network": {}}))) == 0
	count(sites.gaps({})) == 0
}

test_networks_of_inactive_sites_are_left_out if {
	tenant := {
		"CustomSite": {"Docks": {"active": false}, "Quay": {"active": true}},
		"Network": {"D": {"site": "docks"}, "Q": {"site": "QUAY"}, "X": {"site": "Elsewhere"}, "N": {"site": null}},
	}
	object.keys(sites.networks(tenant)) == {"Q", "X", "N"}
	sites.network_chain(tenant, "Q") == [{"at": ["CustomSite", "Quay", "active"], "message": "its site \"Quay\" is active"}]
	sites.network_chain(tenant, "D") == []
	sites.network_chain(tenant, "N") == []
}

test_networks_are_missed_only_where_active_sites_belong_to_one if {
	site := {"CustomSite": {"Docks": {"active": true, "siteType": "ChatterNetwork"}}}
	sites.network_gaps(_covered(["CustomSite"], site)) == {{"message": "Network was not exported.", "at": ["Network"]}}
	count(sites.network_gaps(_covered(["CustomSite", "Network"], site))) == 0
	count(sites.network_gaps({"CustomSite": {"Docks": {"active": false, "siteType": "ChatterNetwork"}}})) == 0
	count(sites.network_gaps({"CustomSite": {"Docks": {"active": true, "siteType": "Visualforce"}}})) == 0
}
