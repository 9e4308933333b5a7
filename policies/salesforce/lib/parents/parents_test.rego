package tenantlint.salesforce.lib.parents_test

import data.tenantlint.salesforce.lib.parents

_detail(masters) := {"sharingModel": "ControlledByParent", "fields": {sprintf("M%d__c", [i]): {"type": "MasterDetail", "referenceTo": master} | some i, master in masters}}

test_objects_go_by_their_names_in_the_export if {
	names := parents.names with input as {"CustomObject": {"Boat__c": {}, "BOAT__c": {}, "CONTACT": {}}}
	[names.boat__c, names.contact, names.asset, names.orderitem] == ["BOAT__c", "CONTACT", "Asset", "OrderItem"]
}

test_who_follows_whom if {
	tenant := {"CustomObject": {
		"Visit__c": _detail(["SHOP__c"]),
		"Photo__c": object.remove(_detail(["Visit__c"]), ["sharingModel"]),
		"Own__c": object.union(_detail(["Shop__c"]), {"sharingModel": "Private"}),
		"Contact": {"sharingModel": "ControlledByParent"},
	}}
	found := parents.follows with input as tenant
	{key: found[key] | some key in ["visit__c", "photo__c", "own__c", "contact", "orderitem"]} == {"visit__c": {"shop__c"}, "photo__c": {"visit__c"}, "contact": {"account"}, "orderitem": {"order"}}
	reasons := parents.reasons with input as tenant
	[reasons.visit__c, reasons.photo__c] == [["CustomObject", "Visit__c", "sharingModel"], ["CustomObject", "Photo__c", "fields", "M0__c", "type"]]
}

test_neither_a_lookup_nor_a_label_makes_records_follow if {
	lookup := {"label": "ControlledByParent", "fields": {"Shop__c": {"type": "Lookup", "referenceTo": "Shop__c"}}}
	found := parents.follows with input as {"CustomObject": {"Boat__c": lookup}}
	not found.boat__c
}

test_the_reason_is_the_first_place_that_tells if {
	tenant := {"CustomObject": {"Visit__c": object.union(_detail(["Shop__c"]), {"externalSharingModel": "ControlledByParent"})}}
	reasons := parents.reasons with input as tenant
	reasons.visit__c == ["CustomObject", "Visit__c", "externalSharingModel"]
	reasons.orderitem == ["CustomObject", "OrderItem", "sharingModel"]
}

test_who_may_follow_a_parent if {
	every settings in [{}, {"sharingModel": "Read"}] {
		tenant := {"CustomObject": {"Contact": settings, "Boat__c": {"sharingModel": "Private", "externalSharingModel": "Private"}}}
		found := parents.may_follow with input as tenant
		found.contact == {"account"}
		off := object.union(tenant, {"Settings": {"Sharing": {"enableExternalSharingModel": false}}})
		without := parents.may_follow with input as off
		count([1 | without.contact]) == count([1 | not settings.sharingModel])
	}
	every settings in [{"sharingModel": "Private"}, {"externalSharingModel": "Read"}, {"sharingModel": "ControlledByParent"}] {
		stated := {"CustomObject": {"Contact": settings}}
		found := parents.may_follow with input as stated
		not found.contact
	}
}

test_what_follows_for_certain_is_no_matter_of_doubt if {
	tenant := {"CustomObject": {"Contact": object.remove(_detail(["Shop__c"]), ["sharingModel"])}}
	follows := parents.follows with input as tenant
	follows.contact == {"account", "shop__c"}
	doubts := parents.may_follow with input as tenant
	not doubts.contact
}

test_objects_whose_parent_is_not_shown if {
	tenant := {"CustomObject": {
		"Bare__c": {"fields": {"Phone__c": {"type": "Phone"}}},
		"External__c": {"externalSharingModel": "Private"},
		"Visit__c": _detail(["pkg__Shop__c", "Account"]),
		"Alone__c": {"sharingModel": "ControlledByParent"},
		"Vague__c": {"fields": {"M__c": {"type": "MasterDetail"}}},
		"Half__c": {"fields": {"M__c": {"type": "MasterDetail"}, "N__c": {"type": "MasterDetail", "referenceTo": "Account"}}},
	}}
	parents.orphans == {"bare__c", "pkg__shop__c", "alone__c", "vague__c", "half__c"} with input as tenant
}

test_objects_whose_parent_is_shown_and_those_without_one if {
	tenant := {"CustomObject": {
		"Account": {},
		"Photo__c": object.remove(_detail(["Account"]), ["sharingModel"]),
		"Own__c": {"sharingModel": "Private", "fields": {"M__c": {"type": "MasterDetail"}}},
	}}
	parents.orphans == set() with input as tenant
}

_off := {"Settings": {"Sharing": {"enableExternalSharingModel": false}}}

test_the_default_that_counts if {
	both := {"CustomObject": {"Boat__c": {"sharingModel": "ReadWrite", "externalSharingModel": "Private"}}}
	found := parents.defaults with input as both
	found.boat__c == {"at": ["CustomObject", "Boat__c", "externalSharingModel"], "value": "Private", "open": false}
	internal := object.union(both, _off)
	second := parents.defaults with input as internal
	second.boat__c == {"at": ["CustomObject", "Boat__c", "sharingModel"], "value": "ReadWrite", "open": true}
	shut := {"CustomObject": {"Boat__c": {"sharingModel": "Private", "externalSharingModel": "Private"}}}
	same := parents.defaults with input as shut
	same.boat__c.at == ["CustomObject", "Boat__c", "externalSharingModel"]
	every settings in [{"sharingModel": "Read"}, {}] {
		open := {"CustomObject": {"Boat__c": settings}}
		count(parents.defaults) == 0 with input as open
	}
	closed := object.union({"CustomObject": {"Boat__c": {"externalSharingModel": "Private"}, "Dock__c": {"externalSharingModel": "Read"}}}, _off)
	third := parents.defaults with input as closed
	{key | some key, _ in third} == {"dock__c"}
}

_graph := {"photo": {"visit"}, "visit": {"shop", "region"}, "shop": set(), "region": set()}

_members := {"photo", "visit", "shop", "region"}

test_all_parents_have_to_be_open if {
	parents.handed_down(_graph, _members, {"region"}) == set()
	parents.handed_down(_graph, _members, {"region", "shop"}) == {"visit", "photo"}
	parents.handed_down(_graph, _members, {"visit"}) == {"photo"}
	parents.handed_down(_graph, _members, {"visit", "shop", "region"}) == {"visit", "photo"}
}

test_a_circle_opens_nothing if {
	circle := {"a": {"b"}, "b": {"a", "c"}, "c": set()}
	parents.handed_down(circle, {"a", "b", "c"}, {"c"}) == set()
	parents.handed_down(circle, {"a", "b", "c"}, {"c", "b"}) == {"a", "b"}
}
