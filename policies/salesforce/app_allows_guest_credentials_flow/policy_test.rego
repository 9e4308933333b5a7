package tenantlint.salesforce.app_allows_guest_credentials_flow_test

import data.tenantlint.examples
import data.tenantlint.salesforce.app_allows_guest_credentials_flow as rule

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{[violation.at, violation.identity, violation.access.principal] | some violation in found} == {[
		["ExtlClntAppOauthConfigurablePolicies", "Shopfront_oauthPlcy", "isGuestCodeCredFlowEnabled"],
		{"type": "ExtlClntAppOauthConfigurablePolicies", "name": "Shopfront_oauthPlcy"},
		"anonymous",
	]}
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_the_whole_flow_need_not_be_stated if {
	tenant := {"ExtlClntAppOauthConfigurablePolicies": {"Shopfront_oauthPlcy": {"externalClientApplication": "Shopfront", "isGuestCodeCredFlowEnabled": true}}}
	count(rule.deny) == 1 with input as tenant
}

test_policies_that_were_not_exported_are_unknown if {
	tenant := {"coverage": {"types": {"ExternalClientApplication": true}}, "ExternalClientApplication": {"Shopfront": {}}}
	gaps := rule.not_evaluated with input as tenant
	{gap.at | some gap in gaps} == {["ExtlClntAppOauthConfigurablePolicies"]}
}

test_what_the_findings_say if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{violation.message | some violation in found} == {"The external client app \"Shopfront\" gives tokens to visitors who do not log in."}
	{violation.identity | some violation in found} == {{"name": "Shopfront_oauthPlcy", "type": "ExtlClntAppOauthConfigurablePolicies"}}
	{violation.access | some violation in found} == {{"actions": ["call APIs"], "principal": "anonymous", "via": "isGuestCodeCredFlowEnabled"}}
}
