# METADATA
# title: Guest profile reads a personal-data object
# scope: package
# description: |
#   A guest profile has read permission on an object that holds data about people or companies. Even with every row closed
#   today, the next guest sharing rule, Apex class in system mode or flow opens them to the internet without a second look,
#   because the permission is already there. Names come with the object itself and need no field permission.
#
#   Which objects count is a list, to which the parameter personal_data_objects adds and from which it removes; objects in
#   public_objects are left out. A guest profile without object permissions, in an export without CustomObject, is
#   reported as not judged.
# related_resources:
#   - ref: https://help.salesforce.com/s/articleView?id=platform.networks_guest_policies_timelines.htm&type=5
#     description: "Salesforce Help: Guest User Security Policies and Timelines"
#   - ref: https://www.salesforce.com/blog/protecting-your-data-essential-actions-to-secure-experience-cloud-guest-user-access
#     description: "Salesforce: Essential Actions to Secure Experience Cloud Guest User Access (March 2026)"
# custom:
#   id: SF-GUEST-006
#   severity: high
#   family: guest-access
#   types: [Profile, PermissionSet, CustomSite]
#   unit: a guest profile and an object
#   remediation: |
#     Experience Builder > Settings > General > the guest user profile (for a Salesforce site: Setup > Sites > Public Access
#     Settings) > Object Settings > the object: clear Read, or set allowRead to false in the profile. Create depends on Read: an
#     intake form creates its records in system-mode code that checks what it is given and returns nothing, not even their
#     ids. Show public data from a separate object that holds nothing else.
#   frameworks:
#     CIS8: ["3.3"]
#     NISTCSF2: ["PR.AA-05"]
#     ISO27001: ["A.8.3"]
#     SBS: ["SBS-CPORTAL-002"]
package tenantlint.salesforce.guest_reads_personal_data_object

import data.tenantlint.salesforce.lib.access
import data.tenantlint.salesforce.lib.guests

deny contains violation if {
	some read in access.guest_reads
	holds := access.personal_objects[read.key]
	not read.key in access.public_objects
	violation := {
		"message": sprintf("%s %s reads %s: %s.", [_kinds[read.type].words, read.holder, read.object, holds]),
		"at": read.at,
		"identity": {_kinds[read.type].key: read.holder, "object": read.object},
		"access": {"principal": "guest", "actions": ["read"], "object": read.object, "fields": sort({field | some [field, _, _] in read.fields}), "via": "allowRead"},
		"related": [{"at": site.why.at, "message": sprintf("site %s is active: %s", [name, site.why.message])} |
			some name in read.sites
			site := access.sites[name]
		],
	}
}

_kinds := {
	"Profile": {"key": "profile", "words": "Guest profile"},
	"PermissionSet": {"key": "permissionSet", "words": "The guest user's permission set"},
}

not_evaluated contains gap if {
	some gap in guests.profile_gaps(access.sites) | guests.permission_gaps(input, access.guest_profiles)
}
