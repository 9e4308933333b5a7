package tenantlint.salesforce.unapproved_apps_may_call_apis_test

import data.tenantlint.examples
import data.tenantlint.salesforce.unapproved_apps_may_call_apis as rule

_path(field) := ["Settings", "ConnectedApp", field]

_tenant(settings, sections) := object.union({"Settings": {"ConnectedApp": settings}}, sections)

_no_networks := {"coverage": {"types": {"Network": true}}, "Network": {}}

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{[violation.at, violation.identity.setting] | some violation in found} == {[_path("enableAdminApprovedAppsOnly"), "ConnectedApp.enableAdminApprovedAppsOnly"]}
	{violation.access | some violation in found} == {{"principal": "any-member", "actions": ["call APIs"], "via": "enableAdminApprovedAppsOnly"}}
	{step.at | some violation in found; some step in violation.related} == {_path("enableAdminApprovedAppsOnlyForExternalUser")}
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

test_customers_who_are_limited_are_not_in_the_chain if {
	limited := _tenant({"enableAdminApprovedAppsOnly": false, "enableAdminApprovedAppsOnlyForExternalUser": true}, {})
	found := rule.deny with input as limited
	{violation.related | some violation in found} == {[]}
	without_networks := _tenant({"enableAdminApprovedAppsOnly": false, "enableAdminApprovedAppsOnlyForExternalUser": false}, _no_networks)
	found_inside := rule.deny with input as without_networks
	{violation.related | some violation in found_inside} == {[]}
}

test_customers_are_judged_where_the_setting_for_everybody_is_not_stated if {
	tenant := _tenant({"enableAdminApprovedAppsOnlyForExternalUser": false}, {"Network": {"Docks": {}}})
	found := rule.deny with input as tenant
	{[violation.at, violation.identity.setting, violation.message] | some violation in found} == {[
		_path("enableAdminApprovedAppsOnlyForExternalUser"),
		"ConnectedApp.enableAdminApprovedAppsOnlyForExternalUser",
		"Customers and partners may connect any application to the org's APIs, approved or not.",
	]}
	{violation.access | some violation in found} == {{"principal": "any-member", "actions": ["call APIs"], "via": "enableAdminApprovedAppsOnlyForExternalUser"}}
	{step.at | some violation in found; some step in violation.related} == {["Network", "Docks"]}
	gaps := rule.not_evaluated with input as tenant
	{gap.at | some gap in gaps} == {_path("enableAdminApprovedAppsOnly")}
}

test_customers_are_not_judged_where_there_are_none if {
	tenant := _tenant({"enableAdminApprovedAppsOnlyForExternalUser": false}, _no_networks)
	count(rule.deny) == 0 with input as tenant
}

test_settings_that_were_not_exported_are_not_judged if {
	missing := {"Settings": {}}
	gaps := rule.not_evaluated with input as missing
	{gap.at | some gap in gaps} == {["Settings", "ConnectedApp"]}
	unstated := _tenant({}, {})
	unstated_gaps := rule.not_evaluated with input as unstated
	{gap.at | some gap in unstated_gaps} == {_path("enableAdminApprovedAppsOnly"), _path("enableAdminApprovedAppsOnlyForExternalUser")}
	inside := _tenant({}, _no_networks)
	inside_gaps := rule.not_evaluated with input as inside
	{gap.at | some gap in inside_gaps} == {_path("enableAdminApprovedAppsOnly")}
	decided := _tenant({"enableAdminApprovedAppsOnly": true}, {})
	count(rule.not_evaluated) == 0 with input as decided
}
