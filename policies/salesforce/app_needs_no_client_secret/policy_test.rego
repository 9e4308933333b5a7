package tenantlint.salesforce.app_needs_no_client_secret_test

import data.tenantlint.examples
import data.tenantlint.salesforce.app_needs_no_client_secret as rule

_app(config) := {
	"coverage": {"types": {"ConnectedApp": true, "ExternalClientApplication": true}},
	"ConnectedApp": {"Kiosk": {"oauthConfig": config}},
	"ExternalClientApplication": {},
}

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{[violation.at, violation.identity.name, step.at] | some violation in found; some step in violation.related} == {
		[["ConnectedApp", "Kiosk", "oauthConfig", "isConsumerSecretOptional"], "Kiosk", ["ConnectedApp", "Kiosk", "oauthConfig", "isPkceRequired"]],
		[
			["ExtlClntAppGlobalOauthSettings", "Berths_glbloauth", "isConsumerSecretOptional"],
			"Berths_glbloauth",
			["ExtlClntAppGlobalOauthSettings", "Berths_glbloauth", "isPkceRequired"],
		],
	}
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_pkce_that_the_tenant_requires_is_enough if {
	tenant := object.union(_app({"isConsumerSecretOptional": true, "isPkceRequired": false}), {"Settings": {"OauthOidc": {"isPkceRequired": true}}})
	count(rule.deny) == 0 with input as tenant
	optional := object.union(_app({"isConsumerSecretOptional": true, "isPkceRequired": false}), {"Settings": {"OauthOidc": {"isPkceRequired": false}}})
	count(rule.deny) == 1 with input as optional
}

test_pkce_that_is_not_stated_is_unknown if {
	tenant := _app({"isConsumerSecretOptional": true})
	count(rule.deny) == 0 with input as tenant
	gaps := rule.not_evaluated with input as tenant
	{gap.at | some gap in gaps} == {["ConnectedApp", "Kiosk", "oauthConfig", "isPkceRequired"]}
	secret := object.union(_app({"isConsumerSecretOptional": false}), {"ConnectedApp": {"Tablet": {"oauthConfig": {"isConsumerSecretOptional": true, "isPkceRequired": true}}}})
	count(rule.not_evaluated) == 0 with input as secret
	unstated := _app({"isPkceRequired": false})
	count(rule.deny) == 0 with input as unstated
	count(rule.not_evaluated) == 0 with input as unstated
}

test_sections_that_were_not_exported_are_unknown if {
	tenant := {"coverage": {"types": {}}}
	gaps := rule.not_evaluated with input as tenant
	{gap.at | some gap in gaps} == {["ConnectedApp"], ["ExtlClntAppGlobalOauthSettings"]}
}

test_what_the_findings_say if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{violation.message | some violation in found} == {
		"The connected app \"Kiosk\" exchanges codes for tokens without its secret, and without PKCE.",
		"The external client app \"Berths\" exchanges codes for tokens without its secret, and without PKCE.",
	}
	{violation.identity | some violation in found} == {
		{"name": "Berths_glbloauth", "type": "ExtlClntAppGlobalOauthSettings"},
		{"name": "Kiosk", "type": "ConnectedApp"},
	}
	{step.message | some violation in found; some step in violation.related} == {"PKCE is not required"}
}
