package tenantlint.salesforce.app_refresh_token_never_expires_test

import data.tenantlint.examples
import data.tenantlint.salesforce.app_refresh_token_never_expires as rule

_policy := ["ExtlClntAppOauthConfigurablePolicies", "Dispatch_oauthPlcy"]

_covered(sections) := object.union({"coverage": {"types": {type: true | some type, _ in sections}}}, sections)

_connected(config, policy) := _covered({"ConnectedApp": {"Ledger_Sync": {"oauthConfig": config, "oauthPolicy": policy}}, "ExternalClientApplication": {}})

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{[violation.at, violation.identity.name, fix.safe, fix.edits] | some violation in found; some fix in violation.fixes} == {
		[
			["ConnectedApp", "Ledger_Sync", "oauthPolicy", "refreshTokenPolicy"],
			"Ledger_Sync",
			false,
			[{"op": "set", "at": ["ConnectedApp", "Ledger_Sync", "oauthPolicy", "refreshTokenPolicy"], "value": "specific_lifetime:90:DAYS"}],
		],
		[
			array.concat(_policy, ["refreshTokenPolicyType"]),
			"Dispatch_oauthPlcy",
			false,
			[
				{"op": "set", "at": array.concat(_policy, ["refreshTokenPolicyType"]), "value": "SpecificLifetime"},
				{"op": "set", "at": array.concat(_policy, ["refreshTokenValidityPeriod"]), "value": 90},
				{"op": "set", "at": array.concat(_policy, ["refreshTokenValidityUnit"]), "value": "Days"},
			],
		],
	}
	{[violation.identity.name, step.at] | some violation in found; some step in violation.related} == {
		["Ledger_Sync", ["ConnectedApp", "Ledger_Sync", "oauthConfig", "scopes", 1]],
		["Dispatch_oauthPlcy", ["ExtlClntAppOauthSettings", "Dispatch_oauth", "commaSeparatedOauthScopes"]],
	}
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_scopes_that_are_unknown_do_not_excuse if {
	tenant := _connected({}, {"refreshTokenPolicy": "infinite"})
	count(rule.deny) == 1 with input as tenant
	offline := _connected({"scopes": ["OfflineAccess"]}, {"refreshTokenPolicy": "infinite"})
	count(rule.deny) == 1 with input as offline
}

test_a_policy_that_is_not_stated_is_unknown if {
	tenant := _connected({"scopes": ["RefreshToken"]}, {})
	count(rule.deny) == 0 with input as tenant
	gaps := rule.not_evaluated with input as tenant
	{gap.at | some gap in gaps} == {["ConnectedApp", "Ledger_Sync", "oauthPolicy", "refreshTokenPolicy"]}
	without := _covered({
		"ConnectedApp": {
			"Ledger_Sync": {"oauthConfig": {"scopes": ["RefreshToken"]}, "oauthPolicy": {"refreshTokenPolicy": "zero"}},
			"Nightly_Export": {"oauthConfig": {"scopes": ["Api"]}},
		},
		"ExternalClientApplication": {},
	})
	count(rule.not_evaluated) == 0 with input as without
	nothing := {"coverage": {"types": {}}}
	missing := rule.not_evaluated with input as nothing
	{gap.at | some gap in missing} == {["ConnectedApp"], ["ExtlClntAppOauthConfigurablePolicies"]}
}

test_an_external_client_app_that_limits_unused_tokens if {
	policies := {"Dispatch_oauthPlcy": {"externalClientApplication": "Dispatch", "refreshTokenPolicyType": "Infinite"}}
	limited := _covered({
		"ConnectedApp": {},
		"ExtlClntAppOauthConfigurablePolicies": policies,
		"ExtlClntAppGlobalOauthSettings": {"Dispatch_glbl": {"externalClientApplication": "dispatch", "isEnforceRefreshTokenTTL": true}},
	})
	count(rule.deny) == 0 with input as limited
	unlimited := _covered({
		"ConnectedApp": {},
		"ExtlClntAppOauthConfigurablePolicies": policies,
		"ExtlClntAppGlobalOauthSettings": {"Dispatch_glbl": {"externalClientApplication": "dispatch", "isEnforceRefreshTokenTTL": false}},
	})
	count(rule.deny) == 1 with input as unlimited
}

test_what_the_findings_say if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{violation.message | some violation in found} == {
		"Refresh tokens of the connected app \"Ledger_Sync\" never expire: a stolen one works until somebody revokes it.",
		"Refresh tokens of the external client app \"Dispatch\" never expire: a stolen one works until somebody revokes it.",
	}
	{violation.identity | some violation in found} == {
		{"name": "Dispatch_oauthPlcy", "type": "ExtlClntAppOauthConfigurablePolicies"},
		{"name": "Ledger_Sync", "type": "ConnectedApp"},
	}
	{step.message | some violation in found; some step in violation.related} == {"it may ask for refresh tokens"}
	{fix.title | some violation in found; some fix in violation.fixes} == {"Let refresh tokens expire after 90 days"}
}
