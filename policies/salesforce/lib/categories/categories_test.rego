package tenantlint.salesforce.lib.categories_test

import data.tenantlint.salesforce.lib.categories

_of(field, label) := categories.of("Shop__c", field, {"type": "Text", "label": label}, {})

test_api_names_are_split_into_words if {
	{name: categories.words(name) | some name in ["ShopName2__c", "pkg__Shop_Name__c", "HTTPStatus", "BillingAddress", "e_mail__pc", "Name"]} == {
		"ShopName2__c": "shop name 2",
		"pkg__Shop_Name__c": "shop name",
		"HTTPStatus": "http status",
		"BillingAddress": "billing address",
		"e_mail__pc": "e mail",
		"Name": "name",
	}
}

test_the_nine_categories_in_english if {
	{field: _of(field, "") | some field in ["Company_Name__c", "Shop_Name__c", "Shop_Address__c", "Representative_Name__c", "Contact_Name__c", "Mobile_Phone_1__c", "FaxNumber__c", "E_Mail__c", "Sales_Amount__c"]} == {
		"Company_Name__c": {"company name"},
		"Shop_Name__c": {"shop name"},
		"Shop_Address__c": {"address"},
		"Representative_Name__c": {"representative's name"},
		"Contact_Name__c": {"contact's name"},
		"Mobile_Phone_1__c": {"phone"},
		"FaxNumber__c": {"fax"},
		"E_Mail__c": {"e-mail"},
		"Sales_Amount__c": {"sales information"},
	}
}

test_the_nine_categories_in_japanese if {
	{label: _of("Field_1__c", label) | some label in ["会社名", "店舗名", "所在地", "代表者氏名", "ご担当者名", "電話番号", "FAX番号", "メールアドレス", "月間売上高"]} == {
		"会社名": {"company name"},
		"店舗名": {"shop name"},
		"所在地": {"address"},
		"代表者氏名": {"representative's name", "contact's name"},
		"ご担当者名": {"contact's name"},
		"電話番号": {"phone"},
		"FAX番号": {"fax"},
		"メールアドレス": {"e-mail"},
		"月間売上高": {"sales information"},
	}
}

test_the_other_categories if {
	{field: _of(field, "") | some field in ["Passport_Number__c", "IBAN__c", "Diagnosis__c", "API_Key__c", "Latitude__c", "Date_of_Birth__c"]} == {
		"Passport_Number__c": {"government id"},
		"IBAN__c": {"bank data"},
		"Diagnosis__c": {"health"},
		"API_Key__c": {"credentials"},
		"Latitude__c": {"location"},
		"Date_of_Birth__c": {"personal data"},
	}
}

test_near_misses if {
	{field | some field in ["Capacity__c", "Company_Size__c", "Email_Template__c", "Server_IP_Address__c", "Phone_Type__c", "Sales_Rep_Count__c", "Color__c", "Telemetry__c", "Store_Hours__c", "Height__c"]; count(_of(field, "")) > 0} == set()
	{label | some label in ["メール配信", "電話可否", "会社規模", "営業時間"]; count(_of("Field_1__c", label)) > 0} == set()
}

test_an_email_address_is_no_address if _of("Payment_Email_Address__c", "Payment Email Address") == {"e-mail"}

test_a_persons_phone_is_no_name if _of("Field_1__c", "担当者電話番号") == {"phone"}

test_a_fax_field_of_type_phone_is_a_fax if categories.of("Shop__c", "Fax__c", {"type": "Phone"}, {}) == {"fax"}

test_types_and_compliance if {
	categories.of("Shop__c", "X__c", {"type": "EncryptedText"}, {}) == {"protected value"}
	categories.of("Shop__c", "X__c", {"type": "Text", "complianceGroup": "None"}, {}) == set()
	categories.of("Shop__c", "X__c", {"type": "Text", "complianceGroup": "GDPR; PCI"}, {}) == {"bank data"}
	categories.of("Shop__c", "X__c", {"type": "Text", "complianceGroup": "GDPR;PII"}, {}) == {"personal data"}
	categories.of("Shop__c", "Contact_Name__c", {"type": "Lookup"}, {}) == set()
	categories.of("Shop__c", "X__c", {}, {}) == set()
}

test_standard_fields if {
	categories.of("Account", "BillingAddress", {}, {}) == {"address"}
	categories.of("Case", "SuppliedCompany", {}, {}) == {"company name"}
	categories.of("Case", "ContactId", {}, {}) == set()
	categories.names("Lead") == ["Company", "Name"]
	categories.names("Shop__c") == ["Name"]
	categories.names("Shop__mdt") == []
}
