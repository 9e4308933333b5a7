# METADATA
# title: Group carries a super-administrator set without a mute
# scope: package
# description: |
#   A permission set group hands on whatever its sets hold. Where one of them makes super-administrators (Manage Users, Modify
#   All Data and View All Data, SF-PERM-003) and the group does not mute any of the three, everybody who gets the group for its
#   everyday rights gets the whole tenant, and the name of the group does not tell.
#
#   A group is judged after what its muting permission sets take away. A group that names sets or muting sets which are not
#   in the export is reported as not judged where they would decide.
# related_resources:
#   - ref: https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_mutingpermissionset.htm
#     description: "Metadata API: MutingPermissionSet"
#   - ref: https://docs.securitybenchmark.org/controls-at-a-glance.html
#     description: "Security Benchmark for Salesforce: SBS-ACS-001"
# custom:
#   id: SF-PERM-013
#   severity: medium
#   family: least-privilege
#   types: [PermissionSetGroup, PermissionSet]
#   unit: a group and a permission set
#   remediation: |
#     Setup > Permission Set Groups > the group > Muting Permission Set in Group > System Permissions: mute Manage Users, Modify
#     All Data or View All Data (true under userPermissions of the muting permission set), or take the set out of
#     permissionSets.
#   frameworks:
#     CIS8: ["5.4", "6.8"]
#     NISTCSF2: ["PR.AA-05"]
#     ISO27001: ["A.5.18", "A.8.2"]
#     SBS: ["SBS-ACS-001"]
package tenantlint.salesforce.group_carries_super_administrator

import data.tenantlint.salesforce.lib.grants
import data.tenantlint.salesforce.lib.privileges

deny contains violation if {
	some name, group in privileges.groups
	grants.standing(group, _wanted) == "held"
	some found in group.sets
	count(_wanted - found.permissions) == 0
	violation := {
		"message": sprintf("The group \"%s\" carries the permission set \"%s\", which makes its users administrators of everything, and mutes none of it.", [name, found.name]),
		"at": found.at,
		"identity": {"permissionSetGroup": name, "permissionSet": found.name},
		"related": [{"at": ["PermissionSet", found.name, "userPermissions", permission], "message": "one of the three"} | some permission in sort(_wanted)],
	}
}

not_evaluated contains gap if some gap in grants.group_gaps(privileges.groups, _wanted)

# Groups matter only where a permission set holds all three.
not_evaluated contains gap if {
	some holder in privileges.held.ManageUsers
	holder.type == "PermissionSet"
	holder in privileges.held.ModifyAllData
	holder in privileges.held.ViewAllData
	some gap in grants.gaps(input, ["PermissionSetGroup"])
}

_wanted := {"ManageUsers", "ModifyAllData", "ViewAllData"}
