package tenantlint.salesforce.guest_opens_custom_pages_test

import data.tenantlint.examples
import data.tenantlint.salesforce.guest_opens_custom_pages as rule

_types(names) := {"coverage": {"types": {name: true | some name in names}}}

_at(page) := ["Profile", "Cedar Tickets Profile", "pageAccesses", page]

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{violation.at | some violation in found} == {_at("TicketStatus"), _at("pay__Login")}
	{violation.identity | some violation in found} == {
		{"profile": "Cedar Tickets Profile", "page": "TicketStatus"},
		{"profile": "Cedar Tickets Profile", "page": "pay__Login"},
	}
	"The guest profile \"Cedar Tickets Profile\" may open the Visualforce page TicketStatus and run all of its code." in {violation.message | some violation in found}
	{violation.access | some violation in found; violation.identity.page == "TicketStatus"} == {{"principal": "guest", "actions": ["open page"], "object": "TicketStatus", "via": "pageAccesses"}}
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_reviewed_pages_are_left_out if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant with data.tenantlint.params["SF-GUEST-032"].reviewed_pages as ["TICKETSTATUS"]
	{violation.at | some violation in found} == {_at("pay__Login")}
}

test_an_active_site_is_in_the_chain if {
	tenant := object.union(_types(["ApexPage", "CustomSite", "Profile"]), {
		"CustomSite": {"Docks": {"active": true, "masterLabel": "Docks"}},
		"Profile": {"Docks Profile": {"userLicense": "Guest User License", "pageAccesses": {"Berths": true}}},
	})
	found := rule.deny with input as tenant
	{step.at | some violation in found; some step in violation.related} == {["Profile", "Docks Profile", "userLicense"]}
	count(rule.not_evaluated) == 0 with input as tenant
}

test_what_was_not_exported_is_not_judged if {
	site := object.union(_types(["CustomSite"]), {"CustomSite": {"Docks": {"active": true, "masterLabel": "Docks"}}})
	first := rule.not_evaluated with input as site
	{gap.at | some gap in first} == {["CustomSite", "Docks", "masterLabel"]}
	profile := object.union(_types(["Profile"]), {"Profile": {"Docks Profile": {"userLicense": "Guest"}}})
	second := rule.not_evaluated with input as profile
	second == {{"message": "ApexPage was not exported, so the guest profile \"Docks Profile\" does not state pageAccesses.", "at": ["Profile", "Docks Profile", "pageAccesses"]}}
}
