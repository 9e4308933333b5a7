package tenantlint.salesforce.app_runs_as_privileged_user_test

import data.tenantlint.examples
import data.tenantlint.salesforce.app_runs_as_privileged_user as rule

_unnamed(app) := sprintf("runtime.users does not name the user that the %s runs as.", [app])

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{[violation.at, violation.identity, violation.message] | some violation in found} == {
		[
			["ConnectedApp", "Ledger_Sync", "oauthConfig", "oauthClientCredentialUser"],
			{"type": "ConnectedApp", "name": "Ledger_Sync"},
			"The connected app \"Ledger_Sync\" runs as a user who has ModifyAllData and ViewAllData.",
		],
		[
			["ExtlClntAppOauthConfigurablePolicies", "Dispatch_oauthPlcy", "clientCredentialsFlowUser"],
			{"type": "ExtlClntAppOauthConfigurablePolicies", "name": "Dispatch_oauthPlcy"},
			"The external client app \"Dispatch\" runs as a user who has ViewAllData.",
		],
	}
	{step.at | some violation in found; some step in violation.related} == {
		["Profile", "Admin", "userPermissions", "ModifyAllData"],
		["Profile", "Admin", "userPermissions", "ViewAllData"],
		["PermissionSet", "Route_Everything", "userPermissions", "ViewAllData"],
	}
	count(rule.not_evaluated) == 0 with input as tenant
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_users_that_nothing_names_are_unknown if {
	tenant := object.remove(examples["bad.yaml"], ["runtime"])
	count(rule.deny) == 0 with input as tenant
	gaps := rule.not_evaluated with input as tenant
	{[gap.message, gap.at] | some gap in gaps} == {
		[_unnamed("connected app \"Ledger_Sync\""), ["ConnectedApp", "Ledger_Sync", "oauthConfig", "oauthClientCredentialUser"]],
		[_unnamed("connected app \"Warehouse\""), ["ConnectedApp", "Warehouse", "oauthConfig", "oauthClientCredentialUser"]],
		[_unnamed("external client app \"Dispatch\""), ["ExtlClntAppOauthConfigurablePolicies", "Dispatch_oauthPlcy", "clientCredentialsFlowUser"]],
	}
}

test_a_profile_that_was_not_exported_is_unknown if {
	tenant := object.union(examples["bad.yaml"], {"runtime": {"users": {"etl@lantern-freight.example": {"profile": "Elsewhere"}}}})
	gaps := rule.not_evaluated with input as tenant
	gaps == {{
		"message": "Profile elsewhere of the user that the connected app \"Warehouse\" runs as was not exported.",
		"at": ["ConnectedApp", "Warehouse", "oauthConfig", "oauthClientCredentialUser"],
	}}
}

test_an_external_client_app_without_the_flow_is_left_alone if {
	policies := ["ExtlClntAppOauthConfigurablePolicies", "Dispatch_oauthPlcy", "isClientCredentialsFlowEnabled"]
	tenant := json.patch(examples["bad.yaml"], [{"op": "replace", "path": policies, "value": false}])
	found := rule.deny with input as tenant
	{violation.identity.name | some violation in found} == {"Ledger_Sync"}
}

test_the_permissions_are_a_parameter if {
	tenant := examples["bad.yaml"]
	params := {"permissions": ["ApiEnabled"]}
	found := rule.deny with input as tenant with data.tenantlint.params["SF-OAUTH-015"] as params
	{violation.identity.name | some violation in found} == {"Warehouse", "Dispatch_oauthPlcy"}
}

test_sections_that_were_not_exported_are_unknown if {
	tenant := {"coverage": {"types": {}}, "ConnectedApp": {"Ledger_Sync": {"oauthConfig": {}}}}
	gaps := rule.not_evaluated with input as tenant
	{gap.at | some gap in gaps} == {["ConnectedApp"], ["ExtlClntAppOauthConfigurablePolicies"]}
}

test_what_the_findings_say if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{violation.message | some violation in found} == {
		"The connected app \"Ledger_Sync\" runs as a user who has ModifyAllData and ViewAllData.",
		"The external client app \"Dispatch\" runs as a user who has ViewAllData.",
	}
	{violation.identity | some violation in found} == {
		{"name": "Dispatch_oauthPlcy", "type": "ExtlClntAppOauthConfigurablePolicies"},
		{"name": "Ledger_Sync", "type": "ConnectedApp"},
	}
	{step.message | some violation in found; some step in violation.related} == {
		"its user has ModifyAllData from here",
		"its user has ViewAllData from here",
	}
}

test_user_names_are_compared_without_case if {
	tenant := object.union(examples["bad.yaml"], {"ConnectedApp": {"Ledger_Sync": {"oauthConfig": {"oauthClientCredentialUser": "ETL@Lantern-Freight.EXAMPLE"}}}})
	gaps := rule.not_evaluated with input as tenant
	count(gaps) == 0
}
