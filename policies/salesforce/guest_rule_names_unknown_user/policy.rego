# METADATA
# title: Guest rule names an unknown guest user
# scope: package
# description: |
#   A guest sharing rule names its guest user by a nickname, which is the name of the site. This one fits no site of the
#   export, so nobody can tell from these files which site's visitors get the records: the judgement of the tenant is
#   incomplete, not clean. Without any sites in the export, the rule is reported as not judged.
# related_resources:
#   - ref: https://help.salesforce.com/s/articleView?id=platform.security_sharing_rules_create_guest.htm&type=5
#     description: "Salesforce Help: Create Guest User Sharing Rules"
#   - ref: https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_sharingrules.htm
#     description: "Metadata API Developer Guide: SharingRules"
# custom:
#   id: SF-COV-002
#   severity: medium
#   family: governance
#   types: [SharingRules, CustomSite]
#   unit: a sharing rule and a guest user
#   remediation: |
#     Add the CustomSite (and its Network) to the export, or give the nickname of the site's guest user (Setup > Sites > the
#     site > Public Access Settings > Assigned Users) as runtime.guestUsers.<site>.nickname.
#   frameworks:
#     CIS8: ["1.1"]
#     NISTCSF2: ["ID.AM-02"]
#     ISO27001: ["A.5.9"]
package tenantlint.salesforce.guest_rule_names_unknown_user

import data.tenantlint.salesforce.lib.access
import data.tenantlint.salesforce.lib.paths

deny contains violation if {
	paths.covered(input, "CustomSite")
	some [rule, user] in _unknown
	violation := {
		"message": sprintf("Guest sharing rule %s of %s names guest user %s, who belongs to no site of the export.", [rule.rule, rule.object, user.name]),
		"at": user.at,
		"identity": {"object": rule.object, "rule": rule.rule, "guestUser": user.name},
	}
}

not_evaluated contains gap if {
	not paths.covered(input, "CustomSite")
	some [rule, user] in _unknown
	gap := {"message": "CustomSite was not exported.", "at": user.at}
}

_unknown contains pair if {
	some rule in access.guest_rules
	some user in rule.users
	count(user.sites) == 0
	pair := [rule, user]
}
