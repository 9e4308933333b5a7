package tenantlint.salesforce.lib.code_test

import data.tenantlint.salesforce.lib.code

_site := {"CustomSite": {"Shop": {"active": true, "masterLabel": "Shop"}, "Club": {"active": true, "masterLabel": "Club"}}}

_may(granted) := object.union(_site, {"Profile": {"Shop Profile": object.union({"userLicense": "Guest"}, granted)}})

_finder := {"sharing": "without", "methods": {"find": {"auraEnabled": true}}, "queries": [{"object": "BOAT__c"}]}

test_objects_are_named_as_the_export_spells_them if {
	tenant := object.union(_may({"classAccesses": {"Find": true}}), {"ApexClass": {"Find": _finder}, "CustomObject": {"Boat__c": {}}})
	classes := code.classes with input as tenant
	found := classes["Profile/Shop Profile/Find"]
	found.bypass.objects == {"boat__c": "Boat__c"}
	[found.sites, found.doubt, found.base] == [{"Shop"}, {}, ""]
}

test_inner_classes_as_bases if {
	tenant := object.union(_may({"classAccesses": {"Find": true}}), {"ApexClass": {
		"Find": object.union(_finder, {"sharing": "none", "extends": "Outer.Base"}),
		"Outer": {"sharing": "with", "classes": {"base": {"sharing": "without"}}},
	}})
	classes := code.classes with input as tenant
	classes["Profile/Shop Profile/Find"].bypass.at == ["sharing"]
	gone := object.union(tenant, {"ApexClass": {"Find": {"extends": "Other.Base"}}})
	second := code.classes with input as gone
	[second["Profile/Shop Profile/Find"].bypass, second["Profile/Shop Profile/Find"].base] == [{}, "other.base"]
	code.doubts == {"Shop/boat__c": {"whether the class Find, which queries it, runs without sharing is not known"}} with input as gone
}

# [place of the bypass, doubt, base that the export lacks] of the class Find.
_judged(find, others) := [object.get(found.bypass, "at", []), object.keys(object.get(found.doubt, "objects", {})), found.base] if {
	called := {"apiVersion": 50, "sharing": "none", "methods": {"find": {"auraEnabled": true}}, "queries": [{"object": "Boat__c"}]}
	tenant := object.union(_may({"classAccesses": {"Find": true}}), {"ApexClass": object.union({"Find": object.union(called, find)}, others)})
	classes := code.classes with input as tenant
	found := classes["Profile/Shop Profile/Find"]
}

test_what_an_inner_class_extends_is_followed if {
	outer := {"Outer": {"sharing": "with", "classes": {"Mid": {"sharing": "none", "extends": "TOP"}, "Aside": {"sharing": "with"}}}}
	extending := {"extends": "Outer.Mid"}
	_judged(extending, object.union(outer, {"Top": {"sharing": "without"}})) == [["sharing"], set(), ""]
	_judged(extending, object.union(outer, {"top": {"sharing": "with"}})) == [[], set(), ""]
	_judged(extending, outer) == [[], {"boat__c"}, "top"]
	remote := object.union(extending, {"methods": {"find": {"auraEnabled": false, "remoteAction": true}}})
	_judged(remote, object.union(outer, {"Top": {"sharing": "with"}})) == [[], set(), ""]
	_judged(remote, object.union(outer, {"Top": {"sharing": "none"}})) == [["sharing"], set(), ""]
	_judged(extending, object.union(outer, {"Top": {"sharing": "none", "extends": "other.last"}, "Other": {"sharing": "with", "classes": {"Last": {"sharing": "without"}}}})) == [["sharing"], set(), ""]
	_judged(extending, {"Outer": {"sharing": "with", "classes": {"Mid": {"sharing": "none", "extends": 7}}}}) == [[], set(), ""]
	_judged({"extends": "Outer.Gone"}, outer) == [[], {"boat__c"}, "outer.gone"]
}

