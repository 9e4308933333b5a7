# METADATA
# title: Which fields guests may read
# description: |
#   A part of the access model. Objects and fields are keyed by their folded names, holders and ways as in lib/visitors.
#   permitted[holder][object] is the set of [field, its fieldPermissions key] that the holder makes readable,
#   whole[holder][object] the set of the fields that it makes readable by viewAllFields: those in the export. with_object[object]
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

_spellings[key] := text.spelt({field | some field, _ in _meta[key]}) if some key in objects

_asked[key] contains field if {
	some _, by_object in permitted
	some key, fields in by_object
	key in objects
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

kinds[key] := found if {
	some key, fields in _entries
	found := {folded: categories_of |
		some folded, entry in fields
		categories_of := object.get(_recognised, [entry], set()) | {kind | some target in _carried[concat("/", [key, folded])]; some kind in _recognised[target]}
	}
}

_recognised := categories.of_all({entry | some fields in _entries; some entry in fields} | {target | some targets in _carried; some target in targets}, _params.name_patterns)

# What categories.of_all takes of each field.
_entries[key] := entries if {
	some key, fields in _asked
	object_name := _as_listed(key)
	entries := {folded: entry |
		some folded, asked in text.spelt(fields)
		spelt := object.get(object.get(_spellings, key, {}), folded, asked)
		written := object.get(object.get(_listed_fields, key, {}), folded, spelt)
		entry := [object_name, written, object.get(object.get(_meta, key, {}), spelt, {})]
	}
}

# And of those that formulas of readable objects carry from others.
_carried[place] contains target if {
	some key in objects
	some field, meta in _meta[key]
	contains(meta.formula, ".")
	place := concat("/", [key, lower(field)])
	some reference in formulas.references(meta.formula)
	found := formulas.target(parents.names[key], _meta[key], reference)
	target := [found.object, found.field, object.get(object.get(_meta, lower(found.object), {}), found.field, {})]
}
