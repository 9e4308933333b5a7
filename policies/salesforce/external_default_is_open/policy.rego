# METADATA
# title: External default access not Private
# scope: package
# description: |
#   The external organisation-wide default says which records of an object every customer and partner who logs in may
#   see before any sharing rule. Anything but Private means all of them, for everybody with read permission on the
#   object, and on a site with self-registration that is whoever signs up. The finding is high where the object holds
#   personal data and medium elsewhere. Guests are another matter: since Winter '21 they are Private whatever the
#   default says (before it, SF-GUEST-018 judges them).
#
#   An object that does not state its external default is reported as not judged, unless its internal default is
#   Private, which the external one cannot exceed, or it follows its parent. Object types without record sharing
#   (custom settings, custom metadata, platform events, external and big objects) are left alone, and so are
#   platform objects that are open in every org (the parameter stock_objects). Where the export shows that there are no
#   networks, nothing is reported, and where the external sharing model is off, SF-SHR-001 alone is.
# related_resources:
#   - ref: https://help.salesforce.com/s/articleView?id=platform.security_owd_external_setting.htm&type=5
#     description: "Salesforce Help: Set Your External Organization-Wide Sharing Defaults"
#   - ref: https://help.salesforce.com/apex/HTViewHelpDoc?id=xcloud.shr_guest_user_access_organization-wide_sharing_default_external_access.htm
#     description: "Salesforce Help: Organization-Wide Sharing Default External Access Control"
#   - ref: https://www.salesforce.com/blog/protecting-your-data-essential-actions-to-secure-experience-cloud-guest-user-access
#     description: "Salesforce: Essential Actions to Secure Experience Cloud Guest User Access (March 2026)"
# custom:
#   id: SF-SHR-002
#   severity: high
#   family: least-privilege
#   types: [CustomObject, Network, Settings]
#   unit: an object
#   remediation: |
#     Setup > Sharing Settings > Organization-Wide Defaults > Edit: set Default External Access of the object to Private,
#     or set externalSharingModel to Private in the CustomObject; give access back with sharing sets or sharing rules.
#   frameworks:
#     CIS8: ["3.3"]
#     HC: ["SharingSettings.orgWideDefaults"]
#     NISTCSF2: ["PR.AA-05"]
#     ISO27001: ["A.8.3"]
#   params:
#     - name: stock_objects
#       description: Platform objects that are open in an untouched org and not reported; objects to add to that list, and objects to take from it.
#       schema:
#         type: object
#         additionalProperties: false
#         properties:
#           add: {type: array, items: {type: string}}
#           remove: {type: array, items: {type: string}}
#       default: {add: [], remove: []}
package tenantlint.salesforce.external_default_is_open

import data.tenantlint.salesforce.data.stock_external_objects as stock
import data.tenantlint.salesforce.lib.access
import data.tenantlint.salesforce.lib.categories
import data.tenantlint.salesforce.lib.paths
import data.tenantlint.salesforce.lib.text

deny contains violation if {
	not _nobody_outside
	some name, settings in _shared_objects
	actions := _actions[settings.externalSharingModel]
	setting := ["CustomObject", name, "externalSharingModel"]
	kinds := _kinds(name)
	weight := _weight(object.get(access.personal_objects, lower(name), ""), kinds)
	violation := {
		"message": sprintf("Every member from outside may %s all records of %s%s.", [_listed(actions), name, weight.words]),
		"at": setting,
		"identity": {"object": name},
		"severity": weight.severity,
		"access": object.union(
			{"principal": "any-member", "actions": actions, "object": name, "via": "externalSharingModel", "categories": kinds},
			_records(name, paths.object_at(paths.object_at(input, "runtime"), "recordCounts")),
		),
		"fixes": [{
			"title": sprintf("Make the external default of %s Private", [name]),
			"safe": false,
			"edits": [{"op": "set", "at": setting, "value": "Private"}],
		}],
	}
}

not_evaluated contains gap if {
	not _nobody_outside
	not _external_off
	some name, settings in _shared_objects
	object.get(settings, "externalSharingModel", null) == null
	not object.get(settings, "sharingModel", "") in _closed
	gap := {"message": sprintf("%s does not state externalSharingModel.", [name]), "at": ["CustomObject", name, "externalSharingModel"]}
}

not_evaluated contains gap if {
	not paths.covered(input, "CustomObject")
	count(paths.object_at(input, "Network")) > 0
	gap := {"message": "CustomObject was not exported.", "at": ["CustomObject"]}
}

# Without networks nobody from outside logs in.
_nobody_outside if {
	paths.covered(input, "Network")
	count(paths.object_at(input, "Network")) == 0
}

_nobody_outside if input.Settings.Communities.enableNetworksEnabled == false

# Then no object has an external default, and SF-SHR-001 says what that means.
_external_off if input.Settings.Sharing.enableExternalSharingModel == false

# "read", "read and edit", "read, edit and transfer".
_listed(actions) := concat(" and ", array.concat([start | start := concat(", ", array.slice(actions, 0, count(actions) - 1)); start != ""], array.slice(actions, count(actions) - 1, count(actions))))

_actions := {
	"Read": ["read"],
	"ReadWrite": ["read", "edit"],
	"ReadWriteTransfer": ["read", "edit", "transfer"],
	"FullAccess": ["read", "edit", "transfer", "delete"],
}

_closed := {"Private", "ControlledByParent", "ControlledByCampaign", "ControlledByLeadOrContact"}

# Objects whose external default means something and is the tenant's own choice.
_shared_objects[name] := settings if {
	some name, settings in paths.object_at(input, "CustomObject")
	key := lower(name)
	not key in _stock_keys
	count([suffix | some suffix in ["__mdt", "__e", "__x", "__b"]; endswith(key, suffix)]) == 0
	object.get(settings, "customSettingsType", null) == null
	count(_masters(settings)) == 0
}

_stock_keys := keys if {
	changes := data.tenantlint.params["SF-SHR-002"].stock_objects
	added := {lower(name) | some name in paths.list_at(changes, "add")}
	removed := {lower(name) | some name in paths.list_at(changes, "remove")}
	keys := ({lower(name) | some name, _ in stock} | added) - removed
}

# The detail side of a master-detail relationship follows its master, whatever else its file says.
_masters(settings) := [field | some field, meta in paths.object_at(settings, "fields"); meta.type == "MasterDetail"]

# {category: [fields]} of the fields that the export contains.
_kinds(name) := {category: fields |
	some [category, _] in _held[name]
	fields := [field | some [other, field] in _held[name]; other == category]
}

_held[name] contains [category, field] if {
	some [name, field], kinds in categories.of_all(_fields, data.tenantlint.params.salesforce)
	some category in kinds
}

_fields := {[object_name, name]: [object_name, name, meta] |
	some object_name, settings in _shared_objects
	_actions[settings.externalSharingModel]
	some name, meta in paths.object_at(settings, "fields")
}

_weight(holds, kinds) := {"severity": "high", "words": sprintf(", which holds %s", [text.names(sort(object.keys(kinds)))])} if {
	count(kinds) > 0
} else := {"severity": "high", "words": sprintf(", which holds personal data: %s", [holds])} if {
	holds != ""
} else := {"severity": "medium", "words": ""}

_records(name, counts) := {"records": counts[name]} if {
	is_number(counts[name])
} else := {}
