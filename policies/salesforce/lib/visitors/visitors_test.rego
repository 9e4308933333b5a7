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

test_a_site_with_a_stated_profile_does_not_own_the_one_with_its_name if {
	tenant := object.union(_sites, {"CustomSite": {"Grove": {"masterLabel": "Elm Oak"}}, "Profile": {"Elm Oak Profile": _guest, "Acorn": _guest}})
	owned := visitors.sites with input as tenant
	[owned.Elm.profile, owned.Grove.profile] == ["", "Elm Oak Profile"]
	stated := object.union(tenant, {"runtime": {"guestUsers": {"Grove": {"profile": "Acorn"}}}})
	free := visitors.sites with input as stated
	[free.Elm.profile, free.Grove.profile] == ["Elm Oak Profile", "Acorn"]
}

_evidence(tenant) := [sites.Elm.profile, sites.Elm.why.at] if {
	sites := visitors.sites with input as tenant
}

# By its name alone, each profile would go before those of stronger evidence.
test_stronger_evidence_goes_first_and_says_where_it_stands if {
	guess := object.union(_sites, {"Profile": {"Elm Guests": _guest, "Fir Visitors": _guest, "Larch Visitors": _guest, "Yew Visitors": _guest}})
	_evidence(guess) == ["Elm Guests", ["Profile", "Elm Guests", "userLicense"]]
	exact := object.union(guess, {"Profile": {"Elm Profile": {}}})
	_evidence(exact) == ["Elm Profile", ["Profile", "Elm Profile", "userLicense"]]
	site := object.union(exact, {"CustomSite": {"Elm": {"guestProfile": "Fir Visitors"}}})
	_evidence(site) == ["Fir Visitors", ["CustomSite", "Elm", "guestProfile"]]
	user := object.union(site, {"runtime": {"guestUsers": {"ELM": {"profile": "Larch Visitors"}}}})
	_evidence(user) == ["Larch Visitors", ["runtime", "guestUsers", "ELM", "profile"]]
	_evidence(user) == ["Yew Visitors", ["CustomSite", "Elm", "masterLabel"]] with data.tenantlint.params.salesforce.site_profiles as {"elm": "Yew Visitors"}
}

# Null and an empty text say as much as a key that is not there.
test_what_is_not_stated_is_no_evidence if {
	profiles := {"Profile": {"Elm Profile": _guest}}
	every user in [null, "Elm", {"profile": null}, {"profile": ""}, {"profile": 5}] {
		tenant := object.union_n([_sites, profiles, {"runtime": {"guestUsers": {"Elm": user}}}])
		_evidence(tenant) == ["Elm Profile", ["Profile", "Elm Profile", "userLicense"]]
	}
	every profile in [null, ""] {
		tenant := object.union_n([_sites, profiles, {"CustomSite": {"Elm": {"guestProfile": profile}}}])
		_evidence(tenant) == ["Elm Profile", ["Profile", "Elm Profile", "userLicense"]]
	}
	visitors.sites.Elm.profile == "Elm Profile" with input as object.union(_sites, profiles) with data.tenantlint.params.salesforce.site_profiles as {"Elm": ""}
}

test_a_name_tells_no_more_of_a_profile_than_is_known if {
	licensed := visitors.sites with input as object.union(_sites, {"Profile": {"Elm Profile": _guest}})
	licensed.Elm.why.message == "Elm Profile is a guest profile and has the name that belongs to the site"
	every profile in [{}, {"userLicense": null}, {"userLicense": ""}] {
		tenant := object.union(_sites, {"Profile": {"Elm Profile": profile}})
		sites := visitors.sites with input as tenant
		sites.Elm.profile == "Elm Profile"
		sites.Elm.why.message == "Elm Profile has the name that belongs to the site, and states no licence"
	}
}

