package tenantlint.salesforce.lib.access_test

import data.tenantlint.salesforce.lib.access

_guest := {"userLicense": "guest user license"}

_sites(labels) := {name: {"active": true, "masterLabel": label} | some name, label in labels}

test_a_guest_is_one_by_licence if {
	tenant := {"Profile": {"A": _guest, "B": {"userLicense": "Guest", "custom": true}, "C": {"userLicense": "Salesforce"}, "Guest": {"userLicense": "Guest"}, "D": {}}}
	access.guest_profiles == {"A", "B"} with input as tenant
}

test_the_order_of_evidence if {
	base := {"CustomSite": {"Shop": {"active": true, "masterLabel": "Shop", "guestProfile": "By Site"}}, "Profile": {"Shop Profile": _guest, "By Site": _guest, "By Runtime": _guest, "By Mapping": _guest}}
	access.sites.Shop.profile == "By Site" with input as base
	runtime := object.union(base, {"runtime": {"guestUsers": {"shop": {"profile": "by runtime"}}}})
	access.sites.Shop.profile == "By Runtime" with input as runtime
	access.sites.Shop.profile == "By Mapping" with input as runtime with data.tenantlint.params.salesforce.site_profiles as {"SHOP": "By Mapping"}
}

test_evidence_for_a_profile_that_is_missing_is_not_passed_over if {
	tenant := {"CustomSite": {"Shop": {"active": true, "masterLabel": "Shop"}}, "Profile": {"Shop Profile": _guest}, "runtime": {"guestUsers": {"Shop": {"profile": "Gone"}}}}
	access.sites.Shop.profile == "" with input as tenant
}

test_a_similar_name_has_to_be_the_only_one if {
	one := {"CustomSite": _sites({"Shop": "Shop"}), "Profile": {"Shop Guest Profile": _guest, "Shopper Profile": _guest}}
	access.sites.Shop.profile == "Shop Guest Profile" with input as one
	two := object.union(one, {"Profile": {"Shop Visitors": _guest}})
	access.sites.Shop.profile == "" with input as two
	leading := object.union(one, {"Profile": {"Profil Shop": _guest}})
	access.sites.Shop.profile == "Shop Guest Profile" with input as leading
}

test_a_profile_that_another_site_owns_is_not_taken if {
	tenant := {"CustomSite": _sites({"Shop": "Shop", "Shop_Japan": "Shop Japan"}), "Profile": {"Shop Japan Profile": _guest}}
	access.sites.Shop.profile == "" with input as tenant
	access.sites.Shop_Japan.profile == "Shop Japan Profile" with input as tenant
}

test_a_network_belongs_to_its_site_in_any_case if {
	tenant := {"CustomSite": _sites({"Shop": "Shop"}), "Network": {"Shop": {"site": "sHOP"}}}
	access.sites.Shop.networks == {"Shop"} with input as tenant
}

test_controlled_by_parent_in_a_circle_ends if {
	_parent := {"sharingModel": "ControlledByParent"}
	tenant := {
		"coverage": {"types": {"SharingRules": true}},
		"CustomSite": _sites({"Shop": "Shop"}),
		"CustomObject": {
			"A__c": object.union(_parent, {"fields": {"B__c": {"type": "MasterDetail", "referenceTo": "B__c"}}}),
			"B__c": object.union(_parent, {"fields": {"A__c": {"type": "MasterDetail", "referenceTo": "A__c"}}}),
		},
		"Profile": {"Shop Profile": {"userLicense": "Guest", "objectPermissions": {"A__c": {"allowRead": true}}}},
	}
	access.exposures == set() with input as tenant
	unruled := object.remove(tenant, ["coverage"])
	access.unknown_rows == set() with input as unruled
}

test_records_that_follow_themselves_are_opened_by_nothing_more if {
	tenant := _shop({"CustomObject": {"Boat__c": _detail(["Boat__c"])}, "Profile": {"Shop Profile": {"objectPermissions": {"Boat__c": {"viewAllRecords": true}}}}})
	exposures := access.exposures with input as tenant
	[[row.kind | some row in exposure.rows] | some exposure in exposures] == [["viewAllRecords"]]
}

test_the_external_default if {
	objects := {"A": {"externalSharingModel": "Read"}, "B": {"sharingModel": "ReadWrite"}, "C": {"sharingModel": "Private"}, "D": {"sharingModel": "ReadWrite", "externalSharingModel": "Private"}}
	tenant := {"CustomObject": objects}
	found := access.external_defaults with input as tenant
	{key: entry.open | some key, entry in found} == {"a": true, "c": false, "d": false}
	off := object.union(tenant, {"Settings": {"Sharing": {"enableExternalSharingModel": false}}})
	without := access.external_defaults with input as off
	{key: entry.open | some key, entry in without} == {"a": true, "b": true, "c": false, "d": true}
}

test_an_empty_tenant_has_nothing if {
	tenant := {}
	access.exposures == set() with input as tenant
	access.unknown_rows == set() with input as tenant
	access.guest_profiles == set() with input as tenant
	access.guest_holders == {} with input as tenant
	access.guest_classes == {} with input as tenant
	access.guest_flows == {} with input as tenant
}

_covered := {"coverage": {"types": {type: true | some type in ["ApexClass", "CustomObject", "CustomSite", "Flow", "Profile", "SharingRules"]}}}

_shop(more) := object.union_n([
	_covered,
	{"CustomSite": _sites({"Shop": "Shop"}), "Profile": {"Shop Profile": {"userLicense": "Guest", "objectPermissions": {"Boat__c": {"allowRead": true}}}}},
	{"CustomObject": {"Boat__c": {"sharingModel": "Private"}}},
	more,
])

