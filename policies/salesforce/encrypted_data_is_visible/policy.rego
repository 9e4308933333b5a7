# METADATA
# title: View Encrypted Data
# scope: package
# description: |
#   Fields of the type Text (Encrypted) show asterisks to everybody but holders of this permission. They are the
#   fields somebody once judged too delicate for all colleagues: card numbers, national ids, passwords of
#   customers. Each holder makes that mask worth less.
#
#   Profiles and permission sets are judged; no standard profile needs it. An export lists only the permissions
#   that a profile has, so one that is not listed counts as not given.
# related_resources:
#   - ref: https://developer.salesforce.com/docs/atlas.en-us.securityImplGuide.meta/securityImplGuide/fields_about_encrypted_fields.htm
#     description: "Salesforce Security Guide: Classic Encryption for Custom Fields"
#   - ref: https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_permissionset.htm
#     description: "Metadata API: PermissionSet, userPermissions"
# custom:
#   id: SF-PERM-009
#   severity: medium
#   family: least-privilege
#   types: [Profile, PermissionSet]
#   unit: a profile or permission set
#   remediation: |
#     Setup > Permission Sets (or Profiles) > the set > System Permissions: clear View Encrypted Data, or set
#     ViewEncryptedData to false under userPermissions. Leave it in one permission set for those who work with
#     the clear values.
#   frameworks:
#     CIS8: ["3.3"]
#     NISTCSF2: ["PR.AA-05", "PR.DS-01"]
#     ISO27001: ["A.8.3", "A.8.11"]
package tenantlint.salesforce.encrypted_data_is_visible

import data.tenantlint.salesforce.lib.grants
import data.tenantlint.salesforce.lib.privileges

deny contains violation if {
	some holder in privileges.held.ViewEncryptedData
	violation := object.union(
		grants.violation(holder, "ViewEncryptedData", "its users see the clear values of encrypted fields"),
		{"fixes": grants.removal(holder, "ViewEncryptedData")},
	)
}

not_evaluated contains gap if some gap in grants.gaps(input, ["Profile", "PermissionSet"])
