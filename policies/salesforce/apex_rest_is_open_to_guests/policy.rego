# METADATA
# title: Apex REST endpoint open to guests
# scope: package
# description: |
#   A class with @RestResource is a web service of its own. With access to the class, anybody can call its address on the
#   site without logging in, with any arguments and as often as they like; nothing but its own code says what it gives.
#
#   Only a class that has at least one HTTP method counts. Classes whose source the export lacks, those of managed packages
#   included, are reported as not judged.
# related_resources:
#   - ref: https://developer.salesforce.com/docs/atlas.en-us.communities_dev.meta/communities_dev/communities_dev_security_guest_users_apex_access.htm
#     description: "Experience Cloud Developer Guide: Limit Access to Apex Classes"
# custom:
#   id: SF-GUEST-011
#   severity: critical
#   family: anonymous-access
#   types: [Profile, PermissionSet, ApexClass, CustomSite]
#   unit: a guest profile or permission set and a class
#   remediation: |
#     Experience Builder > Settings > General > the guest user profile > Apex Class Access: remove the class, or set it to
#     false under classAccesses in the profile. Let callers log in as an integration user.
#   frameworks:
#     CIS8: ["3.3", "6.8"]
#     NISTCSF2: ["PR.AA-05"]
#     ISO27001: ["A.8.3"]
#     SBS: ["SBS-CPORTAL-002"]
package tenantlint.salesforce.apex_rest_is_open_to_guests

import data.tenantlint.salesforce.lib.access
import data.tenantlint.salesforce.lib.text

deny contains violation if {
	some found in access.guest_classes
	url := input.ApexClass[found.class].restResource
	methods := [entry.name | some entry in found.entries; entry.kind == "REST method"]
	count(methods) > 0
	holder := access.guest_holders[found.holder]
	violation := {
		"message": sprintf("Anybody may call the web service \"%s\" of the class \"%s\" (%s), by %s.", [url, found.class, text.amount(count(methods), "method"), holder.what]),
		"at": found.at,
		"identity": {holder.key: holder.holder, "class": lower(found.class)},
		"access": {"principal": "anonymous", "actions": ["call"], "via": "Apex REST"},
		"related": array.concat(
			array.concat(
				[{"at": ["ApexClass", found.class, "restResource"], "message": "the address of the web service"}],
				[{"at": ["ApexClass", found.class, "methods", name], "message": "answers requests"} | some name in methods],
			),
			holder.chain,
		),
	}
}

not_evaluated contains gap if some gap in access.unknown_code.ApexClass

not_evaluated contains gap if some gap in access.holder_gaps
