package tenantlint.salesforce.guest_reads_objects_without_sharing_test

import data.tenantlint.examples
import data.tenantlint.salesforce.guest_reads_objects_without_sharing as rule

_at(object_name) := ["Profile", "Tern Logistics Profile", "objectPermissions", object_name, "allowRead"]

_site := {"CustomSite": {"Tern_Logistics": {"active": true, "masterLabel": "Tern Logistics"}}}

test_bad if {
	tenant := object.union(examples["bad.yaml"], _site)
	found := rule.deny with input as tenant
	{[violation.at, violation.access.via] | some violation in found} == {
		[_at("Gateway_Key__c"), "custom setting"],
		[_at("Parcel_Moved__e"), "platform event"],
		[_at("Shipment__x"), "external object"],
	}
	{violation.identity | some violation in found} == {{"profile": "Tern Logistics Profile", "object": name} | some name in ["Gateway_Key__c", "Parcel_Moved__e", "Shipment__x"]}
	{[step.at | some step in violation.related] | some violation in found} == {
		[["CustomObject", "Gateway_Key__c", "customSettingsType"], ["Profile", "Tern Logistics Profile", "userLicense"]],
		[["Profile", "Tern Logistics Profile", "userLicense"]],
	}
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_other_kinds if {
	every name, reported in {"A__b": true, "A__mdt": true, "A__X": true, "A__c": false, "Account": false, "A__xy": false} {
		tenant := {"Profile": {"Docks": {"userLicense": "Guest", "objectPermissions": {name: {"allowRead": true}}}}}
		found := rule.deny with input as tenant
		reported == (count(found) == 1)
	}
}

test_public_objects_are_left_out if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant with data.tenantlint.params.salesforce.public_objects as ["shipment__X"]
	count(found) == 2
}

test_what_was_not_exported_is_not_judged if {
	tenant := {"coverage": {"types": {}}, "Profile": {"Docks Profile": {"userLicense": "Guest"}}}
	gaps := rule.not_evaluated with input as tenant
	{gap.at | some gap in gaps} == {["Profile", "Docks Profile", "objectPermissions"]}
	lost := rule.not_evaluated with input as _site
	{gap.at | some gap in lost} == {["CustomSite", "Tern_Logistics", "masterLabel"]}
}

test_only_a_custom_setting_is_called_one if {
	tenant := object.union(examples["bad.yaml"], {"CustomObject": {"Parcel_Moved__e": {"eventType": "HighVolume"}}})
	found := rule.deny with input as tenant
	{step.at | some violation in found; some step in violation.related; step.at[0] == "CustomObject"} == {["CustomObject", "Gateway_Key__c", "customSettingsType"]}
}
