package tenantlint.salesforce.trusted_ip_range_is_wide_test

import data.tenantlint.examples
import data.tenantlint.salesforce.trusted_ip_range_is_wide as rule

_setting := ["Settings", "Security", "networkAccess"]

_tenant(first, last) := {"Settings": {"Security": {"networkAccess": {"ipRanges": [{"start": first, "end": last}]}}}}

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	found == {
		{
			"message": "The trusted IP range 198.18.0.0 to 198.19.255.255 holds 131,072 addresses: logins from there need no proof of identity.",
			"at": array.concat(_setting, ["ipRanges", 1]),
			"identity": {"setting": "Security.networkAccess", "range": "198.18.0.0-198.19.255.255"},
		},
		{
			"message": "The trusted IP range 2001:db8:: to 2001:db8:ffff:ffff:ffff:ffff:ffff:ffff holds more than one network of 48 bits: logins from there need no proof of identity.",
			"at": array.concat(_setting, ["ipRanges", 2]),
			"identity": {"setting": "Security.networkAccess", "range": "2001:db8::-2001:db8:ffff:ffff:ffff:ffff:ffff:ffff"},
		},
	}
	count(rule.not_evaluated) == 0 with input as tenant
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_the_threshold_itself_is_too_wide if {
	wide := _tenant("198.18.0.0", "198.18.255.255")
	count(rule.deny) == 1 with input as wide
	narrower := _tenant("198.18.0.1", "198.18.255.255")
	count(rule.deny) == 0 with input as narrower
}

test_the_threshold_is_a_parameter if {
	tenant := _tenant("203.0.113.0", "203.0.113.255")
	count(rule.deny) == 1 with input as tenant with data.tenantlint.params["SF-AUTH-004"].addresses as 256
	count(rule.deny) == 0 with input as tenant with data.tenantlint.params["SF-AUTH-004"].addresses as 257
}

test_one_site_is_narrow_enough if {
	site := _tenant("2001:db8:7::", "2001:db8:7:ffff:ffff:ffff:ffff:ffff")
	count(rule.deny) == 0 with input as site
	count(rule.not_evaluated) == 0 with input as site
	two := _tenant("2001:db8:7::", "2001:db8:8::")
	count(rule.deny) == 1 with input as two
}

test_the_same_range_twice_is_one_finding if {
	tenant := {"Settings": {"Security": {"networkAccess": {"ipRanges": [
		{"start": "198.18.0.0", "end": "198.19.255.255"},
		{"start": "198.18.0.0", "end": "198.20.255.255"},
		{"start": "198.17.0.0", "end": "198.19.255.255"},
		{"start": "198.18.0.0", "end": "198.19.255.255", "description": "again"},
	]}}}}
	found := rule.deny with input as tenant
	{violation.at[4] | some violation in found} == {0, 1, 2}
}

test_addresses_that_cannot_be_read_are_not_judged if {
	every pair in [["office", "198.19.255.255"], ["198.18.0.0", "198.19.255"], ["198.18.0.0", "2001:db8::"], ["::", "198.18.0.0"], [null, "198.18.0.0"]] {
		tenant := _tenant(pair[0], pair[1])
		count(rule.deny) == 0 with input as tenant
		gaps := rule.not_evaluated with input as tenant
		gaps == {{"message": "The addresses of a trusted IP range cannot be read.", "at": array.concat(_setting, ["ipRanges", 0])}}
	}
}

test_an_end_that_is_missing_is_not_judged if {
	tenant := {"Settings": {"Security": {"networkAccess": {"ipRanges": [{"start": "198.18.0.0"}]}}}}
	count(rule.not_evaluated) == 1 with input as tenant
}

test_no_ranges_are_fine if {
	tenant := {"Settings": {"Security": {"networkAccess": {}}}}
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_a_setting_that_is_not_stated_is_not_judged if {
	tenant := {"Settings": {"Security": {}}}
	gaps := rule.not_evaluated with input as tenant
	gaps == {{"message": "Settings.Security does not state networkAccess.", "at": _setting}}
}

test_settings_that_were_not_exported_are_not_judged if {
	tenant := {"Settings": {"Sharing": {}}}
	gaps := rule.not_evaluated with input as tenant
	gaps == {{"message": "Settings.Security was not exported.", "at": ["Settings", "Security"]}}
}
