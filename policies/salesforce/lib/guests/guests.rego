# METADATA
# title: What rules about guests have in common
# description: |
#   Functions on the access model, so that all rules tell a chain and miss a part of the export in the same words (a report
#   can then say it once). `sites` and `profiles` are access.sites and access.guest_profiles, `tenant` is the input.
#   chain(sites, profile) is the list of related places: the active sites whose guests have the profile.
#   live(sites, network) is the same for a network: its active sites; off(sites, network) holds where the network's site is
#   known and not active, so that no guest gets there.
#   profile_gaps(sites) are the entries for not_evaluated of sites whose guest profile is not in the export, or for which
#   several are stated: doubts(sites) are the latter alone;
#   permission_gaps(tenant, profiles) those of guest profiles without object permissions where no objects were exported,
#   listed_gaps(tenant, profiles, key, type) the same of another list of a profile and the type that it comes with;
#   rule_gaps(tenant, sites) the one for sharing rules; network_gaps(tenant) those of active sites without their networks.
package tenantlint.salesforce.lib.guests

import data.tenantlint.salesforce.lib.paths

chain(sites, profile) := [step |
	some site, entry in sites
	entry.profile == profile
	entry.active == true
	step := {"at": entry.why.at, "message": sprintf("the active site \"%s\": %s", [site, entry.why.message])}
]

live(sites, network) := [step |
	some site, entry in sites
	network in entry.networks
	entry.active == true
	step := {"at": ["CustomSite", site, "active"], "message": sprintf("the site \"%s\" is active", [site])}
]

off(sites, network) if {
	found := {entry.active | some entry in sites; network in entry.networks}
	found == {false}
}

profile_gaps(sites) := {gap |
	some site, entry in sites
	entry.active != false
	entry.profile == ""
	gap := {"message": sprintf("The guest profile of the site \"%s\" was not exported.", [site]), "at": ["CustomSite", site, "masterLabel"]}
} | doubts(sites)

doubts(sites) := {doubt |
	some _, entry in sites
	entry.active != false
	some doubt in entry.doubts
}

permission_gaps(tenant, profiles) := listed_gaps(tenant, profiles, "objectPermissions", "CustomObject")

listed_gaps(tenant, profiles, key, type) := {gap |
	not paths.covered(tenant, type)
	some profile in profiles
	settings := paths.object_at(paths.object_at(tenant, "Profile"), profile)
	object.get(settings, key, null) == null
	gap := {"message": sprintf("%s was not exported, so the guest profile \"%s\" does not state %s.", [type, profile, key]), "at": ["Profile", profile, key]}
}

rule_gaps(tenant, sites) := {gap |
	not paths.covered(tenant, "SharingRules")
	some entry in sites
	entry.active != false
	gap := {"message": "SharingRules was not exported.", "at": ["SharingRules"]}
}

# A site of the type ChatterNetwork belongs to a network.
network_gaps(tenant) := {gap |
	not paths.covered(tenant, "Network")
	some site, settings in paths.object_at(tenant, "CustomSite")
	settings.active == true
	settings.siteType == "ChatterNetwork"
	gap := {"message": sprintf("The network of the site \"%s\" was not exported.", [site]), "at": ["CustomSite", site]}
}
