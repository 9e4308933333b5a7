# METADATA
# title: Who comes from outside
# description: |
#   Functions for settings that matter only where somebody comes from outside. no_guests(tenant) holds where the export
#   shows that nobody visits without logging in: CustomSite was exported, and every site in it is inactive.
#   no_members(tenant) holds where the export shows that nobody from outside logs in: there is no network, and Network
#   was exported or networks are switched off. An export that says nothing shows neither. sites(tenant) and
#   networks(tenant) are the entries for "related": the sites that are active, and the networks.
package tenantlint.salesforce.lib.outsiders

import data.tenantlint.salesforce.lib.paths

no_guests(tenant) if {
	paths.covered(tenant, "CustomSite")
	count([name | some name, site in paths.object_at(tenant, "CustomSite"); not site.active == false]) == 0
}

no_members(tenant) if {
	_without_networks(tenant)
	paths.covered(tenant, "Network")
}

no_members(tenant) if {
	_without_networks(tenant)
	tenant.Settings.Communities.enableNetworksEnabled == false
}

sites(tenant) := [{"at": ["CustomSite", name, "active"], "message": sprintf("the site \"%s\" is active", [name])} |
	some name, site in paths.object_at(tenant, "CustomSite")
	site.active == true
]

networks(tenant) := [{"at": ["Network", name], "message": sprintf("the network \"%s\" exists", [name])} |
	some name, _ in paths.object_at(tenant, "Network")
]

# A site of the type ChatterNetwork belongs to a network.
_without_networks(tenant) if {
	count(paths.object_at(tenant, "Network")) == 0
	count([name | some name, site in paths.object_at(tenant, "CustomSite"); site.siteType == "ChatterNetwork"]) == 0
}
