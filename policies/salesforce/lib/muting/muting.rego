# METADATA
# title: Muting permission sets
# description: |
#   kept(granted, muted) is what a permission set of a group still grants, `muted` being the group's muting permission
#   sets: an entry that a muting set has as true is gone. Only what grants access is read.
# related_resources:
#   - ref: https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_mutingpermissionset.htm
#     description: "Metadata API: MutingPermissionSet"
package tenantlint.salesforce.lib.muting

import data.tenantlint.salesforce.lib.paths

_switches := {
	"classAccesses", "customMetadataTypeAccesses", "customSettingAccesses", "externalCredentialPrincipalAccesses",
	"externalDataSourceAccesses", "flowAccesses", "pageAccesses", "userPermissions",
}

_maps := {"fieldPermissions", "objectPermissions"}

kept(granted, muted) := object.union_n([
	object.remove(granted, _switches | _maps),
	{section: entries |
		some section in _switches
		entries := {key: value |
			some key, value in paths.object_at(granted, section)
			count([set | some set in muted; paths.object_at(set, section)[key] == true]) == 0
		}
	},
	{section: entries |
		some section in _maps
		entries := {key: rights |
			some key, entry in paths.object_at(granted, section)
			is_object(entry)
			rights := {right: value |
				some right, value in entry
				count([set | some set in muted; paths.object_at(set, section)[key][right] == true]) == 0
			}
		}
	},
])
