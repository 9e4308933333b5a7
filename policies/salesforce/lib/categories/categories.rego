# METADATA
# title: Data categories of fields
# description: |
#   of_all(fields, own) are the data categories ("phone", "address", ...) of many fields: `fields` holds [object, field,
#   meta] by keys of the caller's, with API names, meta being the CustomField ({} where it is not known), `own` the parameters
#   of the access model, of which name_patterns ({category: [regular expressions on words]}) and field_categories
#   ({"Object.Field": [category]}) count. By the same keys it holds the set of the categories of each field that is
#   recognised. of(object, field, meta, own) is that set of a single field. stated(own) is field_categories by folded names,
#   with sets: what stands there replaces what is recognised. Ask for many at once: each pattern then searches each name and
#   label once. words(names) splits each of a list of API names: ShopName2__c is "shop name 2". names(object) are the fields
#   that come with object read. The tables are data/categories.yaml.
package tenantlint.salesforce.lib.categories

import data.tenantlint.salesforce.data.categories as tables
import data.tenantlint.salesforce.lib.paths
import data.tenantlint.salesforce.lib.text

of(object_name, field, meta, own) := object.get(of_all({"it": [object_name, field, meta]}, own), "it", set())

of_all(fields, own) := object.union(_recognised(object.remove(fields, object.keys(replaced)), paths.object_at(own, "name_patterns")), {key: kinds |
	some key, kinds in replaced
	count(kinds) > 0
}) if {
	replaced := _replaced(fields, stated(own))
}

stated(own) := {key: {category | some category in listed[name]} | some key, name in text.spelt(object.keys(listed))} if {
	listed := paths.object_at(own, "field_categories")
}

_replaced(fields, listed) := {key: kinds |
	count(listed) > 0
	some key, [object_name, field, _] in fields
	kinds := listed[lower(concat(".", [object_name, field]))]
}

_recognised(fields, extra) := {key: kinds |
	by_name := _by_name([name | some name in {name | some [_, name, _] in fields}], extra)
	by_label := _by_label([label | some label in {meta.label | some [_, _, meta] in fields; is_string(meta.label)}], extra)
	some key in union({
		{key | some key, field in fields; by_name[field[1]]},
		{key | some key, field in fields; by_label[field[2].label]},
		_known(fields),
	})
	[object_name, name, meta] := fields[key]
	said := object.get(by_name, name, set()) | {kind | some kind in by_label[meta.label]}
	kinds := _kinds(object_name, name, meta, said)
	count(kinds) > 0
}

# Fields of which more than name and label may tell what they hold: most have nothing of it, and are not looked at further.
_known(fields) := union({
	{key | some key, field in fields; tables.standard[field[0]][field[1]]},
	{key | some key, field in fields; tables.types[field[2].type]},
	{key | some key, field in fields; field[2].complianceGroup},
	{key | some key, field in fields; tables.classifications[field[2].securityClassification]},
})

names(object_name) := listed if {
	listed := tables.with_object[object_name]
} else := ["Name"] if {
	endswith(lower(object_name), "__c")
} else := []

# A pkg__Shop_Name__c goes by what stands between the package and the ending.
words(list) := split(lower(replace(spaced, "_", " ")), "\n") if {
	bare := regex.replace(_lines(list), "(?m)^(?:.*__)?(.+?)__[^_\n]+$", "${1}")
	spaced := _split(_split(_split(bare, "([a-z0-9])([A-Z])"), "([A-Z]+)([A-Z][a-z])"), "([A-Za-z])([0-9])")
}

_split(text, boundary) := regex.replace(text, boundary, "${1} ${2}")

# One text with a line for each.
_lines(list) := concat("\n", [replace(item, "\n", " ") | some item in list])

# What names and labels tell, whichever field has them. Where there are none, no pattern is read.

_by_name(list, extra) := {name: kinds |
	count(list) > 0
	lines := words(list)
	told := _together([_english(lines), _added(lines, extra)])
	some i, name in list
	kinds := told[lines[i]]
}

_by_label(list, extra) := {label: kinds |
	count(list) > 0
	text := lower(_lines(list))
	lines := split(text, "\n")
	plain := split(regex.replace(regex.replace(text, "[^a-z0-9\n]+", " "), "(?m)^ | $", ""), "\n")
	english := _english(plain)
	by_plain := {line: english[other] | some i, line in lines; other := plain[i]; english[other]}
	told := _together([by_plain, _in_japanese(text), _added(lines, extra)])
	some i, label in list
	kinds := told[lines[i]]
}

# Sets by key, those of one key as one.
_together(tellings) := {key: union({told[key] | some told in tellings}) | some told in tellings; some key, _ in told}

# A pattern costs more to be read than a text without any of its letters.
_in_japanese(text) := {} if {
	not regex.match(`[^\x00-\x7F]`, text)
} else := _told({line | some line in regex.find_n(`(?m)^.*[^\x00-\x7F].*$`, text, -1)}, _japanese)

_english(lines) := {line: kinds |
	told := split(regex.replace(concat("\n", lines), tables.rewrite.pattern, tables.rewrite.by), "\n")
	found := _told({line | some line in told}, _english_patterns)
	some i, line in lines
	kinds := found[told[i]]
}

# What patterns tell of texts, without those that are about the data and are not the data.
_told(texts, patterns) := {text: kinds | some text, kinds in _keys_of_matches(texts, patterns); not kinds[_not_data]}

_not_data := "not data"

# By text, the categories of the patterns that match it.
_keys_of_matches(texts, patterns) := {text: kinds |
	some text in texts
	kinds := {kind | some kind, pattern in patterns; regex.match(pattern, text)}
	count(kinds) > 0
}

_added(lines, extra) := {line: kinds |
	some line in lines
	kinds := {category | some category, patterns in extra; some pattern in patterns; regex.match(pattern, line)}
	count(kinds) > 0
}

_english_patterns := object.union({_not_data: tables.not_data.english}, {category: sprintf("(?:^| )(?:%s)(?: |$)", [pattern.english]) | some category, pattern in tables.patterns})

_japanese := object.union({_not_data: tables.not_data.japanese}, {category: pattern.japanese | some category, pattern in tables.patterns})

# What a field holds by all that is known of it, `told` being what its name and label tell.

_kinds(object_name, field, meta, told) := {kind} if {
	kind := tables.standard[object_name][field]
} else := found if {
	found := _named(meta, told) | _tagged(meta, "compliance_specific")
	count(found) > 0
} else := {kind} if {
	kind := tables.types[meta.type]
} else := found if {
	found := _tagged(meta, "compliance_general")
	count(found) > 0
} else := {kind} if {
	kind := tables.classifications[meta.securityClassification]
} else := set()

_named(meta, told) := set() if {
	meta.type in tables.types_without_names
} else := others if {
	others := told - _of_names
	count(others) > 0
} else := told

# Names of people and companies count only where no other kind of data was recognised.
_of_names := {category | some category, pattern in tables.patterns; pattern.only_alone}

_tagged(meta, table) := {found |
	is_string(meta.complianceGroup)
	some tag in split(meta.complianceGroup, ";")
	found := tables[table][trim_space(tag)]
}
