package tenantlint.salesforce.guest_reads_custom_settings_or_metadata_test

import data.tenantlint.examples
import data.tenantlint.salesforce.guest_reads_custom_settings_or_metadata as rule

_metadata := ["Profile", "Maple Energy Profile", "customMetadataTypeAccesses", "Tariff__mdt"]

_setting := ["Profile", "Maple Energy Profile", "customSettingAccesses", "Billing_Endpoint__c"]

_site := {"CustomSite": {"Maple_Energy": {"active": true, "masterLabel": "Maple Energy"}}}

test_bad if {
	tenant := object.union(examples["bad.yaml"], _site)
	found := rule.deny with input as tenant
	{[violation.at, violation.identity, violation.message] | some violation in found} == {
		[_metadata, {"profile": "Maple Energy Profile", "type": "Tariff__mdt"}, "Visitors may read every record of the custom metadata type \"Tariff__mdt\", by the guest profile \"Maple Energy Profile\"."],
		[_setting, {"profile": "Maple Energy Profile", "type": "Billing_Endpoint__c"}, "Visitors may read every record of the custom setting \"Billing_Endpoint__c\", by the guest profile \"Maple Energy Profile\"."],
	}
	{[fix.safe, fix.edits] | some violation in found; some fix in violation.fixes} == {
		[false, [{"op": "set", "at": _metadata, "value": false}]],
		[false, [{"op": "set", "at": _setting, "value": false}]],
	}
	{step.at | some violation in found; some step in violation.related} == {["Profile", "Maple Energy Profile", "userLicense"]}
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_a_permission_set_of_the_guest_user if {
	tenant := object.union_n([examples["good.yaml"], _site, {
		"PermissionSet": {"Tariffs": {"customMetadataTypeAccesses": {"Tariff__mdt": true}}},
		"runtime": {"guestUsers": {"Maple_Energy": {"profile": "Maple Energy Profile", "permissionSets": ["Tariffs"]}}},
	}])
	found := rule.deny with input as tenant
	{violation.identity | some violation in found} == {{"permissionSet": "Tariffs", "type": "Tariff__mdt"}}
}

test_what_was_not_exported_is_not_judged if {
	tenant := {"coverage": {"types": {}}, "Profile": {"Docks": {"userLicense": "Guest", "customSettingAccesses": {"A__c": false}}}}
	gaps := rule.not_evaluated with input as tenant
	gaps == {{"at": ["Profile", "Docks", "customMetadataTypeAccesses"], "message": "CustomObject was not exported."}}
	covered := object.union(tenant, {"coverage": {"types": {"CustomObject": true}}})
	count(rule.not_evaluated) == 0 with input as covered
	lost := rule.not_evaluated with input as _site
	{gap.at | some gap in lost} == {["CustomSite", "Maple_Energy", "masterLabel"]}
}
