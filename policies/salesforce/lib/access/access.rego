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
#     name, at, sites: the active sites, exported: names of the object's CustomObject files, fields: set of
#     [field, its fieldPermissions key ("" for one without), id of the guest_holder that makes it readable: this one, or
#     another that a guest user has besides]. One without a key comes with the object or by View All Fields. What data they
#     hold is lib/data_read. unshared: the kind of an object without sharing, else ""}.
#   guest_classes[id]: a class that a guest may run and whose facts are known: {holder: id of a guest_holder, at, class: its
#     ApexClass, entries: what can be called from outside, page: whether a page may use it, bypass: apex.bypass or {},
#     doubt: apex.doubt or {}, base: the class that it extends and that the export lacks, or ""}.
#   guest_flows[id]: the same of a flow that works without sharing: {holder, at, and what flows.runs says of it}.
#   unknown_code[type]: set of {message, at}: classes (ApexClass) and flows (Flow) that guests may run, and that the
#     export does not show.
#   guest_rules: set of guest sharing rules {object, key, rule, at, users: [{name, at, sites}]}.
#   external_defaults[folded object]: {at, value, open}: what external users, and until Winter '21 guests, may read.
#   unknown_defaults[folded object]: until Winter '21, messages on the external defaults that decide about the records of an
#     object that guests read, and that the export lacks: its own, or those of the parents that its records follow.
#   exposures: set of {read: id, site, rows, fields}: a guest read whose rows are open, fields being the sorted list of
#     [field, at, set of its categories, as in lib/data_read] that all that its visitors hold makes readable, and rows the list of row paths
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
#       description: 'Further name patterns by data category, regular expressions on the lower-case words of a field''s API name and label, such as `{phone: ["^hotline( [0-9]+)?$"]}`.'
#       schema: {type: object, additionalProperties: {type: array, items: {type: string}}}
#       default: {}
#     - name: field_categories
#       description: 'Data categories of single fields, by Object.Field in any case, such as `{Boat__c.Berth__c: [location], Boat__c.Bell_Phone__c: []}`. They replace all that type, classification, name, label and formula of the field tell; an empty list says that it holds no such data.'
#       schema: {type: object, propertyNames: {pattern: "^[^.]+[.][^.]+$"}, additionalProperties: {type: array, items: {type: string}, uniqueItems: true}}
#       default: {}
#     - name: site_profiles
#       description: Guest profile by CustomSite name, where the export does not show which profile belongs to a site. It goes before every other evidence.
#       schema: {type: object, additionalProperties: {type: string}}
#       default: {}
package tenantlint.salesforce.lib.access

import data.tenantlint.salesforce.data.personal_data_objects as listed
import data.tenantlint.salesforce.data.releases
import data.tenantlint.salesforce.data.unshared_objects
import data.tenantlint.salesforce.lib.code
import data.tenantlint.salesforce.lib.columns
import data.tenantlint.salesforce.lib.parents
import data.tenantlint.salesforce.lib.paths
import data.tenantlint.salesforce.lib.text
import data.tenantlint.salesforce.lib.visitors

_params := data.tenantlint.params.salesforce

public_objects := {key | some name in _params.public_objects; key := lower(name)}

personal_objects := object.remove(object.union(listed, added), removed) if {
	added := {key: "added by the parameter personal_data_objects" | some name in paths.list_at(_params.personal_data_objects, "add"); key := lower(name)}
	removed := {key | some name in paths.list_at(_params.personal_data_objects, "remove"); key := lower(name)}
}

before_winter_21 := data.tenantlint.as_of < releases.winter_21.from

before_spring_21 := data.tenantlint.as_of < releases.spring_21.from

before_spring_23 := code.before_spring_23

# Who visits the sites.

sites := visitors.sites

guest_profiles := visitors.profiles

guest_holders := visitors.holders

holder_gaps := {gap | some gap in visitors.gaps}

_granted := {id: holder.granted | some id, holder in visitors.holders}

_holders := {id: [holder.type, holder.holder] | some id, holder in visitors.holders}

# What code they may run.

guest_classes := code.classes

guest_flows := code.unshared_flows

unknown_code := {type: gaps | some type, gaps in code.unknown}

# Which objects a guest may read.

guest_reads[id] := read if {
	some holder, granted in _granted
	some name, permission in paths.object_at(granted, "objectPermissions")
	permission.allowRead == true
	id := concat("/", [holder, name])
	read := _read(holder, name, ["objectPermissions", name, "allowRead"])
}

