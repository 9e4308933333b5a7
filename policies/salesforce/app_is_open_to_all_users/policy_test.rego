package tenantlint.salesforce.app_is_open_to_all_users_test

import data.tenantlint.examples
import data.tenantlint.salesforce.app_is_open_to_all_users as rule

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{[violation.identity, fix.safe, fix.edits] | some violation in found; some fix in violation.fixes} == {
		[
			{"type": "ConnectedApp", "name": "Ledger_Sync"},
			false,
			[{"op": "set", "at": ["ConnectedApp", "Ledger_Sync", "oauthConfig", "isAdminApproved"], "value": true}],
		],
		[
			{"type": "ExtlClntAppOauthConfigurablePolicies", "name": "Dispatch_oauthPlcy"},
			false,
			[{"op": "set", "at": ["ExtlClntAppOauthConfigurablePolicies", "Dispatch_oauthPlcy", "permittedUsersPolicyType"], "value": "AdminApprovedPreAuthorized"}],
		],
	}
	{violation.at | some violation in found} == {edit.at | some violation in found; some fix in violation.fixes; some edit in fix.edits}
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_what_is_not_stated_is_unknown if {
	tenant := {
		"coverage": {"types": {"ConnectedApp": true}},
		"ConnectedApp": {"Ledger_Sync": {"oauthConfig": {"callbackUrl": "https://ledger.lantern-freight.example"}}},
	}
	count(rule.deny) == 0 with input as tenant
	gaps := rule.not_evaluated with input as tenant
	{gap.at | some gap in gaps} == {
		["ConnectedApp", "Ledger_Sync", "oauthConfig", "isAdminApproved"],
		["ExtlClntAppOauthConfigurablePolicies"],
	}
}

test_what_the_findings_say if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{violation.message | some violation in found} == {
		"Every user may authorise the connected app \"Ledger_Sync\" without an administrator's approval.",
		"Every user may authorise the external client app \"Dispatch\" without an administrator's approval.",
	}
	{violation.identity | some violation in found} == {
		{"name": "Dispatch_oauthPlcy", "type": "ExtlClntAppOauthConfigurablePolicies"},
		{"name": "Ledger_Sync", "type": "ConnectedApp"},
	}
	{fix.title | some violation in found; some fix in violation.fixes} == {"Let only users whom an administrator approved use the app"}
}
