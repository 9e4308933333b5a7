package tenantlint.salesforce.lib.data_read_test

import data.tenantlint.salesforce.lib.data_read

_fields := {"Owner_Mail__c": {"type": "Text", "formula": "Owner:User.Email"}, "Shop__c": {"type": "Lookup", "referenceTo": "shop__C"}, "Call__c": {"type": "Text", "formula": "Shop__r.Line__c"}}

test_what_fields_hold_and_what_their_formulas_carry if {
	tenant := {
		"CustomSite": {"Elm": {"active": true, "masterLabel": "Elm"}},
		"Profile": {"Elm Profile": {
			"userLicense": "Guest",
			"objectPermissions": {"Boat__c": {"allowRead": true}, "Dock__c": {"allowRead": false}},
			"fieldPermissions": {"Boat__c.Owner_Mail__c": {"readable": true}, "Boat__c.Call__c": {"readable": true}, "Boat__c.Shop__c": {"readable": false}},
		}},
		"CustomObject": {"Boat__c": {"fields": _fields}, "Dock__c": {"fields": _fields}, "Shop__c": {"fields": {"Line__c": {"type": "Phone"}}}},
	}
	data_read.kinds == {"boat__c": {"name": set(), "owner_mail__c": {"e-mail"}, "call__c": {"phone"}}} with input as tenant
}
