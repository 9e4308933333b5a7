# METADATA
# title: Trusted IP range too wide
# scope: package
# description: |
#   Whoever logs in from a trusted address is not asked to prove the identity with a code, and API clients need no security
#   token. A range as wide as a provider's network trusts its other customers too, so that a stolen password is enough.
#
#   Reported are ranges of IPv4 addresses with as many addresses as the parameter `addresses` says or more, and ranges of IPv6
#   addresses that go beyond one network of 48 bits, which is what one site gets. An org without trusted ranges is fine: it
#   exports an empty networkAccess. Addresses that cannot be read are reported as not judged.
# related_resources:
#   - ref: https://developer.salesforce.com/docs/atlas.en-us.226.0.securityImplGuide.meta/securityImplGuide/security_networkaccess.htm
#     description: "Salesforce Security Guide: Set Trusted IP Ranges for Your Organization"
#   - ref: https://developer.salesforce.com/docs/platform/api-metadata/references/meta-types/metadata-securitysettings.html
#     description: "Metadata API: SecuritySettings, NetworkAccess"
# custom:
#   id: SF-AUTH-004
#   severity: medium
#   family: ip-allow-list
#   types: [Settings]
#   unit: a range of addresses
#   remediation: |
#     Setup > Network Access: replace the range by the addresses that your own network uses towards the Internet, or correct
#     ipRanges under networkAccess in the settings "Security". A deployment replaces all ranges by those in the file.
#   frameworks:
#     CIS8: ["4.1", "6.3"]
#     NISTCSF2: ["PR.AA-05", "PR.IR-01"]
#     ISO27001: ["A.8.20"]
#     HC: ["NetworkSecurity.trustedIpRangesConfigured"]
#   params:
#     - name: addresses
#       description: The number of IPv4 addresses from which on a range is too wide.
#       schema: {type: integer, minimum: 2}
#       default: 65536
package tenantlint.salesforce.trusted_ip_range_is_wide

import data.tenantlint.salesforce.lib.addresses
import data.tenantlint.salesforce.lib.paths
import data.tenantlint.salesforce.lib.settings
import data.tenantlint.salesforce.lib.text

deny contains violation if {
	some place, range in _ranges
	size := _size(addresses.groups(range.start), addresses.groups(range.end))
	not _stated_before(place)
	violation := {
		"message": sprintf("The trusted IP range %s to %s holds %s: logins from there need no proof of identity.", [range.start, range.end, size]),
		"at": array.concat(_setting, ["ipRanges", place]),
		"identity": {"setting": settings.name(_setting), "range": sprintf("%s-%s", [range.start, range.end])},
	}
}

not_evaluated contains gap if some gap in settings.gaps(input, [_setting])

not_evaluated contains gap if {
	some place, range in _ranges
	not _readable(range)
	gap := {
		"message": "The addresses of a trusted IP range cannot be read.",
		"at": array.concat(_setting, ["ipRanges", place]),
	}
}

_setting := ["Settings", "Security", "networkAccess"]

_ranges := paths.list_at(settings.value(input, _setting), "ipRanges")

# Undefined for a range that is narrow enough.
_size(first, last) := sprintf("%s addresses", [text.thousands(size)]) if {
	[_kind(first), _kind(last)] == ["IPv4", "IPv4"]
	size := addresses.span(first, last)
	size >= data.tenantlint.params["SF-AUTH-004"].addresses
} else := "more than one network of 48 bits" if {
	[_kind(first), _kind(last)] == ["IPv6", "IPv6"]
	not addresses.same_site(first, last)
}

_readable(range) if {
	first := addresses.groups(range.start)
	last := addresses.groups(range.end)
	_kind(first) == _kind(last)
}

_kind(address) := "IPv4" if {
	addresses.is_ipv4(address)
} else := "IPv6"

# The same range twice is one finding.
_stated_before(place) if {
	some earlier in array.slice(_ranges, 0, place)
	earlier.start == _ranges[place].start
	earlier.end == _ranges[place].end
}
