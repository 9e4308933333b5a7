package tenantlint.salesforce.lib.flows_test

import data.tenantlint.salesforce.lib.flows

_flow(mode, more) := object.union({"status": "Active", "runInMode": mode}, more)

_finds(name) := {"recordLookups": {"Get": {"object": name}}}

_calls(name) := {"subflows": {"Call": {"flowName": name}}}

_without := "SystemModeWithoutSharing"

_with := "SystemModeWithSharing"

test_what_is_started if {
	tenant := {"Flow": {"Book-2": _flow(_with, {}), "Book-1": {"status": "Obsolete"}, "Saved": _flow(_with, {"start": {"triggerType": "RecordAfterSave"}}), "Own": {"isAdditionalPermissionRequiredToRun": true}}}
	flows.started == {"book": {"Book-2"}, "own": {"Own"}} with input as tenant
	flows.unguarded == {"book"} with input as tenant
	flows.exported == {"book", "saved", "own"} with input as tenant
}

test_what_a_flow_touches if {
	all := object.union(_finds("Boat__c"), {
		"dynamicChoiceSets": {"Choose": {"object": "Pier__c"}, "Listed": {"name": "Listed"}},
		"recordUpdates": {"Set": {"object": "Dock__c"}},
		"recordDeletes": {"Drop": {"object": "dock__C"}},
		"recordCreates": {"New": {"object": "Trip__c"}},
	})
	tenant := {"Flow": {"Book": _flow(_without, all)}}
	found := flows.runs("book") with input as tenant
	found == {
		"flow": "Book",
		"unshared": {"Book"},
		"reads": {"boat__c": "Boat__c", "pier__c": "Pier__c"},
		"changes": {"dock__c": "Dock__c"},
		"creates": {"trip__c": "Trip__c"},
		"lost": set(),
	}
}

test_two_spellings_of_an_object if {
	tenant := {"Flow": {"Book": _flow(_without, object.union(_finds("Boat__c"), _calls("find"))), "Find": _flow(_without, _finds("boat__C"))}}
	found := flows.runs("book") with input as tenant
	found.reads == {"boat__c": "Boat__c"}
}

test_a_subflow_runs_as_the_flow_that_calls_it if {
	count_flow := _flow("DefaultMode", _finds("Boat__c"))
	tenant := {"Flow": {"Book": {"subflows": {"Call": {"flowName": "Find"}}}, "Find": _flow(_without, _calls("COUNT")), "Count": count_flow}}
	first := flows.runs("book") with input as tenant
	first.reads == {"boat__c": "Boat__c"}
	alone := flows.runs("count") with input as tenant
	alone.unshared == set()
	shared := object.union(tenant, {"Flow": {"Book": {"runInMode": _without}, "Find": {"runInMode": _with}}})
	second := flows.runs("book") with input as shared
	second.unshared == {"Book"}
}

test_flows_that_call_each_other_end if {
	tenant := {"Flow": {"Book": _flow(_without, _calls("Find")), "Find": _flow("DefaultMode", object.union(_calls("Book"), _finds("Boat__c")))}}
	found := flows.runs("book") with input as tenant
	found.unshared == {"Book", "Find"}
	other := flows.runs("find") with input as tenant
	other.reads == {"boat__c": "Boat__c"}
}

test_subflows_that_the_export_lacks if {
	tenant := {"Flow": {"Book": object.union(_flow(_with, {}), {"subflows": {"A": {"flowName": "Gone"}, "B": {"flowName": "Draft"}}}), "Draft": {"status": "Draft", "subflows": {"C": {"flowName": "Elsewhere"}}}}}
	found := flows.runs("book") with input as tenant
	found.lost == {"Gone"}
	count([key | some key in ["gone", "draft"]; flows.started[key]]) == 0 with input as tenant
}

test_a_flow_that_says_nothing_runs_as_the_flow_that_calls_it if {
	tenant := {"Flow": {"Book": _flow(_without, _calls("Find")), "Find": _finds("Boat__c")}}
	called := flows.runs("book") with input as tenant
	called.reads == {"boat__c": "Boat__c"}
	alone := flows.runs("find") with input as tenant
	alone.reads == {}
}

test_a_flow_with_sharing_may_call_one_without if {
	tenant := {"Flow": {"Book": _flow(_with, _calls("Find")), "Find": _flow(_without, _finds("Boat__c"))}}
	found := flows.runs("book") with input as tenant
	[found.unshared, found.reads] == [{"Find"}, {"boat__c": "Boat__c"}]
}

test_the_first_of_the_files_of_a_flow_stands_for_it if {
	tenant := {"Flow": {"Book-3": _flow(_without, {}), "Book-2": _flow(_without, {}), "Book-1": {"status": "Obsolete"}}}
	found := flows.runs("book") with input as tenant
	[found.flow, found.unshared] == ["Book-2", {"Book-2", "Book-3"}]
}
