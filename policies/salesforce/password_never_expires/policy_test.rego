package tenantlint.salesforce.password_never_expires_test

import data.tenantlint.examples
import data.tenantlint.salesforce.password_never_expires as rule

_tenant(sections) := object.union({"coverage": {"types": {type: true | some type, _ in sections}}}, sections)

_forever := {"PasswordNeverExpires": true}

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{[violation.at, violation.identity] | some violation in found} == {
		[["Profile", "Night Desk", "userPermissions", "PasswordNeverExpires"], {"profile": "Night Desk"}],
		[["Profile", "Travel Agent", "userPermissions", "PasswordNeverExpires"], {"profile": "Travel Agent"}],
		[["PermissionSet", "Kiosk_Users", "userPermissions", "PasswordNeverExpires"], {"permissionSet": "Kiosk_Users"}],
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

test_a_profile_without_its_licence_is_not_judged if {
	tenant := _tenant({"PermissionSet": {}, "Profile": {"Docks": {"userPermissions": _forever}}})
	count(rule.deny) == 0 with input as tenant
	gaps := rule.not_evaluated with input as tenant
	{gap.at | some gap in gaps} == {["Profile", "Docks", "userLicense"]}
}

test_administrators_are_judged_without_their_licence if {
	tenant := _tenant({"PermissionSet": {}, "Profile": {"Admin": {"userPermissions": _forever}}})
	count(rule.deny) == 1 with input as tenant
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
