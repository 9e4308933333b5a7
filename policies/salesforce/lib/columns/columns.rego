# METADATA
# title: Which fields guests may read
# description: |
#   A part of lib/access and lib/data_read. Objects and fields are keyed by their folded names, holders and ways as in lib/visitors.
#   objects holds the objects that guests may read. permitted(holder, object) is the set of [field, its fieldPermissions key]
#   that the holder makes readable of an object, whole[holder][object] the set of the fields that it makes readable by
#   viewAllFields: those in the export. with_object(object) is the set of the fields that everybody reads who reads the
#   object: its name fields, and the fields that no field-level security guards, required ones and those that lead to a
#   master. kinds(objects)[object][field] is the set of data categories of a field of the above, with those that its formula
#   carries from other objects; ask for no more objects than you need, and for all of them at once.
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

permitted(id, key) := {[field, qualified] |
	some qualified, field in _listed[id][key]
	_fields[id][qualified].readable == true
}

_fields[id] := paths.object_at(holder.granted, "fieldPermissions") if some id, holder in visitors.holders

_listed[id] := text.by_owner(fields) if some id, fields in _fields

whole[id][key] contains field if {
	some id, holder in visitors.holders
	some name, permission in paths.object_at(holder.granted, "objectPermissions")
	permission.viewAllFields == true
	key := lower(name)
	some object_name in parents.objects[key]
	some field, _ in paths.object_at(_custom_objects[object_name], "fields")
}

with_object(key) := {field | some field in categories.names(_as_listed(key))} | {field |
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

_meta(key) := object.union_n([part |
	some name in parents.objects[key]
	settings := _custom_objects[name]
	some part in [{"Name": paths.object_at(settings, "nameField")}, paths.object_at(settings, "fields")]
])

kinds(keys) := {key: found |
	carried := {place: targets | some one in keys; some place, targets in _carried(one)}
	entries := {one: _entries(one, fields) | some one, fields in _asked(keys, {target | some targets in carried; some target in targets})}
	recognised := categories.of_all({[one, folded]: entry | some one, fields in entries; some folded, entry in fields}, _params)
	some key in keys
	found := {folded: categories_of |
		some folded, _ in entries[key]
		of_others := {kind | some [other, field] in carried[concat(".", [key, folded])]; some kind in recognised[[other, lower(field)]]}
		categories_of := object.get(recognised, [[key, folded]], set()) | of_others
	}
}

# By object, the fields that somebody reads, and those that are carried.
_asked(keys, carried) := {key: fields |
	some key in keys | {other | some [other, _] in carried}
	fields := _readable(key) | {field | some [other, field] in carried; other == key}
}

# Of an object, the fields that some holder makes readable.
_readable(key) := union({with_object(key), {field | some id, _ in _fields; some [field, _] in permitted(id, key)}, {field | some by_object in whole; some field in by_object[key]}})

# What categories.of_all takes of each field.
_entries(key, fields) := {folded: entry |
	object_name := _as_listed(key)
	known := _meta(key)
	spellings := text.spelt(object.keys(known))
	listed := object.get(_listed_fields, key, {})
	some folded, asked in text.spelt(fields)
	spelt := object.get(spellings, folded, asked)
	entry := [object_name, object.get(listed, folded, spelt), object.get(known, spelt, {})]
}

# The [object, field] that formulas of an object carry from others, unless a parameter says what the field holds.
_carried(key) := {place: targets |
	meta := _meta(key)
	some field, found in meta
	contains(found.formula, ".")
	place := lower(concat(".", [key, field]))
	not _stated[place]
	lookups := _lookups(meta)
	targets := {[target.object, target.field] | some reference in formulas.references(found.formula); target := formulas.target(key, lookups, reference)}
}

_stated := categories.stated(_params)

# By folded field, the object that it leads to.
_lookups(meta) := {folded: leading[field] | some folded, field in text.spelt(object.keys(leading))} if {
	leading := {field: known.referenceTo | some field, known in meta; is_string(known.referenceTo)}
}
