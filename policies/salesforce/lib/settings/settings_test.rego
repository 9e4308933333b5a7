package tenantlint.salesforce.lib.settings_test

import data.tenantlint.salesforce.lib.settings

_path := ["Settings", "Security", "sessionSettings", "requireHttpOnly"]

_tenant := {"Settings": {"Security": {"sessionSettings": {"requireHttpOnly": false}}}}

test_a_stated_setting_is_its_value if {
	settings.value(_tenant, _path) == false
	settings.gaps(_tenant, [_path]) == set()
}

test_a_setting_that_is_not_stated_is_null if {
	settings.value({"Settings": {"Security": {}}}, _path) == null
	settings.value({}, _path) == null
}

test_names_leave_the_section_out if settings.name(_path) == "Security.sessionSettings.requireHttpOnly"

test_what_a_file_does_not_state_is_told_at_its_place if {
	tenant := {"Settings": {"Security": {"sessionSettings": {}}}}
	settings.gaps(tenant, [_path]) == {{"message": "Settings.Security does not state sessionSettings.requireHttpOnly.", "at": _path}}
}

test_a_file_that_is_missing_is_told_once if {
	tenant := {"Settings": {"Sharing": {}}}
	other := ["Settings", "Security", "enableAdminLoginAsAnyUser"]
	settings.gaps(tenant, [_path, other]) == {{"message": "Settings.Security was not exported.", "at": ["Settings", "Security"]}}
}

test_a_fix_sets_one_setting if {
	settings.set("Switch it on", true, _path, true) == [{
		"title": "Switch it on",
		"safe": true,
		"edits": [{"op": "set", "at": _path, "value": true}],
	}]
}
