# METADATA
# title: Permission set meant for guests grants more than read and create
# scope: package
# description: |
#   Visitors who never logged in should read single records and create new ones, no more. A permission set for them that
#   also grants Edit, Delete, View All or Modify All opens what the guest user profile was closed for; Salesforce strips
#   such grants from guests, but the set keeps them for whoever gets it next, and older shares stay.
#
#   A set is meant for guests if runtime assigns it to a guest user (after the muting sets of its group), or if its licence
#   is a guest's. A set without a licence that has the word guest in its name or label may be meant for them: medium.
# related_resources:
#   - ref: https://help.salesforce.com/s/articleView?id=platform.networks_guest_policies_timelines.htm&type=5
#     description: "Salesforce Help: Guest User Security Policies and Timelines"
#   - ref: https://docs.releasenotes.salesforce.com/en-us/summer20/release-notes/rn_networks_opt_out_obj_perms_cruc.htm
#     description: "Salesforce release notes: Guest User Object Permission Changes"
# custom:
#   id: SF-GUEST-022
#   severity: high
#   family: least-privilege
#   types: [PermissionSet, Profile, CustomSite]
#   unit: a permission set and an object
#   remediation: |
#     Setup > Permission Sets > the set > Object Settings > the object: clear Edit, Delete, View All Records and Modify All
#     Records, objectPermissions in the permission set. Write records through code that checks what it changes.
#   frameworks:
#     CIS8: ["3.3", "6.8"]
#     NISTCSF2: ["PR.AA-05"]
#     ISO27001: ["A.5.15", "A.8.3"]
package tenantlint.salesforce.guest_permission_set_grants_too_much

import data.tenantlint.salesforce.lib.access
import data.tenantlint.salesforce.lib.paths

deny contains violation if {
	some name, set in _meant
	some object_name, permission in paths.object_at(set.granted, "objectPermissions")
	held := [right | some right in _rights; permission[right.key] == true]
	first := held[0]
	base := ["PermissionSet", name, "objectPermissions", object_name]
	violation := {
		"message": sprintf("The permission set \"%s\" %s and grants %s on %s.", [
			name,
			set.words,
			concat(" and ", [right.name | some right in held]),
			object_name,
		]),
		"at": array.concat(base, [first.key]),
		"identity": {"permissionSet": name, "object": object_name},
		"severity": set.severity,
		"access": {
			"principal": "guest",
			"actions": sort({action | some right in held; some action in right.actions}),
			"object": object_name,
			"via": concat(", ", [right.key | some right in held]),
		},
		"related": array.concat(
			[{"at": array.concat(base, [right.key]), "message": sprintf("%s as well", [right.name])} | some right in array.slice(held, 1, count(held))],
			set.chain,
		),
		"fixes": [{
			"title": sprintf("Take %s on %s out of the permission set", [concat(" and ", [right.name | some right in held]), object_name]),
			"safe": false,
			"edits": [{"op": "set", "at": array.concat(base, [right.key]), "value": false} | some right in held],
		}],
	}
}

not_evaluated contains gap if {
	not paths.covered(input, "PermissionSet")
	count(access.guest_profiles) > 0
	gap := {"message": "PermissionSet was not exported.", "at": ["PermissionSet"]}
}

not_evaluated contains gap if {
	not paths.covered(input, "CustomObject")
	some name, set in _meant
	not set.granted.objectPermissions
	gap := {"message": "CustomObject was not exported.", "at": ["PermissionSet", name, "objectPermissions"]}
}

_assigned := {holder.holder: holder | some holder in access.guest_holders; holder.type == "PermissionSet"}

_meant[name] := meant if {
	some name, holder in _assigned
	meant := {"granted": holder.granted, "words": "belongs to a guest user", "severity": "high", "chain": holder.chain}
}

_meant[name] := meant if {
	some name, set in paths.object_at(input, "PermissionSet")
	not _assigned[name]
	contains(lower(set.license), "guest")
	chain := [{"at": ["PermissionSet", name, "license"], "message": "a guest's licence"}]
	meant := {"granted": set, "words": "has a guest's licence", "severity": "high", "chain": chain}
}

_meant[name] := meant if {
	some name, set in paths.object_at(input, "PermissionSet")
	not _assigned[name]
	object.get(set, "license", "") == ""
	regex.match("(?:^|[^a-z])guest(?:s|user|users)?(?:[^a-z]|$)", lower(sprintf("%s %s", [_words(name), object.get(set, "label", "")])))
	meant := {"granted": set, "words": "is meant for guests by its name", "severity": "medium", "chain": []}
}

# GuestIntake is "Guest Intake".
_words(name) := regex.replace(name, "([a-z0-9])([A-Z])", "${1} ${2}")

_rights := [
	{"key": "allowEdit", "name": "Edit", "actions": ["edit"]},
	{"key": "allowDelete", "name": "Delete", "actions": ["delete"]},
	{"key": "viewAllRecords", "name": "View All Records", "actions": ["read"]},
	{"key": "modifyAllRecords", "name": "Modify All Records", "actions": ["read", "edit", "delete"]},
]
