package tenantlint.salesforce.sharing_set_gives_edit_test

import data.tenantlint.examples
import data.tenantlint.salesforce.sharing_set_gives_edit as rule

_at(i) := ["SharingSet", "Buyers", "accessMappings", i, "accessLevel"]

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{[violation.at, violation.identity, [step.at | some step in violation.related]] | some violation in found} == {[
		_at(0),
		{"sharingSet": "Buyers", "object": "Contact"},
		[_at(1), ["SharingSet", "Buyers", "profiles", 0]],
	]}
	{violation.access.actions | some violation in found} == {["edit", "read"]}
	gaps := rule.not_evaluated with input as tenant
	count(gaps) == 0
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_the_read_mapping_of_an_object_is_not_named if {
	tenant := {"coverage": {"types": {"SharingSet": true}}, "SharingSet": {"Buyers": {"accessMappings": [
		{"accessLevel": "Read", "object": "Case"},
		{"object": "Contact"},
		{"accessLevel": "Edit", "object": "CASE"},
	]}}}
	found := rule.deny with input as tenant
	{violation.at | some violation in found} == {_at(2)}
}

test_sharing_sets_that_were_not_exported_are_told_where_members_are if {
	members := {"coverage": {"types": {"Network": true}}, "Network": {"Docks": {}}}
	gaps := rule.not_evaluated with input as members
	gaps == {{"message": "SharingSet was not exported.", "at": ["SharingSet"]}}
	nobody := {"coverage": {"types": {"Network": true}}, "Network": {}}
	count(rule.not_evaluated) == 0 with input as nobody
}
