# METADATA
# title: What anonymous visitors reach
# description: |
#   The access model of a Salesforce tenant, used by every rule about guests. Rules of this package are values:
#   guest_profiles: set of the names of guest profiles (by licence, or because a site is known to use them).
#   sites[CustomSite]: {active: true | false | "unknown", profile: name or "", why: {at, message},
#     networks: set of names, missing: what was not exported of the guest user's permission sets, such as "permission set X"}.
#   guest_holders[id]: what grants something to guests: {type: Profile | PermissionSet, holder: name, sites: the active
#     sites, granted: its content without what its groups mute, what: 'the guest profile "X"', key: its key in an identity,
#     chain: the active sites as related places}.
#   holder_gaps: set of {message, at}: guest profiles and permission sets that were not exported.
#   personal_objects[folded name]: what a personal-data object holds; public_objects: set of folded names.
#   before_winter_21, before_spring_21, before_spring_23: true or false, by the date of judgement.
#   guest_reads[id]: an object that a guest may read: {type: Profile | PermissionSet, holder, object, key: folded object
#     name, at, sites: the active sites, exported: names of the object's CustomObject files, fields: sorted list of
#     [field, its fieldPermissions key ("" for one that comes with the object), set of its categories and of those that
#     its formula carries from other objects], unshared: the kind of an object without sharing, else ""}.
#   guest_classes[id]: a class that a guest may run and whose facts are known: {holder: id of a guest_holder, at, class: its
#     ApexClass, entries: what can be called from outside, page: whether a page may use it, bypass: apex.bypass or {},
#     doubt: apex.doubt or {}, base: the class that it extends and that the export lacks, or ""}.
#   guest_flows[id]: the same of a flow that works without sharing: {holder, at, and what flows.runs says of it}.
#   unknown_code[type]: set of {message, at}: classes (ApexClass) and flows (Flow) that guests may run, and that the
#     export does not show.
#   guest_rules: set of guest sharing rules {object, key, rule, at, users: [{name, at, sites}]}.
#   external_defaults[folded object]: {at, value, open}: what external users, and until Winter '21 guests, may read.
#   exposures: set of {read: id, site, rows}: a guest read whose rows are open, rows being the list of row paths
#     {kind, at, message} in reading order. A further kind of path is one more rule `_open`.
#   record_counts[folded object]: approximate number of records, from runtime.
#   unknown_rows: set of {read: id, site, message}: reads whose rows could not be judged.
# custom:
#   evaluate: once
#   types: [Profile, PermissionSet, PermissionSetGroup, MutingPermissionSet, CustomSite, Network, SharingRules, CustomObject, Settings, ApexClass, Flow]
#   id: salesforce
#   params:
#     - name: public_objects
#       description: Objects that are public on purpose; anonymous reading of their records is not reported, personal-data fields on them still are.
#       schema: {type: array, items: {type: string}, uniqueItems: true}
#       default: []
#     - name: personal_data_objects
#       description: Objects to add to the list of personal-data objects, and objects to take from it.
#       schema:
#         type: object
#         additionalProperties: false
#         properties:
#           add: {type: array, items: {type: string}}
#           remove: {type: array, items: {type: string}}
#       default: {add: [], remove: []}
#     - name: name_patterns
#       description: Further name patterns by data category, regular expressions on the lower-case words of a field's API name and label.
#       schema: {type: object, additionalProperties: {type: array, items: {type: string}}}
#       default: {}
#     - name: site_profiles
#       description: Guest profile by CustomSite name, where the export does not show which profile belongs to a site. It goes before every other evidence.
#       schema: {type: object, additionalProperties: {type: string}}
#       default: {}
package tenantlint.salesforce.lib.access

