package tenantlint.salesforce.guest_field_permissions_lack_objects_test

import data.tenantlint.examples
import data.tenantlint.salesforce.guest_field_permissions_lack_objects as rule

_fields(number, readable) := {name: {"readable": readable} | some i in numbers.range(1, number); name := sprintf("Boat__c.Field_%d__c", [i])}

_tenant(fields, objects) := {"Profile": {"Docks Profile": {
	"userLicense": "Guest User License",
	"fieldPermissions": fields,
	"objectPermissions": objects,
}}}

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{violation.at | some violation in found} == {["Profile", "Wren Library Profile", "fieldPermissions"]}
	{violation.identity | some violation in found} == {{"profile": "Wren Library Profile"}}
	{violation.message | some violation in found} == {"The guest profile \"Wren Library Profile\" lists 51 fields as readable and states no permission on their objects: Loan__c, Shelf__c."}
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
}

test_the_default_is_fifty if {
	fifty := _tenant(_fields(50, true), {})
	count(rule.deny) == 0 with input as fifty
	more := _tenant(_fields(51, true), {})
	count(rule.deny) == 1 with input as more
}

test_the_number_is_a_parameter if {
	tenant := _tenant(_fields(3, true), {})
	count(rule.deny) == 1 with input as tenant with data.tenantlint.params["SF-GUEST-034"].max_fields as 2
	count(rule.deny) == 0 with input as tenant with data.tenantlint.params["SF-GUEST-034"].max_fields as 3
}

test_fields_that_do_not_count if {
	hidden := _tenant(_fields(60, false), {})
	count(rule.deny) == 0 with input as hidden
	listed := _tenant(_fields(60, true), {"boat__C": {"allowRead": false}})
	count(rule.deny) == 0 with input as listed
	none := {"Profile": {"Docks Profile": {"userLicense": "Guest User License"}}}
	count(rule.deny) == 0 with input as none
}
