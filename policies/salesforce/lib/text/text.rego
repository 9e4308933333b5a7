# METADATA
# title: Words of messages
# description: |
#   thousands(1381735) is "1,381,735". amount(2, "field") is "2 fields" and amount(1, "data category") is "1 data category".
#   names(list) joins names with commas and shortens after twelve: "a, b and 3 more". spelt(set) is {folded name: name} of
#   names that are compared without case, each as the first of its spellings. by_owner(object) is {folded owner: {key: name}}
#   of the keys of an object that are Owner.Name.
package tenantlint.salesforce.lib.text

thousands(number) := text if {
	digits := sprintf("%d", [number])
	padded := concat("", [substring("  ", 0, (3 - (count(digits) % 3)) % 3), digits])
	text := trim(concat(",", regex.find_n(".{3}", padded, -1)), " ")
}

amount(number, noun) := sprintf("1 %s", [noun]) if {
	number == 1
} else := sprintf("%s %sies", [thousands(number), trim_suffix(noun, "y")]) if {
	endswith(noun, "y")
} else := sprintf("%s %ss", [thousands(number), noun])

names(list) := concat(", ", list) if {
	count(list) <= 12
} else := sprintf("%s and %d more", [concat(", ", array.slice(list, 0, 12)), count(list) - 12])

spelt(set) := {key: name |
	pairs := sort({[lower(written), written] | some written in set})
	some i, [key, name] in pairs
	count([1 | some [before, _] in array.slice(pairs, i - 1, i); before == key]) == 0
}

by_owner(named) := object.union_n([{lower(owner): {qualified: name}} | some qualified, _ in named; [owner, name] := split(qualified, ".")])
