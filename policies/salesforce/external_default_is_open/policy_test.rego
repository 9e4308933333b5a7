package tenantlint.salesforce.external_default_is_open_test

import data.tenantlint.examples
import data.tenantlint.salesforce.external_default_is_open as rule

_tenant(name, settings) := {"coverage": {"types": {"CustomObject": true}}, "CustomObject": {name: settings}}

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{[violation.at, violation.severity, violation.access.actions] | some violation in found} == {
		[["CustomObject", "Contact", "externalSharingModel"], "high", ["read"]],
		[["CustomObject", "Dealer__c", "externalSharingModel"], "high", ["read", "edit", "transfer"]],
		[["CustomObject", "Spare_Part__c", "externalSharingModel"], "medium", ["read", "edit"]],
	}
	{[violation.identity.object, violation.access.records] | some violation in found} == {["Contact", 48210]}
	{violation.access.categories | some violation in found; violation.identity.object == "Dealer__c"} == {{
		"company name": ["Legal_Name__c"],
		"phone": ["Dealer_Phone__c"],
	}}
	every violation in found {
		[[fix.safe, fix.edits] | some fix in violation.fixes] == [[false, [{"op": "set", "at": violation.at, "value": "Private"}]]]
	}
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_every_open_model_is_found if {
	some_models := ["Read", "ReadWrite", "ReadWriteTransfer", "FullAccess"]
	every model in some_models {
		tenant := _tenant("Boat__c", {"externalSharingModel": model})
		count(rule.deny) == 1 with input as tenant
	}
}

test_the_parameter_adds_and_removes_stock_objects if {
	changes := {"stock_objects": {"add": ["BOAT__c"], "remove": ["mlMODEL"]}}
	added := _tenant("Boat__c", {"externalSharingModel": "Read"})
	count(rule.deny) == 1 with input as added
	count(rule.deny) == 0 with input as added with data.tenantlint.params["SF-SHR-002"] as changes
	removed := _tenant("MLModel", {"externalSharingModel": "ReadWrite"})
	count(rule.deny) == 0 with input as removed
	count(rule.deny) == 1 with input as removed with data.tenantlint.params["SF-SHR-002"] as changes
}

test_an_object_without_a_stated_default_is_not_judged if {
	open := _tenant("Boat__c", {"sharingModel": "ReadWrite"})
	gaps := rule.not_evaluated with input as open
	{gap.at | some gap in gaps} == {["CustomObject", "Boat__c", "externalSharingModel"]}
	fields_only := _tenant("Case", {"fields": {"Boat__c": {"type": "Text"}}})
	count(rule.not_evaluated) == 1 with input as fields_only
	count(rule.deny) == 0 with input as fields_only
}

test_objects_without_record_sharing_are_left_alone if {
	names := ["Rate__mdt", "Moored__e", "Berth__x", "Log__b", "MLModel"]
	every name in names {
		tenant := _tenant(name, {"label": "any"})
		count(rule.not_evaluated) == 0 with input as tenant
	}
}

test_objects_that_were_not_exported_are_unknown if {
	tenant := {"coverage": {"types": {"Network": true}}, "Network": {"Docks": {}}}
	gaps := rule.not_evaluated with input as tenant
	{gap.at | some gap in gaps} == {["CustomObject"]}
	retrieved := {"coverage": {"types": {"CustomObject": true, "Network": true}}, "CustomObject": {}, "Network": {"Docks": {}}}
	count(rule.not_evaluated) == 0 with input as retrieved
	without_networks := {"coverage": {"types": {"Network": true}}, "Network": {}}
	count(rule.not_evaluated) == 0 with input as without_networks
}

test_a_detail_object_follows_its_master if {
	tenant := _tenant("Crew__c", {"fields": {"Boat__c": {"type": "MasterDetail", "referenceTo": "Boat__c"}}})
	count(rule.not_evaluated) == 0 with input as tenant
}

test_a_count_that_is_no_number_is_left_out if {
	tenant := object.union(_tenant("Boat__c", {"externalSharingModel": "Read"}), {"runtime": {"recordCounts": {"Boat__c": "many"}}})
	found := rule.deny with input as tenant
	{object.get(violation.access, "records", "none") | some violation in found} == {"none"}
}

test_nobody_from_outside_logs_in_without_networks if {
	open := object.union(_tenant("Boat__c", {"externalSharingModel": "Read"}), _tenant("Crew__c", {"sharingModel": "Read"}))
	every proof in [
		{"coverage": {"types": {"Network": true}}, "Network": {}},
		{"Settings": {"Communities": {"enableNetworksEnabled": false}}},
	] {
		tenant := object.union(open, proof)
		count(rule.deny) == 0 with input as tenant
		count(rule.not_evaluated) == 0 with input as tenant
	}
	every proof in [
		{"coverage": {"types": {"Network": true}}, "Network": {"Docks": {}}},
		{"Settings": {"Communities": {"enableNetworksEnabled": true}}},
		{"Network": {}},
	] {
		tenant := object.union(open, proof)
		count(rule.deny) == 1 with input as tenant
		count(rule.not_evaluated) == 1 with input as tenant
	}
}

