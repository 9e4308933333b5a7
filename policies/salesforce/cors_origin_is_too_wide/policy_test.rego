package tenantlint.salesforce.cors_origin_is_too_wide_test

import data.tenantlint.examples
import data.tenantlint.salesforce.cors_origin_is_too_wide as rule

_tenant(origins) := {"coverage": {"types": {"CorsWhitelistOrigin": true}}, "CorsWhitelistOrigin": origins}

_found(pattern) := found if {
	tenant := _tenant({"Docks": {"urlPattern": pattern}})
	found := rule.deny with input as tenant
}

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{[violation.at, violation.identity, violation.message] | some violation in found} == {
		[["CorsWhitelistOrigin", "Everybody", "urlPattern"], {"origin": "Everybody"}, "The CORS origin \"Everybody\" lets pages of any host call the APIs."],
		[["CorsWhitelistOrigin", "Booking", "urlPattern"], {"origin": "Booking"}, "The CORS origin \"Booking\" lets pages of any host below herokuapp.com call the APIs."],
		[["CorsWhitelistOrigin", "Kiosk", "urlPattern"], {"origin": "Kiosk"}, "The CORS origin \"Kiosk\" lets pages call the APIs that came over plain http (host kiosk.tide-tables.example)."],
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

test_forms_of_a_pattern if {
	every pattern in ["*", " HTTPS://*:8443", "https://*.com", "https://*.co.jp", "http://shop.example:80", "http://10.0.0.7"] {
		count(_found(pattern)) == 1
	}
	every pattern in ["https://*.shop.example", "https://shop.example:8443", "moz-extension://1234ab56-78c9", "http://localhost:8080", "http://127.0.0.1"] {
		count(_found(pattern)) == 0
	}
}

test_an_origin_that_is_not_stated_is_not_judged if {
	tenant := _tenant({"Docks": {}, "Piers": {"urlPattern": null}, "Quays": null})
	count(rule.deny) == 0 with input as tenant
	gaps := rule.not_evaluated with input as tenant
	{gap.at | some gap in gaps} == {["CorsWhitelistOrigin", "Docks", "urlPattern"], ["CorsWhitelistOrigin", "Piers", "urlPattern"]}
	{gap.message | some gap in gaps} == {"The CORS origin \"Docks\" does not state urlPattern.", "The CORS origin \"Piers\" does not state urlPattern."}
}

test_origins_that_were_not_exported_are_unknown if {
	tenant := {"coverage": {"types": {}}}
	gaps := rule.not_evaluated with input as tenant
	gaps == {{"message": "CorsWhitelistOrigin was not exported.", "at": ["CorsWhitelistOrigin"]}}
	retrieved := _tenant({})
	count(rule.not_evaluated) == 0 with input as retrieved
}
