package tenantlint.salesforce.lib.formulas_test

import data.tenantlint.salesforce.lib.formulas

test_references if {
	formulas.references("Account.Phone") == {"Account.Phone"}
	formulas.references("IF(ISBLANK(Shop__r.Owner__r.Name), Owner:User.Email, TEXT(Stock__c)+Parent.Name)") == {"Shop__r.Owner__r.Name", "Owner:User.Email", "Parent.Name"}
	formulas.references("Account.Name&Account.Fax") == {"Account.Name", "Account.Fax"}
}

test_what_is_no_reference if {
	every formula in [
		"$User.Email",
		"$Setup.Shop__c.Key__c",
		`"Account.Phone" & 'Contact.Email'`,
		`"a \" Account.Phone"`,
		"/* Account.Phone\n*/ Stock__c * 1.5",
		"Stock__c * 2",
		"RecordType.DeveloperName",
		"Owner.Profile.Name",
		"Owner.UserRole.Name",
		"",
	] {
		formulas.references(formula) == set()
	}
}

test_the_target if {
	fields := {"Shop__c": {"type": "Lookup", "referenceTo": "Merchant__c"}, "Lost__c": {"type": "Lookup"}}
	every reference, expected in {
		"Shop__r.Phone__c": ["Merchant__c", "Phone__c"],
		"Lost__r.Phone__c": ["", "Phone__c"],
		"Shop__R.Phone__c": ["Merchant__c", "Phone__c"],
		"Gone__r.Phone__c": ["", "Phone__c"],
		"Owner.Shop__r.Phone__c": ["", "Phone__c"],
		"Owner.Shop__R.Phone__c": ["", "Phone__c"],
		"Account.Phone": ["Account", "Phone"],
		"Owner:User.Email": ["User", "Email"],
		"CreatedBy.Email": ["User", "Email"],
		"Parent.Name": ["Case", "Name"],
		"ReportsTo.Email": ["Contact", "Email"],
		"Shop__r.Account__r.Phone": ["", "Phone"],
		"Account.Owner.Email": ["User", "Email"],
		"Account.Parent.Phone": ["", "Phone"],
	} {
		found := formulas.target("Case", fields, reference)
		[found.object, found.field] == expected
	}
}
