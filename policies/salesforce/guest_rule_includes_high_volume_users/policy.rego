# METADATA
# title: Guest rule includes records owned by high-volume users
# scope: package
# description: |
#   A guest sharing rule normally leaves out the records that belong to high-volume users, who are the customers with a
#   community licence. With this option they count too, so that what customers wrote themselves, such as cases, requests
#   and uploads, becomes readable to everybody on the internet as soon as it meets the rule's criteria.
#
#   Only rules that state the option are judged; without it, the platform's default is off. Objects in the parameter
#   public_objects are left out.
# related_resources:
#   - ref: https://developer.salesforce.com/docs/platform/api-metadata/references/meta-types/metadata-sharingrules.html
#     description: "Metadata API: SharingRules, includeHVUOwnedRecords"
#   - ref: https://help.salesforce.com/s/articleView?id=platform.security_sharing_rules_create_guest.htm&type=5
#     description: "Salesforce Help: Create Guest User Sharing Rules"
# custom:
#   id: SF-GUEST-023
#   severity: medium
#   family: guest-access
#   types: [SharingRules, CustomSite]
#   unit: a sharing rule
#   remediation: |
#     The option cannot be changed on a rule that exists. Setup > Sharing Settings > the object's sharing rules: delete the
#     guest user rule and create it anew without "Include records owned by users who can't have an assigned role", which is
#     includeHVUOwnedRecords in the SharingRules.
#   frameworks:
#     CIS8: ["3.3"]
#     NISTCSF2: ["PR.AA-05"]
#     ISO27001: ["A.8.3"]
package tenantlint.salesforce.guest_rule_includes_high_volume_users

import data.tenantlint.salesforce.lib.access
import data.tenantlint.salesforce.lib.guests

deny contains violation if {
	some rule in access.guest_rules
	not rule.key in access.public_objects
	settings := input.SharingRules[rule.object].sharingGuestRules[rule.rule]
	settings.includeHVUOwnedRecords == true
	violation := {
		"message": sprintf("The guest sharing rule \"%s\" of %s includes the records that customers own.", [rule.rule, rule.object]),
		"at": array.concat(rule.at, ["includeHVUOwnedRecords"]),
		"identity": {"object": rule.object, "rule": rule.rule},
		"access": {"principal": "guest", "actions": ["read"], "object": rule.object, "via": "includeHVUOwnedRecords"},
		"related": [{"at": user.at, "message": sprintf("shared with the guest user %s", [user.name])} | some user in rule.users],
	}
}

not_evaluated contains gap if {
	some gap in guests.rule_gaps(input, access.sites)
}