_profile(more) := {"Profile": {"Shop Profile": more}}

_rows(exposures) := {[exposure.read, row.kind, row.at] |
	some exposure in exposures
	some row in exposure.rows
}

_boats := "Profile/Shop Profile/Boat__c"

_reader := {"sharing": "without", "methods": {"find": {"auraEnabled": true}}, "queries": [{"object": "boat__C"}]}

test_apex_without_sharing_opens_what_it_queries if {
	tenant := _shop(object.union(_profile({"classAccesses": {"reader": true, "Other": false}}), {"ApexClass": {"Reader": _reader, "Other": _reader}}))
	exposures := access.exposures with input as tenant
	_rows(exposures) == {[_boats, "Apex without sharing", ["ApexClass", "Reader", "sharing"]]}
	classes := access.guest_classes with input as tenant
	{id: [found.at, found.class, found.holder, count(found.entries), found.page] | some id, found in classes} == {"Profile/Shop Profile/reader": [["Profile", "Shop Profile", "classAccesses", "reader"], "Reader", "Profile/Shop Profile", 1, false]}
	access.unknown_rows == set() with input as tenant
}

test_apex_with_sharing_opens_nothing if {
	tenant := _shop(object.union(_profile({"classAccesses": {"Reader": true}}), {"ApexClass": {"Reader": object.union(_reader, {"sharing": "with"})}}))
	access.exposures == set() with input as tenant
	access.unknown_rows == set() with input as tenant
}

test_apex_of_unknown_reach_is_a_doubt if {
	tenant := _shop(object.union(_profile({"classAccesses": {"Reader": true}}), {"ApexClass": {"Reader": object.union(_reader, {"queries": [{"dynamic": true}]})}}))
	access.exposures == set() with input as tenant
	unknown := access.unknown_rows with input as tenant
	{[doubt.read, doubt.message] | some doubt in unknown} == {[_boats, "what the class Reader reads without sharing is not known"]}
}

test_code_of_unknown_reach_is_no_doubt_where_rows_are_open_and_where_there_are_none if {
	tenant := _shop(object.union(
		_profile({"classAccesses": {"Reader": true}, "objectPermissions": {"Boat__c": {"viewAllRecords": true}, "Dock__c": {"allowRead": true}, "Ping__e": {"allowRead": true}}}),
		{"ApexClass": {"Reader": object.union(_reader, {"queries": [{"dynamic": true}]})}, "CustomObject": {"Dock__c": {"sharingModel": "Private"}}},
	))
	unknown := access.unknown_rows with input as tenant
	{doubt.read | some doubt in unknown} == {"Profile/Shop Profile/Dock__c"}
}

test_a_class_that_a_parent_opens if {
	child := {"sharing": "none", "extends": "base", "methods": {"find": {"auraEnabled": true}}, "queries": [{"object": "Boat__c"}]}
	tenant := _shop(object.union(_profile({"classAccesses": {"Child": true}}), {"ApexClass": {"Child": child, "Base": {"sharing": "without"}}}))
	exposures := access.exposures with input as tenant
	_rows(exposures) == {[_boats, "Apex without sharing", ["ApexClass", "Child", "sharing"]]}
}

test_the_keyword_of_a_class_further_up if {
	child := object.union(_reader, {"sharing": "none", "extends": "Middle"})
	classes := {"Child": child, "Middle": {"sharing": "none", "extends": "outer.ROOT"}, "Outer": {"sharing": "with", "classes": {"Root": {"sharing": "without"}}}}
	tenant := _shop(object.union(_profile({"classAccesses": {"Child": true}}), {"ApexClass": classes}))
	count(access.exposures) == 1 with input as tenant
	circle := object.union(tenant, {"ApexClass": {"Middle": {"extends": "Child"}}})
	access.exposures == set() with input as circle
}

test_a_class_whose_parent_the_export_lacks if {
	child := {"sharing": "none", "extends": "Base", "methods": {"find": {"remoteAction": true}}, "queries": [{"object": "boat__c"}]}
	tenant := _shop(object.union(_profile({"classAccesses": {"Child": true}, "objectPermissions": {"Dock__c": {"allowRead": true}}}), {"ApexClass": {"Child": child}, "CustomObject": {"Dock__c": {"sharingModel": "Private"}}}))
	access.exposures == set() with input as tenant
	unknown := access.unknown_rows with input as tenant
	{[doubt.read, doubt.message] | some doubt in unknown} == {[_boats, "whether the class Child, which queries it, runs without sharing is not known"]}
	classes := access.guest_classes with input as tenant
	{found.base | some found in classes} == {"base"}
	dynamic := object.union(tenant, {"ApexClass": {"Child": {"queries": [{"dynamic": true}]}}})
	count(access.unknown_rows) == 2 with input as dynamic
}

test_a_page_may_use_a_class_without_annotations if {
	class := {"sharing": "without", "methods": {"find": {"access": "public"}}, "queries": [{"object": "Boat__c"}]}
	without := _shop(object.union(_profile({"classAccesses": {"Reader": true}}), {"ApexClass": {"Reader": class}}))
	access.exposures == set() with input as without
	tenant := object.union(without, _profile({"pageAccesses": {"Boats": true}}))
	count(access.exposures) == 1 with input as tenant
	access.guest_classes["Profile/Shop Profile/Reader"].page with input as tenant
	closed := object.union(without, _profile({"pageAccesses": {"Boats": false}}))
	access.exposures == set() with input as closed
	silent := object.union(tenant, {"ApexClass": {"Reader": {"methods": {"find": {"auraEnabled": true}}}}})
	access.guest_classes["Profile/Shop Profile/Reader"].page == false with input as silent
	bare := object.union(object.remove(tenant, ["ApexClass"]), {"ApexClass": {"Reader": object.remove(class, ["methods"])}})
	access.exposures == set() with input as bare
}

