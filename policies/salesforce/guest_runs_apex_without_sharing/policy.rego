# METADATA
# title: Guest can run Apex without sharing
# scope: package
# description: |
#   A class that runs without sharing reads every record, whatever the sharing rules say. Where a visitor who never logged
#   in may call its methods, with any arguments, the class alone stands between the internet and the data.
#
#   A class counts as without sharing by its keyword; without one, by the class that it extends, and otherwise if something
#   other than a Lightning component can call it and it is of an API version before 67.0. Queries in user mode are safe,
#   and so is code that only creates records. A class that hands on to other code, and one that only pages can use, is
#   rated high. Classes whose source the export lacks, those of managed packages included, are reported as not judged.
# related_resources:
#   - ref: https://developer.salesforce.com/docs/atlas.en-us.apexcode.meta/pages/apex_security_sharing_chapter.htm
#     description: "Apex Developer Guide: Apex Security and Sharing Model"
#   - ref: https://developer.salesforce.com/docs/atlas.en-us.communities_dev.meta/communities_dev/communities_dev_security_guest_users_apex_access.htm
#     description: "Experience Cloud Developer Guide: Limit Access to Apex Classes"
# custom:
#   id: SF-GUEST-010
#   severity: critical
#   family: guest-access
#   types: [Profile, PermissionSet, ApexClass, CustomSite]
#   unit: a guest profile or permission set and a class
#   remediation: |
#     Declare the class "with sharing" and query WITH USER_MODE; where it has to see more, move that into a small class
#     that returns no more than the page shows. Or take the class away: Experience Builder > Settings > General > the guest
#     user profile > Apex Class Access, classAccesses in the profile.
#   frameworks:
#     CIS8: ["3.3", "16.1"]
#     NISTCSF2: ["PR.AA-05", "PR.PS-06"]
#     ISO27001: ["A.8.3", "A.8.28"]
#     SBS: ["SBS-CPORTAL-001"]
package tenantlint.salesforce.guest_runs_apex_without_sharing

import data.tenantlint.salesforce.lib.access
import data.tenantlint.salesforce.lib.text

deny contains violation if {
	some found in access.guest_classes
	bypass := found.bypass
	start := array.concat(["ApexClass", found.class], bypass.at)
	holder := access.guest_holders[found.holder]
	violation := {
		"message": sprintf("Visitors may run the class \"%s\", which %s without sharing, by %s.", [found.class, _does(bypass), holder.what]),
		"at": found.at,
		"identity": {holder.key: holder.holder, "class": lower(found.class)},
		"severity": _severity(found),
		"access": {
			"principal": "guest",
			"actions": array.concat(["read"], [action | bypass.alters; some action in ["edit", "delete"]]),
			"via": "Apex without sharing",
		},
		"related": array.concat(
			array.concat(
				[{"at": start, "message": "it runs without sharing"}],
				[{"at": ["ApexClass", found.class, "methods", entry.name], "message": sprintf("a %s", [entry.kind])} | some entry in found.entries],
			),
			holder.chain,
		),
	}
}

not_evaluated contains gap if some gap in access.unknown_code.ApexClass

not_evaluated contains gap if {
	some found in access.guest_classes
	found.doubt != {}
	what := access.guest_holders[found.holder].what
	gap := {
		"message": sprintf("Whether the class \"%s\", which visitors may run by %s, runs without sharing is unknown: it extends %s, which was not exported.", [found.class, what, found.base]),
		"at": ["ApexClass", found.class, "extends"],
	}
}

not_evaluated contains gap if some gap in access.holder_gaps

_does(bypass) := sprintf("reads %s", [text.names(sort([name | some name in bypass.objects]))]) if {
	count(bypass.objects) > 0
} else := "may reach any object" if {
	not bypass.alters
} else := "changes records"

_severity(found) := "critical" if {
	found.page == false
	count(found.bypass.objects) > 0
} else := "critical" if {
	found.page == false
	found.bypass.alters
} else := "high"
