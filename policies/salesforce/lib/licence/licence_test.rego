package tenantlint.salesforce.lib.licence_test

import data.tenantlint.salesforce.lib.licence

_kinds := {
	"Guest User License": "guest",
	"Guest": "guest",
	"Customer Community Plus Login": "external",
	"Partner Community": "external",
	"Gold Partner": "external",
	"High Volume Customer Portal": "external",
	"External Identity": "external",
	"Chatter External": "external",
	"Overage Authenticated Website": "external",
	"Ideas Only Site": "external",
	"Channel Account": "external",
	"Company Community": "employee",
	"Employee Community": "employee",
	"Salesforce Integration": "integration",
	"XOrg Proxy User": "integration",
	"Salesforce": "employee",
	"SALESFORCE PLATFORM": "employee",
	"Identity": "employee",
	"": "unknown",
}

test_kinds if {
	every name, kind in _kinds {
		licence.kind(name) == kind
	}
}