test_code_that_the_export_lacks if {
	tenant := _shop(object.union(
		_profile({"classAccesses": {"Gone": true, "pkg__Hidden": true, "Off": false}, "flowAccesses": {"Lost": true, "Closed": false}}),
		{"ApexClass": {"pkg__Hidden": {"hidden": true}}},
	))
	unknown := access.unknown_code with input as tenant
	unknown == {
		"ApexClass": {{"at": ["Profile", "Shop Profile", "classAccesses"], "message": "The export lacks the source of classes that the guest profile \"Shop Profile\" may run: Gone, pkg__Hidden."}},
		"Flow": {{"at": ["Profile", "Shop Profile", "flowAccesses"], "message": "The export lacks flows that the guest profile \"Shop Profile\" may run: Lost."}},
	}
	rows := access.unknown_rows with input as tenant
	{doubt.message | some doubt in rows} == {
		"the export lacks the source of classes that the guest profile \"Shop Profile\" may run: Gone, pkg__Hidden",
		"the export lacks flows that the guest profile \"Shop Profile\" may run: Lost",
	}
	nothing := object.union(_shop({}), {"coverage": {"types": {"ApexClass": false, "Flow": false}}})
	gaps := access.unknown_code with input as nothing
	gaps == {
		"ApexClass": {{"at": ["Profile", "Shop Profile", "classAccesses"], "message": "ApexClass was not exported."}},
		"Flow": {{"at": ["Profile", "Shop Profile", "flowAccesses"], "message": "Flow was not exported."}},
	}
	count(access.unknown_rows) == 0 with input as nothing
	stated := object.union(nothing, _profile({"classAccesses": {"Gone": true}, "flowAccesses": {"Lost": false}}))
	left := access.unknown_code with input as stated
	left == {"ApexClass": {{"at": ["Profile", "Shop Profile", "classAccesses"], "message": "ApexClass was not exported."}}}
}

_finder(more) := object.union({"runInMode": "SystemModeWithoutSharing", "status": "Active", "recordLookups": {"Get": {"object": "Boat__c"}}}, more)

_runs(flows) := _shop(object.union(_profile({"flowAccesses": {"Find_Boats": true}}), {"Flow": flows}))

test_a_flow_without_sharing_opens_what_it_looks_up if {
	tenant := _runs({"Find_Boats": _finder({"recordCreates": {"New": {"object": "Trip__c"}}, "recordUpdates": {"Set": {"object": "Dock__c"}}, "recordDeletes": {"Drop": {"object": "Pier__c"}}})})
	exposures := access.exposures with input as tenant
	_rows(exposures) == {[_boats, "flow without sharing", ["Flow", "Find_Boats", "runInMode"]]}
	flows := access.guest_flows with input as tenant
	flows == {"Profile/Shop Profile/find_boats": {
		"holder": "Profile/Shop Profile",
		"sites": {"Shop"},
		"at": ["Profile", "Shop Profile", "flowAccesses", "Find_Boats"],
		"flow": "Find_Boats",
		"unshared": {"Find_Boats"},
		"reads": {"boat__c": "Boat__c"},
		"changes": {"dock__c": "Dock__c", "pier__c": "Pier__c"},
		"creates": {"trip__c": "Trip__c"},
		"lost": set(),
	}}
}

test_flows_that_open_nothing if {
	every flow in [_finder({"runInMode": "SystemModeWithSharing"}), _finder({"runInMode": "DefaultMode"}), _finder({"status": "Draft"}), object.remove(_finder({}), ["runInMode"])] {
		tenant := _runs({"Find_Boats": flow})
		access.guest_flows == {} with input as tenant
		count([type | some type, _ in access.unknown_code]) == 0 with input as tenant
	}
}

test_a_version_of_a_flow if {
	tenant := _runs({"find_boats-12": _finder({}), "find_boats-11": _finder({"status": "Obsolete"})})
	{found.flow | some found in access.guest_flows} == {"find_boats-12"} with input as tenant
}

test_subflows if {
	calling := {"status": "Active", "subflows": {"Call": {"flowName": "inner"}}}
	own := _runs({"Find_Boats": calling, "Inner": _finder({})})
	exposures := access.exposures with input as own
	_rows(exposures) == {[_boats, "flow without sharing", ["Flow", "Inner", "runInMode"]]}
	above := _runs({"Find_Boats": object.union(calling, {"runInMode": "SystemModeWithoutSharing"}), "Inner": _finder({"runInMode": "DefaultMode"})})
	count(access.exposures) == 1 with input as above
	shared := _runs({"Find_Boats": object.union(calling, {"runInMode": "SystemModeWithoutSharing"}), "Inner": _finder({"runInMode": "SystemModeWithSharing"})})
	count(access.exposures) == 0 with input as shared
	lost := _runs({"Find_Boats": object.union(calling, {"runInMode": "SystemModeWithoutSharing"})})
	unknown := access.unknown_rows with input as lost
	{doubt.message | some doubt in unknown} == {"the export lacks flows that the flow Find_Boats calls: inner"}
	gaps := access.unknown_code with input as lost
	{gap.at | some gap in gaps.Flow} == {["Flow", "Find_Boats", "subflows"]}
	silent := _runs({"Find_Boats": calling})
	count(access.unknown_rows) == 1 with input as silent
	idle := _runs({"Find_Boats": object.union(calling, {"runInMode": "SystemModeWithoutSharing"}), "Inner": {"status": "Draft"}})
	count(access.unknown_rows) == 0 with input as idle
}

