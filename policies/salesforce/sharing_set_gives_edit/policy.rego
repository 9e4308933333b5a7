# METADATA
# title: Sharing set gives edit to external users
# scope: package
# description: |
#   A sharing set gives members of a site the records that hang on their own account or contact. With Edit they may change
#   what others rely on: the address goods are sent to, the bank data of a partner, the case that a colleague wrote. All
#   members of the same account share that power, so one lost password of the smallest customer is enough.
#
#   Objects count that hold data about people or companies: a list, to which the parameter personal_data_objects adds and
#   from which it removes. Read access is what sharing sets are for and is not reported.
# related_resources:
#   - ref: https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_sharingset.htm
#     description: "Metadata API: SharingSet"
#   - ref: https://help.salesforce.com/s/articleView?id=platform.security_owd_external_setting.htm&type=5
#     description: "Salesforce Help: Set Your External Organization-Wide Sharing Defaults"
# custom:
#   id: SF-SHR-005
#   severity: medium
#   family: least-privilege
#   types: [SharingSet, Network]
#   unit: a sharing set and an object
#   remediation: |
#     Setup > Digital Experiences > Settings > Sharing Sets > the set > Edit > the object's access mapping: Read Only, or set
#     accessLevel to Read in accessMappings. Let members change single fields through a flow that checks what they enter.
#   frameworks:
#     CIS8: ["3.3", "6.8"]
#     NISTCSF2: ["PR.AA-05"]
#     ISO27001: ["A.5.15", "A.8.3"]
package tenantlint.salesforce.sharing_set_gives_edit

import data.tenantlint.salesforce.lib.access
import data.tenantlint.salesforce.lib.grants
import data.tenantlint.salesforce.lib.paths

deny contains violation if {
	some name, sharing_set in paths.object_at(input, "SharingSet")
	some key in {lower(mapping.object) | some mapping in paths.list_at(sharing_set, "accessMappings")}
	holds := object.get(access.personal_objects, key, "")
	holds != ""
	places := [[mapping.object, ["SharingSet", name, "accessMappings", i, "accessLevel"]] |
		some i, mapping in paths.list_at(sharing_set, "accessMappings")
		lower(mapping.object) == key
		mapping.accessLevel == "Edit"
	]
	[object_name, at] := places[0]
	violation := {
		"message": sprintf("The sharing set \"%s\" lets people from outside change records of %s: %s.", [name, object_name, holds]),
		"at": at,
		"identity": {"sharingSet": name, "object": object_name},
		"access": {"principal": "any-member", "actions": ["edit", "read"], "object": object_name, "via": "sharing set"},
		"related": array.concat(
			[{"at": place, "message": "stated here too"} | some [_, place] in array.slice(places, 1, count(places))],
			[{"at": ["SharingSet", name, "profiles", i], "message": sprintf("users of the profile \"%s\"", [profile])} |
				some i, profile in paths.list_at(sharing_set, "profiles")
			],
		),
	}
}

# Sharing sets are for members of networks.
not_evaluated contains gap if {
	count(paths.object_at(input, "Network")) > 0
	some gap in grants.gaps(input, ["SharingSet"])
}