test_an_inner_class_names_those_beside_it if {
	every name in ["Base", "BASE", "Outer.Base", "outer.base"] {
		outer := {"OUTER": {"sharing": "with", "classes": {"mid": {"sharing": "none", "extends": name}, "Base": {"sharing": "without"}}}}
		_judged({"extends": "Outer.Mid"}, outer) == [["sharing"], set(), ""]
		_judged({"extends": "Outer.Mid"}, object.union(outer, {"Base": {"sharing": "with"}})) == [["sharing"], set(), ""]
	}
	far := {"Outer": {"sharing": "with", "classes": {"Mid": {"sharing": "none", "extends": "Base"}}}, "Other": {"sharing": "with", "classes": {"Base": {"sharing": "with"}}}, "Base": {"sharing": "without"}}
	_judged({"extends": "Outer.Mid"}, far) == [["sharing"], set(), ""]
	_judged({"extends": "Base"}, {"Find": {"classes": {"Base": {"sharing": "with"}}}, "Base": {"sharing": "without"}}) == [["sharing"], set(), ""]
	same := {"Outer": {"sharing": "with", "classes": {"Mid": {"sharing": "none", "extends": "Mid"}}}, "Mid": {"sharing": "without"}}
	_judged({"extends": "Outer.Mid"}, same) == [["sharing"], set(), ""]
}

test_classes_that_extend_each_other_end if {
	circle := {"Outer": {"sharing": "none", "classes": {"Mid": {"sharing": "none", "extends": "Base"}, "Base": {"sharing": "none", "extends": "Find"}}}}
	_judged({"extends": "Outer.Mid"}, circle) == [[], set(), ""]
	itself := {"Outer": {"sharing": "none", "classes": {"Mid": {"sharing": "none", "extends": "Outer.Mid"}}}}
	_judged({"extends": "Outer.Mid"}, itself) == [[], set(), ""]
}

test_classes_in_several_spellings_are_one if {
	twice := {"Outer": {"sharing": "with", "classes": {"Mid": {"sharing": "without"}, "MID": {"sharing": "with"}}}}
	_judged({"extends": "Outer.Mid"}, twice) == [["sharing"], set(), ""]
}

test_a_page_may_use_a_class_with_methods if {
	tenant := object.union(_may({"classAccesses": {"Plain": true}, "pageAccesses": {"Shop": true}}), {"ApexClass": {"Plain": {"sharing": "without", "methods": {"load": {}}, "queries": [{"object": "Boat__c"}]}}})
	paged := code.classes with input as tenant
	[paged["Profile/Shop Profile/Plain"].page, object.keys(paged["Profile/Shop Profile/Plain"].bypass.objects)] == [true, {"boat__c"}]
	shut := object.union(tenant, {"Profile": {"Shop Profile": {"pageAccesses": {"Shop": false}}}})
	unpaged := code.classes with input as shut
	[unpaged["Profile/Shop Profile/Plain"].page, unpaged["Profile/Shop Profile/Plain"].bypass] == [false, {}]
	bare := object.union(object.remove(tenant, ["ApexClass"]), {"ApexClass": {"Plain": {"sharing": "without", "queries": [{"object": "Boat__c"}]}}})
	idle := code.classes with input as bare
	[idle["Profile/Shop Profile/Plain"].page, idle["Profile/Shop Profile/Plain"].bypass] == [false, {}]
}

