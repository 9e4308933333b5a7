package tenantlint.salesforce.lib.apex_test

import data.tenantlint.salesforce.lib.apex

_aura := {"methods": {"find": {"auraEnabled": true}}}

_class(sharing, more) := object.union({"sharing": sharing}, more)

_reads(mode) := {"queries": [object.union({"object": "Boat__c"}, mode)]}

test_entries if {
	class := {"restResource": "/x", "methods": {
		"a": {"auraEnabled": true},
		"b": {"remoteAction": true},
		"c": {"invocable": true},
		"d": {"webService": true},
		"e": {"http": "GET"},
		"f": {"access": "public"},
		"g": {"auraEnabled": false},
	}}
	{[entry.name, entry.kind] | some entry in apex.entries(class)} == {
		["a", "Lightning method"],
		["b", "remote action"],
		["c", "invocable method"],
		["d", "SOAP web service"],
		["e", "REST method"],
	}
	apex.entries({"methods": {"e": {"http": "GET"}}}) == []
	apex.entries({}) == []
}

test_a_keyword_decides if {
	apex.sharing(_class("without", {"apiVersion": 67}), [{"sharing": "with"}]) == "without"
	apex.sharing(_class("with", {}), [{"sharing": "without"}]) == "with"
	apex.sharing(_class("inherited", {}), [{"sharing": "without"}]) == "with"
}

test_without_a_keyword_the_parent_decides if {
	apex.sharing(_class("none", {}), [{"sharing": "with"}]) == "with"
	apex.sharing(_class("none", {}), [{"sharing": "inherited"}]) == "with"
	apex.sharing(_class("none", _aura), [{"sharing": "without"}]) == "without"
	apex.sharing(_class("none", {}), [{"sharing": "none"}]) == "without"
	apex.sharing(_class("none", _aura), [{"sharing": "none"}, {"sharing": "without"}, {"sharing": "with"}]) == "without"
	apex.sharing(_class("none", _aura), [{"sharing": "none"}]) == "with"
}

test_a_parent_that_is_not_known_leaves_a_doubt if {
	class := _class("none", _reads({}))
	apex.sharing(class, [{"sharing": "none"}, {}]) == "unknown"
	apex.sharing(class, [{"sharing": "with"}, {}]) == "with"
	not apex.bypass(class, [{}])
	apex.doubt(class, [{}]) == {"objects": {"boat__c": "Boat__c"}, "blind": false}
	apex.doubt(_class("none", {"queries": [{"dynamic": true}]}), [{}]).blind
	not apex.doubt(class, [])
	user := _class("none", _reads({"mode": "user"}))
	not apex.doubt(user, [{}])
	tested := object.union(class, {"isTest": true})
	not apex.doubt(tested, [{}])
}

test_version_67_shares_by_itself if {
	apex.sharing(_class("none", {"apiVersion": 67}), []) == "with"
	apex.sharing(_class("none", {"apiVersion": 66}), []) == "without"
	apex.sharing(_class("none", _aura), [{"sharing": "without", "apiVersion": 67}]) == "without"
}

test_controllers_of_lightning_components_share if {
	apex.sharing(_class("none", _aura), []) == "with"
	apex.sharing(_class("none", object.union(_aura, {"methods": {"other": {"invocable": true}}})), []) == "with"
	apex.sharing(_class("none", object.union(_aura, {"methods": {"other": {"remoteAction": true}}})), []) == "without"
	apex.sharing(_class("none", {}), []) == "without"
}

test_the_modes_of_queries if {
	every mode in [{}, {"mode": "system"}, {"mode": "enforced"}] {
		apex.bypass(_class("without", _reads(mode)), []) == {"at": ["sharing"], "objects": {"boat__c": "Boat__c"}, "alters": false, "blind": false}
	}
	user := _class("without", _reads({"mode": "user"}))
	not apex.bypass(user, [])
	newer := _class("without", object.union(_reads({}), {"apiVersion": 67}))
	not apex.bypass(newer, [])
	older := _class("without", object.union(_reads({}), {"apiVersion": 66}))
	apex.bypass(older, []).objects == {"boat__c": "Boat__c"}
}

test_a_query_without_an_object_is_blind if {
	found := apex.bypass(_class("without", {"queries": [{"object": "Boat__c"}, {"dynamic": true}]}), [])
	found.blind
	found.objects == {"boat__c": "Boat__c"}
}

test_a_class_that_hands_on_is_blind if {
	found := apex.bypass(_class("without", _aura), [])
	found.blind
	found.objects == {}
}

test_creating_records_opens_nothing if {
	creates := _class("without", {"changes": [{"operation": "insert"}]})
	not apex.bypass(creates, [])
	deletes := apex.bypass(_class("without", {"changes": [{"operation": "insert"}, {"operation": "delete"}]}), [])
	[deletes.alters, deletes.blind] == [true, false]
	careful := _class("without", {"changes": [{"operation": "delete", "mode": "user"}]})
	not apex.bypass(careful, [])
}

test_inner_classes if {
	inner := {"classes": {"Inner": _class("without", _reads({}))}}
	apex.bypass(_class("with", inner), []).at == ["classes", "Inner", "sharing"]
	unmarked := {"classes": {"Inner": _class("none", _reads({}))}}
	not apex.bypass(_class("with", unmarked), [])
	apex.bypass(_class("without", unmarked), []).objects == {"boat__c": "Boat__c"}
	inherited := {"classes": {"Inner": _class("inherited", _reads({}))}}
	apex.bypass(_class("without", inherited), []).objects == {"boat__c": "Boat__c"}
	not apex.bypass(_class("with", inherited), [])
	careful := {"classes": {"Inner": _class("with", _reads({}))}, "queries": [{"object": "Dock__c"}]}
	apex.bypass(_class("without", careful), []).objects == {"dock__c": "Dock__c"}
}

test_tests_are_left_out if {
	tested := _class("without", object.union(_reads({}), {"isTest": true}))
	not apex.bypass(tested, [])
	shared := _class("with", _reads({}))
	not apex.bypass(shared, [])
}

test_user_mode if {
	apex.user_mode({"queries": [{"object": "Boat__c", "mode": "user"}], "changes": [{"operation": "insert", "mode": "user"}]})
	apex.user_mode({"apiVersion": 67, "queries": [{"object": "Boat__c"}]})
	every class in [
		{},
		{"queries": [{"object": "Boat__c", "mode": "user"}, {"object": "Boat__c"}]},
		{"queries": [{"object": "Boat__c", "mode": "user"}], "changes": [{"operation": "insert"}]},
	] {
		not apex.user_mode(class)
	}
}
