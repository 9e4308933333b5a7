package tenantlint.salesforce.lib.paths_test

import data.tenantlint.salesforce.lib.paths

test_object_at if {
	paths.object_at({"a": {"b": 1}}, "a") == {"b": 1}
	every value in [{"a": null}, {"a": []}, {}, null, "text", []] {
		paths.object_at(value, "a") == {}
	}
}

test_list_at if {
	paths.list_at({"a": [1, 2]}, "a") == [1, 2]
	paths.list_at({"a": "x"}, "a") == ["x"]
	paths.list_at({"a": false}, "a") == [false]
	every value in [{"a": null}, {}, null, "text"] {
		paths.list_at(value, "a") == []
	}
}

test_covered if {
	paths.covered({"coverage": {"types": {"Network": true}}}, "Network")
	not paths.covered({"coverage": {"types": {}}}, "Network")
}
