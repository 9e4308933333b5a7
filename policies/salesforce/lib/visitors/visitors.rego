# METADATA
# title: Who visits the sites
# description: |
#   A part of the access model: the guest users of sites, and what gives them rights.
#   sites, profiles, holders and gaps are sites, guest_profiles, guest_holders and holder_gaps of lib/access. What null, an
#   empty text or anything but a text stands for is not stated. Where spellings of one site state several profiles, the one
#   that sorts first is taken, and the `doubts` of the site are the entries for not_evaluated that tell of the others; all
#   their nicknames and permission sets count.
#   A way is [id of a holder, list of the folded names of the groups by which a guest user has it, [] for one that it has
#   itself]: ways[id] are those of a holder, granted[way] is what it grants without what the groups mute, and
#   sites_by_way[way] are the active sites whose guest users have it, and beside[way] the other ways of the guest users who
#   have it, whether their sites are active or not. sites_with(holder, at) is the set of the active sites whose guest users
#   have what stands at a path of the holder, beside_with(holder, at) the set of what else these or others who have it
#   have. sites_by_user[folded nickname] are the sites of a guest
#   user as sharing rules name it.
package tenantlint.salesforce.lib.visitors

import data.tenantlint.salesforce.data.licences
import data.tenantlint.salesforce.lib.guests
import data.tenantlint.salesforce.lib.muting
import data.tenantlint.salesforce.lib.paths

_params := data.tenantlint.params.salesforce

_profiles := paths.object_at(input, "Profile")

_stated(value) := value if {
	is_string(value)
	value != ""
}

_names(value, key) := {name | some entry in paths.list_at(value, key); name := _stated(entry)}

# Which profile belongs to which site.

_profiles_by_key[key] contains name if {
	some name, _ in _profiles
	key := lower(name)
}

_licensed contains name if {
	some name, profile in _profiles
	lower(_stated(profile.userLicense)) in licences.guest
}

# A profile whose licence was not exported may be a guest's; one with another licence is not.
_usable contains name if some name in _licensed

_usable contains name if {
	some name, profile in _profiles
	not _states_licence[name]
}

_states_licence[name] := true if {
	some name, profile in _profiles
	_stated(profile.userLicense)
}

_own := {name | some name in _licensed; not lower(name) in licences.stock_guest_profiles}

_settings := paths.object_at(input, "CustomSite")

_labels[site] := label if {
	some site, settings in _settings
	label := lower(_label(site, settings))
}

_label(site, settings) := label if {
	label := _stated(settings.masterLabel)
} else := replace(site, "_", " ")

_mapped[key] contains profile if {
	some site, named in _params.site_profiles
	profile := _stated(named)
	key := lower(site)
}

# Keyed by folded site name: [name as written, guest user].
_guest_users[key] contains [name, user] if {
	some name, user in paths.object_at(paths.object_at(input, "runtime"), "guestUsers")
	key := lower(name)
}

# Every site has a profile of its own: the one that is stated, else the one with the exact name.
_owners[key] contains site if {
	some site, claims in _claims
	[_, named, _, _] := min(claims)
	key := lower(named)
}

_similar[site] contains [leads, name] if {
	some site, label in _labels
	some name in _own
	count({owner | some owner in _owners[lower(name)]} - {site}) == 0
	contains(sprintf(" %s ", [lower(name)]), sprintf(" %s ", [label]))
	leads := startswith(lower(name), label)
}

_claims[site] contains claim if {
	some site, _ in _settings
	some profile in _mapped[lower(site)]
	claim := [1, profile, ["CustomSite", site, "masterLabel"], sprintf("the parameter site_profiles names %s as its guest profile", [profile])]
}

_claims[site] contains claim if {
	some site, _ in _settings
	some [name, user] in _guest_users[lower(site)]
	profile := _stated(user.profile)
	claim := [2, profile, ["runtime", "guestUsers", name, "profile"], sprintf("its guest user has the profile %s", [profile])]
}

_claims[site] contains claim if {
	some site, settings in _settings
	profile := _stated(settings.guestProfile)
	claim := [3, profile, ["CustomSite", site, "guestProfile"], sprintf("the site names %s as its guest profile", [profile])]
}

_claims[site] contains claim if {
	some site, label in _labels
	some profile in _profiles_by_key[sprintf("%s profile", [label])]
	profile in _usable
	claim := [4, profile, ["Profile", profile, "userLicense"], _name_fits(profile)]
}

