# METADATA
# title: Guest profile bypasses sharing
# scope: package
# description: |
#   View All and Modify All open every record of an object to a guest profile, whatever the sharing rules say, and View
#   All Fields opens every field. One such switch is enough for any visitor of the site to read the whole table.
#   Salesforce's policy since Spring '21 is that guests cannot hold these permissions, yet deployments of files that set
#   them go through; whether they then take effect is not documented, so the file is what has to be right.
#
#   A permission that a listed object does not state counts as not given: an export writes all of them, save View All
#   Fields, which is absent from exports older than the permission. A guest profile without object permissions, in an export
#   without CustomObject, and an active site whose guest profile is not in the export are reported as not judged.
# related_resources:
#   - ref: https://help.salesforce.com/s/articleView?id=platform.networks_guest_policies_timelines.htm&type=5
#     description: "Salesforce Help: Guest User Security Policies and Timelines"
#   - ref: https://docs.releasenotes.salesforce.com/en-us/summer20/release-notes/rn_networks_opt_out_obj_perms_cruc.htm
#     description: "Salesforce release notes: Guest User Object Permission Changes"
# custom:
#   id: SF-GUEST-002
#   severity: critical
#   family: guest-access
#   types: [Profile, CustomSite]
#   unit: a guest profile and an object
#   remediation: |
#     Experience Builder > Settings > General > the guest user profile (for a Salesforce site: Setup > Sites > Public
#     Access Settings) > Object Settings: clear View All Records, Modify All Records and View All Fields, or set
#     viewAllRecords, modifyAllRecords and viewAllFields to false in the profile. Open single records with a guest
#     sharing rule on a publish flag.
#   frameworks:
#     CIS8: ["6.8"]
#     NISTCSF2: ["PR.AA-05"]
#     ISO27001: ["A.8.3"]
package tenantlint.salesforce.guest_bypasses_sharing

import data.tenantlint.salesforce.lib.access
import data.tenantlint.salesforce.lib.guests
import data.tenantlint.salesforce.lib.paths

deny contains violation if {
	some profile in access.guest_profiles
	settings := input.Profile[profile]
	some object_name, permission in paths.object_at(settings, "objectPermissions")
	held := [right | some right in _rights; permission[right.key] == true]
	first := held[0]
	base := ["Profile", profile, "objectPermissions", object_name]
	violation := {
		"message": sprintf("The guest profile \"%s\" has %s on %s, past every sharing rule.", [
			profile,
			concat(" and ", [right.name | some right in held]),
			object_name,
		]),
		"at": array.concat(base, [first.key]),
		"identity": {"profile": profile, "object": object_name},
		"access": {
			"principal": "guest",
			"actions": sort({action | some right in held; some action in right.actions}),
			"object": object_name,
			"via": concat(", ", [right.key | some right in held]),
		},
		"related": array.concat(
			[{"at": array.concat(base, [right.key]), "message": sprintf("%s as well", [right.name])} | some right in array.slice(held, 1, count(held))],
			guests.chain(access.sites, profile),
		),
		"fixes": [{
			"title": sprintf("Take %s on %s away from the guest profile", [concat(" and ", [right.name | some right in held]), object_name]),
			"safe": true,
			"edits": [{"op": "set", "at": array.concat(base, [right.key]), "value": false} | some right in held],
		}],
	}
}

not_evaluated contains gap if {
	some gap in guests.profile_gaps(access.sites) | guests.permission_gaps(input, access.guest_profiles)
}

_rights := [
	{"key": "viewAllRecords", "name": "View All Records", "actions": ["read"]},
	{"key": "modifyAllRecords", "name": "Modify All Records", "actions": ["read", "edit", "delete"]},
	{"key": "viewAllFields", "name": "View All Fields", "actions": ["read"]},
]
