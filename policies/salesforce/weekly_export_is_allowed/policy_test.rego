package tenantlint.salesforce.weekly_export_is_allowed_test

import data.tenantlint.examples
import data.tenantlint.salesforce.weekly_export_is_allowed as rule

_at(type, name) := [type, name, "userPermissions", "DataExport"]

_tenant(sections) := object.union({"coverage": {"types": {type: true | some type, _ in sections}}}, sections)

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{[violation.identity, violation.at] | some violation in found} == {
		[{"profile": "Claims Office"}, _at("Profile", "Claims Office")],
		[{"permissionSet": "Backup_Helpers"}, _at("PermissionSet", "Backup_Helpers")],
	}
	every violation in found {
		[[fix.safe, fix.edits] | some fix in violation.fixes] == [[false, [{"op": "set", "at": violation.at, "value": false}]]]
	}
	gaps := rule.not_evaluated with input as tenant
	count(gaps) == 0
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_what_was_not_exported_is_told if {
	only_sets := _tenant({"PermissionSet": {}})
	gaps := rule.not_evaluated with input as only_sets
	gaps == {{"message": "Profile was not exported.", "at": ["Profile"]}}
	only_profiles := _tenant({"Profile": {}})
	others := rule.not_evaluated with input as only_profiles
	others == {{"message": "PermissionSet was not exported.", "at": ["PermissionSet"]}}
}
