package tenantlint.salesforce.guest_method_takes_ids_or_search_terms_test

import data.tenantlint.examples
import data.tenantlint.salesforce.guest_method_takes_ids_or_search_terms as rule

_at(class) := ["Profile", "Quiet Library Profile", "classAccesses", class]

_site := {"CustomSite": {"Quiet_Library": {"active": true, "masterLabel": "Quiet Library"}}}

_class(type, kind) := {
	"Profile": {"Quiet Library Profile": {"userLicense": "Guest", "classAccesses": {"A": true}}},
	"ApexClass": {"A": {"sharing": "with", "restResource": "/a", "methods": {"call": {kind: true, "parameters": [{"type": type}]}}}},
}

test_bad if {
	tenant := object.union(examples["bad.yaml"], _site)
	found := rule.deny with input as tenant
	{[violation.at, violation.message] | some violation in found} == {
		[_at("BookSearch"), "Visitors may call the class \"BookSearch\" with record ids or texts of their choice (find), by the guest profile \"Quiet Library Profile\"."],
		[_at("LoanStatus"), "Visitors may call the class \"LoanStatus\" with record ids or texts of their choice (load), by the guest profile \"Quiet Library Profile\"."],
	}
	{violation.identity | some violation in found} == {
		{"profile": "Quiet Library Profile", "class": "booksearch"},
		{"profile": "Quiet Library Profile", "class": "loanstatus"},
	}
	{[step.at | some step in violation.related] | some violation in found} == {
		[["ApexClass", "BookSearch", "methods", "find", "parameters", 1, "type"], ["Profile", "Quiet Library Profile", "userLicense"]],
		[["ApexClass", "LoanStatus", "methods", "load", "parameters", 0, "type"], ["Profile", "Quiet Library Profile", "userLicense"]],
	}
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_types if {
	every type, taken in {
		"Id": true, "ID": true, "String": true, "List<String>": true, "Set<Id>": true, "Map<Integer,String>": true, "System.String": true, "Id[]": true,
		"Integer": false, "Grid": false, "Identity": false, "Strings": false, "IdList": false, "List<Grid>": false,
	} {
		tenant := _class(type, "auraEnabled")
		found := rule.deny with input as tenant
		taken == (count(found) == 1)
	}
}

test_kinds_of_method if {
	every kind, called in {"auraEnabled": true, "remoteAction": true, "http": true, "webService": true, "invocable": false, "namespaceAccessible": false} {
		tenant := _class("Id", kind)
		found := rule.deny with input as tenant
		called == (count(found) == 1)
	}
}

test_user_mode_without_sharing_around_it if {
	reader := {"sharing": "without", "queries": [{"object": "Loan__c"}]}
	tenant := object.union(examples["good.yaml"], {"ApexClass": {"BookSearch": {"classes": {"Reader": reader}}}})
	found := rule.deny with input as tenant
	{violation.at | some violation in found} == {_at("BookSearch")}
}

test_what_was_not_exported_is_not_judged if {
	tenant := {"coverage": {"types": {"Profile": true}}, "Profile": {"Docks Profile": {"userLicense": "Guest"}}}
	gaps := rule.not_evaluated with input as tenant
	{gap.at | some gap in gaps} == {["Profile", "Docks Profile", "classAccesses"]}
	site := {"coverage": {"types": {"ApexClass": true}}, "CustomSite": {"Docks": {"active": true}}}
	lost := rule.not_evaluated with input as site
	{gap.at | some gap in lost} == {["CustomSite", "Docks", "masterLabel"]}
}

test_the_first_of_several_is_shown if {
	class := {"ApexClass": {"A": {"methods": {"call": {"parameters": [{"type": "Integer"}, {"type": "Id"}, {"type": "String"}]}}}}}
	tenant := object.union(_class("Id", "auraEnabled"), class)
	found := rule.deny with input as tenant
	{step.at | some violation in found; some step in violation.related; step.at[0] == "ApexClass"} == {["ApexClass", "A", "methods", "call", "parameters", 1, "type"]}
}
