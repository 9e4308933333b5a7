# METADATA
# title: Guest reads custom settings or custom metadata
# scope: package
# description: |
#   Custom settings and custom metadata types hold the configuration of an app, and often endpoints, keys and passwords.
#   They have no sharing: with this access a visitor who never logged in reads every record of the type. Apex and flows
#   do not need it, since they read them in system mode.
#
#   An export lists the accesses that a profile has for the types retrieved with it. A guest profile without such a list,
#   in an export without CustomObject, is reported as not judged.
# related_resources:
#   - ref: https://admin.salesforce.com/blog/2019/secure-custom-metadata-types-and-custom-settings-in-winter-20
#     description: "Salesforce Admins: Secure Custom Metadata Types and Custom Settings in Winter '20"
#   - ref: https://help.salesforce.com/s/articleView?id=platform.cs_schema_settings.htm&type=5
#     description: "Salesforce Help: Protection and Privacy Options for Custom Settings"
# custom:
#   id: SF-GUEST-020
#   severity: high
#   family: guest-access
#   types: [Profile, PermissionSet, CustomObject, CustomSite]
#   unit: a guest profile or permission set and a type
#   remediation: |
#     Setup > Profiles > the guest user profile > Custom Metadata Types and Custom Setting Definitions: remove the type, or
#     set it to false under customMetadataTypeAccesses or customSettingAccesses in the profile.
#   frameworks:
#     CIS8: ["3.3"]
#     NISTCSF2: ["PR.AA-05", "PR.DS-01"]
#     ISO27001: ["A.8.3", "A.8.12"]
package tenantlint.salesforce.guest_reads_custom_settings_or_metadata

import data.tenantlint.salesforce.lib.access
import data.tenantlint.salesforce.lib.paths

deny contains violation if {
	some holder in access.guest_holders
	some section, kind in _kinds
	some name, enabled in paths.object_at(holder.granted, section)
	enabled == true
	setting := [holder.type, holder.holder, section, name]
	violation := {
		"message": sprintf("Visitors may read every record of the %s \"%s\", by %s.", [kind, name, holder.what]),
		"at": setting,
		"identity": {holder.key: holder.holder, "type": name},
		"access": {"principal": "guest", "actions": ["read"], "object": name, "via": section},
		"related": holder.chain,
		"fixes": [{
			"title": sprintf("Take access to %s away from guests", [name]),
			"safe": false,
			"edits": [{"op": "set", "at": setting, "value": false}],
		}],
	}
}

not_evaluated contains gap if some gap in access.holder_gaps

not_evaluated contains gap if {
	not paths.covered(input, "CustomObject")
	some holder in access.guest_holders
	some section, _ in _kinds
	object.get(holder.granted, section, null) == null
	gap := {"message": "CustomObject was not exported.", "at": [holder.type, holder.holder, section]}
}

_kinds := {
	"customMetadataTypeAccesses": "custom metadata type",
	"customSettingAccesses": "custom setting",
}