test_spellings_of_one_site_that_agree if {
	tenant := object.union(_sites, {
		"CustomSite": {"Fir": {"masterLabel": "Fir"}},
		"Profile": {"Fir Profile": _guest, "Visitors": _guest},
		"PermissionSet": {"Extra": {}, "Readers": {}},
		"runtime": {"guestUsers": {
			"ELM": {"nickname": "elm1", "profile": "VISITORS", "permissionSets": ["Extra"]},
			"Elm": {"nickname": "elm2", "profile": "Visitors", "permissionSets": ["Readers"]},
			"elm": {"nickname": null, "profile": null, "permissionSets": null},
		}},
	})
	sites := visitors.sites with input as tenant
	[sites.Elm.profile, sites.Elm.doubts] == ["Visitors", set()]
	[sites.Fir.profile, sites.Fir.doubts] == ["Fir Profile", set()]
	visitors.sites_by_user == {"elm1": {"Elm"}, "elm2": {"Elm"}, "fir": {"Fir"}, "oak": {"Oak"}} with input as tenant
	object.keys(visitors.sites_by_way) == {["Profile/Visitors", []], ["PermissionSet/Extra", []], ["PermissionSet/Readers", []]} with input as tenant
	both := visitors.sites with input as tenant with data.tenantlint.params.salesforce.site_profiles as {"Elm": "Fir Profile", "ELM": "fir profile"}
	[both.Elm.profile, both.Elm.doubts] == ["Fir Profile", set()]
}

test_spellings_of_one_site_that_contradict_each_other if {
	tenant := object.union(_sites, {
		"CustomSite": {"Elm": {"guestProfile": "Acorn"}},
		"Profile": {"Acorn": _guest, "Visitors": _guest, "Yew Visitors": _guest},
		"runtime": {"guestUsers": {"Elm": {"profile": "Yew Visitors"}, "ELM": {"profile": "Visitors"}}},
	})
	doubt := {"at": ["runtime", "guestUsers", "Elm", "profile"], "message": "The guest profile of the site \"Elm\" is stated as Visitors and as Yew Visitors, and Visitors was taken."}
	sites := visitors.sites with input as tenant
	[sites.Elm.profile, sites.Elm.why.at, sites.Elm.doubts] == ["Visitors", ["runtime", "guestUsers", "ELM", "profile"], {doubt}]
	visitors.gaps == {doubt} with input as tenant
	mapped := visitors.sites with input as tenant with data.tenantlint.params.salesforce.site_profiles as {"Elm": "Acorn", "ELM": "Gone"}
	[mapped.Elm.profile, mapped.Elm.doubts] == ["Acorn", {{"at": ["CustomSite", "Elm", "masterLabel"], "message": "The guest profile of the site \"Elm\" is stated as Acorn and as Gone, and Acorn was taken."}}]
}

test_a_site_without_a_label_has_its_name_with_blanks if {
	every settings in [{}, {"masterLabel": null}, {"masterLabel": ""}] {
		tenant := {"CustomSite": {"Elm_Oak": settings}, "Profile": {"Elm Oak Visitors": _guest}}
		visitors.sites.Elm_Oak.profile == "Elm Oak Visitors" with input as tenant
	}
}

test_a_similar_name_that_begins_with_the_label_goes_before_others if {
	one := object.union(_sites, {"Profile": {"Old Elm": _guest}})
	visitors.sites.Elm.profile == "Old Elm" with input as one
	leading := object.union(one, {"Profile": {"Elm Visitors": _guest}})
	visitors.sites.Elm.profile == "Elm Visitors" with input as leading
	two := object.union(leading, {"Profile": {"Elm Guests": _guest}})
	visitors.sites.Elm.profile == "" with input as two
}

test_a_stated_profile_has_to_be_one_for_guests if {
	staff := {"userLicense": "Salesforce"}
	tenant := object.union(_sites, {"CustomSite": {"Elm": {"guestProfile": "Visitors"}}, "Profile": {"VISITORS": staff}})
	visitors.sites.Elm.profile == "" with input as tenant
	spelled := object.union(tenant, {"Profile": {"Visitors": _guest, "visitors": _guest}})
	visitors.sites.Elm.profile == "Visitors" with input as spelled
}

