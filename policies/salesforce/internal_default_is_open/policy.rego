# METADATA
# title: Internal default access open on a personal-data object
# scope: package
# description: |
#   The organisation-wide default decides which records every employee with permission on the object may use
#   before any sharing rule. A default that lets them edit all records of an object with personal data means that
#   one phished account changes or empties the whole table, and that nobody can say who needed which record.
#
#   Objects with personal data are those of the list that the parameter personal_data_objects adds to and takes
#   from. Read-only defaults are not reported. A listed object that does not state sharingModel is reported as not
#   judged, unless its records always follow a parent's; so is an export without CustomObject.
# related_resources:
#   - ref: https://developer.salesforce.com/docs/atlas.en-us.securityImplGuide.meta/securityImplGuide/security_data_sharing.htm
#     description: "Salesforce Security Guide: Share Objects and Fields"
#   - ref: https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/customobject.htm
#     description: "Metadata API: CustomObject"
# custom:
#   id: SF-SHR-003
#   severity: medium
#   family: least-privilege
#   types: [CustomObject]
#   unit: an object
#   remediation: |
#     Setup > Sharing Settings > Organization-Wide Defaults > Edit: set Default Internal Access of the object to
#     Private, or to Public Read Only where everybody has to look records up (sharingModel in the CustomObject);
#     give access back with the role hierarchy, teams and sharing rules.
#   frameworks:
#     CIS8: ["3.3"]
#     ISO27001: ["A.8.3", "A.5.15"]
#     NISTCSF2: ["PR.AA-05"]
package tenantlint.salesforce.internal_default_is_open

import data.tenantlint.salesforce.data.sharing_models as models
import data.tenantlint.salesforce.lib.access
import data.tenantlint.salesforce.lib.paths

deny contains violation if {
	some name, settings in paths.object_at(input, "CustomObject")
	holds := access.personal_objects[lower(name)]
	may := _open[settings.sharingModel]
	violation := {
		"message": sprintf("Every employee with permission on %s may %s all of its records, which hold personal data: %s.", [name, may, holds]),
		"at": ["CustomObject", name, "sharingModel"],
		"identity": {"object": name},
	}
}

not_evaluated contains gap if {
	some name, settings in paths.object_at(input, "CustomObject")
	is_object(settings)
	access.personal_objects[lower(name)]
	not lower(name) in _followers
	object.get(settings, "sharingModel", null) == null
	gap := {"message": sprintf("%s does not state sharingModel.", [name]), "at": ["CustomObject", name, "sharingModel"]}
}

not_evaluated contains gap if {
	not paths.covered(input, "CustomObject")
	gap := {"message": "CustomObject was not exported.", "at": ["CustomObject"]}
}

_open := {
	"ReadWrite": "read and edit",
	"ReadWriteTransfer": "read, edit and hand over",
	"FullAccess": "read, edit, hand over and delete",
}

_followers := {key | some name, _ in models.always_follow; key := lower(name)}
