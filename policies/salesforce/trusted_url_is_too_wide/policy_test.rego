package tenantlint.salesforce.trusted_url_is_too_wide_test

import data.tenantlint.examples
import data.tenantlint.salesforce.trusted_url_is_too_wide as rule

_tenant(sites) := {"coverage": {"types": {"CspTrustedSite": true}}, "CspTrustedSite": sites}

_found(url) := found if {
	tenant := _tenant({"Docks": {"endpointUrl": url}})
	found := rule.deny with input as tenant
}

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{[violation.identity, violation.message] | some violation in found} == {
		[{"trustedUrl": "Anything"}, "The trusted URL \"Anything\" lets pages exchange data with any host."],
		[{"trustedUrl": "British_Shops"}, "The trusted URL \"British_Shops\" lets pages exchange data with any host below co.uk."],
		[{"trustedUrl": "Charts"}, "The trusted URL \"Charts\" lets pages exchange data with any host below cloudfront.net."],
		[{"trustedUrl": "Fonts"}, "The trusted URL \"Fonts\" is not encrypted (host fonts.orchard-events.example)."],
		[{"trustedUrl": "Ticker"}, "The trusted URL \"Ticker\" is not encrypted (host ticker.orchard-events.example)."],
	}
	{violation.at | some violation in found; violation.identity.trustedUrl == "Fonts"} == {["CspTrustedSite", "Fonts", "endpointUrl"]}
	count(rule.not_evaluated) == 0 with input as tenant
}

test_good if {
	every name in ["good.yaml"] {
		tenant := examples[name]
		count(rule.deny) == 0 with input as tenant
		count(rule.not_evaluated) == 0 with input as tenant
	}
}

test_forms_of_a_url if {
	every url in ["*", " https://*:8443/x", "HTTPS://*.Com", "http://*.shop.example", "http://192.168.0.9", "ws://shop.example"] {
		count(_found(url)) == 1
	}
	every url in ["https://*.shop.example", "*.shop.example", "wss://shop.example", "http://localhost:8080", "https://*.shop.co.uk"] {
		count(_found(url)) == 0
	}
}

test_an_active_url_that_is_not_stated_is_not_judged if {
	tenant := _tenant({"Docks": {"isActive": true}, "Piers": {"isActive": false}, "Quays": null, "Slips": {"endpointUrl": null}})
	count(rule.deny) == 0 with input as tenant
	gaps := rule.not_evaluated with input as tenant
	{gap.at | some gap in gaps} == {["CspTrustedSite", "Docks", "endpointUrl"], ["CspTrustedSite", "Slips", "endpointUrl"]}
	{gap.message | some gap in gaps} == {"The trusted URL \"Docks\" does not state endpointUrl.", "The trusted URL \"Slips\" does not state endpointUrl."}
}

test_trusted_urls_that_were_not_exported_are_unknown if {
	tenant := {"coverage": {"types": {}}}
	gaps := rule.not_evaluated with input as tenant
	gaps == {{"message": "CspTrustedSite was not exported.", "at": ["CspTrustedSite"]}}
	retrieved := _tenant({})
	count(rule.not_evaluated) == 0 with input as retrieved
}
