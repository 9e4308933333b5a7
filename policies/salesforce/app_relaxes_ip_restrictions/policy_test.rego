package tenantlint.salesforce.app_relaxes_ip_restrictions_test

import data.tenantlint.examples
import data.tenantlint.salesforce.app_relaxes_ip_restrictions as rule

_app(policy) := {
	"coverage": {"types": {"ConnectedApp": true, "ExternalClientApplication": true}},
	"ConnectedApp": {"Ledger_Sync": {"oauthConfig": {}, "oauthPolicy": policy}},
	"ExternalClientApplication": {},
}

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{[violation.at, violation.identity.name, fix.safe, fix.edits[0].value] | some violation in found; some fix in violation.fixes} == {
		[["ConnectedApp", "Ledger_Sync", "oauthPolicy", "ipRelaxation"], "Ledger_Sync", false, "ENFORCE"],
		[["ConnectedApp", "Warehouse", "oauthPolicy", "ipRelaxation"], "Warehouse", false, "ENFORCE"],
		[["ExtlClntAppOauthConfigurablePolicies", "Dispatch_oauthPlcy", "ipRelaxationPolicyType"], "Dispatch_oauthPlcy", false, "Enforce"],
	}
	every violation in found {
		violation.fixes[0].edits[0].at == violation.at
	}
	{violation.message | some violation in found} == {
		"The connected app \"Ledger_Sync\" relaxes IP restrictions: its tokens work from any network.",
		"The connected app \"Warehouse\" relaxes IP restrictions: its refresh tokens work from any network.",
		"The external client app \"Dispatch\" relaxes IP restrictions: its tokens work outside the allowed networks for users who verified their identity.",
	}
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_a_policy_that_is_not_known_is_reported if {
	tenant := _app({"ipRelaxation": "RELAXED"})
	found := rule.deny with input as tenant
	{violation.message | some violation in found} == {"The connected app \"Ledger_Sync\" relaxes IP restrictions: its tokens may work outside the allowed networks."}
}

test_what_is_not_stated_is_unknown if {
	tenant := _app({})
	count(rule.deny) == 0 with input as tenant
	gaps := rule.not_evaluated with input as tenant
	{gap.at | some gap in gaps} == {["ConnectedApp", "Ledger_Sync", "oauthPolicy", "ipRelaxation"]}
	nothing := {"coverage": {"types": {}}}
	missing := rule.not_evaluated with input as nothing
	{gap.at | some gap in missing} == {["ConnectedApp"], ["ExtlClntAppOauthConfigurablePolicies"]}
}

test_what_the_findings_say if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{violation.message | some violation in found} == {
		"The connected app \"Ledger_Sync\" relaxes IP restrictions: its tokens work from any network.",
		"The connected app \"Warehouse\" relaxes IP restrictions: its refresh tokens work from any network.",
		"The external client app \"Dispatch\" relaxes IP restrictions: its tokens work outside the allowed networks for users who verified their identity.",
	}
	{violation.identity | some violation in found} == {
		{"name": "Dispatch_oauthPlcy", "type": "ExtlClntAppOauthConfigurablePolicies"},
		{"name": "Ledger_Sync", "type": "ConnectedApp"},
		{"name": "Warehouse", "type": "ConnectedApp"},
	}
	{fix.title | some violation in found; some fix in violation.fixes} == {"Enforce IP restrictions"}
}
