package tenantlint.salesforce.apex_rest_is_open_to_guests_test

import data.tenantlint.examples
import data.tenantlint.salesforce.apex_rest_is_open_to_guests as rule

_site := {"CustomSite": {"Harbour_Bikes": {"active": true, "masterLabel": "Harbour Bikes"}}}

test_bad if {
	tenant := object.union(examples["bad.yaml"], _site)
	found := rule.deny with input as tenant
	{[violation.at, violation.identity, violation.message] | some violation in found} == {[
		["Profile", "Harbour Bikes Profile", "classAccesses", "RentalApi"],
		{"profile": "Harbour Bikes Profile", "class": "rentalapi"},
		"Anybody may call the web service \"/rentals\" of the class \"RentalApi\" (2 methods), by the guest profile \"Harbour Bikes Profile\".",
	]}
	{[step.at | some step in violation.related] | some violation in found} == {[
		["ApexClass", "RentalApi", "restResource"],
		["ApexClass", "RentalApi", "methods", "get"],
		["ApexClass", "RentalApi", "methods", "post"],
		["Profile", "Harbour Bikes Profile", "userLicense"],
	]}
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_other_methods_are_not_counted if {
	tenant := object.union(examples["bad.yaml"], {"ApexClass": {"RentalApi": {"methods": {"list": {"auraEnabled": true}}}}})
	found := rule.deny with input as tenant
	{count(violation.related) | some violation in found} == {3}
}

test_one_method_is_enough if {
	tenant := object.union(object.remove(examples["bad.yaml"], ["ApexClass"]), {"ApexClass": {"RentalApi": {"sharing": "with", "restResource": "/rentals", "methods": {"get": {"http": "GET"}}}}})
	count(rule.deny) == 1 with input as tenant
}

test_a_permission_set_of_the_guest_user if {
	tenant := object.union_n([examples["good.yaml"], _site, {
		"PermissionSet": {"Renting": {"classAccesses": {"RentalApi": true}}},
		"runtime": {"guestUsers": {"Harbour_Bikes": {"profile": "Harbour Bikes Profile", "permissionSets": ["Renting"]}}},
	}])
	found := rule.deny with input as tenant
	{violation.identity | some violation in found} == {{"permissionSet": "Renting", "class": "rentalapi"}}
}

test_what_was_not_exported_is_not_judged if {
	tenant := {"coverage": {"types": {"Profile": true}}, "Profile": {"Docks Profile": {"userLicense": "Guest"}}}
	gaps := rule.not_evaluated with input as tenant
	{gap.at | some gap in gaps} == {["Profile", "Docks Profile", "classAccesses"]}
	site := {"coverage": {"types": {"ApexClass": true}}, "CustomSite": {"Docks": {"active": true}}}
	lost := rule.not_evaluated with input as site
	{gap.at | some gap in lost} == {["CustomSite", "Docks", "masterLabel"]}
}
