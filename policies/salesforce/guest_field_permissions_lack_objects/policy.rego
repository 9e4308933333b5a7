# METADATA
# title: Field permissions without object permission
# scope: package
# description: |
#   A guest profile lists many readable fields of objects for which it states no object permission. Either the visitors
#   cannot read these objects, and the entries are the noise that the platform writes into new profiles, or the objects
#   were not retrieved with the profile, and what visitors read of them is missing from this report.
#
#   Objects whose row is there, with read permission or without, do not count. The parameter max_fields is the largest
#   number of such fields that is left alone.
# related_resources:
#   - ref: https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_profile.htm
#     description: "Metadata API Developer Guide: Profile"
# custom:
#   id: SF-GUEST-034
#   severity: info
#   family: governance
#   types: [Profile, CustomSite]
#   unit: a guest profile
#   remediation: |
#     Retrieve the profile together with the objects, naming the standard ones one by one in package.xml. Where the objects
#     then still have no row: Experience Builder > Settings > General > the guest user profile > Object Settings: clear
#     Read Access of their fields.
#   frameworks:
#     CIS8: ["1.1"]
#     NISTCSF2: ["ID.AM-02"]
#     ISO27001: ["A.5.9"]
#   params:
#     - name: max_fields
#       description: The largest number of readable fields without object permission that is not reported.
#       schema: {type: integer, minimum: 0}
#       default: 50
package tenantlint.salesforce.guest_field_permissions_lack_objects

import data.tenantlint.salesforce.lib.access
import data.tenantlint.salesforce.lib.paths
import data.tenantlint.salesforce.lib.text

deny contains violation if {
	some profile in access.guest_profiles
	settings := paths.object_at(paths.object_at(input, "Profile"), profile)
	listed := {lower(object_name) | some object_name, _ in paths.object_at(settings, "objectPermissions")}
	objects := [object_name |
		some qualified, permission in paths.object_at(settings, "fieldPermissions")
		permission.readable == true
		object_name := split(qualified, ".")[0]
		not lower(object_name) in listed
	]
	count(objects) > data.tenantlint.params["SF-GUEST-034"].max_fields
	violation := {
		"message": sprintf("The guest profile \"%s\" lists %s as readable and states no permission on their objects: %s.", [
			profile,
			text.amount(count(objects), "field"),
			text.names(sort([object_name | some object_name in {name | some name in objects}])),
		]),
		"at": ["Profile", profile, "fieldPermissions"],
		"identity": {"profile": profile},
	}
}