test_run_flows_without_flows_is_a_doubt if {
	nothing := {"coverage": {"types": {"Flow": false}}}
	tenant := object.union(object.union(_shop({}), nothing), _profile({"userPermissions": {"RunFlow": true}, "flowAccesses": {}}))
	unknown := access.unknown_rows with input as tenant with data.tenantlint.as_of as "2022-01-01"
	{doubt.message | some doubt in unknown} == {"the export has no flows, and the guest profile \"Shop Profile\" may run all of them"}
	gaps := access.unknown_code with input as tenant with data.tenantlint.as_of as "2022-01-01"
	{gap.at | some gap in gaps.Flow} == {["Profile", "Shop Profile", "userPermissions", "RunFlow"]}
	access.unknown_rows == set() with input as tenant with data.tenantlint.as_of as "2023-03-01"
}

test_run_flows_runs_all_of_them_until_spring_23 if {
	flows := {"Find_Boats": _finder({}), "Guarded": _finder({"isAdditionalPermissionRequiredToRun": true}), "Record": _finder({"start": {"triggerType": "RecordAfterSave"}})}
	tenant := _shop(object.union(_profile({"userPermissions": {"RunFlow": true}}), {"Flow": flows}))
	before := access.guest_flows with input as tenant with data.tenantlint.as_of as "2023-02-28"
	{found.at | some found in before} == {["Profile", "Shop Profile", "userPermissions", "RunFlow"]}
	{found.flow | some found in before} == {"Find_Boats"}
	access.guest_flows == {} with input as tenant with data.tenantlint.as_of as "2023-03-01"
	both := object.union(tenant, _profile({"flowAccesses": {"find_boats": true}}))
	single := access.guest_flows with input as both with data.tenantlint.as_of as "2022-01-01"
	{found.at | some found in single} == {["Profile", "Shop Profile", "flowAccesses", "find_boats"]}
	off := object.union(tenant, _profile({"userPermissions": {"RunFlow": false}}))
	access.guest_flows == {} with input as off with data.tenantlint.as_of as "2022-01-01"
}

test_objects_without_sharing_are_open if {
	names := {"Rate__x": true, "Old__b": true, "Route__mdt": true, "Key__c": true, "Ping__e": false, "Boat__c": false}
	permissions := {name: {"allowRead": true} | some name, _ in names}
	tenant := _shop(object.union(_profile({"objectPermissions": permissions}), {"CustomObject": {"Key__c": {"customSettingsType": "List"}}}))
	exposures := access.exposures with input as tenant
	{row[0] | some row in _rows(exposures)} == {sprintf("Profile/Shop Profile/%s", [name]) | some name, open in names; open}
	{row[1] | some row in _rows(exposures)} == {"no sharing"}
	{read.object: read.unshared | some read in access.guest_reads} == {
		"Rate__x": "external object", "Old__b": "big object", "Route__mdt": "custom metadata type",
		"Key__c": "custom setting", "Ping__e": "platform event", "Boat__c": "",
	} with input as tenant
	access.unknown_rows == set() with input as tenant
	bare := object.remove(tenant, ["coverage"])
	unknown := access.unknown_rows with input as bare
	{doubt.read | some doubt in unknown} == {_boats}
}

test_permission_sets_come_by_groups_too if {
	reads := {"objectPermissions": {"Boat__c": {"allowRead": true, "viewAllRecords": true}}}
	tenant := object.union(_shop({"runtime": {"guestUsers": {"Shop": {"permissionSetGroups": ["visitors"]}}}}), {
		"Profile": {"Shop Profile": {"objectPermissions": {"Boat__c": {"allowRead": false}}}},
		"PermissionSet": {"Extra": reads},
		"PermissionSetGroup": {"Visitors": {"permissionSets": ["extra", "Gone"], "mutingPermissionSets": ["Quiet", "Missing"]}},
		"MutingPermissionSet": {"quiet": {"objectPermissions": {"Boat__c": {"viewAllRecords": true}}}},
	})
	holders := access.guest_holders with input as tenant
	holders["PermissionSet/Extra"].sites == {"Shop"}
	holders["PermissionSet/Extra"].granted.objectPermissions == {"Boat__c": {"allowRead": true}}
	holders["PermissionSet/Extra"].what == "the guest user's permission set \"Extra\""
	holders["PermissionSet/Extra"].key == "permissionSet"
	holders["PermissionSet/Extra"].chain == [{"at": ["CustomSite", "Shop", "active"], "message": "the guest user of the active site \"Shop\" has the permission set"}]
	gaps := access.holder_gaps with input as tenant
	gaps == {
		{"at": ["CustomSite", "Shop"], "message": "The permission set Gone of the guest user of the site \"Shop\" was not exported."},
		{"at": ["CustomSite", "Shop"], "message": "The muting permission set Missing of the guest user of the site \"Shop\" was not exported."},
	}
	access.sites.Shop.missing == {"permission set Gone", "muting permission set Missing"} with input as tenant
	access.exposures == set() with input as tenant
	direct := object.union(tenant, {"runtime": {"guestUsers": {"Shop": {"permissionSets": ["EXTRA"]}}}})
	count(access.exposures) == 1 with input as direct
	lost := object.union(tenant, {"runtime": {"guestUsers": {"Shop": {"permissionSetGroups": ["Nobody"]}}}})
	access.sites.Shop.missing == {"permission set group Nobody"} with input as lost
}

