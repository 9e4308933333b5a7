# METADATA
# title: Query All Files
# scope: package
# description: |
#   With this permission and View All Data a user fetches every file of the tenant through the API: private files
#   of colleagues, files in libraries and groups that the user is no member of, contracts and scans that customers
#   uploaded. View All Data alone does not open them. It exists for backup programs and searches by lawyers.
#
#   Profiles and permission sets are judged; no standard profile holds it. An export lists only the permissions
#   that a profile has, so one that is not listed counts as not given.
# related_resources:
#   - ref: https://help.salesforce.com/s/articleView?id=experience.collab_files_query.htm&type=5
#     description: "Salesforce Help: Query All Files permission"
#   - ref: https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_permissionset.htm
#     description: "Metadata API: PermissionSet, userPermissions"
# custom:
#   id: SF-PERM-008
#   severity: high
#   family: data-export
#   types: [Profile, PermissionSet]
#   unit: a profile or permission set
#   remediation: |
#     Setup > Permission Sets (or Profiles) > the set > App Permissions > Content: clear Query All Files, or set
#     QueryAllFiles to false under userPermissions. Where a backup needs it, keep it in a permission set of that
#     integration user alone.
#   frameworks:
#     CIS8: ["3.3"]
#     NISTCSF2: ["PR.AA-05", "PR.DS-01"]
#     ISO27001: ["A.8.3", "A.8.12"]
package tenantlint.salesforce.all_files_can_be_queried

import data.tenantlint.salesforce.lib.grants
import data.tenantlint.salesforce.lib.privileges

deny contains violation if {
	some holder in privileges.held.QueryAllFiles
	violation := object.union(
		grants.violation(holder, "QueryAllFiles", "its users may fetch every file of the tenant"),
		{"fixes": grants.removal(holder, "QueryAllFiles")},
	)
}

not_evaluated contains gap if some gap in grants.gaps(input, ["Profile", "PermissionSet"])
