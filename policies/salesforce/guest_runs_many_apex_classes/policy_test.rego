package tenantlint.salesforce.guest_runs_many_apex_classes_test

import data.tenantlint.examples
import data.tenantlint.salesforce.guest_runs_many_apex_classes as rule

_types(names) := {"coverage": {"types": {name: true | some name in names}}}

_classes(number) := {name: true | some i in numbers.range(1, number); name := sprintf("Class%d", [i])}

_tenant(classes) := object.union(_types(["ApexClass", "CustomSite", "Profile"]), {
	"CustomSite": {"Docks": {"active": true, "masterLabel": "Docks"}},
	"Profile": {"Docks Profile": {"userLicense": "Guest User License", "classAccesses": classes}},
})

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{violation.at | some violation in found} == {["Profile", "Finch Jobs Profile", "classAccesses"]}
	{violation.identity | some violation in found} == {{"profile": "Finch Jobs Profile"}}
	{violation.message | some violation in found} == {"The guest profile \"Finch Jobs Profile\" may run 51 Apex classes."}
	{violation.access | some violation in found} == {{"principal": "guest", "actions": ["run Apex"], "via": "classAccesses"}}
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_the_default_is_fifty if {
	fifty := _tenant(_classes(50))
	count(rule.deny) == 0 with input as fifty
	more := _tenant(_classes(51))
	found := rule.deny with input as more
	{step.at | some violation in found; some step in violation.related} == {["Profile", "Docks Profile", "userLicense"]}
	count(rule.not_evaluated) == 0 with input as more
}

test_the_number_is_a_parameter if {
	tenant := _tenant(_classes(3))
	count(rule.deny) == 1 with input as tenant with data.tenantlint.params["SF-GUEST-033"].max_classes as 2
	count(rule.deny) == 0 with input as tenant with data.tenantlint.params["SF-GUEST-033"].max_classes as 3
}

test_classes_that_are_not_enabled_do_not_count if {
	tenant := _tenant(object.union(_classes(50), {"Other": false, "Another": null}))
	count(rule.deny) == 0 with input as tenant
}

test_what_was_not_exported_is_not_judged if {
	site := object.union(_types(["CustomSite"]), {"CustomSite": {"Docks": {"active": true, "masterLabel": "Docks"}}})
	first := rule.not_evaluated with input as site
	{gap.at | some gap in first} == {["CustomSite", "Docks", "masterLabel"]}
	profile := object.union(_types(["Profile"]), {"Profile": {"Docks Profile": {"userLicense": "Guest"}}})
	second := rule.not_evaluated with input as profile
	second == {{"message": "ApexClass was not exported, so the guest profile \"Docks Profile\" does not state classAccesses.", "at": ["Profile", "Docks Profile", "classAccesses"]}}
}
