# METADATA
# title: Which fields guests may read
# description: |
#   A part of the access model. Objects and fields are keyed by their folded names, holders and ways as in lib/visitors.
#   permitted[holder][object] is the set of [field, its fieldPermissions key] that the holder makes readable of an object that
#   guests may read, whole[holder][object] the set of the fields that it makes readable by viewAllFields: those in the export. with_object[object]
#   is the set of the fields that everybody reads who reads the object: its name fields, and the fields that no field-level
#   security guards, required ones and those that lead to a master.
#   kinds[object][field] is the set of data categories of a field of the above, with those that its formula carries from
#   other objects. objects holds the objects that guests may read.
package tenantlint.salesforce.lib.columns

import data.tenantlint.salesforce.data.categories as tables
import data.tenantlint.salesforce.lib.categories
import data.tenantlint.salesforce.lib.formulas
import data.tenantlint.salesforce.lib.parents
import data.tenantlint.salesforce.lib.paths
import data.tenantlint.salesforce.lib.text
import data.tenantlint.salesforce.lib.visitors

_params := data.tenantlint.params.salesforce

_custom_objects := paths.object_at(input, "CustomObject")

objects contains key if {
	some holder in visitors.holders
	some name, permission in paths.object_at(holder.granted, "objectPermissions")
	permission.allowRead == true
	key := lower(name)
}

objects contains key if {
	some holder in visitors.holders
	holder.sees_all != ""
	some key in parents.shared
}

permitted[id][key] contains field if {
	some id, holder in visitors.holders
	some qualified, permission in paths.object_at(holder.granted, "fieldPermissions")
	permission.readable == true
	[object_name, name] := split(qualified, ".")
	key := lower(object_name)
	key in objects
	field := [name, qualified]
}

whole[id][key] contains field if {
	some id, holder in visitors.holders
	some name, permission in paths.object_at(holder.granted, "objectPermissions")
	permission.viewAllFields == true
	key := lower(name)
	some object_name in parents.objects[key]
	some field, _ in paths.object_at(_custom_objects[object_name], "fields")
}

with_object[key] contains field if {
	some key in objects
	some field in categories.names(_as_listed(key))
}

with_object[key] contains field if {
	some key in objects
	some object_name in parents.objects[key]
	some field, meta in paths.object_at(_custom_objects[object_name], "fields")
	_unguarded(meta)
}

_unguarded(meta) if meta.required == true

_unguarded(meta) if meta.type == "MasterDetail"

# The tables name standard objects and their fields in one spelling.
_listed_objects := {key: name |
	some table in [tables.standard, tables.with_object]
	some name, _ in table
	key := lower(name)
}

_as_listed(key) := object.get(_listed_objects, key, object.get(parents.names, key, key))

_listed_fields[key] := {folded: field | some field, _ in fields; folded := lower(field)} if {
	some name, fields in tables.standard
	key := lower(name)
}

_meta[key] := meta if {
	some key, names in parents.objects
	meta := object.union_n([part |
		some name in names
		settings := _custom_objects[name]
		some part in [{"Name": paths.object_at(settings, "nameField")}, paths.object_at(settings, "fields")]
	])
}

_spellings[key] := text.spelt({field | some field, _ in _meta[key]}) if some key, _ in _asked

_asked[key] contains field if {
	some _, by_object in permitted
	some key, fields in by_object
	some [field, _] in fields
}

_asked[key] contains field if {
	some _, by_object in whole
	some key, fields in by_object
	some field in fields
}

_asked[key] contains field if {
	some key, fields in with_object
	some field in fields
}

_asked[key] contains field if {
	some targets in _carried
	some [key, field] in targets
}

kinds[key] := found if {
	some key in objects
	found := {folded: categories_of |
		some folded, _ in _entries[key]
		carried := {kind | some [other, field] in _carried[concat(".", [key, folded])]; some kind in _recognised[[other, lower(field)]]}
		categories_of := object.get(_recognised, [[key, folded]], set()) | carried
	}
}

_recognised := categories.of_all({[key, folded]: entry | some key, entries in _entries; some folded, entry in entries}, _params)

# What categories.of_all takes of each field.
_entries[key] := entries if {
	some key, fields in _asked
	object_name := _as_listed(key)
	spellings := object.get(_spellings, key, {})
	listed := object.get(_listed_fields, key, {})
	known := object.get(_meta, key, {})
	entries := {folded: entry |
		some folded, asked in text.spelt(fields)
		spelt := object.get(spellings, folded, asked)
		entry := [object_name, object.get(listed, folded, spelt), object.get(known, spelt, {})]
	}
}

# The [object, field] that formulas of readable objects carry from others, unless a parameter says what the field holds.
_carried[place] contains [found.object, found.field] if {
	some key in objects
	some field, meta in _meta[key]
	contains(meta.formula, ".")
	place := lower(concat(".", [key, field]))
	not _stated[place]
	some reference in formulas.references(meta.formula)
	found := formulas.target(key, _lookups[key], reference)
}

_stated := categories.stated(_params)

# By folded field, the object that it leads to.
_lookups[key] := {folded: leading[field] | some folded, field in text.spelt(object.keys(leading))} if {
	some key in objects
	leading := {field: meta.referenceTo | some field, meta in _meta[key]; is_string(meta.referenceTo)}
}