test_a_guest_user_has_the_fields_of_all_that_it_has if {
	tenant := object.union(_shop({"runtime": {"guestUsers": {"Shop": {"permissionSets": ["Columns"], "permissionSetGroups": ["Visitors"]}}}}), {
		"Profile": {"Shop Profile": {"fieldPermissions": {"Boat__c.Phone__c": {"readable": true}}}},
		"PermissionSet": {
			"Columns": {"fieldPermissions": {"boat__C.phone__C": {"readable": true}, "Boat__c.Fax__c": {"readable": true}, "Boat__c.Mail__c": {"readable": false}, "Dock__c.Fax__c": {"readable": true}}},
			"Extra": {"fieldPermissions": {"Boat__c.Line__c": {"readable": true}, "Boat__c.Berth__c": {"readable": true}}},
		},
		"PermissionSetGroup": {"Visitors": {"permissionSets": ["Extra"], "mutingPermissionSets": ["Quiet"]}},
		"MutingPermissionSet": {"Quiet": {"fieldPermissions": {"Boat__c.Line__c": {"readable": true}}}},
		"CustomObject": {"Boat__c": {"fields": {"Hull__c": {"type": "Text"}}}},
	})
	reads := access.guest_reads with input as tenant
	{[qualified, by] | some [_, qualified, by] in reads[_boats].fields} == {
		["", "Profile/Shop Profile"],
		["Boat__c.Phone__c", "Profile/Shop Profile"],
		["boat__C.phone__C", "PermissionSet/Columns"],
		["Boat__c.Fax__c", "PermissionSet/Columns"],
		["Boat__c.Berth__c", "PermissionSet/Extra"],
	}
	whole := object.union(tenant, {"PermissionSet": {"Columns": {"objectPermissions": {"boat__c": {"viewAllFields": true}}}}})
	all := access.guest_reads with input as whole
	{[field, by] | some [field, "", by] in all[_boats].fields} == {["Name", "Profile/Shop Profile"], ["Hull__c", "Profile/Shop Profile"]}
}

test_what_others_have_and_what_a_group_mutes_is_not_read if {
	tenant := object.union(_shop({"runtime": {"guestUsers": {"Shop": {"permissionSetGroups": ["Visitors"]}, "Club": {"permissionSets": ["Extra"]}}}}), {
		"CustomSite": {"Club": {"active": true, "masterLabel": "Club"}},
		"Profile": {"Shop Profile": {"fieldPermissions": {"Boat__c.nAme": {"readable": true}}}},
		"PermissionSet": {"Extra": {"objectPermissions": {"Boat__c": {"viewAllFields": true}}, "fieldPermissions": {"Boat__c.Line__c": {"readable": true}}}},
		"PermissionSetGroup": {"Visitors": {"permissionSets": ["Extra"], "mutingPermissionSets": ["Quiet"]}},
		"MutingPermissionSet": {"Quiet": {"objectPermissions": {"Boat__c": {"viewAllFields": true}}, "fieldPermissions": {"Boat__c.Line__c": {"readable": true}}}},
		"CustomObject": {"Boat__c": {"fields": {"Hull__c": {"type": "Text"}}}},
	})
	reads := access.guest_reads with input as tenant
	{[field, qualified, by] | some [field, qualified, by] in reads[_boats].fields} == {["nAme", "Boat__c.nAme", "Profile/Shop Profile"]}
}

test_a_field_that_several_make_readable_is_shown_once_at_the_holder_of_the_read if {
	phone := {"Boat__c.Phone__c": {"readable": true}}
	tenant := object.union(_shop({"runtime": {"guestUsers": {"Shop": {"permissionSets": ["Columns"]}}}}), {
		"Profile": {"Shop Profile": {"objectPermissions": {"Boat__c": {"viewAllRecords": true}}, "fieldPermissions": phone}},
		"PermissionSet": {"Columns": {"fieldPermissions": object.union(phone, {"Boat__c.Fax__c": {"readable": true}})}},
	})
	exposures := access.exposures with input as tenant
	[[[field, at] | some [field, at, _] in exposure.fields] | some exposure in exposures] == [[
		["Fax__c", ["PermissionSet", "Columns", "fieldPermissions", "Boat__c.Fax__c", "readable"]],
		["Name", ["Profile", "Shop Profile", "objectPermissions", "Boat__c", "allowRead"]],
		["Phone__c", ["Profile", "Shop Profile", "fieldPermissions", "Boat__c.Phone__c", "readable"]],
	]]
}

test_a_field_that_comes_with_all_fields_is_spelt_as_in_the_export if {
	tenant := _shop({
		"Profile": {"Shop Profile": {"objectPermissions": {"Boat__c": {"viewAllRecords": true, "viewAllFields": true}}}},
		"CustomObject": {"Boat__c": {"fields": {"name": {"type": "Text"}}}},
	})
	exposures := access.exposures with input as tenant
	[[field | some [field, _, _] in exposure.fields] | some exposure in exposures] == [["name"]]
}

test_visitors_of_a_site_read_the_fields_that_no_group_of_its_user_mutes if {
	tenant := object.union(_shop({"runtime": {"guestUsers": {"Shop": {"permissionSetGroups": ["Visitors"]}, "Club": {"permissionSets": ["Extra"]}}}}), {
		"CustomSite": {"Club": {"active": true, "masterLabel": "Club"}},
		"PermissionSet": {"Extra": {
			"objectPermissions": {"Boat__c": {"allowRead": true, "viewAllRecords": true, "viewAllFields": true}, "Dock__c": {"viewAllFields": true}},
			"fieldPermissions": {"Boat__c.Line__c": {"readable": true}},
		}},
		"PermissionSetGroup": {"Visitors": {"permissionSets": ["Extra"], "mutingPermissionSets": ["Quiet"]}},
		"MutingPermissionSet": {"Quiet": {"objectPermissions": {"Boat__c": {"viewAllFields": true}}, "fieldPermissions": {"Boat__c.Line__c": {"readable": true}}}},
		"CustomObject": {"Boat__c": {"fields": {"Hull__c": {"type": "Text"}}}},
	})
	exposures := access.exposures with input as tenant
	{exposure.site: [field | some [field, _, _] in exposure.fields] | some exposure in exposures; exposure.read == "PermissionSet/Extra/Boat__c"} == {
		"Shop": ["Name"],
		"Club": ["Hull__c", "Line__c", "Name"],
	}
}

