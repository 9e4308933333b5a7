package tenantlint.salesforce.lib.text_test

import data.tenantlint.salesforce.lib.text

test_thousands if [text.thousands(n) | some n in [0, 12, 999, 1000, 48210, 1381735, 999999999]] == ["0", "12", "999", "1,000", "48,210", "1,381,735", "999,999,999"]

test_amount if [text.amount(n, noun) | some [n, noun] in [[1, "field"], [2, "field"], [1, "data category"], [9, "data category"], [0, "record"]]] == ["1 field", "2 fields", "1 data category", "9 data categories", "0 records"]

test_names if {
	text.names(["a", "b"]) == "a, b"
	text.names([sprintf("%d", [n]) | some n in numbers.range(1, 15)]) == "1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 and 3 more"
}

test_one_spelling_of_each_name if {
	text.spelt({"boat__c", "Boat__c", "Dock__c", "BOAT__c"}) == {"boat__c": "BOAT__c", "dock__c": "Dock__c"}
	text.spelt(set()) == {}
}

test_twelve_names_are_told_in_full if {
	twelve := [sprintf("%d", [i]) | some i in numbers.range(1, 12)]
	text.names(twelve) == "1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12"
	text.names(array.concat(twelve, ["13"])) == "1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 and 1 more"
}

test_names_by_owner if {
	text.by_owner({"Boat__c.Hull__c": true, "boat__C.Call__c": true, "Dock__c.Name": true, "Dock__c": true, "a.b.c": true}) == {
		"boat__c": {"Boat__c.Hull__c": "Hull__c", "boat__C.Call__c": "Call__c"},
		"dock__c": {"Dock__c.Name": "Name"},
	}
	text.by_owner({}) == {}
}