# Who may read all data reads also objects of which its permissions say nothing.
guest_reads[id] := read if {
	some holder, found in visitors.holders
	found.sees_all != ""
	stated := {lower(name) | some name, permission in paths.object_at(found.granted, "objectPermissions"); permission.allowRead == true}
	some key in parents.shared
	not key in stated
	name := parents.names[key]
	id := concat("/", [holder, name])
	read := _read(holder, name, ["userPermissions", found.sees_all])
}

_read(holder, name, at) := read if {
	key := lower(name)
	besides := visitors.beside_with(holder, at)
	permitted := {[field, qualified, holder] | some [field, qualified] in columns.permitted(holder, key)} | {[field, qualified, other[0]] |
		some other in besides
		some [field, qualified] in columns.permitted(other[0], key)
		visitors.granted[other].fieldPermissions[qualified].readable == true
	}
	known := {lower(field) | some [field, _, _] in permitted}
	whole := {field | some field in columns.whole[holder][key]} | {field |
		some other in besides
		_sees_all_fields(visitors.granted[other], key)
		some field in columns.whole[other[0]][key]
	}
	more := columns.with_object(key) | whole
	fields := permitted | {[field, "", holder] | some field in more; not lower(field) in known}
	read := {
		"type": _holders[holder][0],
		"holder": _holders[holder][1],
		"object": name,
		"key": key,
		"at": array.concat(_holders[holder], at),
		"sites": visitors.sites_with(holder, at),
		"exported": {item | some item in parents.objects[key]},
		"unshared": _kind_without_sharing(key),
		"fields": fields,
	}
}

_kind_without_sharing(key) := kind if {
	kind := parents.unshared[key]
} else := kind if {
	kind := [suffix.name | some ending, suffix in unshared_objects.suffixes; endswith(key, ending)][0]
} else := ""

# Which rows of an object are open to a site.

