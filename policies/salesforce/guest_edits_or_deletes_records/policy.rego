# METADATA
# title: Guest profile may edit or delete records
# scope: package
# description: |
#   With edit or delete on an object, a visitor who never logged in can change or destroy records that he reaches, and
#   can do it from a script. Since Spring '21 Salesforce's policy lets guests hold read and create only; a form on a
#   public page needs no more than that, since code in system mode can write for the visitor after its own checks.
#
#   A permission that a listed object does not state counts as not given: an export writes every one of them. A guest
#   profile without object permissions, in an export without CustomObject, and an active site whose guest profile is not in
#   the export are reported as not judged.
# related_resources:
#   - ref: https://help.salesforce.com/s/articleView?id=platform.networks_guest_policies_timelines.htm&type=5
#     description: "Salesforce Help: Guest User Security Policies and Timelines"
#   - ref: https://docs.releasenotes.salesforce.com/en-us/summer20/release-notes/rn_networks_opt_out_obj_perms_cruc.htm
#     description: "Salesforce release notes: Guest User Object Permission Changes"
# custom:
#   id: SF-GUEST-005
#   severity: critical
#   family: guest-access
#   types: [Profile, CustomSite]
#   unit: a guest profile and an object
#   remediation: |
#     Experience Builder > Settings > General > the guest user profile (for a Salesforce site: Setup > Sites > Public
#     Access Settings) > Object Settings: clear Edit and Delete, or set allowEdit and allowDelete to false in the profile.
#     Where visitors have to change something, write it in system-mode code that checks what it is given.
#   frameworks:
#     CIS8: ["6.8"]
#     HC: ["GuestUserAccess.guestEditAccess"]
#     NISTCSF2: ["PR.AA-05"]
#     ISO27001: ["A.8.3"]
package tenantlint.salesforce.guest_edits_or_deletes_records

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
		"message": sprintf("The guest profile \"%s\" may %s records of %s.", [
			profile,
			concat(" and ", [right.action | some right in held]),
			object_name,
		]),
		"at": array.concat(base, [first.key]),
		"identity": {"profile": profile, "object": object_name},
		"access": {
			"principal": "guest",
			"actions": [right.action | some right in held],
			"object": object_name,
			"via": concat(", ", [right.key | some right in held]),
		},
		"related": array.concat(
			[{"at": array.concat(base, [right.key]), "message": sprintf("and may %s them", [right.action])} | some right in array.slice(held, 1, count(held))],
			guests.chain(access.sites, profile),
		),
		"fixes": [{
			"title": sprintf("Let the guest profile not %s records of %s", [concat(" or ", [right.action | some right in held]), object_name]),
			"safe": true,
			"edits": [{"op": "set", "at": array.concat(base, [right.key]), "value": false} | some right in held],
		}],
	}
}

not_evaluated contains gap if {
	some gap in guests.profile_gaps(access.sites) | guests.permission_gaps(input, access.guest_profiles)
}

_rights := [
	{"key": "allowEdit", "action": "edit"},
	{"key": "allowDelete", "action": "delete"},
]