_name_fits(profile) := sprintf("%s is a guest profile and has the name that belongs to the site", [profile]) if {
	profile in _licensed
} else := sprintf("%s has the name that belongs to the site, and states no licence", [profile])

_guesses[site] contains claim if {
	some site, found in _similar
	leading := {name | some [leads, name] in found; leads}
	all := {name | some [_, name] in found}
	best := [names | some names in [leading, all]; count(names) > 0][0]
	count(best) == 1
	some profile in best
	claim := [5, profile, ["Profile", profile, "userLicense"], sprintf("%s is the only guest profile with the site's label in its name", [profile])]
}

sites[site] := entry if {
	some site, settings in _settings
	[_, named, at, message] := min(({claim | some claim in _claims[site]} | {claim | some claim in _guesses[site]}) | {[9, "", ["CustomSite", site, "masterLabel"], "no guest profile in the export fits the site"]})
	found := sort([name | some name in _profiles_by_key[lower(named)]; name in _usable])
	entry := {
		"active": object.get(settings, "active", "unknown"),
		"profile": concat("", array.slice(found, 0, 1)),
		"why": {"at": at, "message": message},
		"networks": {item | some item in _networks[lower(site)]},
		"missing": {item | some item in _missing[lower(site)]},
		"doubts": {item | some item in _doubts[site]},
	}
}

# One profile is taken of those that the strongest evidence names.
_doubts[site] contains doubt if {
	some site, claims in _claims
	[best, taken, _, _] := min(claims)
	some [rank, other, at, _] in claims
	rank == best
	lower(other) != lower(taken)
	doubt := {"message": sprintf("The guest profile of the site \"%s\" is stated as %s and as %s, and %s was taken.", [site, taken, other, taken]), "at": at}
}

_networks[key] contains name if {
	some name, network in paths.object_at(input, "Network")
	key := lower(network.site)
}

profiles := _own | {site.profile | some site in sites; site.profile != ""}

# What gives a guest rights: its profile, and the permission sets that runtime says its user has.

_set_names := {key: name | some name, _ in paths.object_at(input, "PermissionSet"); key := lower(name)}

_groups := {key: group | some name, group in paths.object_at(input, "PermissionSetGroup"); key := lower(name)}

_muting := {key: set | some name, set in paths.object_at(input, "MutingPermissionSet"); key := lower(name)}

# The permission sets of each guest user: [name, folded name of the group that they come by, or ""].
_assigned[key] contains entry if {
	some key, users in _guest_users
	some [_, user] in users
	some name in _names(user, "permissionSets")
	entry := [name, ""]
}

_assigned[key] contains entry if {
	some key, users in _guest_users
	some [_, user] in users
	some group_name in _names(user, "permissionSetGroups")
	group := lower(group_name)
	some name in _names(_groups[group], "permissionSets")
	entry := [name, group]
}

_missing[key] contains lost if {
	some key, entries in _assigned
	some [name, _] in entries
	not _set_names[lower(name)]
	lost := sprintf("permission set %s", [name])
}

_missing[key] contains lost if {
	some key, users in _guest_users
	some [_, user] in users
	some name in _names(user, "permissionSetGroups")
	not _groups[lower(name)]
	lost := sprintf("permission set group %s", [name])
}

_missing[key] contains lost if {
	some key, entries in _assigned
	some [_, group] in entries
	some name in _names(object.get(_groups, group, {}), "mutingPermissionSets")
	not _muting[lower(name)]
	lost := sprintf("muting permission set %s", [name])
}

# By each permission set of each guest user, the folded names of the groups that it comes by; "" where it has it itself.
_comes_by[user_key][set_key] contains group if {
	some user_key, entries in _assigned
	some [name, group] in entries
	set_key := lower(name)
}

_users_ways[user_key] contains way if {
	some user_key, found in _comes_by
	some set_key, groups in found
	way := [concat("/", ["PermissionSet", _set_names[set_key]]), _muting_groups(groups)]
}

# What a user has itself, no group mutes.
_muting_groups(groups) := [] if {
	"" in groups
} else := sort(groups)

_names_of[id] := ["Profile", name] if {
	some name in profiles
	id := concat("/", ["Profile", name])
}

