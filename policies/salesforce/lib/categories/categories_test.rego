package tenantlint.salesforce.lib.categories_test

import data.tenantlint.salesforce.lib.categories

_of(field, label) := categories.of("Shop__c", field, {"type": "Text", "label": label}, {})

test_api_names_are_split_into_words if {
	{name: categories.words([name])[0] | some name in ["ShopName2__c", "pkg__Shop_Name__c", "HTTPStatus", "BillingAddress", "e_mail__pc", "Name"]} == {
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
	categories.names("SHOP__C") == ["Name"]
	categories.names("Shop__mdt") == []
}

test_names_about_the_data_are_not_the_data if {
	names := [
		"Sort_Order__c", "Sort_Direction__c", "Ask_Date_Of_Birth__c", "Ask_Dietary_Restrictions__c", "Ask_Phone__c", "Ask_For_Gender__c", "Show_Mailing_Address__c", "Require_Email__c", "Collect_Passport_Number__c",
		"Email_Content__c", "Email_Content_Instructions__c", "Email_Header__c", "Org_Email_Id__c", "Org_Wide_Email_Address_Id__c", "Organizational_Email_ID__c",
		"BCC_Email_Statuses__c", "Registration_Email_Restriction__c", "Phone_Restriction__c", "Address_Restriction__c", "Email_Templates__c", "Address_Verification_Endpoint__c", "Addresses_Batch_Size__c",
	]
	{name | some name in names; count(_of(name, replace(trim_suffix(name, "__c"), "_", " "))) > 0} == set()
}

test_their_near_misses_are_data if {
	{name: _of(name, "") | some name in ["Sort_Code__c", "SortCode2__c", "Asked_Phone__c", "Dietary_Restrictions__c", "Email_Id__c", "Personal_Email_ID__c", "Email_From__c", "BCC_Emails__c", "Email_Message_From_Email__c", "Sales_Address__c", "Medical_Instructions__c"]} == {
		"Sort_Code__c": {"bank data"},
		"SortCode2__c": {"bank data"},
		"Asked_Phone__c": {"phone"},
		"Dietary_Restrictions__c": {"health"},
		"Email_Id__c": {"e-mail"},
		"Personal_Email_ID__c": {"e-mail"},
		"Email_From__c": {"e-mail"},
		"BCC_Emails__c": {"e-mail"},
		"Email_Message_From_Email__c": {"e-mail"},
		"Sales_Address__c": {"address"},
		"Medical_Instructions__c": {"health"},
	}
}

test_a_type_says_more_than_a_name if categories.of("Shop__c", "Ask_Phone__c", {"type": "Phone"}, {}) == {"phone"}

test_what_is_no_text_is_absent if {
	categories.of("Shop__c", "Phone__c", {"type": "Text", "label": null, "complianceGroup": null, "securityClassification": null}, {}) == {"phone"}
	categories.of("Shop__c", "Color__c", {"type": "Text", "label": null}, {}) == set()
	categories.of("Shop__c", "Color__c", {"type": "Text", "label": "Phone", "complianceGroup": null}, {}) == {"phone"}
	categories.of("Shop__c", "Color__c", {"type": null, "label": 7, "complianceGroup": ["PCI"], "securityClassification": 1}, {}) == set()
	categories.of("Shop__c", "Phone__c", {"type": null, "label": 7, "complianceGroup": ["PCI"]}, {}) == {"phone"}
	categories.of("Shop__c", "Color__c", null, {}) == set()
	categories.of("Shop__c", "Phone__c", null, {}) == {"phone"}
	categories.of("Shop__c", "Phone__c", "text", {}) == {"phone"}
	categories.of("Shop__c", "Hull__c", {"label": null}, {"name_patterns": {"phone": ["^hull$"]}}) == {"phone"}
}

test_words_begin_where_names_and_labels_are_split if {
	{field: _of(field, "") | some field in ["SMSPhone__c", "shopFAX__c", "pkg__HOME_PHONE__c", "homephone__c", "home2Phone__c"]} == {
		"SMSPhone__c": {"phone"},
		"shopFAX__c": {"fax"},
		"pkg__HOME_PHONE__c": {"phone"},
		"homephone__c": set(),
		"home2Phone__c": {"phone"},
	}
	{label: _of("Field_1__c", label) | some label in ["API/Keys", "(Work) phone*", "City?", "Pläne: fax", "Phone\nType"]} == {
		"API/Keys": {"credentials"},
		"(Work) phone*": {"phone"},
		"City?": {"address"},
		"Pläne: fax": {"fax"},
		"Phone\nType": set(),
	}
}

test_many_fields_at_once if {
	fields := {[object_name, field]: entry | some entry in {
		["Shop__c", "B__c", {"label": "Zip code"}],
		["Shop__c", "Fax__c", {"label": "Line", "type": "Phone"}],
		["Shop__c", "A__c", {"label": "メール"}],
		["Shop__c", "Hull_No__c", {"label": "(Phone)"}],
		["Dock__c", "Fax__c", {"label": "Phone type"}],
		["Account", "Phone", {"label": "City"}],
	}; [object_name, field, _] := entry}
	{[object_name, field, kinds] | some [object_name, field], kinds in categories.of_all(fields, {"name_patterns": {"hull": ["^hull no$", "^zip code$"]}})} == {
		["Shop__c", "B__c", {"address", "hull"}],
		["Shop__c", "Fax__c", {"fax"}],
		["Shop__c", "A__c", {"e-mail"}],
		["Shop__c", "Hull_No__c", {"phone", "hull"}],
		["Dock__c", "Fax__c", {"fax"}],
		["Account", "Phone", {"phone"}],
	}
	categories.of_all({}, {"name_patterns": {"hull": ["^hull$"]}}) == {}
}

test_a_text_of_several_lines_is_one if {
	categories.of("Shop__c", "A__c", {"label": "Hull\nNo"}, {"name_patterns": {"hull": ["^hull no$"]}}) == {"hull"}
	categories.of_all({1: ["A__c", "Hull\nNo", {"label": "Berth\n"}], 2: ["A__c", "Phone__c", {"label": "Fax"}]}, {}) == {2: {"phone", "fax"}}
}

test_a_name_that_is_not_the_data_leaves_the_label if {
	_of("Phone_Type__c", "Phone") == {"phone"}
	_of("Phone__c", "Phone type") == {"phone"}
}

test_what_is_stated_of_a_field_replaces_the_tables if {
	own := {"field_categories": {"SHOP__c.a__C": ["phone", "fax"], "Shop__c.Fax__c": [], "account.PHONE": ["health"], "Dock__c.Mail__c": ["e-mail"], "Shop__c.Gone__c": ["address"]}, "name_patterns": {"hull": ["^a$", "^hull$"]}}
	fields := {[object_name, field]: entry | some entry in {
		["Shop__c", "A__c", {"type": "Email"}],
		["Shop__c", "Fax__c", {"type": "Phone", "complianceGroup": "PII"}],
		["Shop__c", "Mail__c", {}],
		["Dock__c", "A__c", {}],
		["Dock__c", "Fax__c", null],
		["Account", "Phone", {}],
		["Account", "Fax", {}],
	}; [object_name, field, _] := entry}
	{[object_name, field, kinds] | some [object_name, field], kinds in categories.of_all(fields, own)} == {
		["Shop__c", "A__c", {"phone", "fax"}],
		["Shop__c", "Mail__c", {"e-mail"}],
		["Dock__c", "A__c", {"hull"}],
		["Dock__c", "Fax__c", {"fax"}],
		["Account", "Phone", {"health"}],
		["Account", "Fax", {"fax"}],
	}
	categories.of("Shop__c", "Fax__c", {"type": "Phone"}, own) == set()
	categories.of("shop__c", "a__c", {}, own) == {"phone", "fax"}
	categories.of("Shop__c", "Fax__c", {"type": "Phone"}, {"field_categories": {}}) == {"fax"}
	categories.of("Shop__c", "Fax__c", {"type": "Phone"}, {"field_categories": {"Shop__c.Fax__c": ["health"]}}) == {"health"}
}

test_what_is_stated_by_folded_names if {
	categories.stated({"field_categories": {"Shop__c.Fax__c": [], "Account.Phone": ["health", "health"]}}) == {"shop__c.fax__c": set(), "account.phone": {"health"}}
	categories.stated({"field_categories": {"Account.Phone": ["health"], "ACCOUNT.Phone": ["fax"]}}) == {"account.phone": {"fax"}}
	categories.stated({"name_patterns": {"hull": ["^a$"]}}) == {}
}
