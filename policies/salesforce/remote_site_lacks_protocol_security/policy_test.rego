package tenantlint.salesforce.remote_site_lacks_protocol_security_test

import data.tenantlint.examples
import data.tenantlint.salesforce.remote_site_lacks_protocol_security as rule

_tenant(sites) := {"coverage": {"types": {"RemoteSiteSetting": true}}, "RemoteSiteSetting": sites}

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{[violation.at, violation.identity] | some violation in found} == {[["RemoteSiteSetting", "Tariff_Service", "disableProtocolSecurity"], {"remoteSite": "Tariff_Service"}]}
	{[fix.safe, fix.edits] | some violation in found; some fix in violation.fixes} == {[false, [{"op": "set", "at": ["RemoteSiteSetting", "Tariff_Service", "disableProtocolSecurity"], "value": false}]]}
	count(rule.not_evaluated) == 0 with input as tenant
}

test_good if {
	every name in ["good.yaml"] {
		tenant := examples[name]
		count(rule.deny) == 0 with input as tenant
		count(rule.not_evaluated) == 0 with input as tenant
	}
}

test_a_site_that_does_not_say_is_active if {
	tenant := _tenant({"Docks": {"disableProtocolSecurity": true}})
	count(rule.deny) == 1 with input as tenant
}

test_an_active_site_that_does_not_state_the_setting_is_not_judged if {
	tenant := _tenant({"Docks": {"isActive": true}, "Piers": {"isActive": false}, "Quays": null})
	count(rule.deny) == 0 with input as tenant
	gaps := rule.not_evaluated with input as tenant
	{gap.at | some gap in gaps} == {["RemoteSiteSetting", "Docks", "disableProtocolSecurity"]}
	{gap.message | some gap in gaps} == {"The remote site \"Docks\" does not state disableProtocolSecurity."}
}

test_remote_sites_that_were_not_exported_are_unknown if {
	tenant := {"coverage": {"types": {}}}
	gaps := rule.not_evaluated with input as tenant
	gaps == {{"message": "RemoteSiteSetting was not exported.", "at": ["RemoteSiteSetting"]}}
	retrieved := _tenant({})
	count(rule.not_evaluated) == 0 with input as retrieved
}
