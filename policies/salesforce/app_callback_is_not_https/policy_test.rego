package tenantlint.salesforce.app_callback_is_not_https_test

import data.tenantlint.examples
import data.tenantlint.salesforce.app_callback_is_not_https as rule

_app(url) := {"ConnectedApp": {"Kiosk": {"oauthConfig": {"callbackUrl": url}}}}

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{[violation.at, violation.identity.name, violation.message] | some violation in found} == {
		[
			["ConnectedApp", "Kiosk", "oauthConfig", "callbackUrl"],
			"Kiosk",
			"The connected app \"Kiosk\" receives authorisation codes over unencrypted http at backup.harbour-kiosk.example, kiosk.harbour-kiosk.example.",
		],
		[
			["ExtlClntAppGlobalOauthSettings", "Berths_glbloauth", "callbackUrl"],
			"Berths_glbloauth",
			"The external client app \"Berths\" receives authorisation codes over unencrypted http at localhost.harbour-kiosk.example.",
		],
	}
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_the_own_machine_is_no_way_to_listen_on if {
	urls := ["http://localhost", "http://LOCALHOST:1717/callback", "http://app.localhost/", "http://127.0.0.1:8080", "http://[::1]:9000/x", "HTTPS://shop.example"]
	every url in urls {
		tenant := _app(url)
		count(rule.deny) == 0 with input as tenant
	}
}

test_hosts_that_only_look_local if {
	hosts := {
		"HTTP://Shop.example:80/cb?x=1": "shop.example",
		"http://localhost@shop.example/cb": "shop.example",
		"http://127.0.0.1.shop.example": "127.0.0.1.shop.example",
		"http://mylocalhost": "mylocalhost",
		"http://128.0.0.1": "128.0.0.1",
		"https://shop.example,http://old.example": "old.example",
		"http://shop.example#http://x": "shop.example",
	}
	every url, host in hosts {
		tenant := _app(url)
		found := rule.deny with input as tenant
		{violation.message | some violation in found} == {sprintf("The connected app \"Kiosk\" receives authorisation codes over unencrypted http at %s.", [host])}
	}
}

test_sections_that_were_not_exported_are_unknown if {
	tenant := {"coverage": {"types": {}}, "ConnectedApp": {"Kiosk": {"oauthConfig": {"callbackUrl": null}}}}
	count(rule.deny) == 0 with input as tenant
	gaps := rule.not_evaluated with input as tenant
	{gap.at | some gap in gaps} == {["ConnectedApp"], ["ExtlClntAppGlobalOauthSettings"]}
}

test_what_the_findings_say if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{violation.message | some violation in found} == {
		"The connected app \"Kiosk\" receives authorisation codes over unencrypted http at backup.harbour-kiosk.example, kiosk.harbour-kiosk.example.",
		"The external client app \"Berths\" receives authorisation codes over unencrypted http at localhost.harbour-kiosk.example.",
	}
	{violation.identity | some violation in found} == {
		{"name": "Berths_glbloauth", "type": "ExtlClntAppGlobalOauthSettings"},
		{"name": "Kiosk", "type": "ConnectedApp"},
	}
}
