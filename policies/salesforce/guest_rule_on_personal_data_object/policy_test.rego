package tenantlint.salesforce.guest_rule_on_personal_data_object_test

import data.tenantlint.examples
import data.tenantlint.salesforce.guest_rule_on_personal_data_object as rule

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{violation.at | some violation in found} == {
		["SharingRules", "Account", "sharingGuestRules", "Partner_schools"],
		["SharingRules", "Lead", "sharingGuestRules", "Applicants"],
	}
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
}

test_the_list_can_be_changed if {
	good := examples["good.yaml"]
	added := rule.deny with input as good with data.tenantlint.params.salesforce.personal_data_objects as {"add": ["course__c"], "remove": []}
	[endswith(violation.message, "Course__c: added by the parameter personal_data_objects.") | some violation in added] == [true]
	bad := examples["bad.yaml"]
	count(rule.deny) == 1 with input as bad with data.tenantlint.params.salesforce.personal_data_objects as {"add": [], "remove": ["Lead"]}
	count(rule.deny) == 1 with input as bad with data.tenantlint.params.salesforce.public_objects as ["Account"]
}

test_a_site_without_sharing_rules_in_the_export_is_not_judged if {
	tenant := {"coverage": {"types": {"CustomSite": true}}, "CustomSite": {"Docks": {"active": true}, "Old": {"active": false}}}
	gaps := rule.not_evaluated with input as tenant
	gaps == {{"message": "SharingRules was not exported.", "at": ["SharingRules"]}}
}

test_the_whole_violation if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	[whole] := [violation | some violation in found; violation.at == ["SharingRules", "Account", "sharingGuestRules", "Partner_schools"]]
	whole == {
		"message": "Guest sharing rule Partner_schools opens records of Account: companies and person accounts.",
		"at": ["SharingRules", "Account", "sharingGuestRules", "Partner_schools"],
		"identity": {"object": "Account", "rule": "Partner_schools"},
		"access": {"actions": ["read"], "object": "Account", "principal": "guest", "via": "guest sharing rule"},
		"related": [
			{
				"at": ["SharingRules", "Account", "sharingGuestRules", "Partner_schools", "sharedTo", "guestUser", 0],
				"message": "shared with guest user Courses",
			},
		],
	}
}
