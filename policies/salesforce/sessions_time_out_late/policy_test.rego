package tenantlint.salesforce.sessions_time_out_late_test

import data.tenantlint.examples
import data.tenantlint.salesforce.sessions_time_out_late as rule

_setting := ["Settings", "Security", "sessionSettings", "sessionTimeout"]

_tenant(value) := {"Settings": {"Security": {"sessionSettings": {"sessionTimeout": value}}}}

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	found == {{
		"message": "Sessions end only after EightHours without activity; at most TwoHours is accepted.",
		"at": _setting,
		"identity": {"setting": "Security.sessionSettings.sessionTimeout"},
		"fixes": [{"title": "End sessions after TwoHours without activity", "safe": false, "edits": [{"op": "set", "at": _setting, "value": "TwoHours"}]}],
	}}
	count(rule.not_evaluated) == 0 with input as tenant
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

_fires contains value if {
	some value in ["TwentyFourHours", "TwelveHours", "EightHours", "FourHours", "TwoHours", "NinetyMinutes", "SixtyMinutes", "ThirtyMinutes", "FifteenMinutes"]
	tenant := _tenant(value)
	count(rule.deny) == 1 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_each_value if _fires == {"TwentyFourHours", "TwelveHours", "EightHours", "FourHours"}

test_the_limit_is_a_parameter if {
	tenant := _tenant("ThirtyMinutes")
	found := rule.deny with input as tenant with data.tenantlint.params["SF-SESS-006"].longest as "FifteenMinutes"
	{edit.value | some violation in found; some fix in violation.fixes; some edit in fix.edits} == {"FifteenMinutes"}
	count(rule.deny) == 0 with input as tenant with data.tenantlint.params["SF-SESS-006"].longest as "ThirtyMinutes"
}

test_a_value_that_is_not_known_is_not_judged if {
	tenant := _tenant("Sometimes")
	count(rule.deny) == 0 with input as tenant
	gaps := rule.not_evaluated with input as tenant
	{gap.at | some gap in gaps} == {_setting}
}

test_a_setting_that_is_not_stated_is_not_judged if {
	tenant := {"Settings": {"Security": {}}}
	count(rule.deny) == 0 with input as tenant
	gaps := rule.not_evaluated with input as tenant
	gaps == {{"message": "Settings.Security does not state sessionSettings.sessionTimeout.", "at": _setting}}
}

test_settings_that_were_not_exported_are_not_judged if {
	tenant := {"Settings": {"Sharing": {}}}
	gaps := rule.not_evaluated with input as tenant
	gaps == {{"message": "Settings.Security was not exported.", "at": ["Settings", "Security"]}}
}