test_the_ways_to_an_object_in_reading_order if {
	tenant := _shop({
		"Profile": {"Shop Profile": {
			"objectPermissions": {"Boat__c": {"viewAllRecords": true, "modifyAllRecords": true}, "Old__b": {"allowRead": true}},
			"userPermissions": {"ViewAllData": true},
			"classAccesses": {"Reader": true},
			"flowAccesses": {"Find_Boats": true},
		}},
		"CustomObject": {"Boat__c": {"externalSharingModel": "Read"}},
		"SharingRules": {"Boat__c": {"sharingGuestRules": {"Open": {"sharedTo": {"guestUser": "Shop"}}}}},
		"ApexClass": {"Reader": _reader},
		"Flow": {"Find_Boats": _finder({"subflows": {"Call": {"flowName": "A_Inner"}}}), "A_Inner": _finder({})},
	})
	exposures := access.exposures with input as tenant with data.tenantlint.as_of as "2020-01-01"
	ways := {exposure.read: [[row.kind, row.message] | some row in exposure.rows] | some exposure in exposures}
	ways == {
		_boats: [
			["View All Data", "View All Data of Shop Profile opens every record of every object"],
			["guest sharing rule", "guest sharing rule Open shares records of Boat__c with guest user Shop"],
			["viewAllRecords", "viewAllRecords of Shop Profile opens every record of Boat__c"],
			["modifyAllRecords", "modifyAllRecords of Shop Profile opens every record of Boat__c"],
			["external default", "the external default Read opens every record, which guests obeyed until Winter '21"],
			["Apex without sharing", "the class Reader, which visitors may run, queries it without sharing"],
			["flow without sharing", "the flow Find_Boats, which visitors may run, looks it up without sharing"],
		],
		"Profile/Shop Profile/Old__b": [["no sharing", "a big object has no sharing: who may read it reads every record"]],
	}
	{row.at | some exposure in exposures; some row in exposure.rows; row.kind == "flow without sharing"} == {["Flow", "A_Inner", "runInMode"]}
}

test_what_records_follow_is_told_by_name if {
	tenant := _shop({
		"CustomObject": {"Boat__c": _detail(["Dock__c", "Pier__c"]), "Dock__c": {"sharingModel": "Private"}, "Pier__c": {"sharingModel": "Private"}},
		"Profile": {"Shop Profile": {"objectPermissions": {"Dock__c": {"viewAllRecords": true}, "Pier__c": {"viewAllRecords": true}}}},
	})
	exposures := access.exposures with input as tenant
	{[row.kind, row.message] | some exposure in exposures; exposure.read == _boats; some row in exposure.rows; row.kind == "controlled by parent"} == {["controlled by parent", "records of Boat__c follow those of Dock__c and Pier__c"]}
}

test_code_is_told_before_parents_and_before_a_lack_of_sharing if {
	tenant := _shop({
		"Profile": {"Shop Profile": {"objectPermissions": {"Dock__c": {"viewAllRecords": true}, "Old__b": {"allowRead": true}}, "classAccesses": {"Reader": true}}},
		"CustomObject": {"Boat__c": _detail(["Dock__c"]), "Dock__c": {"sharingModel": "Private"}},
		"ApexClass": {"Reader": object.union(_reader, {"queries": [{"object": "Boat__c"}, {"object": "Old__b"}]})},
	})
	exposures := access.exposures with input as tenant
	{exposure.read: [row.kind | some row in exposure.rows] | some exposure in exposures} == {
		_boats: ["Apex without sharing", "controlled by parent", "viewAllRecords"],
		"Profile/Shop Profile/Old__b": ["Apex without sharing", "no sharing"],
	}
}

# Trips follow boats, boats follow docks and quays, docks follow piers; the quays are shut.
test_of_what_records_follow_only_what_opens_them_is_told_and_once if {
	shut := {"sharingModel": "Private"}
	tenant := _shop({
		"Profile": {"Shop Profile": {"objectPermissions": {
			"Trip__c": {"allowRead": true, "viewAllRecords": true},
			"Boat__c": {"viewAllRecords": true},
			"Pier__c": {"viewAllRecords": true},
		}}},
		"CustomObject": {"Trip__c": _detail(["Boat__c"]), "Boat__c": _detail(["Dock__c", "Quay__c"]), "Dock__c": _detail(["Pier__c"]), "Pier__c": shut, "Quay__c": shut},
	})
	exposures := access.exposures with input as tenant with data.tenantlint.as_of as "2021-02-28"
	{exposure.read: [row.message | some row in exposure.rows] | some exposure in exposures} == {
		"Profile/Shop Profile/Trip__c": [
			"viewAllRecords of Shop Profile opens every record of Trip__c",
			"records of Trip__c follow those of Boat__c",
			"viewAllRecords of Shop Profile opens every record of Boat__c",
		],
		_boats: ["viewAllRecords of Shop Profile opens every record of Boat__c"],
	}
}

