# METADATA
# title: Personal-data field readable by guest
# scope: package
# description: |
#   A guest reads an object and, by field permissions, a field that holds personal or confidential data: a phone, an
#   e-mail, an address, a name, sales figures, an id or the like. Whoever reaches one record then reads that field, also
#   through the site's API and not only where a page shows it. Public pages rarely need such fields.
#
#   A guest user has the field permissions of its profile and of all its permission sets together: one may give the object
#   and another the field. Fields that View All Fields opens have no permission of their own: SF-GUEST-002 reports it, and
#   SF-GUEST-001 the fields.
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
import data.tenantlint.salesforce.lib.data_read
import data.tenantlint.salesforce.lib.guests

deny contains violation if {
	some found in _readers
	sorted := sort(found)
	[_, id, by, qualified, field, categories] := sorted[0]
	object_name := access.guest_reads[id].object
	holder := access.guest_holders[by]
	place := [holder.type, holder.holder, "fieldPermissions", qualified]
	at := array.concat(place, ["readable"])
	violation := {
		"message": sprintf("%s %s reads %s: %s.", [_kinds[holder.type].words, holder.holder, qualified, concat(" and ", sort(categories))]),
		"at": at,
		"identity": {_kinds[holder.type].key: holder.holder, "object": object_name, "field": field},
		"access": {
			"principal": "guest",
			"actions": ["read"],
			"object": object_name,
			"fields": [field],
			"categories": {category: [field] | some category in categories},
			"via": "readable",
		},
		"related": array.concat(
			[{"at": read.at, "message": sprintf("%s is readable", [read.object])} | some [_, each, _, _, _, _] in sorted; read := access.guest_reads[each]],
			[{"at": ["CustomObject", name, "fields", field], "message": sprintf("the field %s", [field])} |
				some name in access.guest_reads[id].exported
				input.CustomObject[name].fields[field]
			],
		),
		"fixes": [{
			"title": sprintf("Take access to %s away from guests", [qualified]),
			"safe": false,
			"edits": array.concat([{"op": "set", "at": at, "value": false}], _written(input[holder.type][holder.holder], place)),
		}],
	}
}

# The reads to which a field permission adds data: [0 for one of its own holder, else 1, id of the guest read, id of the
# holder of the field permission, its key, the field, what it holds].
_readers[place] contains reader if {
	some id, read in access.guest_reads
	some [field, qualified, by] in read.fields
	qualified != ""
	categories := data_read.kinds[read.key][lower(field)]
	count(categories) > 0
	place := concat("/", [by, qualified])
	reader := [count({concat("/", [read.type, read.holder])} - {by}), id, by, qualified, field, categories]
}

# The platform takes no field that is editable and not readable.
_written(granted, place) := [{"op": "set", "at": array.concat(place, ["editable"]), "value": false} | granted.fieldPermissions[place[3]].editable == true]

_kinds := {
	"Profile": {"key": "profile", "words": "Guest profile"},
	"PermissionSet": {"key": "permissionSet", "words": "The guest user's permission set"},
}

not_evaluated contains gap if {
	some read in access.guest_reads
	[qualified, by] := [[qualified, by] | some [field, qualified, by] in read.fields; endswith(field, "__c")][0]
	count(read.exported) == 0
	holder := access.guest_holders[by]
	gap := {
		"message": sprintf("%s was not exported: its custom fields that %s reads were judged by their API names alone.", [read.object, read.holder]),
		"at": [holder.type, holder.holder, "fieldPermissions", qualified, "readable"],
	}
}

not_evaluated contains gap if {
	some gap in guests.profile_gaps(access.sites) | guests.permission_gaps(input, access.guest_profiles)
}
