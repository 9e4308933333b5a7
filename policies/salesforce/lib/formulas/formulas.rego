# METADATA
# title: What a formula reads from other records
# description: |
#   references(formula) is the set of merge fields that lead over a relationship: "Account.Phone", "Owner:User.Email",
#   "Shop__r.Owner__r.Name", as the formula writes them. Texts, comments and global variables ($User.Email) are left out, and
#   so are relationships that lead to settings (RecordType.Name). target(object, lookups, reference) is {object, field} of
#   what is read, without case: `object` is the folded name of the one that has the formula, `lookups` {folded field: object
#   that it leads to} of its fields. The object that is found is a folded name, "" where it cannot be told; the field is as
#   the formula writes it.
package tenantlint.salesforce.lib.formulas

import data.tenantlint.salesforce.data.relationships

references(formula) := {reference |
	bare := regex.replace(regex.replace(regex.replace(formula, `(?s)/\*.*?\*/`, " "), `"(?:[^"\\]|\\.)*"`, " "), `'(?:[^'\\]|\\.)*'`, " ")
	some [_, reference] in regex.find_all_string_submatch_n(`(?:^|[^A-Za-z0-9_$.:])([A-Za-z][A-Za-z0-9_]*(?:[.:][A-Za-z][A-Za-z0-9_]*)*[.][A-Za-z][A-Za-z0-9_]*)`, bare, -1)
	steps := split(lower(reference), ".")
	not steps[count(steps) - 2] in relationships.settings
}

target(key, lookups, reference) := {"object": lower(found), "field": steps[count(steps) - 1]} if {
	steps := split(reference, ".")
	found := _object(key, lookups, lower(steps[count(steps) - 2]), count(steps))
}

# The one after the colon is the object that a polymorphic relationship leads to.
_object(key, lookups, relationship, length) := named if {
	named := split(relationship, ":")[1]
} else := object.get(lookups, field, "") if {
	length == 2
	endswith(relationship, "__r")
	field := concat("", [trim_suffix(relationship, "__r"), "__c"])
} else := "" if {
	endswith(relationship, "__r")
} else := key if {
	length == 2
	relationships.targets[relationship] == ""
} else := known if {
	known := relationships.targets[relationship]
} else := relationship