test_a_path_that_is_told_is_not_told_again if {
	masters := {"Dock__c": {"sharingModel": "Private"}, "Pier__c": {"sharingModel": "Private"}}
	tenant := _shop({
		"Profile": {"Shop Profile": {"userPermissions": {"ViewAllData": true}, "objectPermissions": {"Dock__c": {"viewAllRecords": true}, "Old__b": {"allowRead": true}}}},
		"CustomObject": object.union(masters, {"Boat__c": _detail(["Dock__c"]), "Old__b": _detail(["Dock__c", "Pier__c"])}),
	})
	exposures := access.exposures with input as tenant with data.tenantlint.as_of as "2021-02-28"
	{exposure.read: [row.message | some row in exposure.rows] | some exposure in exposures; exposure.read in {_boats, "Profile/Shop Profile/Old__b"}} == {
		_boats: [
			"View All Data of Shop Profile opens every record of every object",
			"records of Boat__c follow those of Dock__c",
			"viewAllRecords of Shop Profile opens every record of Dock__c",
		],
		"Profile/Shop Profile/Old__b": [
			"a big object has no sharing: who may read it reads every record",
			"records of Old__b follow those of Dock__c and Pier__c",
			"View All Data of Shop Profile opens every record of every object",
			"viewAllRecords of Shop Profile opens every record of Dock__c",
		],
	}
}

test_all_data_is_that_of_objects_with_sharing if {
	tenant := _shop({
		"Profile": {"Shop Profile": {"objectPermissions": {"Gone__c": {"allowRead": true}, "Limits__c": {"allowRead": true}}, "userPermissions": {"ViewAllData": true}}},
		"CustomObject": {"Limits__c": {"customSettingsType": "List"}, "Dock__c": {"sharingModel": "Private"}},
	})
	exposures := access.exposures with input as tenant
	{exposure.read: {row.kind | some row in exposure.rows} | some exposure in exposures} == {
		_boats: {"View All Data"},
		"Profile/Shop Profile/Dock__c": {"View All Data"},
		"Profile/Shop Profile/Gone__c": {"View All Data"},
		"Profile/Shop Profile/Limits__c": {"no sharing"},
	}
	{row.at | some exposure in exposures; some row in exposure.rows; row.kind == "View All Data"} == {["Profile", "Shop Profile", "userPermissions", "ViewAllData"]}
}

test_view_all_by_date if {
	tenant := _shop(_profile({"objectPermissions": {"Boat__c": {"viewAllRecords": true}}}))
	now := access.exposures with input as tenant with data.tenantlint.as_of as "2021-03-01"
	{row.message | some exposure in now; some row in exposure.rows} == {"viewAllRecords of Shop Profile opens every record of Boat__c, which guests should not be able to hold since Spring '21"}
	before := access.exposures with input as tenant with data.tenantlint.as_of as "2021-02-28"
	{row.message | some exposure in before; some row in exposure.rows} == {"viewAllRecords of Shop Profile opens every record of Boat__c"}
}

test_holders_of_a_profile if {
	tenant := {"CustomSite": {"Shop": {"active": true, "masterLabel": "Shop"}, "Old": {"active": false, "masterLabel": "Old"}, "New": {"masterLabel": "New"}}, "Profile": {"Shop Profile": _guest}}
	holders := access.guest_holders with input as tenant
	{[holder.what, holder.key, step.at] | some holder in holders; some step in holder.chain} == {["the guest profile \"Shop Profile\"", "profile", ["Profile", "Shop Profile", "userLicense"]]}
	gaps := access.holder_gaps with input as tenant
	gaps == {{"at": ["CustomSite", "New", "masterLabel"], "message": "The guest profile of the site \"New\" was not exported."}}
}

_detail(masters) := {"sharingModel": "ControlledByParent", "fields": {master: {"type": "MasterDetail", "referenceTo": master} | some master in masters}}

_messages(unknown) := {[doubt.read, doubt.message] | some doubt in unknown}

test_code_hands_out_what_it_queries_and_not_what_follows if {
	tenant := _shop(object.union(_profile({"classAccesses": {"Reader": true}, "objectPermissions": {"Trip__c": {"allowRead": true}}}), {
		"ApexClass": {"Reader": _reader},
		"CustomObject": {"Trip__c": _detail(["Boat__c"])},
	}))
	exposures := access.exposures with input as tenant
	{exposure.read | some exposure in exposures} == {_boats}
	access.unknown_rows == set() with input as tenant
}

test_every_master_of_a_master_has_to_be_open if {
	objects := {"Trip__c": _detail(["Boat__c", "Dock__c"]), "Photo__c": _detail(["Trip__c"]), "Dock__c": {"sharingModel": "Private"}}
	shares := {"Dock__c": {"sharingGuestRules": {"All": {"sharedTo": {"guestUser": ["Shop"]}}}}}
	reads := {"Boat__c": {"allowRead": false}, "Photo__c": {"allowRead": true}}
	tenant := _shop(object.union(_profile({"objectPermissions": reads}), {"CustomObject": objects, "SharingRules": shares}))
	access.exposures == set() with input as tenant
	access.unknown_rows == set() with input as tenant
	both := object.union(tenant, {"SharingRules": {"Boat__c": shares.Dock__c}})
	exposures := access.exposures with input as both
	[[row.kind | some row in exposure.rows] | some exposure in exposures] == [["controlled by parent", "controlled by parent", "guest sharing rule", "guest sharing rule"]]
}

test_a_parent_that_the_export_lacks_may_be_open if {
	lost := _shop({"CustomObject": {"Boat__c": object.union({"externalSharingModel": "ControlledByParent"}, _detail(["pkg__Port__c"]))}})
	access.exposures == set() with input as lost
	unknown := access.unknown_rows with input as lost
	_messages(unknown) == {[_boats, "the export does not say whether and which parent pkg__port__c follows"]}
	closed := object.union(lost, {"CustomObject": {"Boat__c": _detail(["pkg__Port__c", "Dock__c"]), "Dock__c": {"sharingModel": "Private"}}})
	access.unknown_rows == set() with input as closed
}

