# METADATA
# title: Guest-readable data has no row sharing at all
# scope: package
# description: |
#   External objects, big objects, custom metadata types and custom settings know no sharing: no default access and no
#   sharing rule stands between a reader and their records. A guest profile that may read such an object reads all of it,
#   of an external object all that the other system gives out.
#
#   A kind is told by the end of the API name, custom settings by customSettingsType. Platform events are reported too,
#   since whoever may read one may receive all of them; creating one needs the same permission, so a form that only sends
#   them is the usual cause.
# related_resources:
#   - ref: https://help.salesforce.com/apex/HTViewHelpDoc?id=platform.platform_connect_general_considerations.htm
#     description: "Salesforce Help: More Features Supported by Salesforce Connect"
#   - ref: https://help.salesforce.com/s/articleView?id=platform.cs_schema_settings.htm&type=5
#     description: "Salesforce Help: Protection and Privacy Options for Custom Settings"
# custom:
#   id: SF-GUEST-019
#   severity: medium
#   family: guest-access
#   types: [Profile, PermissionSet, CustomObject, CustomSite]
#   unit: a guest profile or permission set and an object
#   remediation: |
#     Experience Builder > Settings > General > the guest user profile > Object Settings: clear Read on the object,
#     objectPermissions in the profile. Move secrets out of it, and let a class return what the page needs.
#   frameworks:
#     CIS8: ["3.3"]
#     NISTCSF2: ["PR.AA-05"]
#     ISO27001: ["A.8.3"]
package tenantlint.salesforce.guest_reads_objects_without_sharing

import data.tenantlint.salesforce.lib.access
import data.tenantlint.salesforce.lib.guests

deny contains violation if {
	some read in access.guest_reads
	read.unshared != ""
	not read.key in access.public_objects
	holder := access.guest_holders[concat("/", [read.type, read.holder])]
	violation := {
		"message": sprintf("Visitors may read all of \"%s\", by %s: a %s has no sharing.", [read.object, holder.what, read.unshared]),
		"at": read.at,
		"identity": {holder.key: holder.holder, "object": read.object},
		"access": {"principal": "guest", "actions": ["read"], "object": read.object, "via": read.unshared},
		"related": array.concat(
			[{"at": ["CustomObject", name, "customSettingsType"], "message": "it is a custom setting"} |
				some name in read.exported
				input.CustomObject[name].customSettingsType
			],
			holder.chain,
		),
	}
}

not_evaluated contains gap if some gap in access.holder_gaps

not_evaluated contains gap if some gap in guests.permission_gaps(input, access.guest_profiles)
