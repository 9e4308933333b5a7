package tenantlint.salesforce.lib.addresses_test

import data.tenantlint.salesforce.lib.addresses

test_ipv4 if {
	addresses.groups("203.0.113.7") == [0, 0, 0, 0, 0, 65535, 51968, 28935]
	addresses.groups("0.0.0.0") == [0, 0, 0, 0, 0, 65535, 0, 0]
	addresses.groups("255.255.255.255") == [0, 0, 0, 0, 0, 65535, 65535, 65535]
	addresses.groups("::FFFF:1.2.3.4") == addresses.groups("1.2.3.4")
	addresses.groups("::ffff:102:304") == addresses.groups("1.2.3.4")
}

test_ipv6 if {
	addresses.groups("2001:db8:0:1:2:3:4:fFfF") == [8193, 3512, 0, 1, 2, 3, 4, 65535]
	addresses.groups("2001:db8::1") == [8193, 3512, 0, 0, 0, 0, 0, 1]
	addresses.groups("::") == [0, 0, 0, 0, 0, 0, 0, 0]
	addresses.groups("::1a2b") == [0, 0, 0, 0, 0, 0, 0, 6699]
	addresses.groups("2001:db8::") == [8193, 3512, 0, 0, 0, 0, 0, 0]
	addresses.groups("1:2:3:4:5:6:7::") == [1, 2, 3, 4, 5, 6, 7, 0]
}

test_what_is_no_address if {
	texts := [
		"", "office", "1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4", "1.2.3.x", "1.2.3.4/24", "1234.1.1.1", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9",
		"1:2:3:4:5:6:7:8::", "1::2::3", "12345::", "12345::1:2:3:4:5:6:7:8", "g::", ":1", "1:", "::ffff:1.2.3", null, 7,
	]
	{text | some text in texts; addresses.groups(text)} == set()
}

test_kinds if {
	addresses.is_ipv4(addresses.groups("10.0.0.1"))
	not addresses.is_ipv4(addresses.groups("2001:db8::1"))
	not addresses.is_ipv4(addresses.groups("::a00:1"))
}

test_span if {
	addresses.span(addresses.groups("10.1.2.3"), addresses.groups("10.1.2.3")) == 1
	addresses.span(addresses.groups("10.1.2.0"), addresses.groups("10.1.2.255")) == 256
	addresses.span(addresses.groups("10.1.0.0"), addresses.groups("10.1.255.255")) == 65536
	addresses.span(addresses.groups("10.1.255.255"), addresses.groups("10.2.0.0")) == 2
	addresses.span(addresses.groups("0.0.0.0"), addresses.groups("255.255.255.255")) == 4294967296
}

test_sites if {
	addresses.same_site(addresses.groups("2001:db8:1::"), addresses.groups("2001:db8:1:ffff:ffff:ffff:ffff:ffff"))
	not addresses.same_site(addresses.groups("2001:db8:1::"), addresses.groups("2001:db8:2::"))
}
