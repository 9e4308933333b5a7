# METADATA
# title: Which records follow those of a parent
# description: |
#   A part of the access model: how objects share by default. Objects are keyed by their folded names.
#   objects[object] is the set of the names of its CustomObject files, names[object] its name as it is written.
#   defaults[object] is {at, value, open}: what external users may read of an object with a default of its own.
#   follows[object] is the set of parents that its records follow: they are open where those of all its parents are.
#   reasons[object] is the place that says so. may_follow[object] is the set of parents that it may follow as well, where the
#   export does not tell. orphans are the objects of which the export does not show the parent, or whether there is one.
#   unshared[object] is the kind of an object without sharing, shared the set of the other objects in the export.
#   handed_down(graph, objects, opened) is the set of those of `objects` whose records are open by those of their parents:
#   `graph` is {object: parents}, `opened` are the objects that are open by themselves, and `objects` holds the parents of
#   each of its members. An object stays shut that leads up, through closed ones, to one without parents or in a circle.
package tenantlint.salesforce.lib.parents

import data.tenantlint.salesforce.data.sharing_models as models
import data.tenantlint.salesforce.data.unshared_objects
import data.tenantlint.salesforce.lib.paths

_custom_objects := paths.object_at(input, "CustomObject")

objects[key] contains name if {
	some name, _ in _custom_objects
	key := lower(name)
}

names[key] := name if {
	some key, written in objects
	name := min(written)
}

names[key] := name if {
	some followers in _standard
	some name, _ in followers
	key := lower(name)
	not objects[key]
}

_standard := [models.follow_when_inherited, models.always_follow]

_standard_parents[key] := above if {
	some followers in _standard
	some name, parents in followers
	key := lower(name)
	above := {parent_key | some parent in parents; parent_key := lower(parent)}
}

unshared[key] := suffix.name if {
	some key, _ in objects
	some ending, suffix in unshared_objects.suffixes
	endswith(key, ending)
}

unshared[key] := "custom setting" if {
	some key, written in objects
	some name in written
	_custom_objects[name].customSettingsType
}

shared contains key if {
	some key, _ in objects
	not unshared[key]
}

# The external default counts, and without one an internal default that is closed, which it cannot exceed. Where the external
# model is off the internal default counts, and without one an external default that is open, which is no wider.
_external_off if input.Settings.Sharing.enableExternalSharingModel == false

_any := {value | some values in [models.open, models.closed, models.inherited]; some value in values}

_open := {value | some value in models.open}

_counting := [["sharingModel", _any], ["externalSharingModel", _open]] if {
	_external_off
} else := [["externalSharingModel", _any], ["sharingModel", _any - _open]]

_stated[key] contains default_access if {
	some key, written in objects
	some name in written
	some rank, [setting, values] in _counting
	value := _custom_objects[name][setting]
	value in values
	default_access := [rank, ["CustomObject", name, setting], value]
}

defaults[key] := found if {
	some key, stated in _stated
	[_, at, value] := min(stated)
	found := {"at": at, "value": value, "open": value in _open}
}

# Who follows a parent.

_models := ["sharingModel", "externalSharingModel"]

_reasons[key] contains at if {
	some key, written in objects
	some name in written
	some setting in _models
	_custom_objects[name][setting] == "ControlledByParent"
	at := ["CustomObject", name, setting]
}

# A custom object with a master and no stated model can only be controlled by its parent.
_reasons[key] contains at if {
	some key, masters in _masters
	some [name, field, _] in masters
	not _custom_objects[name].sharingModel
	at := ["CustomObject", name, "fields", field, "type"]
}

_reasons[key] contains at if {
	some name, _ in models.always_follow
	key := lower(name)
	at := ["CustomObject", name, "sharingModel"]
}

reasons[key] := at if {
	some key, found in _reasons
	at := min(found)
}

# The parent is "" where the field does not say which it is.
_masters[key] contains master if {
	some key, written in objects
	some name in written
	some field, meta in paths.object_at(_custom_objects[name], "fields")
	meta.type == "MasterDetail"
	master := [name, field, lower(object.get(meta, "referenceTo", ""))]
}

follows[key] := above if {
	some key, _ in _reasons
	above := {parent | some [_, _, parent] in _masters[key]; parent != ""} | object.get(_standard_parents, key, set())
}

may_follow[key] := above if {
	some name, _ in models.follow_when_inherited
	key := lower(name)
	not follows[key]
	not _stands_alone[key]
	above := _standard_parents[key]
}

_stands_alone[key] := true if {
	some key, written in objects
	some name in written
	_custom_objects[name].externalSharingModel
}

_stands_alone[key] := true if {
	some key, written in objects
	some name in written
	_internal_decides(_custom_objects[name].sharingModel)
}

_internal_decides(value) if not value in _open

_internal_decides(_) if _external_off

orphans contains key if {
	some key, above in follows
	count(above) == 0
}

orphans contains key if {
	some key, masters in _masters
	some [_, _, parent] in masters
	parent == ""
	follows[key]
}

# A custom object without a word on its model and without a master may be known in part only.
orphans contains key if {
	some key, written in objects
	endswith(key, "__c")
	not follows[key]
	count([1 | some name in written; some setting in _models; _custom_objects[name][setting]]) == 0
}

orphans contains parent if {
	some _, above in follows
	some parent in above
	endswith(parent, "__c")
	not objects[parent]
}

handed_down(parents_of, members, opened) := found if {
	closed := members - opened
	up := {low: above | some low in closed; above := object.get(parents_of, low, set()) - opened}
	ends := {low | some low in closed; count(object.get(parents_of, low, set())) == 0}
	circles := {low | some low, above in up; low in graph.reachable(up, above)}
	shut := {low | some low in closed; count(graph.reachable(up, {low}) & (ends | circles)) > 0}
	found := {member |
		some member in members
		above := object.get(parents_of, member, set())
		count(above) > 0
		count(above & shut) == 0
	}
}
