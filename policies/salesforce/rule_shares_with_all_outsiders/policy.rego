# METADATA
# title: Sharing rule to all external users
# scope: package
# description: |
#   The rule gives its records to all customers or all partners who log in, whichever company they belong to, and
#   to everybody who will ever join; with self-registration that is whoever signs up. What one customer should see
#   of their own is so open to each of the others.
#
#   Judged are criteria, owner and territory rules; guest sharing rules have rules of their own. Where
#   SharingRules was not exported, it is reported as not judged, unless the export shows that nobody from outside
#   logs in.
# related_resources:
#   - ref: https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_sharingrules.htm
#     description: "Metadata API: SharingRules"
#   - ref: https://help.salesforce.com/s/articleView?id=platform.security_owd_external_setting.htm&type=5
#     description: "Salesforce Help: Set Your External Organization-Wide Sharing Defaults"
# custom:
#   id: SF-SHR-004
#   severity: medium
#   family: least-privilege
#   types: [SharingRules, Network, CustomSite, Settings]
#   unit: a sharing rule
#   remediation: |
#     Setup > Sharing Settings > Sharing Rules of the object: share with a group of the members who need the
#     records, or delete the rule and open each member their own records with a sharing set (sharedTo in the
#     SharingRules).
#   frameworks:
#     CIS8: ["3.3"]
#     ISO27001: ["A.8.3"]
#     NISTCSF2: ["PR.AA-05"]
package tenantlint.salesforce.rule_shares_with_all_outsiders

import data.tenantlint.salesforce.lib.access
import data.tenantlint.salesforce.lib.outsiders
import data.tenantlint.salesforce.lib.paths

deny contains violation if {
	some object_name, group in paths.object_at(input, "SharingRules")
	some list in ["sharingCriteriaRules", "sharingOwnerRules", "sharingTerritoryRules"]
	some name, shared in paths.object_at(group, list)
	audiences := [audience | some audience in _audiences; object.get(paths.object_at(shared, "sharedTo"), audience.key, null) != null]
	first := audiences[0] # none where the rule is for others
	base := ["SharingRules", object_name, list, name, "sharedTo"]
	violation := {
		"message": sprintf("The sharing rule \"%s\" gives records of %s to %s.", [name, object_name, concat(" and ", [audience.name | some audience in audiences])]),
		"at": array.concat(base, [first.key]),
		"identity": {"object": object_name, "kind": list, "rule": name},
		"access": object.union(
			{"principal": "any-member", "actions": _actions(object.get(shared, "accessLevel", "Read")), "object": object_name, "via": list},
			{"records": number | number := access.record_counts[lower(object_name)]},
		),
		"related": [{"at": array.concat(base, [audience.key]), "message": sprintf("to %s as well", [audience.name])} |
			some audience in array.slice(audiences, 1, count(audiences))
		],
	}
}

not_evaluated contains gap if {
	not paths.covered(input, "SharingRules")
	not outsiders.no_members(input)
	gap := {"message": "SharingRules was not exported.", "at": ["SharingRules"]}
}

_audiences := [
	{"key": "allCustomerPortalUsers", "name": "all customers"},
	{"key": "allPartnerUsers", "name": "all partners"},
]

_actions(level) := ["read"] if {
	level == "Read"
} else := ["read", "edit"]