test_the_nearest_keyword_counts if {
	base := object.union(_may({"classAccesses": {"Find": true}}), {"ApexClass": {
		"Find": object.union(_finder, {"sharing": "none", "extends": "Outer.MID"}),
		"Outer": {"sharing": "none", "classes": {"Mid": {"sharing": "with"}, "Aside": {"sharing": "without"}}},
	}})
	shut := code.classes with input as base
	[shut["Profile/Shop Profile/Find"].bypass, shut["Profile/Shop Profile/Find"].base] == [{}, ""]
	chain := object.union(_may({"classAccesses": {"Find": true}}), {"ApexClass": {
		"Find": object.union(_finder, {"sharing": "none", "extends": "Mid"}),
		"Mid": {"sharing": "with", "extends": "Top"},
		"Top": {"sharing": "without"},
	}})
	nearest := code.classes with input as chain
	[nearest["Profile/Shop Profile/Find"].bypass, nearest["Profile/Shop Profile/Find"].base] == [{}, ""]
	odd := object.union(chain, {"ApexClass": {"Find": {"sharing": "without", "extends": 7}}})
	alone := code.classes with input as odd
	alone["Profile/Shop Profile/Find"].bypass.at == ["sharing"]
}

test_run_flows_adds_what_is_not_granted if {
	flow := {"runInMode": "SystemModeWithoutSharing", "status": "Active", "recordLookups": {"Get": {"object": "Boat__c"}}}
	tenant := object.union(_may({"flowAccesses": {"BOOK": true}, "userPermissions": {"RunFlow": true}}), {"Flow": {"Book": flow, "Other": flow}})
	found := code.unshared_flows with input as tenant with data.tenantlint.as_of as "2022-01-01"
	{id: array.slice(run.at, 2, 4) | some id, run in found} == {"Profile/Shop Profile/book": ["flowAccesses", "BOOK"], "Profile/Shop Profile/other": ["userPermissions", "RunFlow"]}
	later := code.unshared_flows with input as tenant with data.tenantlint.as_of as "2024-01-01"
	object.keys(later) == {"Profile/Shop Profile/book"}
	denied := object.union(tenant, {"Profile": {"Shop Profile": {"userPermissions": {"RunFlow": false}}}})
	granted := code.unshared_flows with input as denied with data.tenantlint.as_of as "2022-01-01"
	object.keys(granted) == {"Profile/Shop Profile/book"}
}

test_flows_that_the_export_lacks_may_all_be_run if {
	tenant := _may({"flowAccesses": {}, "userPermissions": {"RunFlow": true}})
	gaps := code.unknown.Flow with input as tenant with data.tenantlint.as_of as "2022-01-01"
	gaps == {{"at": ["Profile", "Shop Profile", "userPermissions", "RunFlow"], "message": "Flow was not exported, and the guest profile \"Shop Profile\" may run all flows."}}
	blind := code.blind_sites with input as tenant with data.tenantlint.as_of as "2022-01-01"
	blind == {"Shop": {"the export has no flows, and the guest profile \"Shop Profile\" may run all of them"}}
	covered := object.union(tenant, {"coverage": {"types": {"Flow": true}}})
	seen := code.blind_sites with input as covered with data.tenantlint.as_of as "2022-01-01"
	seen == {}
}

test_a_class_of_unknown_keyword_that_names_at_run_time if {
	class := {"sharing": "none", "extends": "Gone", "methods": {"find": {"auraEnabled": true}}, "queries": [{"dynamic": true}]}
	tenant := object.union(_may({"classAccesses": {"Find": true}}), {"ApexClass": {"Find": class}})
	code.blind_sites == {"Shop": {"whether the class Find runs without sharing is not known"}} with input as tenant
}

test_a_class_that_nobody_can_call_is_no_doubt if {
	tenant := object.union(_may({"classAccesses": {"Find": true}}), {"ApexClass": {"Find": {"sharing": "none", "extends": "Gone", "queries": [{"object": "Boat__c"}]}}})
	classes := code.classes with input as tenant
	[classes["Profile/Shop Profile/Find"].doubt, classes["Profile/Shop Profile/Find"].base] == [{}, "gone"]
}

