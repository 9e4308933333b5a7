# METADATA
# title: Settings of sites
# description: |
#   Functions for rules on single settings of sites and networks. Sites that are known to be inactive serve nobody, and
#   are left out, as are their networks. stated(tenant, fields) is a set of {site, field, at, value, chain}: one entry for
#   each site and each of the fields; value is null where the export does not state it, `chain` is the list of related
#   places. gaps(tenant) are the entries for not_evaluated where CustomSite was not exported though networks exist,
#   unstated(tenant, fields) those for sites that do not state a field. networks(tenant) is an object of the networks by
#   name, network_chain(tenant, name) the related places of one, and network_gaps(tenant) the entries where Network was
#   not exported though active sites belong to one.
package tenantlint.salesforce.lib.sites

import data.tenantlint.salesforce.lib.paths

stated(tenant, fields) := {entry |
	some name, site in paths.object_at(tenant, "CustomSite")
	not site.active == false
	some field in fields
	entry := {
		"site": name,
		"field": field,
		"at": ["CustomSite", name, field],
		"value": object.get(site, field, null),
		"chain": [{"at": ["CustomSite", name, "active"], "message": "the site is active"} | site.active == true],
	}
}

gaps(tenant) := {gap |
	not paths.covered(tenant, "CustomSite")
	count(paths.object_at(tenant, "Network")) > 0
	gap := {"message": "CustomSite was not exported.", "at": ["CustomSite"]}
}

unstated(tenant, fields) := {gap |
	some entry in stated(tenant, fields)
	entry.value == null
	gap := {"message": sprintf("The site \"%s\" does not state %s.", [entry.site, entry.field]), "at": entry.at}
}

networks(tenant) := {name: network |
	inactive := {key | some site, settings in paths.object_at(tenant, "CustomSite"); settings.active == false; key := lower(site)}
	some name, network in paths.object_at(tenant, "Network")
	count(_site_keys(network) & inactive) == 0
}

network_chain(tenant, name) := [{"at": ["CustomSite", site, "active"], "message": sprintf("its site \"%s\" is active", [site])} |
	some site, settings in paths.object_at(tenant, "CustomSite")
	settings.active == true
	lower(site) in _site_keys(object.get(tenant, ["Network", name], {}))
]

_site_keys(network) := {key |
	is_string(network.site)
	key := lower(network.site)
}

# A site of the type ChatterNetwork belongs to a network.
network_gaps(tenant) := {gap |
	not paths.covered(tenant, "Network")
	some _, site in paths.object_at(tenant, "CustomSite")
	site.active == true
	site.siteType == "ChatterNetwork"
	gap := {"message": "Network was not exported.", "at": ["Network"]}
}
