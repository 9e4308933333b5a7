# METADATA
# title: Guest sharing rule on a personal-data object
# scope: package
# description: |
#   A guest sharing rule gives records of an object about people or companies to everybody on the internet. Criteria
#   only choose which of them: whatever matches is public with every field that the guest profile may read, and the
#   names even without one. Data for the public belong in an object of their own.
# related_resources:
#   - ref: https://help.salesforce.com/s/articleView?id=platform.networks_guest_policies_timelines.htm&type=5
#     description: "Salesforce Help: Guest User Security Policies and Timelines"
#   - ref: https://help.salesforce.com/s/articleView?id=platform.security_sharing_rules_create_guest.htm&type=5
#     description: "Salesforce Help: Create Guest User Sharing Rules"
# custom:
#   id: SF-GUEST-004
#   severity: critical
#   family: guest-access
#   types: [SharingRules, CustomSite]
#   unit: a sharing rule
#   remediation: |
#     Setup > Sharing Settings > the object's sharing rules: delete the guest user rule, and publish a reduced copy of the
#     data in an object of its own. An object that is public on purpose goes into the parameter public_objects.
#   frameworks:
#     CIS8: ["3.3"]
#     NISTCSF2: ["PR.AA-05"]
#     ISO27001: ["A.8.3"]
#     SBS: ["SBS-CPORTAL-002"]
package tenantlint.salesforce.guest_rule_on_personal_data_object

import data.tenantlint.salesforce.lib.access
import data.tenantlint.salesforce.lib.guests

deny contains violation if {
	some rule in access.guest_rules
	holds := access.personal_objects[rule.key]
	not rule.key in access.public_objects
	violation := {
		"message": sprintf("Guest sharing rule %s opens records of %s: %s.", [rule.rule, rule.object, holds]),
		"at": rule.at,
		"identity": {"object": rule.object, "rule": rule.rule},
		"access": {"principal": "guest", "actions": ["read"], "object": rule.object, "via": "guest sharing rule"},
		"related": [{"at": user.at, "message": sprintf("shared with guest user %s", [user.name])} | some user in rule.users],
	}
}

not_evaluated contains gap if {
	some gap in guests.rule_gaps(input, access.sites)
}
