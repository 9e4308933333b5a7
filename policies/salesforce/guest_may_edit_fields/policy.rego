# METADATA
# title: Guest-editable field on an editable object
# scope: package
# description: |
#   A guest profile may edit an object, and these are the fields that it may write. Whoever never logged in can overwrite
#   them on every record that he reaches, one by one or with a script; prices, owners, states and e-mail addresses among
#   them can be turned to fraud.
#
#   One finding for a profile and an object lists the fields. Field permissions without edit permission on the object are
#   left alone: visitors who create records need them. SF-GUEST-005 reports the edit permission itself.
# related_resources:
#   - ref: https://help.salesforce.com/s/articleView?id=platform.networks_guest_policies_timelines.htm&type=5
#     description: "Salesforce Help: Guest User Security Policies and Timelines"
#   - ref: https://help.salesforce.com/s/articleView?id=platform.users_profiles_field_perms.htm&type=5
#     description: "Salesforce Help: Field Permissions"
# custom:
#   id: SF-GUEST-031
#   severity: medium
#   family: guest-access
#   types: [Profile, CustomSite, CustomObject]
#   unit: a guest profile and an object
#   remediation: |
#     Experience Builder > Settings > General > the guest user profile (for a Salesforce site: Setup > Sites > Public Access
#     Settings) > Object Settings > the object: clear Edit Access of the fields, or set editable to false in fieldPermissions.
#     Fields that visitors fill in when they create a record stay editable: there, take Edit on the object away.
#   frameworks:
#     CIS8: ["3.3"]
#     NISTCSF2: ["PR.AA-05"]
#     ISO27001: ["A.8.3"]
package tenantlint.salesforce.guest_may_edit_fields

import data.tenantlint.salesforce.lib.access
import data.tenantlint.salesforce.lib.guests
import data.tenantlint.salesforce.lib.paths
import data.tenantlint.salesforce.lib.text

deny contains violation if {
	some profile in access.guest_profiles
	settings := paths.object_at(paths.object_at(input, "Profile"), profile)
	some object_name, permission in paths.object_at(settings, "objectPermissions")
	permission.allowEdit == true
	fields := sort([[field, qualified] | some [field, qualified] in _editable[profile][lower(object_name)]])
	names := [field | some [field, _] in fields]
	violation := {
		"message": sprintf("The guest profile \"%s\" may overwrite %s of %s: %s.", [profile, text.amount(count(names), "field"), object_name, text.names(names)]),
		"at": _setting(profile, fields[0][1]),
		"identity": {"profile": profile, "object": object_name},
		"access": {"principal": "guest", "actions": ["edit"], "object": object_name, "fields": names, "via": "editable"},
		"related": array.concat(
			[{"at": ["Profile", profile, "objectPermissions", object_name, "allowEdit"], "message": sprintf("records of %s may be edited", [object_name])}],
			guests.chain(access.sites, profile),
		),
		"fixes": [{
			"title": sprintf("Let the guest profile not edit fields of %s", [object_name]),
			"safe": false,
			"edits": [{"op": "set", "at": _setting(profile, qualified), "value": false} | some [_, qualified] in fields],
		}],
	}
}

not_evaluated contains gap if {
	some gap in guests.profile_gaps(access.sites) | guests.permission_gaps(input, access.guest_profiles)
}

_setting(profile, qualified) := ["Profile", profile, "fieldPermissions", qualified, "editable"]

_editable[profile][key] contains pair if {
	some profile in access.guest_profiles
	settings := paths.object_at(paths.object_at(input, "Profile"), profile)
	some qualified, permission in paths.object_at(settings, "fieldPermissions")
	permission.editable == true
	[object_name, field] := split(qualified, ".")
	key := lower(object_name)
	pair := [field, qualified]
}
