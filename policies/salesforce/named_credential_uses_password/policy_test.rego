package tenantlint.salesforce.named_credential_uses_password_test

import data.tenantlint.examples
import data.tenantlint.salesforce.named_credential_uses_password as rule

_tenant(credential) := {"coverage": {"types": {"NamedCredential": true}}, "NamedCredential": {"Docks": credential}}

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{[violation.at, violation.identity] | some violation in found} == {
		[["NamedCredential", "ERP", "protocol"], {"credential": "ERP"}],
		[["NamedCredential", "Stock", "protocol"], {"credential": "Stock"}],
	}
	{object.get(violation, "fixes", []) | some violation in found} == {[]}
	count(rule.not_evaluated) == 0 with input as tenant
}

test_good if {
	every name in ["good.yaml"] {
		tenant := examples[name]
		count(rule.deny) == 0 with input as tenant
		count(rule.not_evaluated) == 0 with input as tenant
	}
}

test_a_disabled_credential_is_left_alone if {
	disabled := _tenant({"calloutStatus": "disabled", "protocol": "Password"})
	count(rule.deny) == 0 with input as disabled
	without_protocol := _tenant({"calloutStatus": "Disabled"})
	count(rule.not_evaluated) == 0 with input as without_protocol
}

test_an_older_credential_without_a_protocol_is_not_judged if {
	tenant := _tenant({"label": "Docks"})
	count(rule.deny) == 0 with input as tenant
	gaps := rule.not_evaluated with input as tenant
	{gap.at | some gap in gaps} == {["NamedCredential", "Docks", "protocol"]}
	{gap.message | some gap in gaps} == {"The named credential \"Docks\" does not state protocol."}
	nulls := _tenant({"calloutStatus": null, "namedCredentialType": null, "protocol": null})
	count(rule.not_evaluated) == 1 with input as nulls
	nothing := _tenant(null)
	count(rule.not_evaluated) == 0 with input as nothing
	newer := _tenant({"namedCredentialType": "SecuredEndpoint"})
	count(rule.not_evaluated) == 0 with input as newer
}

test_credentials_that_were_not_exported_are_unknown if {
	tenant := {"coverage": {"types": {}}}
	gaps := rule.not_evaluated with input as tenant
	gaps == {{"message": "NamedCredential was not exported.", "at": ["NamedCredential"]}}
	retrieved := {"coverage": {"types": {"NamedCredential": true}}, "NamedCredential": {}}
	count(rule.not_evaluated) == 0 with input as retrieved
}
