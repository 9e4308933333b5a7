package tenantlint.salesforce.guest_reads_records_end_to_end_test

import data.tenantlint.examples
import data.tenantlint.salesforce.guest_reads_records_end_to_end as rule

_types(names) := {"coverage": {"types": {name: true | some name in names}}}

_all := _types(["CustomObject", "CustomSite", "Profile", "SharingRules"])

_site := {"CustomSite": {"Docks": {"active": true, "masterLabel": "Docks"}}}

_profile(permission) := {"Profile": {"Docks Profile": {"userLicense": "Guest User License", "objectPermissions": {"Boat__c": permission}}}}

_object(settings) := {"CustomObject": {"Boat__c": settings}}

_rules(nickname) := {"SharingRules": {"Boat__c": {"sharingGuestRules": {"Boats": {"sharedTo": {"guestUser": [nickname]}}}}}}

_open := object.union_n([_all, _site, _profile({"allowRead": true}), _object({"sharingModel": "Private"}), _rules("Docks")])

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{violation.identity.object | some violation in found} == {"Merchant__c", "Merchant_Visit__c", "Visit_Photo__c"}
	"Anonymous visitors of site Merchant_Portal can read Merchant__c: 9 data categories, up to 1,381,735 records." in {violation.message | some violation in found}
	{violation.access.records | some violation in found} == {1381735}
	count(rule.not_evaluated) == 0 with input as tenant
}

test_the_chain_is_in_reading_order if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	some violation in found
	violation.identity.object == "Merchant__c"
	[step.at[0] | some step in array.slice(violation.related, 0, 4)] == ["CustomSite", "Network", "Profile", "SharingRules"]
	[split(step.message, ":")[0] | some step in array.slice(violation.related, 4, 20)] == [
		"company name", "shop name", "address", "representative's name", "contact's name",
		"phone", "fax", "e-mail", "sales information", "other fields",
	]
	violation.access.categories.fax == ["Fax__c"]
}

test_rows_follow_a_parent_over_two_levels if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	some violation in found
	violation.identity.object == "Visit_Photo__c"
	[step.at | some step in violation.related; not step.at[0] in {"CustomSite", "Network", "Profile"}] == [
		["CustomObject", "Visit_Photo__c", "sharingModel"],
		["CustomObject", "Merchant_Visit__c", "sharingModel"],
		["SharingRules", "Merchant__c", "sharingGuestRules", "Portal_merchants"],
	]
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_names_join_without_case if {
	tenant := object.union_n([_open, _rules("DOCKS"), {"SharingRules": {"boat__C": {"sharingGuestRules": {"Boats": {"sharedTo": {"guestUser": "docks"}}}}}}])
	count(rule.deny) == 1 with input as tenant
}

