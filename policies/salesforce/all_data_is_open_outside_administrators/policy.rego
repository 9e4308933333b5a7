# METADATA
# title: View or Modify All Data outside the administrator profile
# scope: package
# description: |
#   View All Data opens every record of every object to a user, and Modify All Data lets the user change and delete them,
#   whatever sharing says; both reach objects that nobody has made yet. They are meant for administrators. Each further
#   holder is an account whose loss is the loss of all data.
#
#   Profiles and permission sets are judged. The standard profile of administrators is left out, and so are profiles that the
#   parameter administrators names and guest profiles, which have a rule of their own. An export lists only the permissions
#   that a profile has, so one that is not listed counts as not given.
# related_resources:
#   - ref: https://help.salesforce.com/s/articleView?id=000321298&type=1
#     description: "Salesforce Help: Modify All Data permission"
#   - ref: https://docs.securitybenchmark.org/controls-at-a-glance.html
#     description: "Security Benchmark for Salesforce: SBS-ACS-004"
# custom:
#   id: SF-PERM-002
#   severity: high
#   family: least-privilege
#   types: [Profile, PermissionSet]
#   unit: a profile or permission set and a permission
#   remediation: |
#     Setup > Permission Sets (or Profiles) > the set > System Permissions: clear View All Data and Modify All Data, or set
#     ViewAllData and ModifyAllData to false under userPermissions. Grant View All Records on the single objects that are
#     needed. Name profiles that are meant for administrators in the parameter administrators.
#   frameworks:
#     CIS8: ["5.4", "6.8"]
#     NISTCSF2: ["PR.AA-05"]
#     ISO27001: ["A.5.15", "A.8.2"]
#     SBS: ["SBS-ACS-004"]
package tenantlint.salesforce.all_data_is_open_outside_administrators

import data.tenantlint.salesforce.lib.grants
import data.tenantlint.salesforce.lib.privileges

deny contains violation if {
	some permission, what in _permissions
	some holder in privileges.held[permission]
	holder.administrator == false
	holder.kind != "guest"
	violation := object.union(
		grants.violation(holder, permission, what),
		{"identity": grants.identity(holder, {"permission": permission})},
	)
}

not_evaluated contains gap if some gap in grants.gaps(input, ["Profile", "PermissionSet"])

_permissions := {
	"ViewAllData": "its users read every record of the tenant",
	"ModifyAllData": "its users may change and delete every record of the tenant",
}
