package tenantlint.salesforce.formula_carries_data_to_guests_test

import data.tenantlint.examples
import data.tenantlint.salesforce.formula_carries_data_to_guests as rule

_at(field) := ["CustomObject", "Tour__c", "fields", field, "formula"]

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{[violation.at, violation.identity, violation.message] | some violation in found} == {
		[_at("Guide_Level__c"), {"object": "Tour__c", "field": "Guide_Level__c"}, "The formula of Tour__c.Guide_Level__c gives visitors Guide__r.Level__c of other records."],
		[_at("Guide_Mail__c"), {"object": "Tour__c", "field": "Guide_Mail__c"}, "The formula of Tour__c.Guide_Mail__c gives visitors Owner:User.Email of other records."],
	}
	{violation.access.fields | some violation in found} == {["Guide_Level__c"], ["Guide_Mail__c"]}
	{[step.at, step.message] | some violation in found; some step in violation.related} == {
		[["Profile", "Olive Tours Profile", "fieldPermissions", "Tour__c.Guide_Level__c", "readable"], "the guest profile \"Olive Tours Profile\" may read it"],
		[["Profile", "Olive Tours Profile", "fieldPermissions", "Tour__c.Guide_Mail__c", "readable"], "the guest profile \"Olive Tours Profile\" may read it"],
	}
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_one_finding_for_all_readers if {
	tenant := object.union(examples["bad.yaml"], {"Profile": {"Other": {
		"userLicense": "Guest",
		"objectPermissions": {"tour__C": {"allowRead": true}},
		"fieldPermissions": {"tour__C.Guide_Level__c": {"readable": true}},
	}}})
	found := rule.deny with input as tenant
	{violation.identity.field: count(violation.related) | some violation in found} == {"Guide_Level__c": 2, "Guide_Mail__c": 1}
}

test_a_field_that_a_permission_set_opens if {
	tenant := {
		"runtime": {"guestUsers": {"Docks": {"permissionSets": ["Columns"]}}},
		"CustomSite": {"Docks": {"active": true, "masterLabel": "Docks"}},
		"Profile": {"Docks Profile": {"userLicense": "Guest", "objectPermissions": {"Boat__c": {"allowRead": true}}}},
		"PermissionSet": {"Columns": {"fieldPermissions": {"Boat__c.Owner_Mail__c": {"readable": true}}}},
		"CustomObject": {"Boat__c": {"fields": {"Owner_Mail__c": {"type": "Text", "formula": "Owner:User.Email"}}}},
	}
	found := rule.deny with input as tenant
	{[step.at, step.message] | some violation in found; some step in violation.related} == {[["PermissionSet", "Columns", "fieldPermissions", "Boat__c.Owner_Mail__c", "readable"], "the guest user's permission set \"Columns\" may read it"]}
}

test_a_reference_in_several_spellings_is_told_once if {
	formula := "owner:user.EMAIL & Owner:User.Email & Guide__r.Name"
	tenant := object.union(examples["bad.yaml"], {"CustomObject": {"Tour__c": {"fields": {"Guide_Mail__c": {"formula": formula}}}}})
	found := rule.deny with input as tenant
	"The formula of Tour__c.Guide_Mail__c gives visitors Guide__r.Name, Owner:User.Email of other records." in {violation.message | some violation in found}
}

test_a_site_without_its_profile_is_not_judged if {
	tenant := {"CustomSite": {"Docks": {"active": true, "masterLabel": "Docks"}}}
	gaps := rule.not_evaluated with input as tenant
	{gap.at | some gap in gaps} == {["CustomSite", "Docks", "masterLabel"]}
}

test_a_field_without_field_security_is_not_shown if {
	fields := {"Name": {"type": "Text", "formula": "Guide__r.Name"}}
	tenant := object.union(examples["good.yaml"], {"CustomObject": {"Tour__c": {"fields": fields}}})
	found := rule.deny with input as tenant
	count(found) == 0
}