import data.tenantlint.salesforce.data.licences
import data.tenantlint.salesforce.data.personal_data_objects as listed
import data.tenantlint.salesforce.data.releases
import data.tenantlint.salesforce.data.unshared_objects
import data.tenantlint.salesforce.lib.apex
import data.tenantlint.salesforce.lib.categories
import data.tenantlint.salesforce.lib.flows
import data.tenantlint.salesforce.lib.formulas
import data.tenantlint.salesforce.lib.muting
import data.tenantlint.salesforce.lib.parents
import data.tenantlint.salesforce.lib.paths
import data.tenantlint.salesforce.lib.text

_params := data.tenantlint.params.salesforce

_profiles := paths.object_at(input, "Profile")

_custom_objects := paths.object_at(input, "CustomObject")

public_objects := {key | some name in _params.public_objects; key := lower(name)}

personal_objects := object.remove(object.union(listed, added), removed) if {
	added := {key: "added by the parameter personal_data_objects" | some name in paths.list_at(_params.personal_data_objects, "add"); key := lower(name)}
	removed := {key | some name in paths.list_at(_params.personal_data_objects, "remove"); key := lower(name)}
}

before_winter_21 := data.tenantlint.as_of < releases.winter_21.from

before_spring_21 := data.tenantlint.as_of < releases.spring_21.from

before_spring_23 := data.tenantlint.as_of < releases.spring_23.from

# Which profile belongs to which site.

_profiles_by_key[key] contains name if {
	some name, _ in _profiles
	key := lower(name)
}

_licensed contains name if {
	some name, profile in _profiles
	lower(profile.userLicense) in licences.guest
}

# A profile whose licence was not exported may be a guest's; one with another licence is not.
_usable contains name if some name in _licensed

_usable contains name if {
	some name, profile in _profiles
	not _states_licence[name]
}

_states_licence[name] := true if {
	some name, profile in _profiles
	is_string(profile.userLicense)
}

_own := {name | some name in _licensed; not lower(name) in licences.stock_guest_profiles}

_settings := paths.object_at(input, "CustomSite")

_labels[site] := label if {
	some site, settings in _settings
	label := lower(object.get(settings, "masterLabel", replace(site, "_", " ")))
}

_mapped[key] := profile if {
	some site, profile in _params.site_profiles
	key := lower(site)
}

# Keyed by folded site name: [name as written, guest user].
_guest_users[key] := [name, user] if {
	some name, user in paths.object_at(paths.object_at(input, "runtime"), "guestUsers")
	key := lower(name)
}

_exact := {name | some label in _labels; name := sprintf("%s profile", [label])}

_similar[site] contains [leads, name] if {
	some site, label in _labels
	some name in _own
	not lower(name) in _exact
	contains(sprintf(" %s ", [lower(name)]), sprintf(" %s ", [label]))
	leads := startswith(lower(name), label)
}

_claims[site] contains claim if {
	some site, _ in _settings
	profile := _mapped[lower(site)]
	claim := [1, profile, ["CustomSite", site, "masterLabel"], sprintf("the parameter site_profiles names %s as its guest profile", [profile])]
}

_claims[site] contains claim if {
	some site, _ in _settings
	[name, user] := _guest_users[lower(site)]
	claim := [2, user.profile, ["runtime", "guestUsers", name, "profile"], sprintf("its guest user has the profile %s", [user.profile])]
}

_claims[site] contains claim if {
	some site, settings in _settings
	claim := [3, settings.guestProfile, ["CustomSite", site, "guestProfile"], sprintf("the site names %s as its guest profile", [settings.guestProfile])]
}

_claims[site] contains claim if {
	some site, label in _labels
	some profile in _profiles_by_key[sprintf("%s profile", [label])]
	profile in _usable
	claim := [4, profile, ["Profile", profile, "userLicense"], sprintf("%s is a guest profile and has the name that belongs to the site", [profile])]
}

_claims[site] contains claim if {
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
	[_, named, at, message] := min({claim | some claim in _claims[site]} | {[9, "", ["CustomSite", site, "masterLabel"], "no guest profile in the export fits the site"]})
	found := sort([name | some name in _profiles_by_key[lower(named)]; name in _usable])
	entry := {
		"active": object.get(settings, "active", "unknown"),
		"profile": concat("", array.slice(found, 0, 1)),
		"why": {"at": at, "message": message},
		"networks": {item | some item in _networks[lower(site)]},
		"missing": {item | some item in _missing[lower(site)]},
	}
}

