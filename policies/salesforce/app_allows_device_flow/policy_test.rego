package tenantlint.salesforce.app_allows_device_flow_test

import data.tenantlint.examples
import data.tenantlint.salesforce.app_allows_device_flow as rule

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{[violation.at, violation.identity.name] | some violation in found} == {
		[["ConnectedApp", "Signage", "oauthConfig", "isDeviceFlowEnabled"], "Signage"],
		[["ExtlClntAppGlobalOauthSettings", "Meters_glbloauth", "isDeviceFlowEnabled"], "Meters_glbloauth"],
	}
	every violation in found {
		[[fix.safe, fix.edits] | some fix in violation.fixes] == [[false, [{"op": "set", "at": violation.at, "value": false}]]]
	}
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_what_is_not_stated_is_unknown if {
	tenant := {"coverage": {"types": {"ConnectedApp": true}}, "ConnectedApp": {"Signage": {"oauthConfig": {}}}}
	count(rule.deny) == 0 with input as tenant
	gaps := rule.not_evaluated with input as tenant
	{gap.at | some gap in gaps} == {["ConnectedApp", "Signage", "oauthConfig", "isDeviceFlowEnabled"], ["ExtlClntAppGlobalOauthSettings"]}
}

test_what_the_findings_say if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{violation.message | some violation in found} == {
		"The connected app \"Signage\" allows the device flow: whoever talks a user into typing a code gets a token.",
		"The external client app \"Meters\" allows the device flow: whoever talks a user into typing a code gets a token.",
	}
	{violation.identity | some violation in found} == {
		{"name": "Meters_glbloauth", "type": "ExtlClntAppGlobalOauthSettings"},
		{"name": "Signage", "type": "ConnectedApp"},
	}
	{fix.title | some violation in found; some fix in violation.fixes} == {"Switch the device flow off"}
}
