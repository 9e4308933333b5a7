package tenantlint.salesforce.guest_has_run_flows_test

import data.tenantlint.examples
import data.tenantlint.salesforce.guest_has_run_flows as rule

_at := ["Profile", "North Ferry Profile", "userPermissions", "RunFlow"]

test_bad if {
	tenant := object.union(examples["bad.yaml"], {"CustomSite": {"North_Ferry": {"active": true, "masterLabel": "North Ferry"}}})
	found := rule.deny with input as tenant
	{[violation.at, violation.identity] | some violation in found} == {[_at, {"profile": "North Ferry Profile"}]}
	{step.at | some violation in found; some step in violation.related} == {["Profile", "North Ferry Profile", "userLicense"]}
	{fix.edits | some violation in found; some fix in violation.fixes} == {[{"op": "set", "at": _at, "value": false}]}
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_the_repair_is_safe_since_spring_23 if {
	tenant := examples["bad.yaml"]
	every date, safe in {"2023-02-28": false, "2023-03-01": true} {
		found := rule.deny with input as tenant with data.tenantlint.as_of as date
		{fix.safe | some violation in found; some fix in violation.fixes} == {safe}
	}
}

test_a_permission_set_of_the_guest_user if {
	tenant := object.union(examples["good.yaml"], {
		"CustomSite": {"North_Ferry": {"active": true, "masterLabel": "North Ferry"}},
		"PermissionSet": {"Flows": {"userPermissions": {"RunFlow": true}}},
		"runtime": {"guestUsers": {"North_Ferry": {"profile": "North Ferry Profile", "permissionSets": ["Flows", "Gone"]}}},
	})
	found := rule.deny with input as tenant
	{violation.identity | some violation in found} == {{"permissionSet": "Flows"}}
	gaps := rule.not_evaluated with input as tenant
	{gap.at | some gap in gaps} == {["CustomSite", "North_Ferry"]}
}
