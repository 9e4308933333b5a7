package tenantlint.salesforce.lib.visitors_test

import data.tenantlint.salesforce.lib.visitors

_guest := {"userLicense": "Guest"}

_sites := {"CustomSite": {"Elm": {"active": true, "masterLabel": "Elm"}, "Oak": {"active": false, "masterLabel": "Oak"}}}

test_a_profile_that_is_stated_for_another_site_is_not_taken if {
	tenant := object.union(_sites, {"Profile": {"Elm Oak Visitors": _guest}})
	free := visitors.sites with input as tenant
	free.Elm.profile == "Elm Oak Visitors"
	stated := object.union(tenant, {"runtime": {"guestUsers": {"oak": {"profile": "elm oak visitors"}}}})
	taken := visitors.sites with input as stated
	[taken.Elm.profile, taken.Oak.profile] == ["", "Elm Oak Visitors"]
	named := object.union(tenant, {"CustomSite": {"Oak": {"guestProfile": "Elm Oak Visitors"}}})
	second := visitors.sites with input as named
	second.Elm.profile == ""
}

test_a_stated_nickname_replaces_the_name_of_the_site if {
	visitors.sites_by_user == {"elm": {"Elm"}, "oak": {"Oak"}} with input as _sites
	tenant := object.union(_sites, {"runtime": {"guestUsers": {"ELM": {"nickname": "Visitor1"}}}})
	visitors.sites_by_user == {"visitor1": {"Elm"}, "oak": {"Oak"}} with input as tenant
}

_bundle := object.union(_sites, {
	"runtime": {"guestUsers": {"Elm": {"permissionSetGroups": ["Bundle"]}, "Oak": {"permissionSets": ["Readers"]}}},
	"PermissionSet": {"Readers": {"classAccesses": {"Find": true, "Book": true}}},
	"PermissionSetGroup": {"Bundle": {"permissionSets": ["readers"], "mutingPermissionSets": ["Muted"]}},
	"MutingPermissionSet": {"Muted": {"classAccesses": {"find": true}}},
})

test_a_group_mutes_for_its_own_users if {
	tenant := _bundle
	granted := visitors.granted with input as tenant
	{way: granted[way].classAccesses | some way, _ in granted} == {
		["PermissionSet/Readers", ["bundle"]]: {"Book": true},
		["PermissionSet/Readers", []]: {"Find": true, "Book": true},
	}
	visitors.sites_by_way == {["PermissionSet/Readers", ["bundle"]]: {"Elm"}} with input as tenant
	holders := visitors.holders with input as tenant
	holders["PermissionSet/Readers"].granted.classAccesses == {"Find": true, "Book": true}
}

test_what_a_user_has_itself_no_group_mutes if {
	tenant := object.union(_bundle, {"runtime": {"guestUsers": {"Elm": {"permissionSets": ["READERS"]}}}})
	visitors.sites_by_way == {["PermissionSet/Readers", []]: {"Elm"}} with input as tenant
}

test_what_a_user_has_together if {
	tenant := object.union(_bundle, {
		"runtime": {"guestUsers": {"Elm": {"permissionSets": ["Extra"]}}},
		"PermissionSet": {"Extra": {}},
		"Profile": {"Elm Profile": object.union(_guest, {"classAccesses": {"Find": true}}), "Other Profile": _guest},
	})
	[profile, extra, whole, part] := [["Profile/Elm Profile", []], ["PermissionSet/Extra", []], ["PermissionSet/Readers", []], ["PermissionSet/Readers", ["bundle"]]]
	visitors.beside == {profile: {extra, part}, extra: {profile, part}, part: {profile, extra}} with input as tenant
	visitors.beside_with("Profile/Elm Profile", ["classAccesses", "Find"]) == {extra, part} with input as tenant
	visitors.beside_with("Profile/Elm Profile", ["classAccesses", "Book"]) == set() with input as tenant
	visitors.beside_with("PermissionSet/Readers", ["classAccesses", "Find"]) == set() with input as tenant
	visitors.beside_with("PermissionSet/Readers", ["classAccesses", "Book"]) == {profile, extra} with input as tenant
	closed := object.union(tenant, {"Profile": {"Oak Profile": _guest}})
	beside := visitors.beside with input as closed
	beside[whole] == {["Profile/Oak Profile", []]}
}

test_the_profile_of_a_user_whose_site_was_not_exported if {
	tenant := {
		"runtime": {"guestUsers": {"Elm": {"profile": "elm visitors", "permissionSets": ["Extra"]}}},
		"PermissionSet": {"Extra": {}},
		"Profile": {"Elm Visitors": _guest, "Staff": {"userLicense": "Salesforce"}},
	}
	visitors.beside == {["Profile/Elm Visitors", []]: {["PermissionSet/Extra", []]}, ["PermissionSet/Extra", []]: {["Profile/Elm Visitors", []]}} with input as tenant
	staff := object.union(tenant, {"runtime": {"guestUsers": {"Elm": {"profile": "Staff"}}}})
	count(visitors.beside) == 0 with input as staff
	mapped := object.union(tenant, {"CustomSite": {"Elm": {"active": true}}, "Profile": {"Mapped": _guest}})
	beside := visitors.beside with input as mapped with data.tenantlint.params.salesforce.site_profiles as {"Elm": "Mapped"}
	beside[["PermissionSet/Extra", []]] == {["Profile/Mapped", []]}
}

test_who_sees_all_data if {
	every right in ["ViewAllData", "ModifyAllData"] {
		tenant := object.union(_sites, {"Profile": {"Elm Profile": object.union(_guest, {"userPermissions": {right: true}})}})
		holders := visitors.holders with input as tenant
		holders["Profile/Elm Profile"].sees_all == right
	}
	tenant := object.union(_sites, {"Profile": {"Elm Profile": object.union(_guest, {"userPermissions": {"ViewAllData": false}})}})
	holders := visitors.holders with input as tenant
	holders["Profile/Elm Profile"].sees_all == ""
}
