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
	lookups := {"shop__c": "Merchant__c"}
	every reference, expected in {
		"Shop__r.Phone__c": ["merchant__c", "Phone__c"],
		"Shop__R.Phone__c": ["merchant__c", "Phone__c"],
		"shop__r.phone__c": ["merchant__c", "phone__c"],
		"Lost__r.Phone__c": ["", "Phone__c"],
		"Owner.Shop__r.Phone__c": ["", "Phone__c"],
		"Owner.Shop__R.Phone__c": ["", "Phone__c"],
		"Account.Phone": ["account", "Phone"],
		"contact.Title": ["contact", "Title"],
		"Owner:User.Email": ["user", "Email"],
		"owner:user.Title": ["user", "Title"],
		"CreatedBy.Email": ["user", "Email"],
		"Parent.Name": ["case", "Name"],
		"PARENT.Name": ["case", "Name"],
		"ReportsTo.Email": ["contact", "Email"],
		"Shop__r.Account__r.Phone": ["", "Phone"],
		"Account.Owner.Email": ["user", "Email"],
		"Account.Parent.Phone": ["", "Phone"],
	} {
		found := formulas.target("case", lookups, reference)
		[found.object, found.field] == expected
	}
}
