package tenantlint.salesforce.lib.ranges_test

import data.tenantlint.salesforce.lib.ranges

_sizes := [
	["192.0.2.1", "192.0.2.1", 1],
	["10.0.0.0", "10.255.255.255", 16777216],
	["10.0.0.0", "10.255.255.254", 16777215],
	["10.0.0.1", "11.0.0.0", 16777216],
	["0.0.0.0", "255.255.255.255", 4294967296],
	["::ffff:0:0", "::ffff:ffff:ffff", 4294967296],
	["2001:db8::", "2001:db8::ffff:ffff:ffff:ffff", 1],
	["2001:db8::", "2001:db8:0:9::", 10],
	["2001:db8:0:ffff::", "2001:db8:1::", 2],
	["2001:db8::", "2001:db8:ff:ffff:ffff:ffff:ffff:ffff", 16777216],
	["2001:db8::", "2001:db8:ff:fffe:ffff:ffff:ffff:ffff", 16777215],
	["2001:ffff::", "2002::", 4294967297],
	["2001:ffff:ffff::", "2002::", 65537],
	["::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", 68719542272],
]

test_sizes if {
	every row in _sizes {
		ranges.size(row[0], row[1]) == row[2]
	}
}

test_what_is_no_range_has_no_size if {
	not ranges.size("10.0.0.1", "office")
	not ranges.size("office", "10.0.0.1")
	not ranges.size("::1", "10.0.0.1")
	not ranges.size("10.0.0.1", "2001:db8::")
}
