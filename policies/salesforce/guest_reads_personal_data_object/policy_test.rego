package tenantlint.salesforce.guest_reads_personal_data_object_test

import data.tenantlint.examples
import data.tenantlint.salesforce.guest_reads_personal_data_object as rule

_profile(settings) := {"Profile": {"Docks Profile": object.union({"userLicense": "Guest User License"}, settings)}}

_types(names) := {"coverage": {"types": {name: true | some name in names}}}

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{violation.identity | some violation in found} == {
		{"profile": "Booking Profile", "object": "Contact"},
		{"profile": "Help Profile", "object": "Case"},
	}
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_objects_that_are_public_on_purpose if {
	tenant := examples["bad.yaml"]
	count(rule.deny) == 1 with input as tenant with data.tenantlint.params.salesforce.public_objects as ["CASE"]
}

test_a_profile_without_a_licence_that_a_site_uses if {
	site := {"CustomSite": {"Docks": {"active": true, "masterLabel": "docks"}}}
	profile := {"Profile": {"Docks Profile": {"objectPermissions": {"lead": {"allowRead": true}}}}}
	tenant := object.union_n([_types(["CustomSite", "Profile"]), site, profile])
	count(rule.deny) == 1 with input as tenant
	alone := object.union(_types(["Profile"]), profile)
	count(rule.deny) == 0 with input as alone
}

test_object_permissions_come_only_with_objects if {
	tenant := object.union(_types(["Profile"]), _profile({}))
	gaps := rule.not_evaluated with input as tenant
	{gap.at | some gap in gaps} == {["Profile", "Docks Profile", "objectPermissions"]}
	complete := object.union(_types(["CustomObject", "Profile"]), _profile({}))
	count(rule.not_evaluated) == 0 with input as complete
}
