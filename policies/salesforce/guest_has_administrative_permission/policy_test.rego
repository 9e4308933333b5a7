package tenantlint.salesforce.guest_has_administrative_permission_test

import data.tenantlint.examples
import data.tenantlint.salesforce.guest_has_administrative_permission as rule

_at(permission) := ["Profile", "Slate Museum Profile", "userPermissions", permission]

_site := {"CustomSite": {"Slate_Museum": {"active": true, "masterLabel": "Slate Museum"}}}

test_bad if {
	tenant := object.union(examples["bad.yaml"], _site)
	found := rule.deny with input as tenant
	{[violation.at, violation.identity] | some violation in found} == {[_at(permission), {"profile": "Slate Museum Profile", "permission": permission}] | some permission in ["RunReports", "ViewSetup"]}
	{[fix.safe, fix.edits] | some violation in found; some fix in violation.fixes} == {[true, [{"op": "set", "at": _at(permission), "value": false}]] | some permission in ["RunReports", "ViewSetup"]}
	{step.at | some violation in found; some step in violation.related} == {["Profile", "Slate Museum Profile", "userLicense"]}
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_the_default_list if {
	named := [
		"AuthorApex", "CustomizeApplication", "ExportReport", "ManageUsers", "ModifyAllData", "ModifyMetadata", "QueryAllFiles", "RunReports",
		"ViewAllCustomSettings", "ViewAllData", "ViewAllFieldsGlobal", "ViewAllProfiles", "ViewAllUsers", "ViewEncryptedData", "ViewSetup",
	]
	tenant := {"Profile": {"Docks": {"userLicense": "Guest", "userPermissions": {name: true | some name in named}}}}
	count(rule.deny) == count(named) with input as tenant
}

test_the_list_is_a_parameter if {
	tenant := {"Profile": {"Docks": {"userLicense": "Guest", "userPermissions": {"ViewSetup": true, "BulkMacrosAllowed": true}}}}
	found := rule.deny with input as tenant with data.tenantlint.params["SF-GUEST-015"].permissions as ["BulkMacrosAllowed"]
	{violation.identity.permission | some violation in found} == {"BulkMacrosAllowed"}
}

test_a_permission_set_of_the_guest_user if {
	tenant := object.union_n([examples["good.yaml"], _site, {
		"PermissionSet": {"Reports": {"userPermissions": {"RunReports": true}}},
		"runtime": {"guestUsers": {"Slate_Museum": {"profile": "Slate Museum Profile", "permissionSets": ["Reports"]}}},
	}])
	found := rule.deny with input as tenant
	{violation.identity | some violation in found} == {{"permissionSet": "Reports", "permission": "RunReports"}}
}

test_a_site_without_its_profile_is_not_judged if {
	tenant := _site
	gaps := rule.not_evaluated with input as tenant
	{gap.at | some gap in gaps} == {["CustomSite", "Slate_Museum", "masterLabel"]}
}
