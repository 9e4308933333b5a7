package tenantlint.salesforce.remote_site_over_http_test

import data.tenantlint.examples
import data.tenantlint.salesforce.remote_site_over_http as rule

_tenant(sites) := {"coverage": {"types": {"RemoteSiteSetting": true}}, "RemoteSiteSetting": sites}

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{[violation.at, violation.identity] | some violation in found} == {
		[["RemoteSiteSetting", "Rates", "url"], {"remoteSite": "Rates"}],
		[["RemoteSiteSetting", "Scoring", "url"], {"remoteSite": "Scoring"}],
	}
	{object.get(violation, "fixes", []) | some violation in found} == {[]}
	count(rule.not_evaluated) == 0 with input as tenant
}

test_the_message_holds_no_password if {
	tenant := _tenant({"Docks": {"url": "http://user:secret@docks.example/x"}})
	found := rule.deny with input as tenant
	{violation.message | some violation in found} == {"The remote site \"Docks\" is called over plain http (host docks.example)."}
}

test_good if {
	every name in ["good.yaml"] {
		tenant := examples[name]
		count(rule.deny) == 0 with input as tenant
		count(rule.not_evaluated) == 0 with input as tenant
	}
}

test_an_active_site_without_a_url_is_not_judged if {
	tenant := _tenant({"Docks": {"isActive": true}, "Piers": {"isActive": false}, "Quays": null, "Slips": {"url": null}})
	count(rule.deny) == 0 with input as tenant
	gaps := rule.not_evaluated with input as tenant
	{gap.at | some gap in gaps} == {["RemoteSiteSetting", "Docks", "url"], ["RemoteSiteSetting", "Slips", "url"]}
	{gap.message | some gap in gaps} == {"The remote site \"Docks\" does not state url.", "The remote site \"Slips\" does not state url."}
}

test_remote_sites_that_were_not_exported_are_unknown if {
	tenant := {"coverage": {"types": {}}}
	gaps := rule.not_evaluated with input as tenant
	gaps == {{"message": "RemoteSiteSetting was not exported.", "at": ["RemoteSiteSetting"]}}
	retrieved := _tenant({})
	count(rule.not_evaluated) == 0 with input as retrieved
}