_networks[key] contains name if {
	some name, network in paths.object_at(input, "Network")
	key := lower(network.site)
}

guest_profiles := _own | {site.profile | some site in sites; site.profile != ""}

# What a guest may read, by profile and by the permission sets that runtime says its user has.

_sites_of[holder] contains site if {
	some site, entry in sites
	entry.active == true
	entry.profile != ""
	holder := concat("/", ["Profile", entry.profile])
}

_sites_of[holder] contains site if {
	some site, entry in sites
	entry.active == true
	some [name, _] in _assigned[lower(site)]
	holder := concat("/", ["PermissionSet", _set_names[lower(name)]])
}

_set_names := {key: name | some name, _ in paths.object_at(input, "PermissionSet"); key := lower(name)}

_groups := {key: group | some name, group in paths.object_at(input, "PermissionSetGroup"); key := lower(name)}

_muting := {key: set | some name, set in paths.object_at(input, "MutingPermissionSet"); key := lower(name)}

# The permission sets of each guest user: [name, folded name of the group that they come by, or ""].
_assigned[key] contains entry if {
	some key, [_, user] in _guest_users
	some name in paths.list_at(user, "permissionSets")
	entry := [name, ""]
}

_assigned[key] contains entry if {
	some key, [_, user] in _guest_users
	some group_name in paths.list_at(user, "permissionSetGroups")
	group := lower(group_name)
	some name in paths.list_at(_groups[group], "permissionSets")
	entry := [name, group]
}

_missing[key] contains lost if {
	some key, entries in _assigned
	some [name, _] in entries
	not _set_names[lower(name)]
	lost := sprintf("permission set %s", [name])
}

_missing[key] contains lost if {
	some key, [_, user] in _guest_users
	some name in paths.list_at(user, "permissionSetGroups")
	not _groups[lower(name)]
	lost := sprintf("permission set group %s", [name])
}

_missing[key] contains lost if {
	some key, entries in _assigned
	some [_, group] in entries
	some name in paths.list_at(object.get(_groups, group, {}), "mutingPermissionSets")
	not _muting[lower(name)]
	lost := sprintf("muting permission set %s", [name])
}

# By each permission set of a guest user, the groups that it comes by.
_ways[key] contains group if {
	some entries in _assigned
	some [name, group] in entries
	key := lower(name)
}

_holders[holder] := ["Profile", name] if {
	some name in guest_profiles
	holder := concat("/", ["Profile", name])
}

_holders[holder] := ["PermissionSet", name] if {
	some key, _ in _ways
	name := _set_names[key]
	holder := concat("/", ["PermissionSet", name])
}

_granted[holder] := granted if {
	some holder, ["Profile", name] in _holders
	granted := input.Profile[name]
}

_granted[holder] := granted if {
	some holder, ["PermissionSet", name] in _holders
	ways := _ways[lower(name)]
	"" in ways
	granted := input.PermissionSet[name]
}

_granted[holder] := granted if {
	some holder, ["PermissionSet", name] in _holders
	ways := _ways[lower(name)]
	not "" in ways
	granted := object.union_n([kept |
		some group in ways
		kept := muting.kept(input.PermissionSet[name], _muted_by[group])
	])
}

_muted_by[group] := [set |
	some name in paths.list_at(settings, "mutingPermissionSets")
	set := _muting[lower(name)]
] if some group, settings in _groups

_kinds := {
	"Profile": {"key": "profile", "words": "the guest profile"},
	"PermissionSet": {"key": "permissionSet", "words": "the guest user's permission set"},
}

