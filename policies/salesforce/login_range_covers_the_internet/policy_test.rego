package tenantlint.salesforce.login_range_covers_the_internet_test

import data.tenantlint.examples
import data.tenantlint.salesforce.login_range_covers_the_internet as rule

_profile(ranges) := {"coverage": {"types": {"Profile": true}}, "Profile": {"Docks": {"userLicense": "Salesforce", "loginIpRanges": ranges}}}

_at(i) := ["Profile", "Docks", "loginIpRanges", i, "startAddress"]

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{[violation.at, violation.identity] | some violation in found} == {
		[["Profile", "Call Centre", "loginIpRanges", 1, "startAddress"], {"profile": "Call Centre"}],
		[["Profile", "Field Sales", "loginIpRanges", 1, "startAddress"], {"profile": "Field Sales"}],
		[["Profile", "Home Workers", "loginIpRanges", 0, "startAddress"], {"profile": "Home Workers"}],
	}
	{step.at | some violation in found; some step in violation.related} == {
		["Profile", "Call Centre", "loginIpRanges", 0],
		["Profile", "Field Sales", "loginIpRanges", 0],
	}
	gaps := rule.not_evaluated with input as tenant
	count(gaps) == 0
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_the_limit if {
	at_limit := _profile([{"startAddress": "10.0.0.0", "endAddress": "10.255.255.255"}])
	count(rule.deny) == 1 with input as at_limit
	below := _profile([{"startAddress": "10.0.0.0", "endAddress": "10.255.255.254"}])
	count(rule.deny) == 0 with input as below
	params := {"addresses": 256}
	narrow := _profile([{"startAddress": "192.0.2.0", "endAddress": "192.0.2.255"}])
	count(rule.deny) == 1 with input as narrow with data.tenantlint.params["SF-PERM-010"] as params
}

test_the_widest_range_is_named if {
	tenant := _profile([
		{"startAddress": "0.0.0.0", "endAddress": "223.255.255.255"},
		{"startAddress": "192.0.2.0", "endAddress": "192.0.2.255"},
	])
	found := rule.deny with input as tenant
	{[violation.at, [step.message | some step in violation.related]] | some violation in found} == {[_at(0), ["from 192.0.2.0 to 192.0.2.255"]]}
}

test_ranges_that_cannot_be_read_are_told if {
	tenant := _profile([
		{"startAddress": "office", "endAddress": "10.0.0.1"},
		{"startAddress": "10.0.0.1"},
		{"endAddress": "10.0.0.1"},
		{"startAddress": "0.0.0.0", "endAddress": "255.255.255.255"},
	])
	found := rule.deny with input as tenant
	{violation.at | some violation in found} == {_at(3)}
	gaps := rule.not_evaluated with input as tenant
	{gap.at | some gap in gaps} == {["Profile", "Docks", "loginIpRanges", i] | some i in [0, 1, 2]}
	{gap.message | some gap in gaps} == {"A login IP range of the profile \"Docks\" cannot be read."}
}

test_profiles_that_were_not_exported_are_told if {
	tenant := {"coverage": {"types": {}}}
	gaps := rule.not_evaluated with input as tenant
	gaps == {{"message": "Profile was not exported.", "at": ["Profile"]}}
}
