# METADATA
# title: Data categories of fields
# description: |
#   of(object, field, meta, extra) is the set of data categories that a field holds ("phone", "address", ...), empty where
#   none is recognised: `object` and `field` are API names, `meta` the CustomField ({} where it is not known), `extra` the
#   parameter name_patterns ({category: [regular expressions on words]}). words(name) splits an API name: ShopName2__c is
#   "shop name 2". names(object) are the fields that come with object read. The tables are data/categories.yaml.
package tenantlint.salesforce.lib.categories

import data.tenantlint.salesforce.data.categories as tables

of(object_name, field, meta, extra) := {tables.standard[object_name][field]} if {
	tables.standard[object_name][field]
} else := set() if {
	not meta.complianceGroup
	not meta.securityClassification
	not tables.types[meta.type]
	extra == {}
	label := lower(object.get(meta, "label", ""))
	regex.match("^[ -~]*$", label)
	parts := array.concat(_rough(field), split(replace(label, "-", " "), " "))
	not strings.any_prefix_match(parts, tables.starts)
} else := _first([
	_named(field, meta, extra) | _tagged(meta, "compliance_specific"),
	_looked_up("types", object.get(meta, "type", "")),
	_tagged(meta, "compliance_general"),
	_looked_up("classifications", object.get(meta, "securityClassification", "")),
])

names(object_name) := tables.with_object[object_name] if {
	tables.with_object[object_name]
} else := ["Name"] if {
	endswith(lower(object_name), "__c")
} else := []

words(name) := lower(replace(_split(_split(_split(_base(name), "([a-z0-9])([A-Z])"), "([A-Z]+)([A-Z][a-z])"), "([A-Za-z])([0-9])"), "_", " "))

# As words(name), at less cost where no capital stands inside a word.
_rough(name) := split(words(name), " ") if {
	regex.match("[a-z0-9][A-Z]", name)
} else := split(lower(name), "_")

_base(name) := parts[count(parts) - 2] if {
	parts := split(name, "__")
	count(parts) > 1
} else := name

_split(name, boundary) := regex.replace(name, boundary, "${1} ${2}")

_first(sets) := filled[0] if {
	filled := [found | some found in sets; count(found) > 0]
	count(filled) > 0
} else := set()

_looked_up(table, value) := {tables[table][value]} if {
	tables[table][value]
} else := set()

_tagged(meta, table) := set() if {
	not meta.complianceGroup
} else := {found |
	some tag in split(meta.complianceGroup, ";")
	found := tables[table][trim_space(tag)]
}

# Names of people and companies count only where no other kind of data was recognised.
_named(field, meta, extra) := set() if {
	object.get(meta, "type", "") in tables.types_without_names
} else := _first([{category | some category in matched; not tables.patterns[category].only_alone}, matched]) if {
	label := lower(object.get(meta, "label", ""))
	text := words(field)
	spaced := trim_space(regex.replace(label, "[^a-z0-9]+", " "))
	matched := union({union({_english(part) | some part in {text, spaced}}), _japanese(label), _added(extra, text), _added(extra, label)})
}

_added(extra, text) := {category |
	some category, patterns in extra
	some pattern in patterns
	regex.match(pattern, text)
}

# Compiling a pattern costs more than matching it, so it is done only where one of its words begins a word of the text.
_english(text) := set() if {
	not strings.any_prefix_match(split(text, " "), tables.starts)
} else := {category |
	rewritten := regex.replace(text, tables.rewrite.pattern, tables.rewrite.by)
	not regex.match(tables.not_data.english, rewritten)
	parts := split(rewritten, " ")
	some category, pattern in tables.patterns
	strings.any_prefix_match(parts, pattern.starts)
	regex.match(sprintf("(?:^| )(?:%s)(?: |$)", [pattern.english]), rewritten)
}

# Each match costs as much as the next, so that all patterns are asked at once before each is asked alone.
_japanese(text) := set() if {
	regex.match("^[ -~]*$", text)
} else := set() if {
	not regex.match(_any_japanese, text)
} else := {category |
	not regex.match(tables.not_data.japanese, text)
	some category, pattern in tables.patterns
	regex.match(pattern.japanese, text)
}

_any_japanese := concat("|", [sprintf("(?:%s)", [pattern.japanese]) | some pattern in tables.patterns; pattern.japanese])
