# METADATA
# title: Settings on a scale
# description: |
#   Functions for settings whose values stand in an order. A scale is an object from values to numbers, a higher number
#   being stricter (data/security_scales.yaml), or {} for settings whose value is a whole number itself, written as a text
#   or a number. rank(scale, value) is the place of a value on the scale, undefined where the value is not known there.
#   weaker(scale, value, than) holds where both are known and the first is less strict. gaps(tenant, path, scale) is the
#   set of entries for not_evaluated: the setting is not stated, or states a value that the scale does not know.
package tenantlint.salesforce.lib.scales

import data.tenantlint.salesforce.lib.settings

rank(scale, value) := place if {
	place := scale[value]
} else := to_number(digits) if {
	scale == {}
	digits := sprintf("%v", [value])
	regex.match(`^(0|[1-9][0-9]*)$`, digits)
}

weaker(scale, value, than) if rank(scale, value) < rank(scale, than)

gaps(tenant, path, scale) := settings.gaps(tenant, [path]) if {
	settings.value(tenant, path) == null
} else := set() if {
	rank(scale, settings.value(tenant, path)) >= 0
} else := {{
	"message": sprintf("%s is \"%v\", which is no known value.", [concat(".", path), settings.value(tenant, path)]),
	"at": path,
}}
