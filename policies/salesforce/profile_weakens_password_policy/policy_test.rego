package tenantlint.salesforce.profile_weakens_password_policy_test

import data.tenantlint.examples
import data.tenantlint.salesforce.profile_weakens_password_policy as rule

_base := ["ProfilePasswordPolicy", "Sales_profilePasswordPolicy1700000000001"]

_org(field) := ["Settings", "Security", "passwordPolicies", field]

# The values of an untouched org, and those of a profile's policy that says the same.
_default := {
	"complexity": "AlphaNumeric",
	"expiration": "NinetyDays",
	"historyRestriction": "3",
	"lockoutInterval": "FifteenMinutes",
	"maxLoginAttempts": "TenAttempts",
	"minimumPasswordLength": "8",
	"questionRestriction": "DoesNotContainPassword",
}

_same := {
	"profile": "Sales",
	"lockoutInterval": 15,
	"maxLoginAttempts": 10,
	"minimumPasswordLength": 8,
	"passwordComplexity": 1,
	"passwordExpiration": 90,
	"passwordHistory": 3,
	"passwordQuestion": 1,
}

_tenant(policy, org) := {
	"coverage": {"types": {"ProfilePasswordPolicy": true, "Settings": true}},
	"ProfilePasswordPolicy": {"P1": policy},
	"Settings": {"Security": {"passwordPolicies": org}},
}

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{[violation.at, violation.related[0].at, violation.fixes[0].edits[0].value] | some violation in found} == {
		[array.concat(_base, ["lockoutInterval"]), _org("lockoutInterval"), 0],
		[array.concat(_base, ["maxLoginAttempts"]), _org("maxLoginAttempts"), 5],
		[array.concat(_base, ["minimumPasswordLength"]), _org("minimumPasswordLength"), 12],
		[array.concat(_base, ["passwordComplexity"]), _org("complexity"), 4],
		[array.concat(_base, ["passwordExpiration"]), _org("expiration"), 90],
		[array.concat(_base, ["passwordHistory"]), _org("historyRestriction"), 5],
		[array.concat(_base, ["passwordQuestion"]), _org("questionRestriction"), 1],
	}
	{violation | some violation in found; violation.identity.setting == "maxLoginAttempts"} == {{
		"message": "The password policy of the profile \"Custom: Sales Profile\" is weaker than the organisation's: maxLoginAttempts is NoLimit instead of FiveAttempts.",
		"at": array.concat(_base, ["maxLoginAttempts"]),
		"identity": {"policy": "Sales_profilePasswordPolicy1700000000001", "setting": "maxLoginAttempts"},
		"related": [{"at": _org("maxLoginAttempts"), "message": "the organisation's policy says FiveAttempts"}],
		"fixes": [{
			"title": "Set maxLoginAttempts to what the organisation's policy asks for",
			"safe": false,
			"edits": [{"op": "set", "at": array.concat(_base, ["maxLoginAttempts"]), "value": 5}],
		}],
	}}
	count(rule.not_evaluated) == 0 with input as tenant
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_the_same_policy_is_not_weaker if {
	tenant := _tenant(_same, _default)
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_numbers_are_compared_as_numbers if {
	tenant := _tenant(object.union(_same, {"minimumPasswordLength": 8}), object.union(_default, {"minimumPasswordLength": "10"}))
	found := rule.deny with input as tenant
	{[violation.identity.setting, violation.message] | some violation in found} == {[
		"minimumPasswordLength",
		"The password policy of the profile \"Sales\" is weaker than the organisation's: minimumPasswordLength is 8 instead of 10.",
	]}
}

test_each_code_means_what_the_organisation_calls_it if {
	every pair in [
		["lockoutInterval", "lockoutInterval", 15, "FifteenMinutes", "ThirtyMinutes"],
		["lockoutInterval", "lockoutInterval", 30, "ThirtyMinutes", "SixtyMinutes"],
		["lockoutInterval", "lockoutInterval", 60, "SixtyMinutes", "Forever"],
		["maxLoginAttempts", "maxLoginAttempts", 0, "NoLimit", "TenAttempts"],
		["maxLoginAttempts", "maxLoginAttempts", 10, "TenAttempts", "FiveAttempts"],
		["maxLoginAttempts", "maxLoginAttempts", 5, "FiveAttempts", "ThreeAttempts"],
		["passwordComplexity", "complexity", 0, "NoRestriction", "AlphaNumeric"],
		["passwordComplexity", "complexity", 1, "AlphaNumeric", "UpperLowerCaseNumeric"],
		["passwordComplexity", "complexity", 2, "SpecialCharacters", "UpperLowerCaseNumericSpecialCharacters"],
		["passwordComplexity", "complexity", 3, "UpperLowerCaseNumeric", "UpperLowerCaseNumericSpecialCharacters"],
		["passwordExpiration", "expiration", 0, "Never", "OneYear"],
		["passwordExpiration", "expiration", 365, "OneYear", "SixMonths"],
		["passwordExpiration", "expiration", 180, "SixMonths", "NinetyDays"],
		["passwordExpiration", "expiration", 90, "NinetyDays", "SixtyDays"],
		["passwordExpiration", "expiration", 60, "SixtyDays", "ThirtyDays"],
	] {
		policy := object.union(_same, {pair[0]: pair[2]})
		stricter := _tenant(policy, object.union(_default, {pair[1]: pair[4]}))
		found := rule.deny with input as stricter
		{violation.identity.setting | some violation in found} == {pair[0]}
		same := _tenant(policy, object.union(_default, {pair[1]: pair[3]}))
		count(rule.deny) == 0 with input as same
	}
}

test_the_weaker_of_two_policies_of_a_profile_is_found if {
	tenant := object.union(_tenant(_same, _default), {"ProfilePasswordPolicy": {"P2": object.union(_same, {"passwordHistory": 1})}})
	found := rule.deny with input as tenant
	{violation.identity | some violation in found} == {{"policy": "P2", "setting": "passwordHistory"}}
}

test_names_that_are_no_encodings_stay if {
	every pair in [["100% Sales", "100% Sales"], ["50%25 of 100%", "50%25 of 100%"], ["Sales+Service", "Sales+Service"], ["R%26D", "R&D"], ["A%2BB+C", "A+B+C"]] {
		tenant := _tenant(object.union(_same, {"profile": pair[0], "passwordHistory": 1}), _default)
		found := rule.deny with input as tenant
		{contains(violation.message, sprintf("\"%s\"", [pair[1]])) | some violation in found} == {true}
	}
}

test_a_policy_without_a_profile_has_its_own_name if {
	every policy in [object.remove(_same, ["profile"]), object.union(_same, {"profile": null})] {
		tenant := _tenant(object.union(policy, {"passwordHistory": 1}), _default)
		found := rule.deny with input as tenant
		{contains(violation.message, "profile \"P1\"") | some violation in found} == {true}
	}
}

test_organisation_settings_that_are_missing_are_not_judged if {
	weak := object.union(_same, {"passwordHistory": 1})
	without_history := _tenant(weak, object.remove(_default, ["historyRestriction"]))
	count(rule.deny) == 0 with input as without_history
	missing_setting := rule.not_evaluated with input as without_history
	missing_setting == {{"message": "Settings.Security does not state passwordPolicies.historyRestriction.", "at": _org("historyRestriction")}}
	without_file := object.remove(_tenant(weak, {}), ["Settings"])
	missing_file := rule.not_evaluated with input as without_file
	missing_file == {{"message": "Settings.Security was not exported.", "at": ["Settings", "Security"]}}
}

test_profile_settings_that_are_missing_or_unknown_are_not_judged if {
	every policy in [
		object.remove(_same, ["passwordComplexity"]),
		object.union(_same, {"passwordComplexity": 9}),
		object.union(_same, {"passwordComplexity": null}),
	] {
		tenant := _tenant(policy, object.union(_default, {"complexity": "SpecialCharacters"}))
		count(rule.deny) == 0 with input as tenant
		gaps := rule.not_evaluated with input as tenant
		gaps == {{
			"message": "The password policy of the profile \"Sales\" states no known value for passwordComplexity.",
			"at": ["ProfilePasswordPolicy", "P1", "passwordComplexity"],
		}}
	}
}

test_a_length_that_is_no_number_is_not_judged if {
	tenant := _tenant(object.union(_same, {"minimumPasswordLength": null}), _default)
	gaps := rule.not_evaluated with input as tenant
	{gap.at[2] | some gap in gaps} == {"minimumPasswordLength"}
}

test_policies_that_were_not_exported_are_unknown if {
	tenant := {"coverage": {"types": {"Settings": true}}, "Settings": {"Security": {}}}
	count(rule.deny) == 0 with input as tenant
	gaps := rule.not_evaluated with input as tenant
	gaps == {{"message": "ProfilePasswordPolicy was not exported.", "at": ["ProfilePasswordPolicy"]}}
}

test_without_policies_the_settings_are_not_missed if {
	tenant := {"coverage": {"types": {"ProfilePasswordPolicy": true}}, "ProfilePasswordPolicy": {}}
	count(rule.not_evaluated) == 0 with input as tenant
}
