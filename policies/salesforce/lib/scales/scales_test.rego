package tenantlint.salesforce.lib.scales_test

import data.tenantlint.salesforce.data.security_scales as tables
import data.tenantlint.salesforce.lib.scales

_path := ["Settings", "Security", "passwordPolicies", "lockoutInterval"]

_tenant(value) := {"Settings": {"Security": {"passwordPolicies": {"lockoutInterval": value}}}}

_scale := {"Short": 0, "Long": 1}

test_values_of_a_scale_have_their_place if {
	scales.rank(_scale, "Short") == 0
	scales.rank(_scale, "Long") == 1
}

test_numbers_are_their_own_place if {
	scales.rank({}, "8") == 8
	scales.rank({}, 12) == 12
	scales.rank({}, "0") == 0
	scales.rank({}, "20") == 20
}

test_other_values_have_no_place if {
	not scales.rank(_scale, "Longer")
	not scales.rank(_scale, "8")
	not scales.rank(_scale, 1)
	not scales.rank({}, "eight")
	not scales.rank({}, "08")
	not scales.rank({}, 8.5)
	not scales.rank({}, null)
}

test_the_lower_place_is_the_weaker if {
	scales.weaker(_scale, "Short", "Long")
	not scales.weaker(_scale, "Long", "Short")
	not scales.weaker(_scale, "Long", "Long")
	scales.weaker({}, "9", 10)
}

test_a_known_value_leaves_no_gap if {
	tenant := _tenant("Short")
	scales.gaps(tenant, _path, _scale) == set()
	digits := _tenant("0")
	scales.gaps(digits, _path, {}) == set()
}

test_an_absent_value_is_a_gap if {
	tenant := {"Settings": {"Security": {}}}
	scales.gaps(tenant, _path, _scale) == {{"message": "Settings.Security does not state passwordPolicies.lockoutInterval.", "at": _path}}
}

test_an_unknown_value_is_a_gap if {
	tenant := _tenant("Endless")
	scales.gaps(tenant, _path, _scale) == {{
		"message": "Settings.Security.passwordPolicies.lockoutInterval is \"Endless\", which is no known value.",
		"at": _path,
	}}
}

# Places are only compared, so what is pinned here is the order.
_order(scale) := [value | some entry in sort([[place, name] | some name, place in scale]); value := entry[1]]

test_the_order_of_the_tables if {
	_order(tables.sessionTimeout) == ["TwentyFourHours", "TwelveHours", "EightHours", "FourHours", "TwoHours", "NinetyMinutes", "SixtyMinutes", "ThirtyMinutes", "FifteenMinutes"]
	_order(tables.untrustedRedirect) == ["AlwaysAllowed", "WithUserPermission", "NeverAllowed"]
	_order(tables.expiration) == ["Never", "OneYear", "SixMonths", "NinetyDays", "SixtyDays", "ThirtyDays"]
	_order(tables.lockoutInterval) == ["FifteenMinutes", "ThirtyMinutes", "SixtyMinutes", "Forever"]
	_order(tables.maxLoginAttempts) == ["NoLimit", "TenAttempts", "FiveAttempts", "ThreeAttempts"]
	_order(tables.questionRestriction) == ["None", "DoesNotContainPassword"]
	tables.complexity.NoRestriction < tables.complexity.AlphaNumeric
	tables.complexity.AlphaNumeric < tables.complexity.SpecialCharacters
	tables.complexity.SpecialCharacters == tables.complexity.UpperLowerCaseNumeric
	tables.complexity.SpecialCharacters == tables.complexity.Any3UpperLowerCaseNumericSpecialCharacters
	tables.complexity.SpecialCharacters < tables.complexity.UpperLowerCaseNumericSpecialCharacters
}

test_the_values_of_profiles_are_on_their_scales if {
	codes := {[field, code] | some field, entry in tables.profile; some code, _ in object.get(entry, "values", {})}
	known := {[field, code] |
		some field, entry in tables.profile
		some code, name in object.get(entry, "values", {})
		scales.rank(tables[entry.replaces], name) >= 0
	}
	count(codes) == 22
	known == codes
}
