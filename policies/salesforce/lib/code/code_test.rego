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
