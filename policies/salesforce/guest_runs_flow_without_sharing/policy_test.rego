package tenantlint.salesforce.guest_runs_flow_without_sharing_test

import data.tenantlint.examples
import data.tenantlint.salesforce.guest_runs_flow_without_sharing as rule

_at(flow) := ["Profile", "Elm Clinic Profile", "flowAccesses", flow]

_site := {"CustomSite": {"Elm_Clinic": {"active": true, "masterLabel": "Elm Clinic"}}}

_runs(flow) := {"Profile": {"Elm Clinic Profile": {"userLicense": "Guest", "flowAccesses": {"A": true}}}, "Flow": {"A": object.union({"runInMode": "SystemModeWithoutSharing"}, flow)}}

test_bad if {
	tenant := object.union(examples["bad.yaml"], _site)
	found := rule.deny with input as tenant
	{[violation.at, violation.severity, violation.access.actions, violation.message] | some violation in found} == {
		[_at("Book_Visit"), "critical", ["delete", "edit"], "Visitors may run the flow \"Book_Visit\", which works without sharing and changes Slot__c, by the guest profile \"Elm Clinic Profile\"."],
		[_at("Find_Visit"), "critical", ["read"], "Visitors may run the flow \"Find_Visit\", which works without sharing and reads Visit__c, by the guest profile \"Elm Clinic Profile\"."],
		[_at("Send_Question"), "medium", ["create"], "Visitors may run the flow \"Send_Question\", which works without sharing and creates Question__c, by the guest profile \"Elm Clinic Profile\"."],
	}
	{violation.identity | some violation in found} == {{"profile": "Elm Clinic Profile", "flow": flow} | some flow in ["book_visit", "find_visit", "send_question"]}
	{[step.at | some step in violation.related] | some violation in found; violation.identity.flow == "book_visit"} == {[
		["Flow", "Take_Slot", "runInMode"],
		["Profile", "Elm Clinic Profile", "userLicense"],
	]}
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_all_deeds_are_told if {
	tenant := _runs({"recordLookups": {"a": {"object": "B"}, "b": {"object": "A"}}, "recordDeletes": {"a": {"object": "C"}}, "recordCreates": {"a": {"object": "D"}}})
	found := rule.deny with input as tenant
	{[violation.message, violation.access.actions] | some violation in found} == {["Visitors may run the flow \"A\", which works without sharing and reads A, B and changes C and creates D, by the guest profile \"Elm Clinic Profile\".", ["create", "delete", "edit", "read"]]}
}

test_a_subflow_that_was_not_exported_may_read if {
	tenant := _runs({"subflows": {"a": {"flowName": "Gone"}}})
	found := rule.deny with input as tenant
	{violation.severity | some violation in found} == {"critical"}
	idle := _runs({})
	quiet := rule.deny with input as idle
	{[violation.severity, violation.message] | some violation in quiet} == {["medium", "Visitors may run the flow \"A\", which works without sharing, by the guest profile \"Elm Clinic Profile\"."]}
}

test_the_version_of_a_file_is_no_part_of_the_identity if {
	tenant := {"Profile": {"Elm Clinic Profile": {"userLicense": "Guest", "flowAccesses": {"A": true}}}, "Flow": {"A-7": {"runInMode": "SystemModeWithoutSharing"}}}
	found := rule.deny with input as tenant
	{violation.identity.flow | some violation in found} == {"a"}
}

test_what_was_not_exported_is_not_judged if {
	tenant := {"coverage": {"types": {"Profile": true}}, "Profile": {"Docks Profile": {"userLicense": "Guest"}}}
	gaps := rule.not_evaluated with input as tenant
	gaps == {{"at": ["Profile", "Docks Profile", "flowAccesses"], "message": "Flow was not exported."}}
	site := {"coverage": {"types": {"Flow": true}}, "CustomSite": {"Docks": {"active": true}}}
	lost := rule.not_evaluated with input as site
	{gap.at | some gap in lost} == {["CustomSite", "Docks", "masterLabel"]}
}
