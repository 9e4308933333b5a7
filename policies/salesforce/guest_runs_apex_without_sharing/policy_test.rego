package tenantlint.salesforce.guest_runs_apex_without_sharing_test

import data.tenantlint.examples
import data.tenantlint.salesforce.guest_runs_apex_without_sharing as rule

_at(class) := ["Profile", "Plum Street Profile", "classAccesses", class]

_tenant(class) := object.union(examples["good.yaml"], {"ApexClass": {"OrderLookup": class}})

_site := {"CustomSite": {"Plum_Street": {"active": true, "masterLabel": "Plum Street"}}}

test_bad if {
	tenant := object.union(examples["bad.yaml"], _site)
	found := rule.deny with input as tenant
	{[violation.at, violation.severity, violation.message] | some violation in found} == {
		[_at("OrderLookup"), "critical", "Visitors may run the class \"OrderLookup\", which reads Order without sharing, by the guest profile \"Plum Street Profile\"."],
		[_at("ParcelApi"), "critical", "Visitors may run the class \"ParcelApi\", which changes records without sharing, by the guest profile \"Plum Street Profile\"."],
		[_at("PriceController"), "high", "Visitors may run the class \"PriceController\", which reads Price__c without sharing, by the guest profile \"Plum Street Profile\"."],
		[_at("StockHelper"), "high", "Visitors may run the class \"StockHelper\", which may reach any object without sharing, by the guest profile \"Plum Street Profile\"."],
	}
	{violation.identity.class: violation.access.actions | some violation in found} == {"orderlookup": ["read"], "parcelapi": ["read", "edit", "delete"], "pricecontroller": ["read"], "stockhelper": ["read"]}
	{violation.identity.profile | some violation in found} == {"Plum Street Profile"}
	{[step.at | some step in violation.related] | some violation in found; violation.identity.class == "stockhelper"} == {[
		["ApexClass", "StockHelper", "classes", "Reader", "sharing"],
		["ApexClass", "StockHelper", "methods", "stock"],
		["Profile", "Plum Street Profile", "userLicense"],
	]}
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_a_page_that_changes_records_is_high if {
	class := {"sharing": "without", "methods": {"newest": {"auraEnabled": false}}, "changes": [{"operation": "delete"}]}
	tenant := object.union(_tenant(class), {"Profile": {"Plum Street Profile": {"pageAccesses": {"Prices": true}}}})
	found := rule.deny with input as tenant
	{violation.severity | some violation in found} == {"high"}
}

test_a_class_that_hands_on if {
	tenant := object.union(object.remove(_tenant({}), ["ApexClass"]), {"ApexClass": {"OrderLookup": {"sharing": "without", "methods": {"a": {"auraEnabled": true}}}}})
	found := rule.deny with input as tenant
	{violation.severity | some violation in found} == {"high"}
	gaps := rule.not_evaluated with input as tenant
	{gap.message | some gap in gaps} == {"The export lacks the source of classes that the guest profile \"Plum Street Profile\" may run: Intake, PriceSearch, Rates."}
}

test_a_class_that_alters_and_names_at_run_time if {
	class := {"sharing": "without", "queries": [{"dynamic": true}], "changes": [{"operation": "update"}]}
	tenant := object.union(object.remove(_tenant({}), ["ApexClass"]), {"ApexClass": {"OrderLookup": object.union(class, {"methods": {"a": {"auraEnabled": true}}})}})
	found := rule.deny with input as tenant
	{[violation.severity, violation.message] | some violation in found} == {["critical", "Visitors may run the class \"OrderLookup\", which changes records without sharing, by the guest profile \"Plum Street Profile\"."]}
}

test_classes_that_were_not_exported if {
	tenant := {"coverage": {"types": {"Profile": true}}, "Profile": {"Docks Profile": {"userLicense": "Guest"}}}
	gaps := rule.not_evaluated with input as tenant
	gaps == {{"at": ["Profile", "Docks Profile", "classAccesses"], "message": "ApexClass was not exported."}}
	site := {"coverage": {"types": {"ApexClass": true}}, "CustomSite": {"Docks": {"active": true}}}
	lost := rule.not_evaluated with input as site
	{gap.at | some gap in lost} == {["CustomSite", "Docks", "masterLabel"]}
}

test_objects_as_the_export_spells_them if {
	class := {"sharing": "without", "methods": {"a": {"auraEnabled": true}}, "queries": [{"object": "dock__C"}, {"object": "PIER__c"}]}
	tenant := object.union(object.remove(_tenant({}), ["ApexClass"]), {"ApexClass": {"OrderLookup": class}, "CustomObject": {"Dock__c": {}}})
	found := rule.deny with input as tenant
	{violation.message | some violation in found} == {"Visitors may run the class \"OrderLookup\", which reads Dock__c, PIER__c without sharing, by the guest profile \"Plum Street Profile\"."}
}

test_a_class_that_extends_one_that_was_not_exported if {
	class := {"sharing": "none", "extends": "Base", "methods": {"a": {"remoteAction": true}}, "queries": [{"object": "Dock__c"}]}
	tenant := object.union(object.remove(_tenant({}), ["ApexClass"]), {"ApexClass": {"OrderLookup": class}})
	count(rule.deny) == 0 with input as tenant
	gaps := rule.not_evaluated with input as tenant
	{gap.at | some gap in gaps; contains(gap.message, "it extends base")} == {["ApexClass", "OrderLookup", "extends"]}
}