test_a_rule_for_another_site_opens_nothing if {
	tenant := object.union(_open, _rules("Marina"))
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_view_all_opens_the_rows if {
	tenant := object.union_n([_open, _rules("Marina"), _profile({"allowRead": true, "viewAllRecords": true})])
	found := rule.deny with input as tenant
	{violation.access.via | some violation in found} == {"viewAllRecords"}
}

test_public_objects_are_left_out if {
	tenant := _open
	count(rule.deny) == 0 with input as tenant with data.tenantlint.params.salesforce.public_objects as ["boat__c"]
}

test_the_external_default_counts_until_winter_21 if {
	closed := object.union(_open, _rules("Marina"))
	tenant := object.union(closed, _object({"sharingModel": "ReadWrite", "externalSharingModel": "Read"}))
	count(rule.deny) == 1 with input as tenant with data.tenantlint.as_of as "2020-06-30"
	count(rule.deny) == 0 with input as tenant with data.tenantlint.as_of as "2021-06-30"
	unknown := object.union(closed, _object({"sharingModel": "ReadWrite"}))
	count(rule.deny) == 0 with input as unknown with data.tenantlint.as_of as "2020-06-30"
	count(rule.not_evaluated) == 1 with input as unknown with data.tenantlint.as_of as "2020-06-30"
}

test_a_record_with_two_masters_needs_both if {
	fields := {"One__c": {"type": "MasterDetail", "referenceTo": "Boat__c"}, "Two__c": {"type": "MasterDetail", "referenceTo": "Berth__c"}}
	objects := {"CustomObject": {"Trip__c": {"sharingModel": "ControlledByParent", "fields": fields}}}
	reads := {"Profile": {"Docks Profile": {"objectPermissions": {"Trip__c": {"allowRead": true}}}}}
	one := object.union_n([_open, objects, reads])
	first := rule.deny with input as one
	{violation.identity.object | some violation in first} == {"Boat__c"}
	both := object.union(one, {"SharingRules": {"Berth__c": {"sharingGuestRules": {"Berths": {"sharedTo": {"guestUser": ["Docks"]}}}}}})
	second := rule.deny with input as both
	{violation.identity.object | some violation in second} == {"Boat__c", "Trip__c"}
}

test_the_guest_user_has_permission_sets if {
	sets := {"PermissionSet": {"Extra": {"objectPermissions": {"Boat__c": {"allowRead": true}}}}}
	runtime := {"runtime": {"guestUsers": {"Docks": {"profile": "Docks Profile", "permissionSets": ["Extra", "Lost"]}}}}
	tenant := object.union_n([_open, _profile({"allowRead": false}), sets, runtime])
	found := rule.deny with input as tenant
	{violation.identity | some violation in found} == {{"site": "Docks", "permissionSet": "Extra", "object": "Boat__c"}}
	{[step | some step in array.slice(violation.related, 1, 4)] | some violation in found} == {[
		{"at": ["runtime", "guestUsers", "Docks", "profile"], "message": "its guest user has the profile Docks Profile"},
		{"at": ["Profile", "Docks Profile", "userLicense"], "message": "Docks Profile has a guest licence"},
		{"at": ["PermissionSet", "Extra"], "message": "the guest user has the permission set Extra"},
	]}
	gaps := rule.not_evaluated with input as tenant
	{gap.at | some gap in gaps} == {["CustomSite", "Docks"]}
	every licence in ["", null] {
		unlicensed := rule.deny with input as object.union(tenant, {"Profile": {"Docks Profile": {"userLicense": licence}}})
		{[step.at | some step in array.slice(violation.related, 1, 3)] | some violation in unlicensed} == {[
			["runtime", "guestUsers", "Docks", "profile"],
			["PermissionSet", "Extra"],
		]}
	}
}

test_what_was_not_exported_is_not_judged if {
	no_rules := object.union_n([_types(["CustomObject", "CustomSite", "Profile"]), _site, _profile({"allowRead": true}), _object({"sharingModel": "Private"})])
	count(rule.deny) == 0 with input as no_rules
	gaps := rule.not_evaluated with input as no_rules
	{gap.at | some gap in gaps} == {["Profile", "Docks Profile", "objectPermissions", "Boat__c", "allowRead"]}
	no_site := object.union_n([_types(["CustomObject", "Profile", "SharingRules"]), _profile({"allowRead": true}), _rules("Docks")])
	count(rule.deny) == 0 with input as no_site
	lost := rule.not_evaluated with input as no_site
	{gap.at | some gap in lost} == {["Profile", "Docks Profile", "userLicense"]}
	no_profile := object.union_n([_types(["CustomSite"]), _site])
	missing := rule.not_evaluated with input as no_profile
	{gap.at | some gap in missing} == {["CustomSite", "Docks", "masterLabel"]}
}

test_an_unstated_active_is_not_judged if {
	tenant := object.union(object.remove(_open, ["CustomSite"]), {"CustomSite": {"Docks": {"masterLabel": "Docks"}}})
	count(rule.deny) == 0 with input as tenant
	gaps := rule.not_evaluated with input as tenant
	{gap.at | some gap in gaps} == {["CustomSite", "Docks", "active"]}
}

test_a_network_without_its_site_is_not_judged if {
	tenant := object.union(_types(["Network"]), {"Network": {"Docks": {"site": "Docks"}}})
	gaps := rule.not_evaluated with input as tenant
	{gap.at | some gap in gaps} == {["Network", "Docks", "site"]}
}

test_shapes_that_are_not_objects_do_no_harm if {
	tenant := object.union(_open, {"Network": null, "PermissionSet": [], "runtime": "none"})
	count(rule.deny) == 1 with input as tenant
}

test_the_whole_violation if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	[whole] := [violation | some violation in found; violation.at == ["Profile", "Merchant Portal Profile", "objectPermissions", "Merchant_Visit__c", "allowRead"]]
	whole == {
		"message": "Anonymous visitors of site Merchant_Portal can read Merchant_Visit__c: 2 fields.",
		"at": ["Profile", "Merchant Portal Profile", "objectPermissions", "Merchant_Visit__c", "allowRead"],
		"identity": {"object": "Merchant_Visit__c", "profile": "Merchant Portal Profile", "site": "Merchant_Portal"},
		"access": {
			"actions": ["read"],
			"categories": {},
			"fields": ["Merchant__c", "Name"],
			"object": "Merchant_Visit__c",
			"principal": "anonymous",
			"via": "controlled by parent, guest sharing rule",
		},
		"related": [
			{"at": ["CustomSite", "Merchant_Portal", "active"], "message": "site Merchant_Portal is active"},
			{"at": ["Network", "Merchant Portal", "site"], "message": "network Merchant Portal runs on it"},
			{
				"at": ["Profile", "Merchant Portal Profile", "userLicense"],
				"message": "Merchant Portal Profile is a guest profile and has the name that belongs to the site",
			},
			{
				"at": ["CustomObject", "Merchant_Visit__c", "sharingModel"],
				"message": "records of Merchant_Visit__c follow those of Merchant__c",
			},
			{
				"at": ["SharingRules", "Merchant__c", "sharingGuestRules", "Portal_merchants"],
				"message": "guest sharing rule Portal_merchants shares records of Merchant__c with guest user Merchant_Portal",
			},
			{
				"at": ["Profile", "Merchant Portal Profile", "objectPermissions", "Merchant_Visit__c", "allowRead"],
				"message": "other fields: Merchant__c, Name",
			},
		],
	}
}

