# METADATA
# title: Muting permission sets
# description: |
#   kept(granted, muted) is what a permission set of a group still grants, `muted` being the group's muting permission
#   sets: an entry that a muting set has as true is gone, in whatever letter case. Only what grants access is read; a
#   section that the permission set does not state is not stated by what it keeps either.
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
		object.get(granted, section, null) != null
		gone := {lower(key) | some set in muted; some key, value in paths.object_at(set, section); value == true}
		entries := {key: value |
			some key, value in paths.object_at(granted, section)
			not lower(key) in gone
		}
	},
	{section: entries |
		some section in _maps
		object.get(granted, section, null) != null
		gone := {[lower(key), right] |
			some set in muted
			some key, rights in paths.object_at(set, section)
			some right, value in rights
			value == true
		}
		entries := {key: kept_rights |
			some key, entry in paths.object_at(granted, section)
			is_object(entry)
			kept_rights := {right: value |
				some right, value in entry
				not [lower(key), right] in gone
			}
		}
	},
])
