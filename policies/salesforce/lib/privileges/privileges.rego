# METADATA
# title: Who holds system permissions
# description: |
#   Which profiles, permission sets and groups hold the system permissions of data/system_permissions.yaml. Rules of this
#   package are values:
#   holders[id], id being type/name: {type: Profile | PermissionSet, name, kind: of its licence, see lib/licence,
#     administrator: whether it is the standard profile of administrators or one that the parameter administrators names}.
#   profiles[folded name]: the same of a profile. administrator_names: set of folded names of such profiles.
#   held[permission]: set of holders.
#   groups[name]: a permission set group: {sets: list of {name, at, permissions: set} of its permission sets in the export,
#     granted: set of what they grant together, muted: set of what its muting permission sets take away,
#     lost, unread: lists of {at, message}: permission sets and muting permission sets that are not in the export}.
# custom:
#   evaluate: once
#   types: [Profile, PermissionSet, PermissionSetGroup, MutingPermissionSet]
#   id: salesforce-privileges
#   params:
#     - name: administrators
#       description: Names of profiles that are meant for administrators, besides the standard one.
#       schema: {type: array, items: {type: string}, uniqueItems: true}
#       default: []
package tenantlint.salesforce.lib.privileges

import data.tenantlint.salesforce.data.administrators as standard
import data.tenantlint.salesforce.data.system_permissions as listed
import data.tenantlint.salesforce.lib.licence
import data.tenantlint.salesforce.lib.paths

_named := {key | some name in data.tenantlint.params["salesforce-privileges"].administrators; key := lower(name)}

administrator_names := _named | {name | some name in standard.names}

_administrators[id] := true if {
	some name, _ in paths.object_at(input, "Profile")
	lower(name) in _named
	id := concat("/", ["Profile", name])
}

_administrators[id] := true if {
	some name, profile in paths.object_at(input, "Profile")
	lower(name) in standard.names
	not profile.custom == true
	id := concat("/", ["Profile", name])
}

_licence_fields := {"Profile": "userLicense", "PermissionSet": "license"}

holders[id] := holder if {
	some type, field in _licence_fields
	some name, settings in paths.object_at(input, type)
	id := concat("/", [type, name])
	holder := {
		"type": type,
		"name": name,
		"kind": licence.kind(object.get(settings, field, "")),
		"administrator": object.get(_administrators, id, false),
	}
}

profiles[key] := holder if {
	some holder in holders
	holder.type == "Profile"
	key := lower(holder.name)
}

held[permission] contains holder if {
	some permission, _ in listed
	some holder in holders
	input[holder.type][holder.name].userPermissions[permission] == true
}

# What the permission sets and muting permission sets hold, by folded name.
_entries[type] := {lower(name): [name, permissions] |
	some name, settings in paths.object_at(input, type)
	switched := paths.object_at(settings, "userPermissions")
	permissions := {permission | some permission, _ in listed; switched[permission] == true}
} if {
	some type in ["PermissionSet", "MutingPermissionSet"]
}

groups[name] := group if {
	some name, settings in paths.object_at(input, "PermissionSetGroup")
	at := ["PermissionSetGroup", name]
	sets := [found |
		some i, member in paths.list_at(settings, "permissionSets")
		[written, permissions] := _entries.PermissionSet[lower(member)]
		found := {"name": written, "at": array.concat(at, ["permissionSets", i]), "permissions": permissions}
	]
	group := {
		"sets": sets,
		"granted": {permission | some found in sets; some permission in found.permissions},
		"muted": {permission |
			some muting in paths.list_at(settings, "mutingPermissionSets")
			[_, permissions] := _entries.MutingPermissionSet[lower(muting)]
			some permission in permissions
		},
		"lost": [gap |
			some i, member in paths.list_at(settings, "permissionSets")
			not _entries.PermissionSet[lower(member)]
			gap := {
				"message": sprintf("The permission set \"%s\" of the group \"%s\" was not exported.", [member, name]),
				"at": array.concat(at, ["permissionSets", i]),
			}
		],
		"unread": [gap |
			some i, muting in paths.list_at(settings, "mutingPermissionSets")
			not _entries.MutingPermissionSet[lower(muting)]
			gap := {
				"message": sprintf("The muting permission set \"%s\" of the group \"%s\" was not exported.", [muting, name]),
				"at": array.concat(at, ["mutingPermissionSets", i]),
			}
		],
	}
}