guest_rules contains rule if {
	some object_name, group in paths.object_at(input, "SharingRules")
	some name, settings in paths.object_at(group, "sharingGuestRules")
	at := ["SharingRules", object_name, "sharingGuestRules", name]
	users := [user |
		some i, nickname in paths.list_at(paths.object_at(settings, "sharedTo"), "guestUser")
		user := {
			"name": nickname,
			"at": array.concat(at, ["sharedTo", "guestUser", i]),
			"sites": {item | some item in visitors.sites_by_user[lower(nickname)]},
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
	some holder, granted in _granted
	some name, permission in paths.object_at(granted, "objectPermissions")
	some rank, right in {2: "viewAllRecords", 3: "modifyAllRecords"}
	permission[right] == true
	at := ["objectPermissions", name, right]
	some site in visitors.sites_with(holder, at)
	place := concat("/", [site, lower(name)])
	path := {
		"kind": right,
		"rank": rank,
		"at": array.concat(_holders[holder], at),
		"message": sprintf("%s of %s opens every record of %s%s", [right, _holders[holder][1], name, _since_spring_21]),
	}
}

_open[place] contains path if {
	some holder, rights in _sees_all_data
	some right, seers in rights
	some site in seers
	some key in _with_sharing
	place := concat("/", [site, key])
	path := {
		"kind": _all_data[right],
		"rank": 0,
		"at": array.concat(_holders[holder], ["userPermissions", right]),
		"message": sprintf("%s of %s opens every record of every object%s", [_all_data[right], _holders[holder][1], _since_spring_21]),
	}
}

_all_data := {"ViewAllData": "View All Data", "ModifyAllData": "Modify All Data"}

# By holder and right, the sites whose visitors have it: found out once, and not for each object.
_sees_all_data[holder][right] := found if {
	some holder, _ in _holders
	some right, _ in _all_data
	found := visitors.sites_with(holder, ["userPermissions", right])
}

_with_sharing := {key | some key in (parents.shared | columns.objects) | object.keys(_graph); _kind_without_sharing(key) == ""}

_since_spring_21 := "" if {
	before_spring_21
} else := ", which guests should not be able to hold since Spring '21"

# Code hands out the records that it reads, and not those that follow them.
_handed_out[place] contains path if {
	some _, found in guest_classes
	some key, _ in object.get(found.bypass, "objects", {})
	some site in found.sites
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
	some site in found.sites
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

# Paths in reading order: to the object's own records, then by which objects it follows others, then to the records of those,
# each path once.
_rows[place] := rows if {
	some key, found in _readers
	some site in found
	place := concat("/", [site, key])
	open := object.get(_open, place, set())
	own := {[0, 0, path.rank, path.at, path] | some path in open | object.get(_handed_out, place, set())}
	down := object.get(_handed_down, place, set())
	followed := graph.reachable({member: (_graph[member] & down) | some member in down}, {key})
	above := {entry |
		some member in {key} | {parent | some low in followed; some parent in _graph[low]}
		some entry in array.concat(
			[[1, 0 - count(graph.reachable(_graph, {member})), path.rank, path.at, path] | member in down; path := _follow_paths[member]],
			[[2, 0, path.rank, path.at, path] | some path in object.get(_open, concat("/", [site, member]), set()) - open],
		)
	}
	rows := [path | some [_, _, _, _, path] in sort(own | above)]
	count(rows) > 0
}

_exposed_kinds := columns.kinds({read.key | some _, read in guest_reads; some site in read.sites; _rows[concat("/", [site, read.key])]})

exposures contains exposure if {
	some id, read in guest_reads
	some site in read.sites
	rows := _rows[concat("/", [site, read.key])]
	exposure := {"read": id, "site": site, "rows": rows, "fields": _columns(site, concat("/", [read.type, read.holder]), read)}
}

_ways_at[site] contains way if {
	some way, found in visitors.sites_by_way
	some site in found
}

# The fields that a site's visitors read of an object, by all that gives them rights: [field, at, categories]. A field that
# several make readable is shown at the holder of the read.
_columns(site, holder, read) := sort({column |
	permitted := {[lower(field), count({holder} - {way[0]}), at, field] |
		some way in _ways_at[site]
		some [field, qualified] in columns.permitted(way[0], read.key)
		visitors.granted[way].fieldPermissions[qualified].readable == true
		at := array.concat(_holders[way[0]], ["fieldPermissions", qualified, "readable"])
	}
	whole := {[lower(field), 2, read.at, field] |
		some way in _ways_at[site]
		shown := columns.whole[way[0]][read.key]
		_sees_all_fields(visitors.granted[way], read.key)
		some field in shown
	}
	always := {[lower(field), 3, read.at, field] | some field in columns.with_object(read.key)}
	sorted := sort(permitted | (whole | always))
	some i, [folded, _, at, field] in sorted
	count([1 | some [before, _, _, _] in array.slice(sorted, i - 1, i); before == folded]) == 0
	column := [field, at, _exposed_kinds[read.key][folded]]
})

_sees_all_fields(granted, key) if {
	some name, permission in paths.object_at(granted, "objectPermissions")
	lower(name) == key
	permission.viewAllFields == true
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
	message := _default_unknown(key)
}

_doubts[key] contains message if {
	some key in _wide_members
	_lacks_parent(key)
	message := _parent_unknown(key)
}

_default_unknown(key) := sprintf("the external default of %s is not in the export", [_spelt(key)]) if {
	not parents.follows[key]
	not external_defaults[key]
}

unknown_defaults[key] contains message if {
	before_winter_21
	some key in {read.key | some _, read in guest_reads; read.unshared == ""}
	some member in graph.reachable(_graph, {key}) | {key}
	message := _lost_default(member)
}

_lost_default(key) := _parent_unknown(key) if {
	parents.follows[key]
	key in parents.orphans
} else := _default_unknown(key)

_lacks_parent(key) if key in parents.orphans

_lacks_parent(key) if {
	endswith(key, "__c")
	not parents.objects[key]
}

_parent_unknown(key) := sprintf("the export does not say whether and which parent %s follows", [_spelt(key)])

_spelt(key) := object.get(_spellings, key, key)

_spellings := object.union(_read_names, parents.names)

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

unknown_rows contains unknown if {
	some id, read in guest_reads
	read.unshared != "platform event"
	some site in read.sites
	place := concat("/", [site, read.key])
	not _rows[place]
	some message in union({object.get(_possible, place, set()), {item | some item in code.blind_sites[site]}, {item | some item in code.doubts[place]}})
	unknown := {"read": id, "site": site, "message": message}
}

record_counts[key] := number if {
	some name, number in paths.object_at(paths.object_at(input, "runtime"), "recordCounts")
	is_number(number)
	key := lower(name)
}
