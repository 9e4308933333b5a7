package tenantlint.salesforce.lib.columns_test

import data.tenantlint.salesforce.lib.columns

_tenant(granted, objects) := {
	"CustomSite": {"Elm": {"active": true, "masterLabel": "Elm"}},
	"Profile": {"Elm Profile": object.union({"userLicense": "Guest"}, granted)},
	"CustomObject": objects,
}

_kinds := columns.kinds(keys) if {
	keys := columns.objects
}

_reads(name, more) := {"objectPermissions": {name: object.union({"allowRead": true}, more)}}

test_fields_that_come_with_an_object if {
	fields := {"A__c": {"type": "Text", "required": true}, "B__c": {"type": "MasterDetail", "referenceTo": "Dock__c"}, "C__c": {"type": "Text", "required": false}}
	tenant := _tenant(_reads("boat__C", {}), {"Boat__c": {"fields": fields}, "Dock__c": {"fields": fields}})
	columns.with_object("boat__c") == {"Name", "A__c", "B__c"} with input as tenant
	account := _tenant(_reads("ACCOUNT", {}), {})
	columns.with_object("account") == {"Name"} with input as account
}

test_view_all_fields if {
	objects := {"Boat__c": {"nameField": {"label": "Boat"}, "fields": {"A__c": {"type": "Text"}}}, "Dock__c": {"fields": {"B__c": {"type": "Text"}}}}
	tenant := _tenant(_reads("boat__c", {"viewAllFields": true}), objects)
	columns.whole == {"Profile/Elm Profile": {"boat__c": {"A__c"}}} with input as tenant
	off := _tenant(_reads("boat__c", {"viewAllFields": false}), objects)
	count([1 | some _, _ in columns.whole]) == 0 with input as off
}

test_kinds_in_any_case if {
	permissions := {"fieldPermissions": {"account.DESCRIPTION": {"readable": true}, "Account.line__C": {"readable": true}}}
	tenant := _tenant(object.union(_reads("account", {}), permissions), {"Account": {"fields": {"Line__c": {"type": "Phone"}}}})
	kinds := _kinds with input as tenant
	kinds.account.description == {"sales information"}
	kinds.account["line__c"] == {"phone"}
	"company name" in kinds.account.name
}

test_what_is_known_of_a_field_is_that_of_its_own_object if {
	permissions := {"fieldPermissions": {"Boat__c.Line__c": {"readable": true}, "Dock__c.Line__c": {"readable": true}}}
	tenant := _tenant(object.union(_reads("Boat__c", {}), permissions), {
		"Boat__c": {"nameField": {"type": "Text", "label": "Phone"}, "fields": {"Line__c": {"type": "Text"}}},
		"Dock__c": {"nameField": {"type": "Text", "label": "Dock"}, "fields": {"Line__c": {"type": "Phone"}}},
	})
	_kinds == {"boat__c": {"name": {"phone"}, "line__c": set()}} with input as tenant
}

test_a_formula_carries_the_kinds_of_what_it_reads_of_other_objects if {
	tenant := _tenant(_reads("Boat__c", {"viewAllFields": true}), {
		"Boat__c": {"fields": {
			"Shop__c": {"type": "Lookup", "referenceTo": "shop__C"},
			"Call__c": {"type": "Text", "formula": "Shop__r.Line__c"},
		}},
		"Shop__c": {"fields": {"Line__c": {"type": "Phone"}}},
	})
	_kinds == {"boat__c": {"name": set(), "shop__c": set(), "call__c": {"phone"}}} with input as tenant
}

_carried(fields, formula) := kinds["boat__c"]["call__c"] if {
	tenant := _tenant(_reads("Boat__c", {"viewAllFields": true}), {
		"Boat__c": {"fields": object.union({"Call__c": {"type": "Text", "formula": formula}}, fields)},
		"Shop__c": {"nameField": {"type": "Text", "label": "Mobile"}, "fields": {"Line__c": {"type": "Phone"}, "CellPhone__c": {"type": "Text"}, "Dock__c": {"type": "Text", "formula": "Account.Phone"}}},
	})
	kinds := _kinds with input as tenant
}

test_formulas_are_read_without_case if {
	fields := {"shop__C": {"type": "Lookup", "referenceTo": "SHOP__c"}, "Stray__c": {"type": "Lookup"}, "Odd__c": {"type": "Lookup", "referenceTo": ["Shop__c", "Dock__c"]}}
	every formula in ["Shop__r.Line__c", "Shop__r.line__c", "shop__r.Line__c", "SHOP__R.LINE__C", "SHOP__R.cellphone__c", "shop__r.name", "account.phone", "OWNER.PHONE", "owner:user.Phone"] {
		_carried(fields, formula) == {"phone"}
	}
	every formula in ["contact.Title", "owner:user.title", "OWNER:USER.TITLE"] {
		_carried(fields, formula) == {"contact's name"}
	}
	every formula in ["Stray__r.Line__c", "Odd__r.Line__c", "Boat__r.Line__c", "Shop__r.Dock__c", "Line__c"] {
		_carried(fields, formula) == set()
	}
}

test_the_spelling_of_a_reference_counts_where_the_export_lacks_the_field if {
	fields := {"Shop__c": {"type": "Lookup", "referenceTo": "Gone__c"}, "shop__c": {"type": "Lookup", "referenceTo": "Lost__c"}}
	_carried(fields, "Shop__r.HomePhone__c") == {"phone"}
	_carried(fields, "Shop__r.homephone__c") == set()
}

test_what_is_stated_of_a_field_replaces_what_its_formula_carries if {
	tenant := _tenant(_reads("Boat__c", {"viewAllFields": true}), {
		"Boat__c": {"fields": {"Shop__c": {"type": "Lookup", "referenceTo": "Shop__c"}, "Call__c": {"type": "Text", "formula": "Shop__r.Line__c"}, "Hull__c": {"type": "Text"}}},
		"Shop__c": {"fields": {"Line__c": {"type": "Phone"}}},
	})
	kinds := _kinds with input as tenant with data.tenantlint.params.salesforce.field_categories as {"boat__c.CALL__c": [], "BOAT__c.hull__c": ["health"]}
	kinds == {"boat__c": {"name": set(), "shop__c": set(), "call__c": set(), "hull__c": {"health"}}}
	carried := _kinds with input as tenant with data.tenantlint.params.salesforce.field_categories as {"shop__c.line__c": ["fax"]}
	carried["boat__c"]["call__c"] == {"fax"}
}

test_an_object_is_read_by_who_may_read_it if {
	tenant := _tenant({"objectPermissions": {"Boat__c": {"allowRead": true}, "Dock__c": {"allowRead": false}}}, {"Dock__c": {}, "Pier__c": {}})
	columns.objects == {"boat__c"} with input as tenant
}

test_who_views_all_data_reads_what_the_export_shows if {
	tenant := _tenant({"userPermissions": {"ViewAllData": true}}, {"Boat__c": {}, "Rate__mdt": {}, "Key__c": {"customSettingsType": "List"}})
	columns.objects == {"boat__c"} with input as tenant
}
