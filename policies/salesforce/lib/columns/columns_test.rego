package tenantlint.salesforce.lib.columns_test

import data.tenantlint.salesforce.lib.columns

_tenant(granted, objects) := {
	"CustomSite": {"Elm": {"active": true, "masterLabel": "Elm"}},
	"Profile": {"Elm Profile": object.union({"userLicense": "Guest"}, granted)},
	"CustomObject": objects,
}

_reads(name, more) := {"objectPermissions": {name: object.union({"allowRead": true}, more)}}

test_fields_that_come_with_an_object if {
	fields := {"A__c": {"type": "Text", "required": true}, "B__c": {"type": "MasterDetail", "referenceTo": "Dock__c"}, "C__c": {"type": "Text", "required": false}}
	tenant := _tenant(_reads("boat__C", {}), {"Boat__c": {"fields": fields}})
	columns.with_object == {"boat__c": {"Name", "A__c", "B__c"}} with input as tenant
	account := _tenant(_reads("ACCOUNT", {}), {})
	columns.with_object == {"account": {"Name"}} with input as account
}

test_view_all_fields if {
	objects := {"Boat__c": {"nameField": {"label": "Boat"}, "fields": {"A__c": {"type": "Text"}}}}
	tenant := _tenant(_reads("boat__c", {"viewAllFields": true}), objects)
	columns.whole == {"Profile/Elm Profile": {"boat__c": {"A__c"}}} with input as tenant
	off := _tenant(_reads("boat__c", {"viewAllFields": false}), objects)
	count([1 | some _, _ in columns.whole]) == 0 with input as off
}

test_kinds_in_any_case if {
	permissions := {"fieldPermissions": {"account.FAX": {"readable": true}, "Account.line__C": {"readable": true}}}
	tenant := _tenant(object.union(_reads("account", {}), permissions), {"Account": {"fields": {"Line__c": {"type": "Phone"}}}})
	kinds := columns.kinds with input as tenant
	kinds.account.fax == {"fax"}
	kinds.account["line__c"] == {"phone"}
	"company name" in kinds.account.name
}

test_who_views_all_data_reads_what_the_export_shows if {
	tenant := _tenant({"userPermissions": {"ViewAllData": true}}, {"Boat__c": {}, "Rate__mdt": {}, "Key__c": {"customSettingsType": "List"}})
	columns.objects == {"boat__c"} with input as tenant
}