guest_holders[id] := found if {
	some id, granted in _granted
	[type, holder] := _holders[id]
	found := {
		"type": type,
		"holder": holder,
		"sites": {site | some site in _sites_of[id]},
		"granted": granted,
		"what": sprintf("%s \"%s\"", [_kinds[type].words, holder]),
		"key": _kinds[type].key,
		"chain": [step |
			some site in sort([name | some name in _sites_of[id]])
			step := _step(type, site, sites[site].why)
		],
	}
}

_step("Profile", site, why) := {"at": why.at, "message": sprintf("the active site \"%s\": %s", [site, why.message])}

_step("PermissionSet", site, _) := {"at": ["CustomSite", site, "active"], "message": sprintf("the guest user of the active site \"%s\" has the permission set", [site])}

holder_gaps contains gap if {
	some site, entry in sites
	entry.active != false
	entry.profile == ""
	gap := {"message": sprintf("The guest profile of the site \"%s\" was not exported.", [site]), "at": ["CustomSite", site, "masterLabel"]}
}

holder_gaps contains gap if {
	some site, entry in sites
	entry.active != false
	some lost in entry.missing
	gap := {"message": sprintf("The %s of the guest user of the site \"%s\" was not exported.", [lost, site]), "at": ["CustomSite", site]}
}

_readable[place] contains field if {
	some holder, granted in _granted
	some qualified, permission in paths.object_at(granted, "fieldPermissions")
	permission.readable == true
	[object_name, name] := split(qualified, ".")
	place := concat("/", [holder, lower(object_name)])
	field := [name, qualified]
}

_field_meta[key] := meta if {
	some key, names in parents.objects
	meta := object.union_n([part |
		some name in names
		settings := _custom_objects[name]
		some part in [{"Name": paths.object_at(settings, "nameField")}, paths.object_at(settings, "fields")]
	])
}

guest_reads[id] := read if {
	some holder, granted in _granted
	some name, permission in paths.object_at(granted, "objectPermissions")
	permission.allowRead == true
	key := lower(name)
	[type, owner] := _holders[holder]
	id := concat("/", [holder, name])
	metas := object.get(_field_meta, key, {})
	fields := [[field, qualified, kinds] |
		some [field, qualified] in {[always, ""] | some always in categories.names(name)} | {item | some item in _readable[concat("/", [holder, key])]}
		kinds := categories.of(name, field, object.get(metas, field, {}), _params.name_patterns) | object.get(_carried, concat("/", [key, field]), set())
	]
	read := {
		"type": type,
		"holder": owner,
		"object": name,
		"key": key,
		"at": [type, owner, "objectPermissions", name, "allowRead"],
		"sites": {item | some item in _sites_of[holder]},
		"exported": {item | some item in parents.objects[key]},
		"unshared": object.get(_unshared, key, ""),
		"fields": sort(fields),
	}
}

# What formulas of readable objects carry from others.
_carried[place] := kinds if {
	some key in {lower(name) |
		some _, granted in _granted
		some name, permission in paths.object_at(granted, "objectPermissions")
		permission.allowRead == true
	}
	some field, meta in _field_meta[key]
	contains(meta.formula, ".")
	place := concat("/", [key, field])
	kinds := {kind |
		some reference in formulas.references(meta.formula)
		target := formulas.target(parents.names[key], _field_meta[key], reference)
		target_meta := object.get(object.get(_field_meta, lower(target.object), {}), target.field, {})
		some kind in categories.of(target.object, target.field, target_meta, _params.name_patterns)
	}
}

# Objects without sharing, by kind.
_unshared[key] := suffix.name if {
	some _, granted in _granted
	some name, _ in paths.object_at(granted, "objectPermissions")
	key := lower(name)
	some ending, suffix in unshared_objects.suffixes
	endswith(key, ending)
}

_unshared[key] := "custom setting" if {
	some key, names in parents.objects
	some name in names
	_custom_objects[name].customSettingsType
}

# Which rows of an object are open to a site.

_sites_by_user[key] contains site if {
	some site, _ in _settings
	key := lower(site)
}

