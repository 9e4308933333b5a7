package tenantlint.salesforce.personal_fields_of_users_are_shown_test

import data.tenantlint.examples
import data.tenantlint.salesforce.personal_fields_of_users_are_shown as rule

_path(field) := ["Settings", "UserManagement", field]

_tenant(settings, sections) := object.union({"Settings": {"UserManagement": settings}}, sections)

_no_sites := {"coverage": {"types": {"CustomSite": true}}, "CustomSite": {}}

_no_networks := {"coverage": {"types": {"Network": true}}, "Network": {}}

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{[violation.at, violation.identity.setting, violation.related] | some violation in found} == {[_path("enableEnhancedConcealPersonalInfo"), "UserManagement.enableEnhancedConcealPersonalInfo", []]}
	{violation.message | some violation in found} == {"Personal fields of user records are not concealed from guests and members from outside."}
	{violation.access | some violation in found} == {{"principal": "guest", "actions": ["read"], "object": "User", "via": "enableEnhancedConcealPersonalInfo"}}
	{[fix.safe, fix.edits] | some violation in found; some fix in violation.fixes} == {[false, [{"op": "set", "at": _path("enableEnhancedConcealPersonalInfo"), "value": true}]]}
	count(rule.not_evaluated) == 0 with input as tenant
}

test_good if {
	every name in ["good.yaml", "good_older_setting.yaml", "good_without_outsiders.yaml"] {
		tenant := examples[name]
		count(rule.deny) == 0 with input as tenant
		count(rule.not_evaluated) == 0 with input as tenant
	}
}

test_the_older_setting_may_be_absent if {
	tenant := _tenant({"enableEnhancedConcealPersonalInfo": false}, {})
	count(rule.deny) == 1 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_the_setting_for_guests_conceals_from_guests_only if {
	for_guests := {"enableEnhancedConcealPersonalInfo": false, "enableEnhancedConcealPersonalInfoForGuest": true}
	members := _tenant(for_guests, {})
	found := rule.deny with input as members
	{[violation.message, violation.access.principal] | some violation in found} == {["Personal fields of user records are not concealed from members from outside.", "any-member"]}
	nobody := _tenant(for_guests, _no_networks)
	count(rule.deny) == 0 with input as nobody
}

test_without_networks_guests_remain if {
	tenant := _tenant({"enableEnhancedConcealPersonalInfo": false}, _no_networks)
	found := rule.deny with input as tenant
	{violation.message | some violation in found} == {"Personal fields of user records are not concealed from guests."}
}

test_without_sites_members_remain if {
	tenant := _tenant({"enableEnhancedConcealPersonalInfo": false}, _no_sites)
	found := rule.deny with input as tenant
	{violation.message | some violation in found} == {"Personal fields of user records are not concealed from members from outside."}
}

test_sites_and_networks_are_in_the_chain if {
	tenant := _tenant({"enableEnhancedConcealPersonalInfo": false}, {"CustomSite": {"Docks": {"active": true}}, "Network": {"Docks": {}}})
	found := rule.deny with input as tenant
	{step.at | some violation in found; some step in violation.related} == {["CustomSite", "Docks", "active"], ["Network", "Docks"]}
}

test_a_setting_that_was_not_exported_is_not_judged if {
	missing := {"Settings": {}}
	gaps := rule.not_evaluated with input as missing
	{gap.at | some gap in gaps} == {["Settings", "UserManagement"]}
	unstated := _tenant({"enableConcealPersonalInfo": false}, {})
	count(rule.deny) == 0 with input as unstated
	unstated_gaps := rule.not_evaluated with input as unstated
	{gap.at | some gap in unstated_gaps} == {_path("enableEnhancedConcealPersonalInfo")}
	members_only := _tenant({}, _no_sites)
	count(rule.not_evaluated) == 1 with input as members_only
	older := _tenant({"enableConcealPersonalInfo": true}, {})
	count(rule.not_evaluated) == 0 with input as older
}

test_without_outsiders_the_setting_is_not_missed if {
	tenant := {"coverage": {"types": {"CustomSite": true, "Network": true}}, "CustomSite": {}, "Network": {}}
	count(rule.not_evaluated) == 0 with input as tenant
}
