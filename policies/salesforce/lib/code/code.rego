# METADATA
# title: Code that guests may run
# description: |
#   A part of the access model: the Apex classes and flows that guest users may run.
#   classes, unshared_flows and unknown are guest_classes, guest_flows and unknown_code of lib/access.
#   blind_sites[site] are messages on code that its visitors may run and that may read any object, doubts[site/object] on code
#   that may read this object (folded). before_spring_23 is true or false, by the date of judgement.
package tenantlint.salesforce.lib.code

import data.tenantlint.salesforce.data.releases
import data.tenantlint.salesforce.lib.apex
import data.tenantlint.salesforce.lib.flows
import data.tenantlint.salesforce.lib.parents
import data.tenantlint.salesforce.lib.paths
import data.tenantlint.salesforce.lib.text
import data.tenantlint.salesforce.lib.visitors

before_spring_23 := data.tenantlint.as_of < releases.spring_23.from

_granted := {id: holder.granted | some id, holder in visitors.holders}

_holders := {id: [holder.type, holder.holder] | some id, holder in visitors.holders}

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

classes[id] := found if {
	some holder, names in _enabled.ApexClass
	some name in names
	key := lower(name)
	class := _known_class(key)
	bases := _bases[key]
	entries := apex.entries(class)
	page := [used |
		count(entries) == 0
		count(paths.object_at(class, "methods")) > 0
		some used, enabled in paths.object_at(_granted[holder], "pageAccesses")
		enabled == true
	]
	callable := count(entries) + count(page) > 0
	id := concat("/", [holder, name])
	found := {
		"holder": holder,
		"sites": visitors.sites_with(holder, ["classAccesses", name]),
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

# What each class extends; inner ones are outer.inner.
_extended[key] contains base if {
	some name, class in paths.object_at(input, "ApexClass")
	is_string(class.extends)
	key := lower(name)
	base := lower(class.extends)
}

_extended[key] contains base if {
	some name, class in paths.object_at(input, "ApexClass")
	classes := paths.object_at(class, "classes")
	extending := {[lower(inner), lower(facts.extends)] | some inner, facts in classes; is_string(facts.extends)}
	count(extending) > 0
	outer := lower(name)
	beside := {lower(inner) | some inner, _ in classes}
	some [inner, written] in extending
	key := concat(".", [outer, inner])
	base := _named_in(outer, beside, inner, written)
}

# An inner class may name those beside it without the outer one.
_named_in(outer, beside, inner, written) := concat(".", [outer, written]) if {
	written in beside
	written != inner
} else := written

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
	facts := max({facts | some name, facts in paths.object_at(_known_class(outer), "classes"); lower(name) == inner})
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
	found := object.union({"holder": holder, "sites": visitors.sites_with(holder, at), "at": array.concat(_holders[holder], at)}, _run_of[key])
}

_run_of[key] := found if {
	some _, runs in _runs
	some [key, _] in runs
	found := flows.runs(key)
}

unshared_flows[id] := found if {
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

unknown[type] contains gap if {
	some type, holders in _lost
	paths.covered(input, type)
	some id, names in holders
	gap := {
		"message": sprintf("The export lacks %s that %s may run: %s.", [_code[type].words, visitors.holders[id].what, text.names(sort(names))]),
		"at": array.concat(_holders[id], [_code[type].section]),
	}
}

unknown[type] contains gap if {
	some type, code in _code
	not paths.covered(input, type)
	some id, granted in _granted
	_open_list(object.get(granted, code.section, null))
	gap := {"message": sprintf("%s was not exported.", [type]), "at": array.concat(_holders[id], [code.section])}
}

unknown[type] contains gap if {
	type := "Flow"
	some _, runs in _flow_runs
	count(runs.lost) > 0
	gap := {
		"message": sprintf("The export lacks flows that the flow \"%s\" calls, which visitors may run: %s.", [runs.flow, text.names(sort(runs.lost))]),
		"at": ["Flow", runs.flow, "subflows"],
	}
}

unknown[type] contains gap if {
	type := "Flow"
	some id in _runs_unseen
	gap := {"message": sprintf("Flow was not exported, and %s may run all flows.", [visitors.holders[id].what]), "at": array.concat(_holders[id], ["userPermissions", "RunFlow"])}
}

# A list that has no enabled entry says that guests may run nothing.
_open_list(entries) := true if {
	entries == null
} else := true if {
	some _, enabled in entries
	enabled == true
}

# Code that guests may run, and that may read anything.
blind_sites[site] contains message if {
	some _, found in classes
	found.bypass.blind
	some site in found.sites
	message := sprintf("what the class %s reads without sharing is not known", [found.class])
}

blind_sites[site] contains message if {
	some _, found in classes
	found.doubt.blind
	some site in found.sites
	message := sprintf("whether the class %s runs without sharing is not known", [found.class])
}

blind_sites[site] contains message if {
	some id, runs in _flow_runs
	count(runs.lost) > 0
	some site in runs.sites
	message := sprintf("the export lacks flows that the flow %s calls: %s", [runs.flow, text.names(sort(runs.lost))])
}

blind_sites[site] contains message if {
	some id in _runs_unseen
	some site in visitors.sites_with(id, ["userPermissions", "RunFlow"])
	message := sprintf("the export has no flows, and %s may run all of them", [visitors.holders[id].what])
}

# Code that may read this object.
doubts[place] contains message if {
	some _, found in classes
	some key, _ in object.get(found.doubt, "objects", {})
	some site in found.sites
	place := concat("/", [site, key])
	message := sprintf("whether the class %s, which queries it, runs without sharing is not known", [found.class])
}

blind_sites[site] contains message if {
	some type, holders in _lost
	some id, names in holders
	section := _code[type].section
	some site in visitors.holders[id].sites
	lost := [name | some name in sort(names); site in visitors.sites_with(id, [section, name])]
	count(lost) > 0
	message := sprintf("the export lacks %s that %s may run: %s", [_code[type].words, visitors.holders[id].what, text.names(lost)])
}