_names_of[id] := ["PermissionSet", name] if {
	some found in _comes_by
	some key, _ in found
	name := _set_names[key]
	id := concat("/", ["PermissionSet", name])
}

granted[way] := rights if {
	some id, ["Profile", name] in _names_of
	rights := input.Profile[name]
	way := [id, []]
}

granted[way] := rights if {
	some found in _users_ways
	some way in found
	groups := way[1]
	whole := input.PermissionSet[_names_of[way[0]][1]]
	rights := _merged([part | count(groups) == 0; part := whole], [part | some group in groups; part := muting.kept(whole, _muted_by[group])])
}

_merged(whole, _) := whole[0]

_merged([], parts) := object.union_n(parts)

_muted_by[group] := [set |
	some name in _names(settings, "mutingPermissionSets")
	set := _muting[lower(name)]
] if some group, settings in _groups

ways[id] contains way if {
	some way, _ in granted
	id := way[0]
}

sites_by_way[way] contains site if {
	some site, entry in sites
	entry.active == true
	entry.profile != ""
	way := [concat("/", ["Profile", entry.profile]), []]
}

sites_by_way[way] contains site if {
	some site, entry in sites
	entry.active == true
	some way in _users_ways[lower(site)]
}

# A guest user of a site that is not in the export has the profile that runtime states.
_profile_ways[key] contains way if {
	some site, entry in sites
	entry.profile != ""
	key := lower(site)
	way := [concat("/", ["Profile", entry.profile]), []]
}

_profile_ways[key] contains way if {
	some key, users in _guest_users
	count([1 | some site, _ in _settings; lower(site) == key]) == 0
	some [_, user] in users
	some name in _profiles_by_key[lower(_stated(user.profile))]
	name in profiles
	way := [concat("/", ["Profile", name]), []]
}

beside[way] contains other if {
	some key, found in _users_ways
	together := {item | some item in found} | {item | some item in _profile_ways[key]}
	some way in together
	some other in together - {way}
}

_kinds := {
	"Profile": {"key": "profile", "words": "the guest profile"},
	"PermissionSet": {"key": "permissionSet", "words": "the guest user's permission set"},
}

# The active sites whose guest users have what stands at a path of a profile or permission set.
sites_with(holder, at) := {site |
	some way in ways[holder]
	object.get(granted[way], at, false) == true
	some site in sites_by_way[way]
}

beside_with(holder, at) := {other |
	some way in ways[holder]
	object.get(granted[way], at, false) == true
	some other in beside[way]
}

# Permissions to read all records of all objects.
_all_data := ["ViewAllData", "ModifyAllData"]

_sites_of[id] contains site if {
	some way, found in sites_by_way
	some site in found
	id := way[0]
}

holders[id] := found if {
	some id, [type, holder] in _names_of
	found := {
		"type": type,
		"holder": holder,
		"sites": {site | some site in _sites_of[id]},
		"granted": object.union_n([granted[way] | some way in ways[id]]),
		"what": sprintf("%s \"%s\"", [_kinds[type].words, holder]),
		"key": _kinds[type].key,
		"sees_all": concat("", array.slice([right | some right in _all_data; some way in ways[id]; granted[way].userPermissions[right] == true], 0, 1)),
		"chain": [step |
			some site in sort([name | some name in _sites_of[id]])
			step := _step(type, site, sites[site].why)
		],
	}
}

_step("Profile", site, why) := {"at": why.at, "message": sprintf("the active site \"%s\": %s", [site, why.message])}

_step("PermissionSet", site, _) := {"at": ["CustomSite", site, "active"], "message": sprintf("the guest user of the active site \"%s\" has the permission set", [site])}

gaps contains gap if some gap in guests.profile_gaps(sites)

gaps contains gap if {
	some site, entry in sites
	entry.active != false
	some lost in entry.missing
	gap := {"message": sprintf("The %s of the guest user of the site \"%s\" was not exported.", [lost, site]), "at": ["CustomSite", site]}
}

# The names by which sharing rules mean a guest user: its nickname, which is that of the site where none is stated.

sites_by_user[key] contains site if {
	some site, _ in _settings
	some nickname in _nicknames(site)
	key := lower(nickname)
}

_nicknames(site) := nicknames if {
	nicknames := {nickname | some [_, user] in _guest_users[lower(site)]; nickname := _stated(user.nickname)}
	count(nicknames) > 0
} else := {site}
