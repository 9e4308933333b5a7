# METADATA
# title: What a formula reads from other records
# description: |
#   references(formula) is the set of merge fields that lead over a relationship: "Account.Phone", "Owner:User.Email",
#   "Shop__r.Owner__r.Name". Texts, comments and global variables ($User.Email) are left out, and so are relationships that
#   lead to settings (RecordType.Name). target(object, fields, reference) is {object, field} of what is read: `fields` are
#   those of the object that has the formula; object is "" where it cannot be told.
package tenantlint.salesforce.lib.formulas

import data.tenantlint.salesforce.data.relationships

references(formula) := {reference |
	bare := regex.replace(regex.replace(regex.replace(formula, `(?s)/\*.*?\*/`, " "), `"(?:[^"\\]|\\.)*"`, " "), `'(?:[^'\\]|\\.)*'`, " ")
	some [_, reference] in regex.find_all_string_submatch_n(`(?:^|[^A-Za-z0-9_$.:])([A-Za-z][A-Za-z0-9_]*(?:[.:][A-Za-z][A-Za-z0-9_]*)*[.][A-Za-z][A-Za-z0-9_]*)`, bare, -1)
	steps := split(lower(reference), ".")
	not steps[count(steps) - 2] in relationships.settings
}

target(object_name, fields, reference) := {"object": found, "field": steps[count(steps) - 1]} if {
	steps := split(reference, ".")
	found := _object(object_name, fields, steps[count(steps) - 2], count(steps))
}

# The one after the colon is the object that a polymorphic relationship leads to.
_object(object_name, fields, relationship, length) := named if {
	named := split(relationship, ":")[1]
} else := object.get(object.get(fields, field, {}), "referenceTo", "") if {
	length == 2
	endswith(lower(relationship), "__r")
	field := sprintf("%s__c", [substring(relationship, 0, count(relationship) - 3)])
} else := "" if {
	endswith(lower(relationship), "__r")
} else := object_name if {
	length == 2
	relationships.targets[lower(relationship)] == ""
} else := known if {
	known := relationships.targets[lower(relationship)]
} else := relationship