_sites_by_user[key] contains site if {
	some site, _ in _settings
	key := lower(_guest_users[lower(site)][1].nickname)
}

guest_rules contains rule if {
	some object_name, group in paths.object_at(input, "SharingRules")
	some name, settings in paths.object_at(group, "sharingGuestRules")
	at := ["SharingRules", object_name, "sharingGuestRules", name]
	users := [user |
		some i, nickname in paths.list_at(paths.object_at(settings, "sharedTo"), "guestUser")
		user := {
			"name": nickname,
			"at": array.concat(at, ["sharedTo", "guestUser", i]),
			"sites": {item | some item in _sites_by_user[lower(nickname)]},
		}
	]
	rule := {"object": object_name, "key": lower(object_name), "rule": name, "at": at, "users": users}
}

_open[place] contains path if {
	some rule in guest_rules
	some user in rule.users
	some site in user.sites
	place := concat("/", [site, rule.key])
	path := {"kind": "guest sharing rule", "rank": 1, "at": rule.at, "message": sprintf("guest sharing rule %s shares records of %s with guest user %s", [rule.rule, rule.object, user.name])}
}

_open[place] contains path if {
	some holder, sites_of in _sites_of
	[type, owner] := _holders[holder]
	some name, permission in paths.object_at(_granted[holder], "objectPermissions")
	some rank, right in {2: "viewAllRecords", 3: "modifyAllRecords"}
	permission[right] == true
	some site in sites_of
	place := concat("/", [site, lower(name)])
	path := {"kind": right, "rank": rank, "at": [type, owner, "objectPermissions", name, right], "message": sprintf("%s of %s opens every record of %s%s", [right, owner, name, _since_spring_21])}
}

_since_spring_21 := "" if {
	before_spring_21
} else := ", which guests should not be able to hold since Spring '21"

# Code hands out the records that it reads, and not those that follow them.
_handed_out[place] contains path if {
	some _, found in guest_classes
	some key, _ in object.get(found.bypass, "objects", {})
	some site in guest_holders[found.holder].sites
	place := concat("/", [site, key])
	path := {
		"kind": "Apex without sharing",
		"rank": 6,
		"at": array.concat(["ApexClass", found.class], found.bypass.at),
		"message": sprintf("the class %s, which visitors may run, queries it without sharing", [found.class]),
	}
}

_handed_out[place] contains path if {
	some _, found in guest_flows
	some key, _ in found.reads
	some site in guest_holders[found.holder].sites
	place := concat("/", [site, key])
	path := {
		"kind": "flow without sharing",
		"rank": 7,
		"at": ["Flow", min(found.unshared), "runInMode"],
		"message": sprintf("the flow %s, which visitors may run, looks it up without sharing", [found.flow]),
	}
}

_open[place] contains path if {
	some _, read in guest_reads
	read.unshared != ""
	read.unshared != "platform event"
	some site in read.sites
	place := concat("/", [site, read.key])
	path := {"kind": "no sharing", "rank": 8, "at": read.at, "message": sprintf("a %s has no sharing: who may read it reads every record", [read.unshared])}
}

_open[place] contains path if {
	before_winter_21
	some key, found in parents.defaults
	found.open
	some site, _ in sites
	place := concat("/", [site, key])
	path := {"kind": "external default", "rank": 4, "at": found.at, "message": sprintf("the external default %s opens every record, which guests obeyed until Winter '21", [found.value])}
}

external_defaults := parents.defaults

# The sites that may read an object, and it with all that its records follow.

_readers[key] contains site if {
	some _, read in guest_reads
	key := read.key
	read.unshared != "platform event"
	some site in read.sites
}

_graph := object.union({parent: set() | some above in parents.follows; some parent in above}, parents.follows)

_line[key] := line if {
	some key, _ in _readers
	line := graph.reachable(_graph, {key}) | {key}
}

