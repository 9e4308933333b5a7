# METADATA
# title: Super-administrator combination
# scope: package
# description: |
#   View All Data, Modify All Data and Manage Users together are the whole tenant: their holder reads and changes everything,
#   gives the same rights to other accounts, and resets passwords to get into them. Nothing is left that a second person
#   would have to do. Such a combination outside the administrators' own profile is an administrator that no review of
#   administrators shows.
#
#   Judged are profiles, permission sets, and permission set groups whose sets hold the three together only when added up,
#   after what their muting permission sets take away (a group that carries a set with all three is SF-PERM-013). The
#   standard profile of administrators is left out, and so are profiles that the parameter administrators names and guest
#   profiles. A group that names sets which are not in the export is reported as not judged where they could complete it.
# related_resources:
#   - ref: https://docs.securitybenchmark.org/controls-at-a-glance.html
#     description: "Security Benchmark for Salesforce: SBS-ACS-004"
#   - ref: https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_mutingpermissionset.htm
#     description: "Metadata API: MutingPermissionSet"
# custom:
#   id: SF-PERM-003
#   severity: critical
#   family: admin-count
#   types: [Profile, PermissionSet, PermissionSetGroup]
#   unit: a profile, permission set or group
#   remediation: |
#     Setup > Permission Sets (or Profiles, Permission Set Groups) > the set > System Permissions: clear at least one of Manage
#     Users, Modify All Data and View All Data, or set it to false under userPermissions; for a group, mute it (Muting
#     Permission Set in Group). Split the duties: those who manage users get no access to all data.
#   frameworks:
#     CIS8: ["5.4", "6.8"]
#     NISTCSF2: ["PR.AA-05"]
#     ISO27001: ["A.5.3", "A.8.2"]
#     SBS: ["SBS-ACS-004"]
package tenantlint.salesforce.combination_makes_super_administrator

import data.tenantlint.salesforce.data.system_permissions as labels
import data.tenantlint.salesforce.lib.grants
import data.tenantlint.salesforce.lib.privileges

deny contains violation if {
	some holder in privileges.held.ManageUsers
	holder in privileges.held.ModifyAllData
	holder in privileges.held.ViewAllData
	holder.administrator == false
	holder.kind != "guest"
	violation := {
		"message": sprintf("%s makes its users administrators of everything: Manage Users, Modify All Data and View All Data.", [grants.who(holder)]),
		"at": grants.at(holder, "ManageUsers"),
		"identity": grants.identity(holder, {}),
		"related": [{"at": grants.at(holder, permission), "message": sprintf("%s as well", [labels[permission]])} | some permission in ["ModifyAllData", "ViewAllData"]],
	}
}

deny contains violation if {
	some name, group in privileges.groups
	grants.standing(group, _wanted) == "held"
	count([found | some found in group.sets; count(_wanted - found.permissions) == 0]) == 0
	violation := {
		"message": sprintf("The permission sets of the group \"%s\" add up to an administrator of everything: Manage Users, Modify All Data and View All Data.", [name]),
		"at": ["PermissionSetGroup", name, "permissionSets"],
		"identity": {"permissionSetGroup": name},
		"related": [{"at": ["PermissionSet", found.name, "userPermissions", permission], "message": sprintf("\"%s\" gives %s", [found.name, labels[permission]])} |
			some found in group.sets
			some permission in sort(found.permissions & _wanted)
		],
	}
}

not_evaluated contains gap if some gap in grants.gaps(input, ["Profile", "PermissionSet"])

not_evaluated contains gap if some gap in grants.group_gaps(privileges.groups, _wanted)

# Groups matter only where permission sets could add up.
not_evaluated contains gap if {
	given := {permission | some permission in _wanted; some holder in privileges.held[permission]; holder.type == "PermissionSet"}
	given == _wanted
	some gap in grants.gaps(input, ["PermissionSetGroup"])
}

_wanted := {"ManageUsers", "ModifyAllData", "ViewAllData"}
