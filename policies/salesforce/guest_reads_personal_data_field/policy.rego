# METADATA
# title: Personal-data field readable by guest
# scope: package
# description: |
#   A guest profile reads an object and, by its field permissions, a field that holds personal or confidential data:
#   a phone, an e-mail, an address, a name, sales figures, an id or the like. Whoever reaches one record then reads that
#   field, also through the site's API and not only where a page shows it. Public pages rarely need such fields.
#
#   What a field holds is recognised from the standard fields, the name and label (English and Japanese), the field type,
#   complianceGroup and securityClassification. Field permissions on objects that the guest cannot read are left alone.
# related_resources:
#   - ref: https://help.salesforce.com/s/articleView?id=000395651&type=1
#     description: "Salesforce Help: guest user access to fields"
#   - ref: https://help.salesforce.com/s/articleView?id=platform.users_profiles_field_perms.htm&type=5
#     description: "Salesforce Help: Field Permissions"
# custom:
#   id: SF-GUEST-008
#   severity: high
#   family: guest-access
#   types: [Profile, PermissionSet, CustomObject]
#   unit: a guest profile and a field
#   remediation: |
#     Experience Builder > Settings > General > the guest user profile > Object Settings > the object: clear Read Access of
#     the field, or set readable to false in fieldPermissions. Check the public pages that show the field first.
#   frameworks:
#     CIS8: ["3.3"]
#     NISTCSF2: ["PR.AA-05"]
#     ISO27001: ["A.8.11"]
package tenantlint.salesforce.guest_reads_personal_data_field

import data.tenantlint.salesforce.lib.access
import data.tenantlint.salesforce.lib.guests

deny contains violation if {
	some read in access.guest_reads
	some [field, qualified, categories] in read.fields
	qualified != ""
	count(categories) > 0
	at := [read.type, read.holder, "fieldPermissions", qualified, "readable"]
	violation := {
		"message": sprintf("%s %s reads %s: %s.", [_kinds[read.type].words, read.holder, qualified, concat(" and ", sort(categories))]),
		"at": at,
		"identity": {_kinds[read.type].key: read.holder, "object": read.object, "field": field},
		"access": {
			"principal": "guest",
			"actions": ["read"],
			"object": read.object,
			"fields": [field],
			"categories": {category: [field] | some category in categories},
			"via": "readable",
		},
		"related": array.concat(
			[{"at": read.at, "message": sprintf("%s is readable", [read.object])}],
			[{"at": ["CustomObject", name, "fields", field], "message": sprintf("the field %s", [field])} |
				some name in read.exported
				input.CustomObject[name].fields[field]
			],
		),
		"fixes": [{
			"title": sprintf("Take access to %s away from guests", [qualified]),
			"safe": false,
			"edits": array.concat([{"op": "set", "at": at, "value": false}], _written(input[read.type][read.holder], [read.type, read.holder, "fieldPermissions", qualified])),
		}],
	}
}

# The platform takes no field that is editable and not readable.
_written(granted, place) := [{"op": "set", "at": array.concat(place, ["editable"]), "value": false} | granted.fieldPermissions[place[3]].editable == true]

_kinds := {
	"Profile": {"key": "profile", "words": "Guest profile"},
	"PermissionSet": {"key": "permissionSet", "words": "The guest user's permission set"},
}

not_evaluated contains gap if {
	some read in access.guest_reads
	first := [qualified | some [field, qualified, _] in read.fields; endswith(field, "__c")][0]
	count(read.exported) == 0
	gap := {
		"message": sprintf("%s was not exported: its custom fields that %s reads were judged by their API names alone.", [read.object, read.holder]),
		"at": [read.type, read.holder, "fieldPermissions", first, "readable"],
	}
}

not_evaluated contains gap if {
	some gap in guests.profile_gaps(access.sites) | guests.permission_gaps(input, access.guest_profiles)
}
