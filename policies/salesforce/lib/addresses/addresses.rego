# METADATA
# title: IP addresses
# description: |
#   groups(text) are the eight numbers, of 16 bits each, of an IPv6 address; an IPv4 address is read in its IPv6 form
#   (::ffff:203.0.113.7). Undefined where the text is no address. is_ipv4(groups) holds for the latter. span(first, last)
#   is the number of IPv4 addresses from one to the other, both included, given as groups. same_site(first, last) holds
#   where two IPv6 addresses are in one network of 48 bits, which is what one site of an organisation gets.
package tenantlint.salesforce.lib.addresses

groups(text) := array.concat(_mapped, [numbers[0] * 256 + numbers[1], numbers[2] * 256 + numbers[3]]) if {
	is_string(text)
	quad := trim_prefix(lower(text), "::ffff:")
	regex.match(`^(0|[1-9][0-9]?[0-9]?)\.(0|[1-9][0-9]?[0-9]?)\.(0|[1-9][0-9]?[0-9]?)\.(0|[1-9][0-9]?[0-9]?)$`, quad)
	numbers := [to_number(part) | some part in split(quad, ".")]
	max(numbers) < 256
} else := _filled(halves) if {
	is_string(text)
	written := split(lower(text), "::")
	halves := [_numbers(half) | some half in written]
	count(halves) == count(written)
}

is_ipv4(numbers) if array.slice(numbers, 0, 6) == _mapped

span(first, last) := (((last[6] - first[6]) * 65536) + (last[7] - first[7])) + 1

same_site(first, last) if array.slice(first, 0, 3) == array.slice(last, 0, 3)

_mapped := [0, 0, 0, 0, 0, 65535]

# The halves of an address around "::", which stands for one or more groups of zeros.
_filled(halves) := halves[0] if {
	count(halves) == 1
	count(halves[0]) == 8
} else := array.concat(halves[0], array.concat(array.slice([0, 0, 0, 0, 0, 0, 0, 0], 0, missing), halves[1])) if {
	count(halves) == 2
	missing := (8 - count(halves[0])) - count(halves[1])
	missing > 0
}

_numbers(half) := [] if {
	half == ""
} else := numbers if {
	parts := split(half, ":")
	numbers := [_number(part) | some part in parts; regex.match(`^[0-9a-f][0-9a-f]?[0-9a-f]?[0-9a-f]?$`, part)]
	count(numbers) == count(parts)
}

_number(part) := ((((d[0] * 16) + d[1]) * 16 + d[2]) * 16) + d[3] if {
	padded := substring(concat("", ["000", part]), count(part) - 1, -1)
	d := [indexof("0123456789abcdef", digit) | some digit in split(padded, "")]
}