# By site and object, the objects whose records are open by those of their parents.
_handed_down[place] := found if {
	some key, line in _line
	count(line) > 1
	some site in _readers[key]
	opened := {member | some member in line; _open[concat("/", [site, member])]}
	count(opened) > 0
	found := parents.handed_down(_graph, line, opened)
	place := concat("/", [site, key])
}

_follow_paths[key] := path if {
	some key, above in parents.follows
	masters := sort([name | some parent in above; name := object.get(parents.names, parent, parent)])
	path := {
		"kind": "controlled by parent",
		"rank": 5,
		"at": parents.reasons[key],
		"message": sprintf("records of %s follow those of %s", [object.get(parents.names, key, key), concat(" and ", masters)]),
	}
}

# Paths in reading order: to the object's own records, then by which objects it follows others, then to the records of those.
_rows[place] := rows if {
	some key, found in _line
	some site in _readers[key]
	place := concat("/", [site, key])
	own := array.concat(
		[[0, 0, path.rank, path.at, path] | some path in _open[place]],
		[[0, 0, path.rank, path.at, path] | some path in _handed_out[place]],
	)
	down := object.get(_handed_down, place, set())
	followed := graph.reachable({member: (_graph[member] & down) | some member in down}, {key})
	above := [entry |
		key in down
		some member in {key} | {parent | some low in followed; some parent in _graph[low]}
		some entry in array.concat(
			[[1, 0 - count(graph.reachable(_graph, {member})), path.rank, path.at, path] | member in down; path := _follow_paths[member]],
			[[2, 0, path.rank, path.at, path] | member != key; some path in _open[concat("/", [site, member])]],
		)
	]
	rows := [path | some [_, _, _, _, path] in sort(array.concat(own, above))]
	count(rows) > 0
}

exposures contains exposure if {
	some id, read in guest_reads
	some site in read.sites
	rows := _rows[concat("/", [site, read.key])]
	exposure := {"read": id, "site": site, "rows": rows}
}

# Why it is unknown whether the records of an object are open by themselves.

_doubts[key] contains message if {
	not paths.covered(input, "SharingRules")
	some key in _wide_members
	not parents.follows[key]
	message := "the export has no sharing rules"
}

_doubts[key] contains message if {
	before_winter_21
	some key in _wide_members
	not parents.follows[key]
	not external_defaults[key]
	message := sprintf("the external default of %s is not in the export", [_spelt(key)])
}

_doubts[key] contains message if {
	some key in _wide_members
	_lacks_parent(key)
	message := _parent_unknown(key)
}

_lacks_parent(key) if key in parents.orphans

_lacks_parent(key) if {
	endswith(key, "__c")
	not parents.objects[key]
}

_parent_unknown(key) := sprintf("the export does not say whether and which parent %s follows", [_spelt(key)])

_spelt(key) := object.get(object.union(_read_names, parents.names), key, key)

_read_names := text.spelt({read.object | some _, read in guest_reads})

# The objects that one may follow besides, where the export does not tell.
_wide_graph := object.union({parent: set() | some above in parents.may_follow; some parent in above}, object.union(_graph, parents.may_follow))

_wide_line[key] := line if {
	some key, _ in _readers
	line := graph.reachable(_wide_graph, {key}) | {key}
}

_wide_members := {member | some _, line in _wide_line; some member in line}

# Records that may be open, by what is unknown of them and of those that they follow.
_possible[place] := messages if {
	some key, line in _wide_line
	some site in _readers[key]
	place := concat("/", [site, key])
	not _rows[place]
	opened := {member | some member in line; _may_be_open(site, member)}
	count(opened) > 0
	down := parents.handed_down(_wide_graph, line, opened)
	possible := opened | down
	key in possible
	messages := {message | some member in line; some message in _doubts[member]} | {message |
		some member in down
		parents.may_follow[member]
		message := _parent_unknown(member)
	}
}

_may_be_open(_, key) if _doubts[key]

_may_be_open(site, key) if _open[concat("/", [site, key])]