test_a_stated_nickname_replaces_the_name_of_the_site if {
	visitors.sites_by_user == {"elm": {"Elm"}, "oak": {"Oak"}} with input as _sites
	tenant := object.union(_sites, {"runtime": {"guestUsers": {"ELM": {"nickname": "Visitor1"}}}})
	visitors.sites_by_user == {"visitor1": {"Elm"}, "oak": {"Oak"}} with input as tenant
	every nickname in [null, ""] {
		unstated := object.union(_sites, {"runtime": {"guestUsers": {"ELM": {"nickname": nickname}}}})
		visitors.sites_by_user == {"elm": {"Elm"}, "oak": {"Oak"}} with input as unstated
	}
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
}

# What some user has unmuted stays as it was exported: rules ask which sections it does not state.
test_a_holder_grants_what_any_of_its_users_has if {
	mixed := visitors.holders with input as _bundle
	mixed["PermissionSet/Readers"].granted == {"classAccesses": {"Find": true, "Book": true}}
	tenant := object.union(_bundle, {
		"runtime": {"guestUsers": {"Oak": {"permissionSets": [], "permissionSetGroups": ["Pack"]}}},
		"PermissionSetGroup": {"Pack": {"permissionSets": ["Readers"], "mutingPermissionSets": ["Hushed"]}},
		"MutingPermissionSet": {"Hushed": {"classAccesses": {"Book": true}}},
	})
	muted := visitors.holders with input as tenant
	muted["PermissionSet/Readers"].granted.classAccesses == {"Find": true, "Book": true}
}

# Rules tell of the sections that a permission set does not state.
test_a_group_states_no_more_than_its_permission_sets if {
	tenant := object.union(_sites, {
		"runtime": {"guestUsers": {"Oak": {"permissionSetGroups": ["Bundle"]}}},
		"PermissionSet": {"Extra": {"label": "Extra"}},
		"PermissionSetGroup": {"Bundle": {"permissionSets": ["Extra"]}},
	})
	holders := visitors.holders with input as tenant
	holders["PermissionSet/Extra"].granted == {"label": "Extra"}
}

test_lists_that_hold_null_or_an_empty_text if {
	every name in [null, ""] {
		tenant := object.union(_bundle, {
			"runtime": {"guestUsers": {"Elm": {"permissionSets": [name], "permissionSetGroups": [name, "Bundle"]}}},
			"PermissionSetGroup": {"Bundle": {"permissionSets": [name, "readers"], "mutingPermissionSets": [name, "Muted"]}},
		})
		sites := visitors.sites with input as tenant
		sites.Elm.missing == set()
		visitors.sites_by_way == {["PermissionSet/Readers", ["bundle"]]: {"Elm"}} with input as tenant
		granted := visitors.granted with input as tenant
		granted[["PermissionSet/Readers", ["bundle"]]].classAccesses == {"Book": true}
	}
}

test_sets_and_groups_that_no_guest_user_has_give_nothing if {
	tenant := object.union(_bundle, {"PermissionSet": {"Extra": {}, "Spare": {}}, "PermissionSetGroup": {"Pack": {"permissionSets": ["Extra"]}}})
	visitors.sites_by_way == {["PermissionSet/Readers", ["bundle"]]: {"Elm"}} with input as tenant
	holders := visitors.holders with input as tenant
	object.keys(holders) == {"PermissionSet/Readers"}
}

_lacking := object.union(_sites, {
	"runtime": {"guestUsers": {"elm": {"permissionSets": ["READERS", "Lost"], "permissionSetGroups": ["BUNDLE", "Gone"]}, "Oak": {"permissionSets": ["Lost"]}}},
	"PermissionSet": {"Readers": {}},
	"PermissionSetGroup": {"Bundle": {"permissionSets": ["readers", "Shed"], "mutingPermissionSets": ["MUTED", "Quiet"]}},
	"MutingPermissionSet": {"Muted": {}},
})

test_what_a_guest_user_has_and_the_export_lacks if {
	sites := visitors.sites with input as _lacking
	sites.Elm.missing == {"permission set Lost", "permission set Shed", "permission set group Gone", "muting permission set Quiet"}
	sites.Oak.missing == {"permission set Lost"}
}

