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
	is_string(meta.label)
	label := lower(meta.label)
	not regex.match(_any_beginning, concat(" ", [field, label]))
	not regex.match(_any_japanese, label)
} else := found if {
	found := _named(field, meta, extra) | _tagged(meta, "compliance_specific")
	count(found) > 0
} else := {tables.types[meta.type]} if {
	tables.types[meta.type]
} else := found if {
	found := _tagged(meta, "compliance_general")
	count(found) > 0
} else := {tables.classifications[meta.securityClassification]} if {
	tables.classifications[meta.securityClassification]
} else := set()

names(object_name) := tables.with_object[object_name] if {
	tables.with_object[object_name]
} else := ["Name"] if {
	endswith(lower(object_name), "__c")
} else := []

words(name) := lower(replace(spaced, "_", " ")) if {
	base := _base(name)
	regex.match("[A-Z][A-Z][a-z]|[a-z0-9][A-Z]|[A-Za-z][0-9]", base)
	spaced := _split(_split(_split(base, "([a-z0-9])([A-Z])"), "([A-Z]+)([A-Z][a-z])"), "([A-Za-z])([0-9])")
} else := lower(replace(_base(name), "_", " "))

# pkg__Shop_Name__c without what stands before and behind.
_base(name) := regex.replace(name, "^(?:.*__)?(.+?)__[^_]+$", "${1}")

_split(name, boundary) := regex.replace(name, boundary, "${1} ${2}")

_named(field, meta, extra) := set() if {
	meta.type in tables.types_without_names
} else := _without_names(_english(text, label) | _japanese(label) | _added(extra, {text, label})) if {
	label := lower(_text(meta, "label"))
	text := words(field)
}

# Names of people and companies count only where no other kind of data was recognised.
_without_names(found) := others if {
	others := found - _of_names
	count(others) > 0
} else := found

# Name and label are lines of one text, so that each pattern is matched once.
_english(name, label) := {category |
	lines := concat("\n", [name, trim_space(regex.replace(label, "[^a-z0-9]+", " "))])
	rewritten := regex.replace(lines, tables.rewrite.pattern, tables.rewrite.by)
	told := regex.replace(rewritten, _no_data, "")
	some group in _groups
	regex.match(group.any, told)
	some category, pattern in group.each
	regex.match(pattern, told)
}

_japanese(text) := set() if {
	not regex.match(_any_japanese, text)
} else := {category |
	not regex.match(tables.not_data.japanese, text)
	some category, pattern in tables.patterns
	regex.match(pattern.japanese, text)
}

_added(extra, texts) := {category |
	some category, patterns in extra
	some pattern in patterns
	some text in texts
	regex.match(pattern, text)
}

_tagged(meta, table) := {found |
	is_string(meta.complianceGroup)
	some tag in split(meta.complianceGroup, ";")
	found := tables[table][trim_space(tag)]
}

# What is no text, as a null, counts as absent.
_text(value, key) := value[key] if {
	is_string(value[key])
} else := ""

_of_names := {category | some category, pattern in tables.patterns; pattern.only_alone}

_no_data := sprintf("(?m)^.*(?:%s).*$", [tables.not_data.english])

# All patterns of a group are asked at once before each is asked alone: most names match none.
_groups := [group |
	some number in numbers.range(0, _how_many - 1)
	each := {category: sprintf("(?m)(?:^| )(?:%s)(?: |$)", [tables.patterns[category].english]) | some at, category in sort(object.keys(tables.patterns)); at % _how_many == number}
	group := {"any": concat("|", [pattern | some pattern in each]), "each": each}
]

_how_many := 4

# The first letters of a word of a pattern where a word can begin: in small letters at the start or behind what is no
# letter, with a capital (ShopName), or in capitals (FAXNumber). More letters would make the pattern too large.
_any_beginning := sprintf("(?:^|[^A-Za-z])(?:%s)|%s|%s", [
	concat("|", _starts),
	concat("|", {concat("", [upper(substring(start, 0, 1)), substring(start, 1, -1)]) | some start in _starts}),
	concat("|", {upper(start) | some start in _starts}),
])

_starts := {substring(start, 0, 4) | some pattern in tables.patterns; some start in pattern.starts}

_any_japanese := concat("|", [sprintf("(?:%s)", [pattern.japanese]) | some pattern in tables.patterns])