# Code that guests may run, and that may read anything.
_blind_sites[site] contains message if {
	some _, found in guest_classes
	found.bypass.blind
	some site in guest_holders[found.holder].sites
	message := sprintf("what the class %s reads without sharing is not known", [found.class])
}

_blind_sites[site] contains message if {
	some _, found in guest_classes
	found.doubt.blind
	some site in guest_holders[found.holder].sites
	message := sprintf("whether the class %s runs without sharing is not known", [found.class])
}

_blind_sites[site] contains message if {
	some id, runs in _flow_runs
	count(runs.lost) > 0
	some site in guest_holders[runs.holder].sites
	message := sprintf("the export lacks flows that the flow %s calls: %s", [runs.flow, text.names(sort(runs.lost))])
}

_blind_sites[site] contains message if {
	some id in _runs_unseen
	some site in guest_holders[id].sites
	message := sprintf("the export has no flows, and %s may run all of them", [guest_holders[id].what])
}

# Code that may read this object.
_doubtful_code[place] contains message if {
	some _, found in guest_classes
	some key, _ in object.get(found.doubt, "objects", {})
	some site in guest_holders[found.holder].sites
	place := concat("/", [site, key])
	message := sprintf("whether the class %s, which queries it, runs without sharing is not known", [found.class])
}

_blind_sites[site] contains message if {
	some type, holders in _lost
	some id, names in holders
	some site in guest_holders[id].sites
	message := sprintf("the export lacks %s that %s may run: %s", [_code[type].words, guest_holders[id].what, text.names(sort(names))])
}

unknown_rows contains unknown if {
	some id, read in guest_reads
	read.unshared != "platform event"
	some site in read.sites
	place := concat("/", [site, read.key])
	not _rows[place]
	some message in union({object.get(_possible, place, set()), {item | some item in _blind_sites[site]}, {item | some item in _doubtful_code[place]}})
	unknown := {"read": id, "site": site, "message": message}
}

record_counts[key] := number if {
	some name, number in paths.object_at(paths.object_at(input, "runtime"), "recordCounts")
	is_number(number)
	key := lower(name)
}

# Classes and flows that guests may run.

_code := {
	"ApexClass": {"section": "classAccesses", "words": "the source of classes"},
	"Flow": {"section": "flowAccesses", "words": "flows"},
}

_class_names := {key: name | some name, _ in paths.object_at(input, "ApexClass"); key := lower(name)}

_known_class(key) := class if {
	class := input.ApexClass[_class_names[key]]
	class.sharing
}

_enabled[type][id] contains name if {
	some type, code in _code
	some id, granted in _granted
	some name, enabled in paths.object_at(granted, code.section)
	enabled == true
}

guest_classes[id] := found if {
	some holder, names in _enabled.ApexClass
	some name in names
	key := lower(name)
	class := _known_class(key)
	bases := _bases[key]
	entries := apex.entries(class)
	page := [true |
		count(entries) == 0
		count(paths.object_at(class, "methods")) > 0
		some _, enabled in paths.object_at(_granted[holder], "pageAccesses")
		enabled == true
	]
	callable := count(entries) + count(page) > 0
	id := concat("/", [holder, name])
	found := {
		"holder": holder,
		"at": array.concat(_holders[holder], ["classAccesses", name]),
		"class": _class_names[key],
		"entries": entries,
		"page": count(page) > 0,
		"bypass": object.union_n([_as_exported(bypass) | callable; bypass := apex.bypass(class, [facts | some [facts, _] in bases])]),
		"doubt": object.union_n([doubt | callable; doubt := apex.doubt(class, [facts | some [facts, _] in bases])]),
		"base": concat("", [base | some [facts, base] in bases; not facts.sharing]),
	}
}

_as_exported(bypass) := object.union(bypass, {"objects": {key: object.get(parents.names, key, name) | some key, name in bypass.objects}})

