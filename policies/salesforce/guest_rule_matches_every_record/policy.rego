# METADATA
# title: Guest sharing rule matches every record
# scope: package
# description: |
#   The criteria of a guest sharing rule hold for every record, so the rule opens the whole object to anonymous visitors
#   where a selection was meant. `Name not equal to (empty)` is the usual form, also in published samples; the text
#   `null` as a value is another, since no record holds that word. New records become public the moment they are saved.
#
#   Judged are rules without criteria, comparisons that every record passes (notEqual with an empty value or `null`,
#   notEqual on Name, Id, CreatedById and the like, the start of an Id) and their combination by the filter logic.
# related_resources:
#   - ref: https://help.salesforce.com/s/articleView?id=000395546&type=1
#     description: "Salesforce Help: guest user sharing rules"
#   - ref: https://help.salesforce.com/s/articleView?id=platform.security_sharing_rules_create_guest.htm&type=5
#     description: "Salesforce Help: Create Guest User Sharing Rules"
# custom:
#   id: SF-GUEST-003
#   severity: critical
#   family: guest-access
#   types: [SharingRules, CustomSite]
#   unit: a sharing rule
#   remediation: |
#     Setup > Sharing Settings > the object's sharing rules: give the guest user rule a criterion that somebody sets on purpose
#     for each record, such as Published__c equals true. An object that is public on purpose goes into the parameter
#     public_objects.
#   frameworks:
#     CIS8: ["3.3"]
#     HC: ["GuestUserAccess.guestAccessSharingRules"]
#     NISTCSF2: ["PR.AA-05"]
#     ISO27001: ["A.8.3"]
package tenantlint.salesforce.guest_rule_matches_every_record

import data.tenantlint.salesforce.data.sharing_models as models
import data.tenantlint.salesforce.lib.access
import data.tenantlint.salesforce.lib.guests
import data.tenantlint.salesforce.lib.paths

deny contains violation if {
	some rule in access.guest_rules
	not rule.key in access.public_objects
	settings := input.SharingRules[rule.object].sharingGuestRules[rule.rule]
	items := paths.list_at(settings, "criteriaItems")
	_holds(items, object.get(settings, "booleanFilter", ""))
	violation := {
		"message": sprintf("Guest sharing rule %s opens every record of %s: %s.", [rule.rule, rule.object, _words(items)]),
		"at": array.concat(rule.at, ["criteriaItems"]),
		"identity": {"object": rule.object, "rule": rule.rule},
		"access": {"principal": "guest", "actions": ["read"], "object": rule.object, "via": "guest sharing rule"},
		"related": [{"at": user.at, "message": sprintf("shared with guest user %s", [user.name])} | some user in rule.users],
	}
}

not_evaluated contains gap if {
	some gap in guests.rule_gaps(input, access.sites)
}

_words([]) := "it has no criteria"

_words(items) := concat(" and ", [sprintf("every record passes %s %s '%v'", [item.field, item.operation, object.get(item, "value", "")]) | some item in items; _passes(item)]) if count(items) > 0

_holds(items, "") if {
	every item in items {
		_passes(item)
	}
}

# Filter logic as a formula of T (every record passes) and F: "1 AND (2 OR 3)" becomes "T&(F|T)". Groups are worked out
# from the inside, to a depth of five; what is deeper or negated counts as F.
_holds(items, filter) if {
	tokens := [_token(items, token) | some token in regex.find_n("[0-9]+|AND|OR|NOT|[()]", upper(filter), -1)]
	_flat(_inner(_inner(_inner(_inner(_inner(concat("", tokens))))))) == "T"
}

_token(items, token) := "T" if {
	regex.match("^[0-9]+$", token)
	_passes(items[to_number(token) - 1])
} else := object.get({"AND": "&", "OR": "|", "(": "(", ")": ")"}, token, "F")

_inner(formula) := strings.replace_n({group: value |
	some group in regex.find_n("\\([^()]*\\)", formula, -1)
	value := _flat(trim(group, "()"))
}, formula)

_flat(formula) := "T" if {
	some part in split(formula, "|")
	regex.match("^T(?:&T)*$", part)
} else := "F"

_passes(item) if {
	item.operation == "notEqual"
	lower(sprintf("%v", [object.get(item, "value", "")])) in {"", "null"}
	not item.valueField
}

_passes(item) if {
	item.operation == "notEqual"
	item.field in models.always_filled
	not item.valueField
}

_passes(item) if {
	item.operation == "startsWith"
	endswith(item.field, "Id")
	item.field in models.always_filled
}
