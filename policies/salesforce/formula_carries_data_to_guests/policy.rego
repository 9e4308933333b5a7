# METADATA
# title: Formula field carries data from another object to guests
# scope: package
# description: |
#   A formula is worked out by the system: who may read the formula field reads what it takes from other records, without
#   any permission on those objects or fields and without access to those records. A guest profile that is closed on
#   Account can so still show the phone number of every account.
#
#   Reported are formulas that lead over a relationship, in fields that guests may read on an object that they may read.
#   Texts, comments, global variables and record types are left out. Personal data that a formula carries also counts as
#   the field's own (SF-GUEST-008). Fields that the export lacks are named by SF-COV-003.
# related_resources:
#   - ref: https://developer.salesforce.com/docs/platform/communities-dev/guide/communities-dev-give-guest-users-read-access-to-records.html
#     description: "Experience Cloud Developer Guide: Give Guest Users Access to Read Records"
#   - ref: https://www.simplysfdc.com/2016/12/salesforce-tips-on-cross-object-formulas.html
#     description: "simplySFDC: Tips on Cross-Object Formulas"
# custom:
#   id: SF-GUEST-030
#   severity: medium
#   family: guest-access
#   types: [CustomObject, Profile, PermissionSet, CustomSite]
#   unit: a formula field
#   remediation: |
#     Setup > Object Manager > the object > Fields & Relationships > the field > Set Field-Level Security: clear Visible for
#     the guest user profile, readable of the field under fieldPermissions in the profile. Or take the other record's field
#     out of the formula.
#   frameworks:
#     CIS8: ["3.3"]
#     NISTCSF2: ["PR.AA-05", "PR.DS-01"]
#     ISO27001: ["A.8.3", "A.8.11"]
package tenantlint.salesforce.formula_carries_data_to_guests

import data.tenantlint.salesforce.lib.access
import data.tenantlint.salesforce.lib.formulas
import data.tenantlint.salesforce.lib.text

deny contains violation if {
	some id, readers in _readers
	[object_name, field, formula] := _formulas[id]
	references := sort([reference | some reference in text.spelt(formulas.references(formula))])
	count(references) > 0
	violation := {
		"message": sprintf("The formula of %s.%s gives visitors %s of other records.", [object_name, field, text.names(references)]),
		"at": ["CustomObject", object_name, "fields", field, "formula"],
		"identity": {"object": object_name, "field": field},
		"access": {"principal": "guest", "actions": ["read"], "object": object_name, "fields": [field], "via": "formula"},
		"related": sort(readers),
	}
}

_readers[id] contains reader if {
	some read in access.guest_reads
	some [field, qualified, by] in read.fields
	qualified != ""
	some object_name in read.exported
	id := concat(".", [object_name, field])
	_formulas[id]
	holder := access.guest_holders[by]
	reader := {
		"at": [holder.type, holder.holder, "fieldPermissions", qualified, "readable"],
		"message": sprintf("%s may read it", [holder.what]),
	}
}

# The formulas of objects that guests read.
_formulas[id] := [object_name, field, formula] if {
	some object_name in {name | some read in access.guest_reads; some name in read.exported}
	some field, meta in input.CustomObject[object_name].fields
	formula := meta.formula
	id := concat(".", [object_name, field])
}

not_evaluated contains gap if some gap in access.holder_gaps