test_an_object_without_a_model_may_follow_a_parent if {
	tenant := object.union(object.remove(_shop({}), ["CustomObject"]), {"CustomObject": {"Boat__c": {"fields": {"Phone__c": {"type": "Phone"}}}}})
	unknown := access.unknown_rows with input as tenant
	_messages(unknown) == {[_boats, "the export does not say whether and which parent Boat__c follows"]}
}

test_a_custom_object_that_the_export_lacks_may_follow_a_parent if {
	tenant := _shop(_profile({"objectPermissions": {"Lost__c": {"allowRead": true}, "Lead": {"allowRead": true}}}))
	unknown := access.unknown_rows with input as tenant
	_messages(unknown) == {["Profile/Shop Profile/Lost__c", "the export does not say whether and which parent Lost__c follows"]}
}

test_a_default_that_the_export_lacks_is_told_as_such_where_no_parent_is_known if {
	reads := {"Boat__c": {"allowRead": false}, "Lost__c": {"allowRead": true}, "Bare__c": {"allowRead": true}, "Trip__c": {"allowRead": true}, "Photo__c": {"allowRead": true}}
	objects := {"Bare__c": {"fields": {"Phone__c": {"type": "Phone"}}}, "Trip__c": _detail(["Port__c"]), "Photo__c": {"sharingModel": "ControlledByParent"}}
	tenant := _shop(object.union(_profile({"objectPermissions": reads}), {"CustomObject": objects}))
	defaults := access.unknown_defaults with input as tenant with data.tenantlint.as_of as "2020-01-01"
	defaults == {
		"lost__c": {"the external default of Lost__c is not in the export"},
		"bare__c": {"the external default of Bare__c is not in the export"},
		"trip__c": {"the external default of port__c is not in the export"},
		"photo__c": {"the export does not say whether and which parent Photo__c follows"},
	}
}

test_defaults_of_details_do_not_matter if {
	reads := {"Boat__c": {"allowRead": false}, "Trip__c": {"allowRead": true}}
	tenant := _shop(object.union(_profile({"objectPermissions": reads}), {"CustomObject": {"Boat__c": {"externalSharingModel": "Private"}, "Trip__c": _detail(["Boat__c", "Account"])}}))
	access.unknown_rows == set() with input as tenant with data.tenantlint.as_of as "2020-01-01"
	unstated := object.union(tenant, {"CustomObject": {"Boat__c": {"externalSharingModel": "Read"}}})
	unknown := access.unknown_rows with input as unstated with data.tenantlint.as_of as "2020-01-01"
	_messages(unknown) == {["Profile/Shop Profile/Trip__c", "the external default of account is not in the export"]}
	detail := object.remove(_detail(["Boat__c"]), ["sharingModel"])
	silent := _shop(object.union(_profile({"objectPermissions": reads}), {"CustomObject": {"Trip__c": detail}}))
	access.unknown_rows == set() with input as silent with data.tenantlint.as_of as "2020-01-01"
	defaults := access.unknown_defaults with input as silent with data.tenantlint.as_of as "2020-01-01"
	count(defaults) == 0
}

test_a_parent_is_open_to_the_sites_that_it_is_shared_with if {
	users := {"Shop": {"profile": "Shop Profile"}, "Club": {"profile": "Shop Profile"}}
	tenant := object.union_n([
		_covered,
		{"CustomSite": _sites({"Shop": "Shop", "Club": "Club"}), "runtime": {"guestUsers": users}},
		{"Profile": {"Shop Profile": {"userLicense": "Guest", "objectPermissions": {"Contact": {"allowRead": true}}}}},
		{"SharingRules": {"Account": {"sharingGuestRules": {"All": {"sharedTo": {"guestUser": ["Club"]}}}}}},
	])
	unknown := access.unknown_rows with input as tenant
	{doubt.site | some doubt in unknown} == {"Club"}
	_messages(unknown) == {["Profile/Shop Profile/Contact", "the export does not say whether and which parent Contact follows"]}
}

test_a_group_mutes_what_its_users_may_do if {
	tenant := object.union_n([
		_covered,
		{"CustomSite": _sites({"Shop": "Shop", "Club": "Club"})},
		{"runtime": {"guestUsers": {"Shop": {"permissionSetGroups": ["Bundle"]}, "Club": {"permissionSets": ["Extra"]}}}},
		{"PermissionSet": {"Extra": {"objectPermissions": {"Boat__c": {"allowRead": true, "viewAllRecords": true}}, "classAccesses": {"Reader": true}}}},
		{"PermissionSetGroup": {"Bundle": {"permissionSets": ["Extra"], "mutingPermissionSets": ["Quiet"]}}},
		{"MutingPermissionSet": {"Quiet": {"objectPermissions": {"boat__c": {"viewAllRecords": true}}, "classAccesses": {"reader": true}}}},
		{"ApexClass": {"Reader": _reader}, "CustomObject": {"Boat__c": {"sharingModel": "Private"}}},
	])
	exposures := access.exposures with input as tenant
	{[exposure.site, row.kind] | some exposure in exposures; some row in exposure.rows} == {["Club", "viewAllRecords"], ["Club", "Apex without sharing"]}
	reads := access.guest_reads with input as tenant
	{site | some read in reads; some site in read.sites} == {"Shop", "Club"}
}

test_only_numbers_count_records if {
	tenant := {"runtime": {"recordCounts": {"Account": 3, "Lead": "many"}}}
	access.record_counts == {"account": 3} with input as tenant
}
