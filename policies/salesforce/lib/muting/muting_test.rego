package tenantlint.salesforce.lib.muting_test

import data.tenantlint.salesforce.lib.muting

_granted := {
	"label": "Visitors",
	"classAccesses": {"A": true, "B": true},
	"userPermissions": {"RunReports": true},
	"objectPermissions": {"Boat__c": {"allowRead": true, "allowEdit": true}, "Dock__c": {"allowRead": true}, "Pier__c": null},
	"fieldPermissions": {"Boat__c.Name__c": {"readable": true}},
}

test_nothing_is_muted if {
	found := muting.kept(_granted, [])
	found.label == "Visitors"
	found.classAccesses == _granted.classAccesses
	found.objectPermissions == object.remove(_granted.objectPermissions, ["Pier__c"])
	found.fieldPermissions == _granted.fieldPermissions
}

test_what_is_not_stated_stays_so if {
	found := muting.kept(_granted, [{"flowAccesses": {"A": true}, "pageAccesses": {"A": false}}])
	object.keys(found) == object.keys(_granted)
	every granted in [{}, {"flowAccesses": null, "objectPermissions": null}] {
		muting.kept(granted, []) == {}
	}
}

test_what_is_muted_is_gone if {
	found := muting.kept(_granted, [
		{"classAccesses": {"A": true, "B": false}, "objectPermissions": {"Boat__c": {"allowEdit": true, "allowRead": false}}},
		{"userPermissions": {"RunReports": true}, "fieldPermissions": {"Boat__c.Name__c": {"readable": true}}},
	])
	found.classAccesses == {"B": true}
	found.userPermissions == {}
	found.objectPermissions == {"Boat__c": {"allowRead": true}, "Dock__c": {"allowRead": true}}
	found.fieldPermissions == {"Boat__c.Name__c": {}}
}

test_every_section_can_be_muted if {
	sections := {
		"classAccesses", "customMetadataTypeAccesses", "customSettingAccesses", "externalCredentialPrincipalAccesses",
		"externalDataSourceAccesses", "flowAccesses", "pageAccesses", "userPermissions",
	}
	every section in sections {
		found := muting.kept({section: {"A": true}}, [{section: {"A": true}}])
		found[section] == {}
	}
}

test_names_are_muted_in_any_case if {
	found := muting.kept(_granted, [{"classAccesses": {"a": true}, "objectPermissions": {"BOAT__C": {"allowRead": true}, "Dock__c": null}, "fieldPermissions": {"boat__c.NAME__c": {"readable": true}}}])
	found.classAccesses == {"B": true}
	found.objectPermissions == {"Boat__c": {"allowEdit": true}, "Dock__c": {"allowRead": true}}
	found.fieldPermissions == {"Boat__c.Name__c": {}}
}
