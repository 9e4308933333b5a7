package tenantlint.salesforce.lib.grants_test

import data.tenantlint.salesforce.lib.grants

_profile := {"type": "Profile", "name": "Docks", "kind": "unknown", "administrator": false}

_set := {"type": "PermissionSet", "name": "Docks", "kind": "unknown", "administrator": false}

_group(granted, muted, lost, unread) := {"granted": granted, "muted": muted, "lost": lost, "unread": unread}

_gap := {"message": "lost", "at": ["PermissionSetGroup"]}

test_words if {
	grants.who(_profile) == "The profile \"Docks\""
	grants.who(_set) == "The permission set \"Docks\""
	grants.identity(_profile, {"object": "Boat__c"}) == {"profile": "Docks", "object": "Boat__c"}
	grants.identity(_set, {}) == {"permissionSet": "Docks"}
}

test_violation if {
	grants.violation(_set, "DataExport", "it is so") == {
		"message": "The permission set \"Docks\" has Weekly Data Export: it is so.",
		"at": ["PermissionSet", "Docks", "userPermissions", "DataExport"],
		"identity": {"permissionSet": "Docks"},
	}
	grants.removal(_profile, "DataExport") == [{
		"title": "Take Weekly Data Export away from the profile",
		"safe": false,
		"edits": [{"op": "set", "at": ["Profile", "Docks", "userPermissions", "DataExport"], "value": false}],
	}]
}

test_standing if {
	wanted := {"a", "b"}
	grants.standing(_group({"a", "b", "c"}, {"c"}, [], []), wanted) == "held"
	grants.standing(_group({"a", "b"}, {"b"}, [], []), wanted) == "lacking"
	grants.standing(_group({"a"}, set(), [], [_gap]), wanted) == "lacking"
	grants.standing(_group({"a"}, set(), [_gap], []), wanted) == "unknown"
	grants.standing(_group({"a"}, {"a"}, [_gap], [_gap]), wanted) == "lacking"
	grants.standing(_group({"a", "b"}, set(), [], [_gap]), wanted) == "unknown"
	grants.standing(_group({"a", "b"}, set(), [_gap], []), wanted) == "held"
}

test_gaps if {
	unknown := _group({"a"}, set(), [_gap], [{"message": "unread", "at": ["MutingPermissionSet"]}])
	grants.group_gaps({"Docks": unknown}, {"a", "b"}) == {_gap, {"message": "unread", "at": ["MutingPermissionSet"]}}
	grants.group_gaps({"Docks": _group({"a"}, set(), [_gap], [])}, {"a"}) == set()
	grants.gaps({"coverage": {"types": {"Profile": true}}}, ["Profile", "PermissionSet"]) == {{"message": "PermissionSet was not exported.", "at": ["PermissionSet"]}}
}

test_licence_gaps if {
	known := object.union(_profile, {"kind": "employee"})
	administrator := object.union(_profile, {"administrator": true})
	grants.licence_gaps({_set, known, administrator}) == set()
	grants.licence_gaps({_profile}) == {{"message": "The profile \"Docks\" does not state userLicense.", "at": ["Profile", "Docks", "userLicense"]}}
}
