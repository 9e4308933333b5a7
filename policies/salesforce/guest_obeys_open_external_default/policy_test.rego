package tenantlint.salesforce.guest_obeys_open_external_default_test

import data.tenantlint.examples
import data.tenantlint.salesforce.guest_obeys_open_external_default as rule

test_bad_until_winter_21 if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant with data.tenantlint.as_of as "2020-10-31"
	at := ["CustomObject", "Shop__c", "externalSharingModel"]
	{violation.at | some violation in found} == {at}
	{[fix.safe, fix.edits] | some violation in found; some fix in violation.fixes} == {[false, [{"op": "set", "at": at, "value": "Private"}]]}
	{step.at | some violation in found; some step in violation.related} == {["Profile", "Merchant Portal Profile", "objectPermissions", "Shop__c", "allowRead"]}
	count(rule.deny) == 0 with input as tenant with data.tenantlint.as_of as "2020-11-01"
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant with data.tenantlint.as_of as "2020-06-30"
	count(rule.not_evaluated) == 0 with input as tenant with data.tenantlint.as_of as "2020-06-30"
}

test_the_internal_default_counts_where_the_external_model_is_off if {
	base := examples["good.yaml"]
	tenant := object.union(base, {"CustomObject": {"Branch__c": {"sharingModel": "Read"}}, "Settings": {"Sharing": {"enableExternalSharingModel": false}}})
	found := rule.deny with input as tenant with data.tenantlint.as_of as "2020-06-30"
	{[violation.at[2], violation.fixes] | some violation in found} == {["sharingModel", []]}
}

test_an_unstated_default_is_not_judged if {
	base := examples["good.yaml"]
	tenant := object.union(base, {"CustomObject": {"Branch__c": {"sharingModel": "Read"}}})
	count(rule.deny) == 0 with input as tenant with data.tenantlint.as_of as "2020-06-30"
	gaps := rule.not_evaluated with input as tenant with data.tenantlint.as_of as "2020-06-30"
	gaps == {{
		"message": "Guest profile Merchant Portal Profile reads Branch__c, and the external default of Branch__c is not in the export.",
		"at": ["Profile", "Merchant Portal Profile", "objectPermissions", "Branch__c", "allowRead"],
	}}
	count(rule.not_evaluated) == 0 with input as tenant with data.tenantlint.as_of as "2024-01-01"
}

_told(tenant) := [gap.message | some gap in gaps] if {
	d := tenant
	gaps := rule.not_evaluated with input as d with data.tenantlint.as_of as "2020-06-30"
}

test_a_detail_has_no_default_of_its_own if {
	detail := {"sharingModel": "ControlledByParent", "fields": {"Master__c": {"type": "MasterDetail", "referenceTo": "Shop__c"}}}
	tenant := object.union(examples["good.yaml"], {"CustomObject": {"Branch__c": detail}})
	_told(tenant) == []
	open := object.union(tenant, {"CustomObject": {"Shop__c": {"externalSharingModel": null, "sharingModel": "Read"}}})
	_told(open) == [
		"Guest profile Merchant Portal Profile reads Branch__c, and the external default of Shop__c is not in the export.",
		"Guest profile Merchant Portal Profile reads Shop__c, and the external default of Shop__c is not in the export.",
	]
	lost := object.union(tenant, {"CustomObject": {"Branch__c": {"fields": {"Master__c": {"referenceTo": ""}}}}})
	_told(lost) == ["Guest profile Merchant Portal Profile reads Branch__c, and the export does not say whether and which parent Branch__c follows."]
}

test_objects_without_sharing_have_no_default if {
	tenant := object.union(examples["good.yaml"], {"CustomObject": {"Branch__c": {"sharingModel": "Read", "customSettingsType": "List"}}})
	_told(tenant) == []
}

test_a_permission_set_of_the_guest_user if {
	tenant := {
		"runtime": {"guestUsers": {"Docks": {"permissionSets": ["Crew"]}}},
		"PermissionSet": {"Crew": {"objectPermissions": {"Account": {"allowRead": true}}}},
	}
	_told(tenant) == ["The guest user's permission set Crew reads Account, and the external default of Account is not in the export."]
}

test_the_whole_violation if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant with data.tenantlint.as_of as "2020-06-30"
	[whole] := [violation | some violation in found; violation.at == ["CustomObject", "Shop__c", "externalSharingModel"]]
	whole == {
		"message": "The external default of Shop__c is Read, and guest profile Merchant Portal Profile reads the object: before Winter '21 every record is open to visitors.",
		"at": ["CustomObject", "Shop__c", "externalSharingModel"],
		"identity": {"object": "Shop__c"},
		"access": {"actions": ["read"], "object": "Shop__c", "principal": "guest", "via": "external default"},
		"related": [
			{
				"at": ["Profile", "Merchant Portal Profile", "objectPermissions", "Shop__c", "allowRead"],
				"message": "Merchant Portal Profile reads Shop__c",
			},
		],
		"fixes": [
			{
				"edits": [{"at": ["CustomObject", "Shop__c", "externalSharingModel"], "op": "set", "value": "Private"}],
				"safe": false,
				"title": "Set the external default of Shop__c to Private",
			},
		],
	}
}

test_objects_that_are_public_on_purpose_are_left_out if {
	tenant := examples["bad.yaml"]
	count(rule.deny) == 0 with input as tenant with data.tenantlint.as_of as "2020-06-30" with data.tenantlint.params.salesforce.public_objects as ["shop__C"]
}

test_each_object_has_its_own_readers if {
	base := examples["bad.yaml"]
	tenant := object.union(base, {"Profile": {"Merchant Portal Profile": {"objectPermissions": {"Other__c": {"allowRead": true}}}}})
	found := rule.deny with input as tenant with data.tenantlint.as_of as "2020-06-30"
	{step.at[3] | some violation in found; violation.identity.object == "Shop__c"; some step in violation.related} == {"Shop__c"}
}
