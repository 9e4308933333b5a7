package tenantlint.salesforce.lib.privileges_test

import data.tenantlint.salesforce.lib.privileges

_holder(type, name, kind, administrator) := {"type": type, "name": name, "kind": kind, "administrator": administrator}

test_holders if {
	tenant := {
		"Profile": {
			"Admin": {"userLicense": "Salesforce"},
			"SYSTEM Administrator": {"custom": true, "userLicense": "Salesforce"},
			"Docks": {},
		},
		"PermissionSet": {"Admin": {"license": "Customer Community"}},
	}
	found := privileges.holders with input as tenant
	found == {
		"Profile/Admin": _holder("Profile", "Admin", "employee", true),
		"Profile/SYSTEM Administrator": _holder("Profile", "SYSTEM Administrator", "employee", false),
		"Profile/Docks": _holder("Profile", "Docks", "unknown", false),
		"PermissionSet/Admin": _holder("PermissionSet", "Admin", "external", false),
	}
	profiles := privileges.profiles with input as tenant
	{key: holder.name | some key, holder in profiles} == {"admin": "Admin", "system administrator": "SYSTEM Administrator", "docks": "Docks"}
}

test_administrators_are_a_parameter if {
	tenant := {"Profile": {"Head Office": {"custom": true}, "システム管理者": {}}}
	params := {"administrators": ["head OFFICE"]}
	found := privileges.holders with input as tenant with data.tenantlint.params["salesforce-privileges"] as params
	{holder.name | some holder in found; holder.administrator} == {"Head Office", "システム管理者"}
	names := privileges.administrator_names with data.tenantlint.params["salesforce-privileges"] as params
	{"head office", "admin"} & names == {"head office", "admin"}
}

test_what_is_held if {
	tenant := {
		"Profile": {"Docks": {"userPermissions": {"DataExport": true, "ViewAllData": false, "EditTask": true}}},
		"PermissionSet": {"Piers": {"userPermissions": {"DataExport": true}}},
	}
	found := privileges.held with input as tenant
	{permission: {holder.name | some holder in holders} | some permission, holders in found} == {"DataExport": {"Docks", "Piers"}}
}

test_groups if {
	tenant := {
		"PermissionSet": {
			"Crew": {"userPermissions": {"ManageUsers": true, "ViewAllData": false}},
			"Data": {"userPermissions": {"ViewAllData": true}},
			"Other": {"userPermissions": {"DataExport": true}},
		},
		"MutingPermissionSet": {"Quiet": {"userPermissions": {"ManageUsers": true, "DataExport": false}}},
		"PermissionSetGroup": {"Docks": {
			"permissionSets": ["crew", "Data", "pkg__Lost"],
			"mutingPermissionSets": ["QUIET", "Unread"],
		}},
	}
	found := privileges.groups with input as tenant
	at := ["PermissionSetGroup", "Docks"]
	found == {"Docks": {
		"sets": [
			{"name": "Crew", "at": array.concat(at, ["permissionSets", 0]), "permissions": {"ManageUsers"}},
			{"name": "Data", "at": array.concat(at, ["permissionSets", 1]), "permissions": {"ViewAllData"}},
		],
		"granted": {"ManageUsers", "ViewAllData"},
		"muted": {"ManageUsers"},
		"lost": [{"message": "The permission set \"pkg__Lost\" of the group \"Docks\" was not exported.", "at": array.concat(at, ["permissionSets", 2])}],
		"unread": [{"message": "The muting permission set \"Unread\" of the group \"Docks\" was not exported.", "at": array.concat(at, ["mutingPermissionSets", 1])}],
	}}
}
