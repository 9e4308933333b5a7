# METADATA
# title: Login IP ranges cover the internet
# scope: package
# description: |
#   Login IP ranges let the users of a profile in from the company's own networks alone, and spare them the check of a new
#   device there. A range over a large part of the internet lets everybody in and spares everybody the check: it is worse
#   than none, and looks like protection in every review.
#
#   The addresses of all ranges of a profile are added up; of IPv6, networks of 64 bits are counted, since every line has at
#   least one. From 16,777,216 (2^24, a 256th of IPv4) on the profile is reported; the parameter addresses sets another limit.
#   Guest profiles are left out, since guests do not log in. A range that cannot be read is reported as not judged.
# related_resources:
#   - ref: https://help.salesforce.com/s/articleView?id=000381914&type=1
#     description: "Salesforce Help: ranges of IPv4 and IPv6 addresses"
#   - ref: https://docs.securitybenchmark.org/controls-at-a-glance.html
#     description: "Security Benchmark for Salesforce: SBS-AUTH-003"
# custom:
#   id: SF-PERM-010
#   severity: high
#   family: ip-allow-list
#   types: [Profile]
#   unit: a profile
#   remediation: |
#     Setup > Profiles > the profile > Login IP Ranges: replace the range with the addresses from which your networks reach the
#     internet (startAddress and endAddress in loginIpRanges of the profile).
#   frameworks:
#     CIS8: ["13.5", "4.4"]
#     NISTCSF2: ["PR.IR-01", "PR.AA-03"]
#     ISO27001: ["A.8.20", "A.8.5"]
#     SBS: ["SBS-AUTH-003"]
#   params:
#     - name: addresses
#       description: The number of addresses from which on the ranges of a profile are too wide.
#       schema: {type: integer, minimum: 2}
#       default: 16777216
package tenantlint.salesforce.login_range_covers_the_internet

import data.tenantlint.salesforce.lib.grants
import data.tenantlint.salesforce.lib.paths
import data.tenantlint.salesforce.lib.privileges
import data.tenantlint.salesforce.lib.ranges

deny contains violation if {
	some name, found in _ranges
	sum([size | some [size, _, _, _] in found]) >= data.tenantlint.params["SF-PERM-010"].addresses
	sorted := sort(found)
	[_, first, last, at] := sorted[count(sorted) - 1]
	violation := {
		"message": sprintf("The login IP ranges of the profile \"%s\" cover a large part of the internet: the widest goes from %s to %s.", [name, first, last]),
		"at": array.concat(at, ["startAddress"]),
		"identity": {"profile": name},
		"related": [{"at": place, "message": sprintf("from %s to %s", [start, end])} | some [_, start, end, place] in array.slice(sorted, 0, count(sorted) - 1)],
	}
}

not_evaluated contains gap if some gap in grants.gaps(input, ["Profile"])

not_evaluated contains gap if {
	some [name, i, first, last] in _stated
	not ranges.size(first, last)
	gap := {
		"message": sprintf("A login IP range of the profile \"%s\" cannot be read.", [name]),
		"at": ["Profile", name, "loginIpRanges", i],
	}
}

_stated contains stated if {
	some holder in privileges.profiles
	holder.kind != "guest"
	some i, range in paths.list_at(input.Profile[holder.name], "loginIpRanges")
	stated := [holder.name, i, object.get(range, "startAddress", ""), object.get(range, "endAddress", "")]
}

# By profile: [size, first, last, place] of each range.
_ranges[name] contains range if {
	some [name, i, first, last] in _stated
	range := [ranges.size(first, last), first, last, ["Profile", name, "loginIpRanges", i]]
}
