# METADATA
# title: Which pages of sites are public
# description: |
#   What the bundles of Experience Cloud sites say about visitors who have not logged in. Rules of this package are values:
#   bundles[id]: an ExperienceBundle, or a DigitalExperienceBundle of a site: {type, name, title: the name of its network,
#     else its own, public: true | false | "unknown", at: the setting that decides ([] where none is stated),
#     active: true | false | "unknown", wanted: whether public_sites names it, chain: list of {at, message}: its networks and
#     active sites, open: {route: path} of pages that are public on their own, follows: number of pages that do what the
#     site does}.
#   networks[name]: {wanted, open: list of {at, message}: what makes its pages public, read: whether its bundle was}.
#   unread: set of {message, at}: entries for not_evaluated of networks whose bundle is not in the export.
# custom:
#   evaluate: once
#   types: [ExperienceBundle, DigitalExperienceBundle, Network, CustomSite]
#   id: salesforce
#   params:
#     - name: public_sites
#       description: Sites that are public on purpose, by the name of the CustomSite, the network or the bundle; that they and their pages are public is not reported, what their visitors reach still is.
#       schema: {type: array, items: {type: string}, uniqueItems: true}
#       default: []
package tenantlint.salesforce.lib.pages

import data.tenantlint.salesforce.lib.paths

_wanted := {key | some name in data.tenantlint.params.salesforce.public_sites; key := lower(name)}

_bundles[id] := [type, name, bundle, key] if {
	some type, prefix in {"ExperienceBundle": "", "DigitalExperienceBundle": "site/"}
	some name, bundle in paths.object_at(input, type)
	startswith(name, prefix)
	key := lower(trim_prefix(name, prefix))
	id := concat("/", [type, name])
}

# Aura sites state a boolean, LWR sites the authentication type. Rank 0 is public, which is the worse reading.
_says[id] contains [rank, at] if {
	some id, [type, name, bundle, _] in _bundles
	some file, config in paths.object_at(bundle, "config")
	some rank, value in [true, false]
	config.isAvailableToGuests == value
	at := [type, name, "config", file, "isAvailableToGuests"]
}

_says[id] contains [rank, at] if {
	some id, [type, name, bundle, _] in _bundles
	some file, config in paths.object_at(bundle, "config")
	rank := _authentication[config.authenticationType]
	at := [type, name, "config", file, "authenticationType"]
}

_authentication := {"AUTHENTICATED_WITH_PUBLIC_ACCESS_ENABLED": 0, "UNAUTHENTICATED": 0, "AUTHENTICATED": 1}

_key(name) := lower(name) if is_string(name)

_network_settings := paths.object_at(input, "Network")

_networks_of[key] contains name if {
	some name, network in _network_settings
	key := _key(network.picassoSite)
}

_sites_by_key[key] contains [name, active] if {
	some name, site in paths.object_at(input, "CustomSite")
	active := object.get(site, "active", null)
	key := lower(name)
}

_sites_of[name] contains site if {
	some name, network in _network_settings
	some site in _sites_by_key[_key(network.site)]
}

_state(states) := true if {
	true in states
} else := false if {
	states == {false}
} else := "unknown"

_is_wanted(names) := count({name | some name in names; lower(name) in _wanted}) > 0

bundles[id] := entry if {
	some id, [type, name, bundle, key] in _bundles
	found := sort([network | some network in _networks_of[key]])
	sites := sort([site | some network in found; some site in _sites_of[network]])
	[rank, at] := min({said | some said in _says[id]} | {[2, []]})
	routes := paths.object_at(bundle, "routes")
	entry := {
		"type": type,
		"name": name,
		"title": array.concat(found, [trim_prefix(name, "site/")])[0],
		"public": [true, false, "unknown"][rank],
		"at": at,
		"active": _state({active | some [_, active] in sites}),
		"wanted": _is_wanted(array.concat([name, key], array.concat(found, [site | some [site, _] in sites]))),
		"chain": array.concat(
			[{"at": ["Network", network, "picassoSite"], "message": sprintf("the network \"%s\" has these pages", [network])} | some network in found],
			[{"at": ["CustomSite", site, "active"], "message": sprintf("the site \"%s\" is active", [site])} | some [site, active] in sites; active == true],
		),
		"open": {route: [type, name, "routes", route, "pageAccess"] | some route, page in routes; page.pageAccess == "Public"},
		"follows": count([route | some route, page in routes; page.pageAccess == "UseParent"]),
	}
}

_bundles_by_key[key] contains id if {
	some id, [_, _, _, key] in _bundles
}

networks[name] := entry if {
	some name, network in _network_settings
	found := [bundles[id] | some id in _bundles_by_key[_key(network.picassoSite)]]
	names := array.concat([name], [site | some [site, _] in _sites_of[name]])
	entry := {
		"wanted": true in ({_is_wanted(names)} | {bundle.wanted | some bundle in found}),
		"read": count(found) > 0,
		"open": [reason | some bundle in found; some reason in _reasons(bundle)],
	}
}

_reasons(bundle) := [{"at": bundle.at, "message": "the site is public"}] if {
	bundle.public == true
} else := [{"at": at, "message": sprintf("the page \"%s\" is public", [route])} | some route, at in bundle.open]

unread contains gap if {
	some name, network in _network_settings
	bundle := network.picassoSite
	not bundle in {"", null}
	networks[name].read == false
	_state({active | some [_, active] in _sites_of[name]}) != false
	gap := {
		"message": sprintf("The bundle %s, with the pages of the network \"%s\", was not exported.", [bundle, name]),
		"at": ["Network", name, "picassoSite"],
	}
}
