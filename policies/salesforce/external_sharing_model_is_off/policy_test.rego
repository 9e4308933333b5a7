package tenantlint.salesforce.external_sharing_model_is_off_test

import data.tenantlint.examples
import data.tenantlint.salesforce.external_sharing_model_is_off as rule

_setting := ["Settings", "Sharing", "enableExternalSharingModel"]

_tenant(types, sections) := object.union({"coverage": {"types": {type: true | some type in types}}}, sections)

_off := {"Settings": {"Sharing": {"enableExternalSharingModel": false}}}

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{violation.at | some violation in found} == {_setting}
	{step.at | some violation in found; some step in violation.related} == {
		["Network", "Copper Lane"],
		["CustomSite", "Copper_Lane", "siteType"],
	}
	{object.get(violation, "fixes", []) | some violation in found} == {[]}
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_good_without_networks if {
	tenant := examples["good_without_networks.yaml"]
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_the_communities_setting_shows_networks if {
	tenant := _tenant(["Settings"], {"Settings": {
		"Sharing": {"enableExternalSharingModel": false},
		"Communities": {"enableNetworksEnabled": true},
	}})
	found := rule.deny with input as tenant
	{step | some violation in found; some step in violation.related} == {{"at": ["Settings", "Communities", "enableNetworksEnabled"], "message": "networks are enabled"}}
}

test_networks_that_were_not_exported_are_unknown if {
	tenant := _tenant(["Settings"], _off)
	count(rule.deny) == 0 with input as tenant
	gaps := rule.not_evaluated with input as tenant
	gaps == {{"message": "Network was not exported.", "at": ["Network"]}}
}

test_settings_that_were_not_exported_are_unknown if {
	tenant := _tenant(["Network"], {"Network": {"Docks": {}}})
	gaps := rule.not_evaluated with input as tenant
	gaps == {{"message": "Settings.Sharing was not exported.", "at": ["Settings", "Sharing"]}}
}

test_the_model_is_on_by_default_where_networks_exist if {
	tenant := _tenant(["Network", "Settings"], {"Network": {"Docks": {}}, "Settings": {"Sharing": {"enableManagerGroups": false}}})
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_without_networks_the_settings_are_not_missed if {
	tenant := _tenant(["Network"], {"Network": {}})
	count(rule.not_evaluated) == 0 with input as tenant
}

test_a_model_that_is_on_needs_no_networks if {
	tenant := _tenant(["Settings"], {"Settings": {"Sharing": {"enableExternalSharingModel": true}}})
	count(rule.not_evaluated) == 0 with input as tenant
}

test_networks_that_are_switched_off_are_known if {
	settings := object.union(_off, {"Settings": {"Communities": {"enableNetworksEnabled": false}}})
	tenant := _tenant(["Settings"], settings)
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_a_site_of_a_network_is_evidence_enough if {
	tenant := _tenant(["CustomSite", "Settings"], object.union(_off, {"CustomSite": {"Docks": {"siteType": "ChatterNetwork"}}}))
	count(rule.deny) == 1 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_a_visualforce_site_is_no_network if {
	tenant := _tenant(["CustomSite", "Network", "Settings"], object.union(_off, {"CustomSite": {"Docks": {"siteType": "Visualforce"}}}))
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_the_whole_violation if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	[whole] := [violation | some violation in found; violation.at == ["Settings", "Sharing", "enableExternalSharingModel"]]
	whole == {
		"message": "The external sharing model is off while networks exist: members from outside get the same default access to records as employees.",
		"at": ["Settings", "Sharing", "enableExternalSharingModel"],
		"identity": {"setting": "Sharing.enableExternalSharingModel"},
		"access": {"actions": ["read"], "principal": "any-member", "via": "enableExternalSharingModel"},
		"related": [
			{
				"at": ["CustomSite", "Copper_Lane", "siteType"],
				"message": "the site \"Copper_Lane\" belongs to a network",
			},
			{"at": ["Network", "Copper Lane"], "message": "the network \"Copper Lane\" exists"},
		],
	}
}
