package tenantlint.salesforce.app_asks_for_full_scope_test

import data.tenantlint.examples
import data.tenantlint.salesforce.app_asks_for_full_scope as rule

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{[violation.at, violation.identity] | some violation in found} == {
		[["ConnectedApp", "Ledger_Sync", "oauthConfig", "scopes", 1], {"type": "ConnectedApp", "name": "Ledger_Sync"}],
		[["ExtlClntAppOauthSettings", "Dispatch_oauth", "commaSeparatedOauthScopes"], {"type": "ExtlClntAppOauthSettings", "name": "Dispatch_oauth"}],
	}
	every violation in found {
		violation.access.actions == ["read", "create", "edit", "delete"]
		object.get(violation, "fixes", []) == []
	}
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_sections_that_were_not_exported_are_unknown if {
	tenant := {"coverage": {"types": {}}}
	count(rule.deny) == 0 with input as tenant
	gaps := rule.not_evaluated with input as tenant
	{gap.at | some gap in gaps} == {["ConnectedApp"], ["ExtlClntAppOauthSettings"]}
}

test_what_the_findings_say if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{violation.message | some violation in found} == {
		"The connected app \"Ledger_Sync\" asks for full access: its token may do whatever the user may.",
		"The external client app \"Dispatch\" asks for full access: its token may do whatever the user may.",
	}
	{violation.identity | some violation in found} == {
		{"name": "Dispatch_oauth", "type": "ExtlClntAppOauthSettings"},
		{"name": "Ledger_Sync", "type": "ConnectedApp"},
	}
	{violation.access | some violation in found} == {{"actions": ["read", "create", "edit", "delete"], "principal": "any-member", "via": "OAuth scope full"}}
}