test_one_category_and_its_place if {
	fields := {"Profile": {"Docks Profile": {"fieldPermissions": {"Boat__c.Phone__c": {"readable": true}}}}}
	tenant := object.union(_open, fields)
	found := rule.deny with input as tenant
	{violation.message | some violation in found} == {"Anonymous visitors of site Docks can read Boat__c: 1 data category."}
	{step.at | some violation in found; some step in violation.related; step.message == "phone: Phone__c"} == {["Profile", "Docks Profile", "fieldPermissions", "Boat__c.Phone__c", "readable"]}
}

test_the_words_for_what_is_missing if {
	no_rules := object.union_n([_types(["CustomObject", "CustomSite", "Profile"]), _site, _profile({"allowRead": true}), _object({"sharingModel": "Private"})])
	first := rule.not_evaluated with input as no_rules
	{gap.message | some gap in first} == {"Whether anonymous visitors of site Docks see records of Boat__c is unknown: the export has no sharing rules."}
	count(rule.not_evaluated) == 0 with input as no_rules with data.tenantlint.params.salesforce.public_objects as ["boat__C"]
	silent := object.union(object.remove(_open, ["CustomSite"]), {"CustomSite": {"Docks": {"masterLabel": "Docks"}}})
	second := rule.not_evaluated with input as silent
	{gap.message | some gap in second} == {"The site \"Docks\" does not state active."}
	no_site := object.union_n([_types(["CustomObject", "Profile", "SharingRules"]), _profile({"allowRead": true}), _rules("Docks")])
	third := rule.not_evaluated with input as no_site
	{gap.message | some gap in third} == {"No site of the export belongs to guest profile Docks Profile, so what its visitors read cannot be judged."}
	network := object.union(_types(["Network"]), {"Network": {"Docks": {"site": "Docks"}}})
	fourth := rule.not_evaluated with input as network
	{gap.message | some gap in fourth} == {"The site of the network \"Docks\" was not exported."}
}

test_a_site_that_is_off_misses_nothing if {
	tenant := object.union(_types(["CustomSite"]), {"CustomSite": {"Docks": {"active": false, "masterLabel": "Docks"}}})
	count(rule.not_evaluated) == 0 with input as tenant
}

test_a_permission_set_needs_no_known_profile if {
	sets := {"PermissionSet": {"Extra": {"objectPermissions": {"Boat__c": {"allowRead": true}}}}}
	runtime := {"runtime": {"guestUsers": {"Docks": {"permissionSets": ["Extra"]}}}}
	tenant := object.union_n([object.remove(_open, ["Profile"]), sets, runtime])
	found := rule.deny with input as tenant
	{[step.at | some step in array.slice(violation.related, 0, 3)] | some violation in found} == {[["CustomSite", "Docks", "active"], ["CustomSite", "Docks", "masterLabel"], ["PermissionSet", "Extra"]]}
}

test_a_site_that_is_off_misses_no_permission_set if {
	runtime := {"runtime": {"guestUsers": {"Docks": {"permissionSets": ["Lost"]}}}}
	tenant := object.union(_open, runtime)
	gaps := rule.not_evaluated with input as tenant
	gaps == {{"message": "The permission set Lost of the guest user of the site \"Docks\" was not exported.", "at": ["CustomSite", "Docks"]}}
	off := object.union(tenant, {"CustomSite": {"Docks": {"active": false}}})
	count(rule.not_evaluated) == 0 with input as off
}

test_a_profile_of_none_of_the_sites_is_not_judged if {
	tenant := object.union(_open, {"Profile": {"Marina Profile": {"userLicense": "Guest User License", "objectPermissions": {"Boat__c": {"allowRead": true}}}}})
	gaps := rule.not_evaluated with input as tenant
	{gap.at | some gap in gaps} == {["Profile", "Marina Profile", "userLicense"]}
}

_exposed(found) := {violation.identity.object: violation.access.fields | some violation in found}

