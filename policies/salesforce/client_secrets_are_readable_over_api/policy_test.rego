package tenantlint.salesforce.client_secrets_are_readable_over_api_test

import data.tenantlint.examples
import data.tenantlint.salesforce.client_secrets_are_readable_over_api as rule

_metadata := ["Settings", "ExternalClientApp", "enableConsumerSecretApiAccess"]

_rest := ["Settings", "ExternalClientApp", "enableClientSecretInRestApiAccess"]

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{[violation.at, violation.identity.setting] | some violation in found} == {
		[_metadata, "ExternalClientApp.enableConsumerSecretApiAccess"],
		[_rest, "ExternalClientApp.enableClientSecretInRestApiAccess"],
	}
	{[fix.safe, fix.edits] | some violation in found; some fix in violation.fixes} == {
		[true, [{"op": "set", "at": _metadata, "value": false}]],
		[false, [{"op": "set", "at": _rest, "value": false}]],
	}
	count(rule.not_evaluated) == 0 with input as tenant
}

test_good if {
	every name in ["good.yaml"] {
		tenant := examples[name]
		count(rule.deny) == 0 with input as tenant
		count(rule.not_evaluated) == 0 with input as tenant
	}
}

test_settings_that_were_not_exported_are_not_judged if {
	missing := {"Settings": {}}
	count(rule.deny) == 0 with input as missing
	gaps := rule.not_evaluated with input as missing
	{gap.at | some gap in gaps} == {["Settings", "ExternalClientApp"]}
	unstated := {"Settings": {"ExternalClientApp": {}}}
	unstated_gaps := rule.not_evaluated with input as unstated
	{gap.at | some gap in unstated_gaps} == {_metadata, _rest}
}