# The classes that a class extends, over any number of levels; inner ones are written Outer.Inner.
_extended[key] := {base} if {
	some name, class in paths.object_at(input, "ApexClass")
	is_string(class.extends)
	key := lower(name)
	base := lower(class.extends)
}

# The nearest is the one that most lie above.
_bases[key] := bases if {
	some _, names in _enabled.ApexClass
	some name in names
	key := lower(name)
	above := graph.reachable(_extended_graph, object.get(_extended, key, set()))
	bases := [[_facts(base), base] |
		some [_, base] in sort([[0 - count(graph.reachable(_extended_graph, {base})), base] | some base in above])
	]
}

_extended_graph := object.union({base: set() | some _, bases in _extended; some base in bases}, _extended)

_facts(base) := facts if {
	facts := _known_class(base)
} else := facts if {
	[outer, inner] := split(base, ".")
	some name, facts in paths.object_at(_known_class(outer), "classes")
	lower(name) == inner
} else := {}

# Until Spring '23 a guest with Run Flows ran every flow that asks for no permission of its own.
_runs[id] contains run if {
	some id, names in _enabled.Flow
	some name in names
	run := [lower(name), ["flowAccesses", name]]
}

_runs[id] contains run if {
	some id in _runs_all
	some key in flows.unguarded
	not _has_flow[concat("/", [id, key])]
	run := [key, ["userPermissions", "RunFlow"]]
}

_runs_all contains id if {
	before_spring_23
	some id, granted in _granted
	paths.object_at(granted, "userPermissions").RunFlow == true
}

_runs_unseen contains id if {
	not paths.covered(input, "Flow")
	some id in _runs_all
}

_has_flow[place] := true if {
	some id, names in _enabled.Flow
	some name in names
	place := concat("/", [id, lower(name)])
}

_flow_runs[id] := found if {
	some holder, runs in _runs
	some [key, at] in runs
	id := concat("/", [holder, key])
	found := object.union({"holder": holder, "at": array.concat(_holders[holder], at)}, _run_of[key])
}

_run_of[key] := found if {
	some _, runs in _runs
	some [key, _] in runs
	found := flows.runs(key)
}

guest_flows[id] := found if {
	some id, found in _flow_runs
	count(found.unshared) > 0
}

# What guests may run, and the export does not show.

_lost.ApexClass[id] contains name if {
	some id, names in _enabled.ApexClass
	some name in names
	not _known_class(lower(name))
}

_lost.Flow[id] contains name if {
	some id, names in _enabled.Flow
	some name in names
	not lower(name) in flows.exported
}

unknown_code[type] contains gap if {
	some type, holders in _lost
	paths.covered(input, type)
	some id, names in holders
	gap := {
		"message": sprintf("The export lacks %s that %s may run: %s.", [_code[type].words, guest_holders[id].what, text.names(sort(names))]),
		"at": array.concat(_holders[id], [_code[type].section]),
	}
}

unknown_code[type] contains gap if {
	some type, code in _code
	not paths.covered(input, type)
	some id, granted in _granted
	_open_list(object.get(granted, code.section, null))
	gap := {"message": sprintf("%s was not exported.", [type]), "at": array.concat(_holders[id], [code.section])}
}

unknown_code[type] contains gap if {
	type := "Flow"
	some _, runs in _flow_runs
	count(runs.lost) > 0
	gap := {
		"message": sprintf("The export lacks flows that the flow \"%s\" calls, which visitors may run: %s.", [runs.flow, text.names(sort(runs.lost))]),
		"at": ["Flow", runs.flow, "subflows"],
	}
}

unknown_code[type] contains gap if {
	type := "Flow"
	some id in _runs_unseen
	gap := {"message": sprintf("Flow was not exported, and %s may run all flows.", [guest_holders[id].what]), "at": array.concat(_holders[id], ["userPermissions", "RunFlow"])}
}

# A list that has no enabled entry says that guests may run nothing.
_open_list(entries) := true if {
	entries == null
} else := true if {
	some _, enabled in entries
	enabled == true
}
