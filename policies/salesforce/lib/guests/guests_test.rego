package tenantlint.salesforce.lib.guests_test

import data.tenantlint.salesforce.lib.guests

_site(active, profile) := {"active": active, "profile": profile, "networks": {"Docks"}, "why": {"at": ["CustomSite", "Docks"], "message": "by name"}}

_sites(active, profile) := {"Docks": _site(active, profile)}

_types(names) := {"coverage": {"types": {name: true | some name in names}}}

test_the_chain_holds_active_sites_of_the_profile if {
	guests.chain(_sites(true, "P"), "P") == [{"at": ["CustomSite", "Docks"], "message": "the active site \"Docks\": by name"}]
	guests.chain(_sites(true, "Q"), "P") == []
	guests.chain(_sites(false, "P"), "P") == []
	guests.chain(_sites("unknown", "P"), "P") == []
}

test_live_sites_of_a_network if {
	guests.live(_sites(true, "P"), "Docks") == [{"at": ["CustomSite", "Docks", "active"], "message": "the site \"Docks\" is active"}]
	guests.live(_sites(false, "P"), "Docks") == []
	guests.live(_sites(true, "P"), "Marina") == []
}

test_a_network_is_off_with_its_site if {
	guests.off(_sites(false, ""), "Docks")
	not guests.off(_sites(true, ""), "Docks")
	not guests.off(_sites("unknown", ""), "Docks")
	not guests.off(_sites(false, ""), "Marina")
	both := {"Docks": _site(false, ""), "Quay": _site(true, "")}
	not guests.off(both, "Docks")
}

test_sites_without_a_profile if {
	gap := {"message": "The guest profile of the site \"Docks\" was not exported.", "at": ["CustomSite", "Docks", "masterLabel"]}
	guests.profile_gaps(_sites(true, "")) == {gap}
	guests.profile_gaps(_sites("unknown", "")) == {gap}
	guests.profile_gaps(_sites(false, "")) == set()
	guests.profile_gaps(_sites(true, "P")) == set()
}

test_sites_for_which_several_profiles_are_stated if {
	doubt := {"message": "The guest profile is P or Q.", "at": ["CustomSite", "Docks"]}
	every active in [true, "unknown"] {
		sites := object.union(_sites(active, "P"), {"Docks": {"doubts": {doubt}}})
		guests.doubts(sites) == {doubt}
		guests.profile_gaps(sites) == {doubt}
	}
	guests.doubts(object.union(_sites(false, "P"), {"Docks": {"doubts": {doubt}}})) == set()
	guests.doubts(_sites(true, "")) == set()
}

test_permissions_come_with_their_types if {
	bare := object.union(_types(["Profile"]), {"Profile": {"P": {"classAccesses": {}}}})
	guests.permission_gaps(bare, {"P"}) == {{
		"message": "CustomObject was not exported, so the guest profile \"P\" does not state objectPermissions.",
		"at": ["Profile", "P", "objectPermissions"],
	}}
	guests.listed_gaps(bare, {"P"}, "classAccesses", "ApexClass") == set()
	guests.permission_gaps(bare, set()) == set()
	complete := object.union(bare, _types(["CustomObject", "Profile"]))
	guests.permission_gaps(complete, {"P"}) == set()
}

test_sharing_rules_are_missed_once if {
	two := {"Docks": _site(true, "P"), "Quay": _site("unknown", "P")}
	guests.rule_gaps(_types(["CustomSite"]), two) == {{"message": "SharingRules was not exported.", "at": ["SharingRules"]}}
	guests.rule_gaps(_types(["SharingRules"]), two) == set()
	guests.rule_gaps(_types(["CustomSite"]), _sites(false, "P")) == set()
	guests.rule_gaps(_types([]), {}) == set()
}

test_networks_are_missed_where_a_site_has_one if {
	site := {"CustomSite": {"Docks": {"active": true, "siteType": "ChatterNetwork"}}}
	guests.network_gaps(object.union(_types(["CustomSite"]), site)) == {{"message": "The network of the site \"Docks\" was not exported.", "at": ["CustomSite", "Docks"]}}
	guests.network_gaps(object.union(_types(["CustomSite", "Network"]), site)) == set()
	guests.network_gaps({"CustomSite": {"Docks": {"active": true, "siteType": "Visualforce"}}}) == set()
	guests.network_gaps({"CustomSite": {"Docks": {"active": false, "siteType": "ChatterNetwork"}}}) == set()
}
