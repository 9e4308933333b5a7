package tenantlint.salesforce.named_credential_over_http_test

import data.tenantlint.examples
import data.tenantlint.salesforce.named_credential_over_http as rule

_tenant(credential) := {"coverage": {"types": {"NamedCredential": true}}, "NamedCredential": {"Docks": credential}}

_place(place) := array.concat(["NamedCredential", "Docks"], place)

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{[violation.at, violation.identity, violation.related] | some violation in found} == {
		[["NamedCredential", "ERP", "endpoint"], {"credential": "ERP"}, []],
		[["NamedCredential", "Carrier", "namedCredentialParameters", 0, "parameterValue"], {"credential": "Carrier"}, []],
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

test_one_finding_for_a_credential if {
	tenant := _tenant({
		"endpoint": "https://docks.example",
		"authTokenEndpointUrl": " HTTP://user:secret@docks.example/token",
		"namedCredentialParameters": [
			{"parameterType": "Authentication", "externalCredential": "Docks"},
			{"parameterType": "url", "parameterValue": "http://docks.example:8080"},
		],
	})
	found := rule.deny with input as tenant
	{[violation.at, violation.message] | some violation in found} == {[_place(["authTokenEndpointUrl"]), "The named credential \"Docks\" sends its secret over plain http (host docks.example)."]}
	{step.at | some violation in found; some step in violation.related} == {_place(["namedCredentialParameters", 1, "parameterValue"])}
}

test_only_parameters_of_the_type_url_are_urls if {
	tenant := _tenant({"endpoint": "https://docks.example", "namedCredentialParameters": [{"parameterType": "HttpHeader", "parameterValue": "http://docks.example"}]})
	count(rule.deny) == 0 with input as tenant
}

test_hosts_that_nobody_reaches_are_left_alone if {
	tenant := _tenant({"endpoint": "http://localhost:3000"})
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_a_disabled_credential_is_left_alone if {
	disabled := _tenant({"calloutStatus": "disabled", "endpoint": "http://docks.example"})
	count(rule.deny) == 0 with input as disabled
	without_url := _tenant({"calloutStatus": "Disabled"})
	count(rule.not_evaluated) == 0 with input as without_url
	every status in ["Enabled", null] {
		enabled := _tenant({"calloutStatus": status, "endpoint": "http://docks.example"})
		count(rule.deny) == 1 with input as enabled
	}
	nothing := _tenant(null)
	count(rule.not_evaluated) == 0 with input as nothing
}

test_a_credential_without_a_url_is_not_judged if {
	tenant := _tenant({"label": "Docks", "endpoint": null, "namedCredentialParameters": [{"parameterType": "Url"}, {"parameterType": null, "parameterValue": "http://docks.example"}, {"parameterType": "Url", "parameterValue": null}]})
	gaps := rule.not_evaluated with input as tenant
	{gap.at | some gap in gaps} == {_place(["endpoint"])}
	{gap.message | some gap in gaps} == {"The named credential \"Docks\" states no URL."}
}

test_credentials_that_were_not_exported_are_unknown if {
	tenant := {"coverage": {"types": {}}}
	gaps := rule.not_evaluated with input as tenant
	gaps == {{"message": "NamedCredential was not exported.", "at": ["NamedCredential"]}}
	retrieved := {"coverage": {"types": {"NamedCredential": true}}, "NamedCredential": {}}
	count(rule.not_evaluated) == 0 with input as retrieved
}

test_every_further_place_names_its_host if {
	tenant := _tenant({"endpoint": "http://docks.example", "authTokenEndpointUrl": "http://login.docks.example"})
	found := rule.deny with input as tenant
	{step.message | some violation in found; some step in violation.related} == {"also over plain http (host login.docks.example)"}
}
