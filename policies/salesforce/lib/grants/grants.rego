# METADATA
# title: What rules about system permissions have in common
# description: |
#   Functions on the model of lib/privileges, so that all rules say it in the same words. who(holder) is "The profile "X"" or
#   "The permission set "X"", identity(holder, more) names it, at(holder, permission) is where it has the permission.
#   violation(holder, permission, what) says that it has the permission, and what that allows; removal(holder, permission)
#   is the list of the one fix that takes it away.
#   standing(group, wanted) tells whether a group has all of the permissions after muting: "held", "lacking" or "unknown".
#   group_gaps(groups, wanted) are the entries for not_evaluated of groups for which that is unknown;
#   gaps(tenant, types) those of sections that were not exported; licence_gaps(holders) those of profiles whose licence is
#   not stated.
package tenantlint.salesforce.lib.grants

import data.tenantlint.salesforce.data.system_permissions as labels
import data.tenantlint.salesforce.lib.paths

_kinds := {
	"Profile": {"key": "profile", "words": "profile"},
	"PermissionSet": {"key": "permissionSet", "words": "permission set"},
}

who(holder) := sprintf("The %s \"%s\"", [_kinds[holder.type].words, holder.name])

identity(holder, more) := object.union({_kinds[holder.type].key: holder.name}, more)

at(holder, permission) := [holder.type, holder.name, "userPermissions", permission]

violation(holder, permission, what) := {
	"message": sprintf("%s has %s: %s.", [who(holder), labels[permission], what]),
	"at": at(holder, permission),
	"identity": identity(holder, {}),
}

removal(holder, permission) := [{
	"title": sprintf("Take %s away from the %s", [labels[permission], _kinds[holder.type].words]),
	"safe": false,
	"edits": [{"op": "set", "at": at(holder, permission), "value": false}],
}]

standing(group, wanted) := "lacking" if {
	count(wanted & group.muted) > 0
} else := "lacking" if {
	count(group.lost) == 0
	count(wanted - group.granted) > 0
} else := "unknown" if {
	count(wanted - group.granted) > 0
} else := "unknown" if {
	count(group.unread) > 0
} else := "held"

group_gaps(groups, wanted) := {gap |
	some group in groups
	standing(group, wanted) == "unknown"
	some gap in array.concat(group.lost, group.unread)
}

gaps(tenant, types) := {gap |
	some type in types
	not paths.covered(tenant, type)
	gap := {"message": sprintf("%s was not exported.", [type]), "at": [type]}
}

licence_gaps(holders) := {gap |
	some holder in holders
	holder.type == "Profile"
	holder.kind == "unknown"
	holder.administrator == false
	gap := {"message": sprintf("The profile \"%s\" does not state userLicense.", [holder.name]), "at": ["Profile", holder.name, "userLicense"]}
}
