package tenantlint.salesforce.privileged_profile_needs_no_strong_session_test

import data.tenantlint.examples
import data.tenantlint.salesforce.privileged_profile_needs_no_strong_session as rule

_tenant(sections) := object.union({"coverage": {"types": {type: true | some type, _ in sections}}}, sections)

_holds(permission) := {"Profile": {"Docks": {"userLicense": "Salesforce", "userPermissions": {permission: true}}}}

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{[violation.at, violation.identity, [step.at | some step in violation.related]] | some violation in found} == {
		[
			["ProfileSessionSetting", "Admin_session", "requiredSessionLevel"],
			{"profile": "Admin"},
			[["Profile", "Admin", "userPermissions", "ModifyAllData"], ["Profile", "Admin", "userPermissions", "ViewAllData"]],
		],
		[["Profile", "Controlling", "userPermissions", "ViewAllData"], {"profile": "Controlling"}, []],
	}
	gaps := rule.not_evaluated with input as tenant
	count(gaps) == 0
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_either_permission_counts if {
	numbers := {permission: count(found) |
		some permission in ["ViewAllData", "ModifyAllData", "ManageUsers"]
		tenant := _tenant(object.union(_holds(permission), {"ProfileSessionSetting": {}}))
		found := rule.deny with input as tenant
	}
	numbers == {"ViewAllData": 1, "ModifyAllData": 1, "ManageUsers": 0}
}

test_a_setting_without_a_level_requires_nothing if {
	tenant := _tenant(object.union(_holds("ViewAllData"), {"ProfileSessionSetting": {"Docks_1": {"profile": "DOCKS"}, "Piers_1": {"profile": "Piers", "requiredSessionLevel": "HIGH_ASSURANCE"}}}))
	found := rule.deny with input as tenant
	{violation.at | some violation in found} == {["ProfileSessionSetting", "Docks_1", "requiredSessionLevel"]}
}

test_sets_and_guests_have_no_sessions_of_their_own if {
	tenant := _tenant({
		"Profile": {"Docks Profile": {"userLicense": "Guest User License", "userPermissions": {"ViewAllData": true}}},
		"PermissionSet": {"Docks": {"userPermissions": {"ViewAllData": true}}},
		"ProfileSessionSetting": {},
	})
	count(rule.deny) == 0 with input as tenant
}

test_what_was_not_exported_is_told if {
	tenant := _tenant(_holds("ViewAllData"))
	count(rule.deny) == 0 with input as tenant
	gaps := rule.not_evaluated with input as tenant
	gaps == {{"message": "ProfileSessionSetting was not exported.", "at": ["ProfileSessionSetting"]}}
	no_need := _tenant(_holds("ManageUsers"))
	count(rule.not_evaluated) == 0 with input as no_need
	no_profiles := _tenant({"ProfileSessionSetting": {}})
	others := rule.not_evaluated with input as no_profiles
	others == {{"message": "Profile was not exported.", "at": ["Profile"]}}
}
