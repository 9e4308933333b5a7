# METADATA
# title: Restricted field readable outside allowed profiles
# scope: package
# description: |
#   Somebody has classified this field as Restricted or Mission Critical, the two highest levels, and a profile or permission
#   set of guests or of people from outside may read it on an object that they may read. The classification says that such
#   data must not leave the company; the field permission lets them.
#
#   Levels and allowed profiles are parameters. A field counts only where its object may be read as well, since field
#   permissions alone open nothing. Objects whose fields are not in the export are reported as not judged.
# related_resources:
#   - ref: https://developer.salesforce.com/docs/platform/object-reference/references/standard-objects/object-fieldsecurityclassification.html
#     description: "Salesforce object reference: FieldSecurityClassification"
#   - ref: https://help.salesforce.com/s/articleView?id=platform.users_profiles_field_perms.htm&type=5
#     description: "Salesforce Help: Field Permissions"
# custom:
#   id: SF-DATA-002
#   severity: high
#   family: governance
#   types: [CustomObject, Profile, PermissionSet]
#   unit: a profile or permission set and a field
#   remediation: |
#     Setup > Object Manager > the object > Fields & Relationships > the field > Set Field-Level Security: clear Visible for the
#     profile, or set readable to false in fieldPermissions. Where the profile is meant to read it, name it in the parameter
#     allowed, or correct the field's Data Sensitivity Level.
#   frameworks:
#     CIS8: ["3.3", "3.7"]
#     NISTCSF2: ["ID.AM-05", "PR.AA-05"]
#     ISO27001: ["A.5.12", "A.8.3"]
#   params:
#     - name: levels
#       description: The values of securityClassification that count.
#       schema: {type: array, items: {type: string}, uniqueItems: true}
#       default: [Restricted, MissionCritical]
#     - name: allowed
#       description: Names of profiles and permission sets that may read such fields.
#       schema: {type: array, items: {type: string}, uniqueItems: true}
#       default: []
package tenantlint.salesforce.restricted_field_is_readable

import data.tenantlint.salesforce.lib.access
import data.tenantlint.salesforce.lib.grants
import data.tenantlint.salesforce.lib.guests
import data.tenantlint.salesforce.lib.paths
import data.tenantlint.salesforce.lib.privileges
import data.tenantlint.salesforce.lib.text

deny contains violation if {
	some id, holder in _audience
	some qualified, permission in paths.object_at(input[holder.type][holder.name], "fieldPermissions")
	[level, place] := _classified[lower(qualified)]
	permission.readable == true
	[object_key, field] := split(qualified, ".")
	object_name := _readable[id][lower(object_key)]
	at := [holder.type, holder.name, "fieldPermissions", qualified, "readable"]
	violation := {
		"message": sprintf("%s lets %s read %s, which is classified as %s.", [grants.who(holder), holder.people, qualified, level]),
		"at": at,
		"identity": grants.identity(holder, {"object": object_name, "field": field}),
		"access": {"principal": holder.principal, "actions": ["read"], "object": object_name, "fields": [field], "via": "readable"},
		"related": [
			{"at": place, "message": sprintf("%s is classified as %s", [qualified, level])},
			{"at": [holder.type, holder.name, "objectPermissions", object_name, "allowRead"], "message": sprintf("%s is readable", [object_name])},
		],
	}
}

not_evaluated contains gap if {
	missing := sort({object_name | some objects in _readable; some key, object_name in objects; not key in _exported})
	count(missing) > 0
	gap := {"message": sprintf("CustomObject was not exported for %s.", [text.names(missing)]), "at": ["CustomObject"]}
}

not_evaluated contains gap if some gap in guests.profile_gaps(access.sites)

# Without networks nobody from outside logs in.
not_evaluated contains gap if {
	count(paths.object_at(input, "Network")) > 0
	some gap in grants.gaps(input, ["Profile"])
}

_allowed := {key | some name in data.tenantlint.params["SF-DATA-002"].allowed; key := lower(name)}

_audience[id] := holder if {
	some id, found in privileges.holders
	found.kind == "external"
	not lower(found.name) in _allowed
	holder := {"type": found.type, "name": found.name, "people": "people from outside", "principal": "any-member"}
}

_audience[id] := holder if {
	some name in access.guest_profiles
	not lower(name) in _allowed
	id := concat("/", ["Profile", name])
	holder := {"type": "Profile", "name": name, "people": "guests", "principal": "guest"}
}

# By holder, the objects that it may read, as objectPermissions write them.
_readable[id] := objects if {
	some id, holder in _audience
	objects := {lower(name): name |
		some name, permission in paths.object_at(input[holder.type][holder.name], "objectPermissions")
		permission.allowRead == true
	}
}

# By folded name of a field, [level, place].
_classified[key] := found if {
	some object_name, settings in paths.object_at(input, "CustomObject")
	some field, meta in paths.object_at(settings, "fields")
	level := meta.securityClassification
	level in data.tenantlint.params["SF-DATA-002"].levels
	key := lower(concat(".", [object_name, field]))
	place := ["CustomObject", object_name, "fields", field, "securityClassification"]
	found := [level, place]
}

_exported := {key |
	some name, there in paths.object_at(paths.object_at(input, "coverage"), "objects")
	there == true
	key := lower(name)
}