test_no_object_has_an_external_default_while_the_model_is_off if {
	tenant := object.union(_tenant("Boat__c", {"sharingModel": "Read"}), {"Settings": {"Sharing": {"enableExternalSharingModel": false}}})
	count(rule.not_evaluated) == 0 with input as tenant
	on := object.union(_tenant("Boat__c", {"sharingModel": "Read"}), {"Settings": {"Sharing": {"enableExternalSharingModel": true}}})
	count(rule.not_evaluated) == 1 with input as on
}

test_the_whole_violation if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	[whole] := [violation | some violation in found; violation.at == ["CustomObject", "Dealer__c", "externalSharingModel"]]
	whole == {
		"message": "Every member from outside may read, edit and transfer all records of Dealer__c, which holds company name, phone.",
		"at": ["CustomObject", "Dealer__c", "externalSharingModel"],
		"identity": {"object": "Dealer__c"},
		"severity": "high",
		"access": {
			"actions": ["read", "edit", "transfer"],
			"categories": {"company name": ["Legal_Name__c"], "phone": ["Dealer_Phone__c"]},
			"object": "Dealer__c",
			"principal": "any-member",
			"via": "externalSharingModel",
		},
		"fixes": [
			{
				"edits": [{"at": ["CustomObject", "Dealer__c", "externalSharingModel"], "op": "set", "value": "Private"}],
				"safe": false,
				"title": "Make the external default of Dealer__c Private",
			},
		],
	}
}

test_another_whole_violation if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	[whole] := [violation | some violation in found; violation.at == ["CustomObject", "Contact", "externalSharingModel"]]
	whole == {
		"message": "Every member from outside may read all records of Contact, which holds personal data: persons with address, phone, fax and e-mail.",
		"at": ["CustomObject", "Contact", "externalSharingModel"],
		"identity": {"object": "Contact"},
		"severity": "high",
		"access": {
			"actions": ["read"],
			"categories": {},
			"object": "Contact",
			"principal": "any-member",
			"records": 48210,
			"via": "externalSharingModel",
		},
		"fixes": [
			{
				"edits": [{"at": ["CustomObject", "Contact", "externalSharingModel"], "op": "set", "value": "Private"}],
				"safe": false,
				"title": "Make the external default of Contact Private",
			},
		],
	}
}

test_what_members_may_do_under_each_model if {
	{model: actions |
		some model in ["Read", "ReadWrite", "ReadWriteTransfer", "FullAccess"]
		tenant := _tenant("Boat__c", {"externalSharingModel": model})
		found := rule.deny with input as tenant
		some violation in found
		actions := [violation.access.actions, violation.message]
	} == {
		"Read": [["read"], "Every member from outside may read all records of Boat__c."],
		"ReadWrite": [["read", "edit"], "Every member from outside may read and edit all records of Boat__c."],
		"ReadWriteTransfer": [["read", "edit", "transfer"], "Every member from outside may read, edit and transfer all records of Boat__c."],
		"FullAccess": [["read", "edit", "transfer", "delete"], "Every member from outside may read, edit, transfer and delete all records of Boat__c."],
	}
}

test_one_category_is_enough if {
	tenant := _tenant("Boat__c", {"externalSharingModel": "Read", "fields": {"Phone__c": {"type": "Phone"}}})
	found := rule.deny with input as tenant
	{[violation.severity, violation.message] | some violation in found} == {["high", "Every member from outside may read all records of Boat__c, which holds phone."]}
}

test_an_internal_default_that_the_external_one_cannot_exceed if {
	every model in ["Private", "ControlledByParent", "ControlledByCampaign", "ControlledByLeadOrContact"] {
		tenant := _tenant("Boat__c", {"sharingModel": model})
		count(rule.not_evaluated) == 0 with input as tenant
	}
}

test_the_words_for_what_is_missing if {
	object_only := _tenant("Boat__c", {"sharingModel": "Read"})
	first := rule.not_evaluated with input as object_only
	first == {{"message": "Boat__c does not state externalSharingModel.", "at": ["CustomObject", "Boat__c", "externalSharingModel"]}}
	network_only := {"coverage": {"types": {"Network": true}}, "Network": {"Docks": {}}}
	second := rule.not_evaluated with input as network_only
	second == {{"message": "CustomObject was not exported.", "at": ["CustomObject"]}}
}

test_field_categories_are_a_parameter if {
	tenant := _tenant("Boat__c", {"externalSharingModel": "Read", "fields": {"Berth__c": {"type": "Text"}, "Bell_Phone__c": {"type": "Phone"}}})
	stated := {"boat__c.berth__c": ["location"], "boat__c.bell_phone__c": []}
	found := rule.deny with input as tenant with data.tenantlint.params.salesforce.field_categories as stated
	{violation.access.categories | some violation in found} == {{"location": ["Berth__c"]}}
}
