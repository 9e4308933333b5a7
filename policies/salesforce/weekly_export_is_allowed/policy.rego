# METADATA
# title: Weekly data export outside the administrator profile
# scope: package
# description: |
#   With this permission a user orders a copy of every record and file of the tenant and downloads it as a few
#   archives. No sharing rule, no field permission and no report limit applies, and one stolen session of such a
#   user is enough for the whole customer base to be gone in an afternoon.
#
#   The standard profile of administrators has it by default and is left out, as are profiles that the parameter
#   administrators names. An export lists only the permissions that a profile has, so one that is not listed counts
#   as not given.
# related_resources:
#   - ref: https://help.salesforce.com/s/articleView?id=sf.admin_exportdata.htm&type=5
#     description: "Salesforce Help: Export Backup Data from Salesforce"
#   - ref: https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_permissionset.htm
#     description: "Metadata API: PermissionSet, userPermissions"
# custom:
#   id: SF-PERM-007
#   severity: high
#   family: data-export
#   types: [Profile, PermissionSet]
#   unit: a profile or permission set
#   remediation: |
#     Setup > Permission Sets (or Profiles) > the set > System Permissions: clear Weekly Data Export, or set
#     DataExport to false under userPermissions. Let a backup run under an integration user of its own.
#   frameworks:
#     CIS8: ["3.3"]
#     NISTCSF2: ["PR.AA-05", "PR.DS-01"]
#     ISO27001: ["A.8.2", "A.8.12"]
package tenantlint.salesforce.weekly_export_is_allowed

import data.tenantlint.salesforce.lib.grants
import data.tenantlint.salesforce.lib.privileges

deny contains violation if {
	some holder in privileges.held.DataExport
	holder.administrator == false
	violation := object.union(
		grants.violation(holder, "DataExport", "its users may download every record of the tenant"),
		{"fixes": grants.removal(holder, "DataExport")},
	)
}

not_evaluated contains gap if some gap in grants.gaps(input, ["Profile", "PermissionSet"])
