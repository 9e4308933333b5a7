package tenantlint.salesforce.lib.outsiders_test

import data.tenantlint.salesforce.lib.outsiders

_covered(type, entries) := {"coverage": {"types": {type: true}}, type: entries}

test_no_guests_where_every_site_is_inactive if {
	outsiders.no_guests(_covered("CustomSite", {}))
	outsiders.no_guests(_covered("CustomSite", {"Docks": {"active": false}}))
}

test_guests_where_a_site_is_or_may_be_active if {
	not outsiders.no_guests(_covered("CustomSite", {"Docks": {"active": true}}))
	not outsiders.no_guests(_covered("CustomSite", {"Docks": {}}))
	not outsiders.no_guests(_covered("CustomSite", {"Docks": {"active": false}, "Piers": {"active": true}}))
}

test_sites_that_were_not_exported_are_unknown if {
	not outsiders.no_guests({"coverage": {"types": {"Network": true}}, "Network": {}})
	not outsiders.no_guests({})
}

test_no_members_without_networks if {
	outsiders.no_members(_covered("Network", {}))
	outsiders.no_members({"Settings": {"Communities": {"enableNetworksEnabled": false}}})
	outsiders.no_members(object.union(_covered("Network", {}), {"CustomSite": {"Docks": {"siteType": "Visualforce"}}}))
}

test_members_where_there_is_a_network if {
	not outsiders.no_members(_covered("Network", {"Docks": {}}))
	not outsiders.no_members({"Network": {"Docks": {}}, "Settings": {"Communities": {"enableNetworksEnabled": false}}})
	not outsiders.no_members(object.union(_covered("Network", {}), {"CustomSite": {"Docks": {"siteType": "ChatterNetwork"}}}))
}

test_networks_that_were_not_exported_are_unknown if {
	not outsiders.no_members({})
	not outsiders.no_members({"Settings": {"Communities": {}}})
	not outsiders.no_members({"Settings": {"Communities": {"enableNetworksEnabled": true}}})
	not outsiders.no_members(_covered("CustomSite", {}))
}

test_the_chain_names_active_sites_and_networks if {
	tenant := {"CustomSite": {"Docks": {"active": true}, "Piers": {"active": false}, "Quays": {}}, "Network": {"Docks": {"status": "Live"}}}
	outsiders.sites(tenant) == [{"at": ["CustomSite", "Docks", "active"], "message": "the site \"Docks\" is active"}]
	outsiders.networks(tenant) == [{"at": ["Network", "Docks"], "message": "the network \"Docks\" exists"}]
	outsiders.sites({}) == []
	outsiders.networks({}) == []
}
