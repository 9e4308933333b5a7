# METADATA
# title: Ranges of internet addresses
# description: |
#   size(first, last) is the number of addresses in a range of IPv4 addresses, or of networks of 64 bits in one of IPv6
#   addresses, since every line has at least one such network; undefined where one of the two is no address, or they are of
#   two kinds. Numbers are exact up to 2^36, and stay above that beyond.
package tenantlint.salesforce.lib.ranges

import data.tenantlint.salesforce.lib.addresses

size(first, last) := _size(addresses.groups(first), addresses.groups(last))

_size(from, to) := addresses.span(from, to) if {
	addresses.is_ipv4(from)
	addresses.is_ipv4(to)
} else := number if {
	not addresses.is_ipv4(from)
	not addresses.is_ipv4(to)
	number := ((min([_site(to) - _site(from), 1048576]) * 65536) + (to[3] - from[3])) + 1
}

_site(groups) := (((groups[0] * 65536) + groups[1]) * 65536) + groups[2]