test_a_flow_that_calls_one_that_the_export_lacks if {
	tenant := object.union(_may({"flowAccesses": {"Book": true}}), {"coverage": {"types": {"Flow": true}}, "Flow": {"Book": {"status": "Active", "subflows": {"A": {"flowName": "Gone"}}}}})
	gaps := code.unknown.Flow with input as tenant
	gaps == {{"at": ["Flow", "Book", "subflows"], "message": "The export lacks flows that the flow \"Book\" calls, which visitors may run: Gone."}}
}

test_a_class_without_facts_is_not_known if {
	tenant := object.union(_may({"classAccesses": {"Find": true}}), {"coverage": {"types": {"ApexClass": true}}, "ApexClass": {"Find": {"methods": {"find": {"auraEnabled": true}}}}})
	code.classes == {} with input as tenant
	gaps := code.unknown.ApexClass with input as tenant
	gaps == {{"at": ["Profile", "Shop Profile", "classAccesses"], "message": "The export lacks the source of classes that the guest profile \"Shop Profile\" may run: Find."}}
	bare := object.remove(tenant, ["coverage"])
	whole := code.unknown.ApexClass with input as bare
	{gap.message | some gap in whole} == {"ApexClass was not exported."}
}

test_code_that_may_read_anything if {
	hands_on := object.union(_may({"classAccesses": {"Find": true}}), {"ApexClass": {"Find": object.remove(_finder, ["queries"])}})
	code.blind_sites == {"Shop": {"what the class Find reads without sharing is not known"}} with input as hands_on
	calling := object.union(_may({"flowAccesses": {"Book": true}}), {"Flow": {"Book": {"status": "Active", "subflows": {"A": {"flowName": "Gone"}}}}})
	code.blind_sites == {"Shop": {"the export lacks flows that the flow Book calls: Gone"}} with input as calling
	lost := _may({"flowAccesses": {"Book": true}, "classAccesses": {"Find": true}})
	code.blind_sites == {"Shop": {
		"the export lacks flows that the guest profile \"Shop Profile\" may run: Book",
		"the export lacks the source of classes that the guest profile \"Shop Profile\" may run: Find",
	}} with input as lost
}

test_a_list_without_an_enabled_entry_leaves_nothing_open if {
	shut := _may({"classAccesses": {"Find": false}, "flowAccesses": {}})
	code.unknown == {} with input as shut
	open := object.union(shut, {"Profile": {"Shop Profile": {"classAccesses": {"Book": true}}}})
	gaps := code.unknown with input as open
	gaps == {"ApexClass": {{"at": ["Profile", "Shop Profile", "classAccesses"], "message": "ApexClass was not exported."}}}
}

test_a_flow_that_calls_what_the_export_has_is_not_blind if {
	tenant := object.union(_may({"flowAccesses": {"Book": true}}), {"Flow": {"Book": {"subflows": {"A": {"flowName": "Find"}}}, "Find": {}}})
	code.blind_sites == {} with input as tenant
}

test_code_that_a_group_mutes_makes_no_site_blind if {
	tenant := object.union(_site, {
		"runtime": {"guestUsers": {"Shop": {"permissionSetGroups": ["Bundle"]}, "Club": {"permissionSets": ["Readers"]}}},
		"PermissionSet": {"Readers": {"classAccesses": {"Find": true, "Book": true}}},
		"PermissionSetGroup": {"Bundle": {"permissionSets": ["Readers"], "mutingPermissionSets": ["Muted"]}},
		"MutingPermissionSet": {"Muted": {"classAccesses": {"Find": true}}},
	})
	[partly, whole] := [sprintf("the export lacks the source of classes that the guest user's permission set \"Readers\" may run: %s", [names]) | some names in ["Book", "Book, Find"]]
	code.blind_sites == {"Shop": {partly}, "Club": {whole}} with input as tenant
	muted := object.union(tenant, {"MutingPermissionSet": {"Muted": {"classAccesses": {"Book": true}}}})
	code.blind_sites == {"Club": {whole}} with input as muted
}