test_fields_that_no_security_guards if {
	fields := {"Mail__c": {"type": "Email", "required": true}, "Port__c": {"type": "MasterDetail", "referenceTo": "Port__c"}, "Phone__c": {"type": "Phone", "required": false}}
	tenant := object.union(_open, _object({"fields": fields}))
	found := rule.deny with input as tenant
	_exposed(found) == {"Boat__c": ["Mail__c", "Name", "Port__c"]}
	{violation.access.categories["e-mail"] | some violation in found} == {["Mail__c"]}
}

test_view_all_fields_opens_those_of_the_export if {
	tenant := object.union_n([_open, _object({"fields": {"Mail__c": {"type": "Email"}}}), _profile({"viewAllFields": true})])
	found := rule.deny with input as tenant
	_exposed(found) == {"Boat__c": ["Mail__c", "Name"]}
	off := object.union(tenant, _profile({"viewAllFields": false}))
	less := rule.deny with input as off
	_exposed(less) == {"Boat__c": ["Name"]}
}

test_a_permission_set_opens_fields_of_what_the_profile_reads if {
	tenant := object.union(_open, {
		"runtime": {"guestUsers": {"Docks": {"permissionSets": ["Columns"]}}},
		"PermissionSet": {"Columns": {"fieldPermissions": {"boat__c.Phone__c": {"readable": true}, "Boat__c.Fax__c": {"readable": false}}}},
	})
	found := rule.deny with input as tenant
	_exposed(found) == {"Boat__c": ["Name", "Phone__c"]}
	{step.at | some violation in found; some step in violation.related; step.message == "phone: Phone__c"} == {["PermissionSet", "Columns", "fieldPermissions", "boat__c.Phone__c", "readable"]}
}

test_standard_objects_in_any_case if {
	tenant := object.union(_open, {
		"Profile": {"Docks Profile": {"objectPermissions": {"account": {"allowRead": true}}, "fieldPermissions": {"account.fax": {"readable": true}}}},
		"SharingRules": {"Account": {"sharingGuestRules": {"All": {"sharedTo": {"guestUser": ["Docks"]}}}}},
	})
	found := rule.deny with input as tenant
	_exposed(found).account == ["Name", "fax"]
	{violation.access.categories.fax | some violation in found} == {["fax"]}
}

test_who_may_view_all_data_reads_every_object if {
	all := object.union_n([_open, _profile({"allowRead": false}), {"Profile": {"Docks Profile": {"userPermissions": {"ViewAllData": true}}}}])
	tenant := object.union(all, {"CustomObject": {"Port__c": {"sharingModel": "Private"}, "Rate__mdt": {}, "Key__c": {"customSettingsType": "List"}}})
	found := rule.deny with input as tenant
	{[violation.identity.object, violation.access.via] | some violation in found} == {["Boat__c", "View All Data, guest sharing rule"], ["Port__c", "View All Data"]}
	{violation.at | some violation in found} == {["Profile", "Docks Profile", "userPermissions", "ViewAllData"]}
	off := object.union(tenant, {"Profile": {"Docks Profile": {"userPermissions": {"ViewAllData": false}}}})
	count(rule.deny) == 0 with input as off
	changed := object.union(off, {"Profile": {"Docks Profile": {"userPermissions": {"ModifyAllData": true}, "objectPermissions": {"Boat__c": {"allowRead": true}}}}})
	second := rule.deny with input as changed
	{violation.access.via | some violation in second} == {"Modify All Data, guest sharing rule", "Modify All Data"}
}

test_platform_events_are_left_to_another_rule if {
	permission := {"objectPermissions": {"Boat__c": {"allowRead": false}, "Ping__e": {"allowRead": true, "viewAllRecords": true}}}
	tenant := object.union(_open, {"Profile": {"Docks Profile": permission}})
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_field_categories_are_a_parameter if {
	readable := {name: {"readable": true} | some name in ["Opportunity.Amount", "Opportunity.Berth__c", "Opportunity.Region__c", "Account.Region__c"]}
	tenant := object.union_n([_all, _site, {"Profile": {"Docks Profile": {
		"userLicense": "Guest",
		"objectPermissions": {"Opportunity": {"allowRead": true, "viewAllRecords": true}, "Account": {"allowRead": true, "viewAllRecords": true}},
		"fieldPermissions": readable,
	}}}])
	stated := {"OPPORTUNITY.amount": [], "opportunity.berth__c": ["location"], "opportunity.name": ["company name"]}
	found := rule.deny with input as tenant with data.tenantlint.params.salesforce.field_categories as stated
	{violation.identity.object: [step.message | some step in violation.related; contains(step.message, ": ")] | some violation in found} == {
		"Opportunity": ["company name: Name", "sales information: Region__c", "location: Berth__c", "other fields: Amount"],
		"Account": ["company name: Name", "other fields: Region__c"],
	}
}