test_gaps_are_those_of_sites_that_may_be_active if {
	tenant := object.union(_lacking, {"CustomSite": {"Fir": {"masterLabel": "Fir"}}})
	visitors.gaps == {
		{"at": ["CustomSite", "Elm", "masterLabel"], "message": "The guest profile of the site \"Elm\" was not exported."},
		{"at": ["CustomSite", "Fir", "masterLabel"], "message": "The guest profile of the site \"Fir\" was not exported."},
		{"at": ["CustomSite", "Elm"], "message": "The permission set Lost of the guest user of the site \"Elm\" was not exported."},
		{"at": ["CustomSite", "Elm"], "message": "The permission set Shed of the guest user of the site \"Elm\" was not exported."},
		{"at": ["CustomSite", "Elm"], "message": "The permission set group Gone of the guest user of the site \"Elm\" was not exported."},
		{"at": ["CustomSite", "Elm"], "message": "The muting permission set Quiet of the guest user of the site \"Elm\" was not exported."},
	} with input as tenant
}

test_a_holder_tells_of_the_active_sites_whose_visitors_have_it if {
	tenant := object.union(_sites, {
		"CustomSite": {"Ash": {"active": true, "masterLabel": "Ash"}},
		"Profile": {"Ash Profile": _guest, "Elm Profile": _guest, "Oak Profile": _guest},
		"PermissionSet": {"Readers": {}},
		"runtime": {"guestUsers": {"Ash": {"permissionSets": ["Readers"]}, "Elm": {"permissionSets": ["Readers"]}, "Oak": {"permissionSets": ["Readers"]}}},
	})
	holders := visitors.holders with input as tenant
	{id: holder.sites | some id, holder in holders} == {
		"Profile/Ash Profile": {"Ash"},
		"Profile/Elm Profile": {"Elm"},
		"Profile/Oak Profile": set(),
		"PermissionSet/Readers": {"Ash", "Elm"},
	}
	holders["Profile/Elm Profile"].chain == [{"at": ["Profile", "Elm Profile", "userLicense"], "message": "the active site \"Elm\": Elm Profile is a guest profile and has the name that belongs to the site"}]
	holders["Profile/Oak Profile"].chain == []
	holders["PermissionSet/Readers"].chain == [
		{"at": ["CustomSite", "Ash", "active"], "message": "the guest user of the active site \"Ash\" has the permission set"},
		{"at": ["CustomSite", "Elm", "active"], "message": "the guest user of the active site \"Elm\" has the permission set"},
	]
}

test_what_a_holder_grants_is_had_on_its_own_sites_alone if {
	tenant := object.union(_sites, {
		"CustomSite": {"Oak": {"active": true}},
		"Profile": {"Elm Profile": object.union(_guest, {"classAccesses": {"Find": true}}), "Oak Profile": object.union(_guest, {"classAccesses": {"Find": false}})},
	})
	visitors.sites_with("Profile/Elm Profile", ["classAccesses", "Find"]) == {"Elm"} with input as tenant
	visitors.sites_with("Profile/Oak Profile", ["classAccesses", "Find"]) == set() with input as tenant
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
		"runtime": {"guestUsers": {"Elm": {"profile": "elm VISITORS", "permissionSets": ["Extra"]}}},
		"PermissionSet": {"Extra": {}},
		"Profile": {"Elm Visitors": _guest, "Staff": {"userLicense": "Salesforce"}},
	}
	together := {["Profile/Elm Visitors", []]: {["PermissionSet/Extra", []]}, ["PermissionSet/Extra", []]: {["Profile/Elm Visitors", []]}}
	visitors.beside == together with input as tenant
	other := object.union(tenant, {"CustomSite": {"Oak": {"active": true, "masterLabel": "Oak"}}})
	visitors.beside == together with input as other
	spelled := object.union(tenant, {"runtime": {"guestUsers": {"ELM": {"profile": null}}}})
	visitors.beside == together with input as spelled
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
	both := object.union(tenant, {"Profile": {"Oak Profile": object.union(_guest, {"userPermissions": {"ViewAllData": true, "ModifyAllData": true}})}})
	seers := visitors.holders with input as both
	{id: holder.sees_all | some id, holder in seers} == {"Profile/Elm Profile": "", "Profile/Oak Profile": "ViewAllData"}
}
