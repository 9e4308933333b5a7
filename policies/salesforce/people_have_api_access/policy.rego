# METADATA
# title: API access on a profile of people
# scope: package
# description: |
#   API Enabled lets a user call the platform's APIs with any program: a data loader, a script, or the app that a caller on
#   the phone talked them into. What a screen shows page by page then leaves in one download. Few employees need it; those
#   who do can get it by a permission set, and programs have users of their own.
#
#   Judged are profiles with an employee's licence. The standard profile of administrators and profiles that the parameters
#   administrators and justified name are left out; guests have a rule of their own, and integration licences exist for the
#   API. A profile that has the permission and does not state its licence is reported as not judged.
# related_resources:
#   - ref: https://help.salesforce.com/apex/HTViewHelpDoc?id=xcloud.shr_api_access.htm
#     description: "Salesforce Help: API Access Control"
#   - ref: https://docs.securitybenchmark.org/controls-at-a-glance.html
#     description: "Security Benchmark for Salesforce: SBS-ACS-002"
# custom:
#   id: SF-PERM-004
#   severity: medium
#   family: least-privilege
#   types: [Profile]
#   unit: a profile
#   remediation: |
#     Setup > Profiles > the profile > System Permissions: clear API Enabled, or set ApiEnabled to false under
#     userPermissions, and give it by a permission set to those who need it (users of a standard profile move to a custom
#     one). Turn on API Access Control (Setup > API Access Control). Profiles with a documented need go into the parameter
#     justified.
#   frameworks:
#     CIS8: ["3.3", "6.8"]
#     NISTCSF2: ["PR.AA-05"]
#     ISO27001: ["A.5.15", "A.8.3"]
#     SBS: ["SBS-ACS-002"]
#   params:
#     - name: justified
#       description: Names of profiles whose API access is documented and wanted.
#       schema: {type: array, items: {type: string}, uniqueItems: true}
#       default: []
package tenantlint.salesforce.people_have_api_access

import data.tenantlint.salesforce.lib.grants
import data.tenantlint.salesforce.lib.privileges

deny contains violation if {
	some holder in privileges.held.ApiEnabled
	holder.type == "Profile"
	holder.kind == "employee"
	holder.administrator == false
	not lower(holder.name) in _justified
	violation := grants.violation(holder, "ApiEnabled", "its users may read with any program what they see on screen")
}

not_evaluated contains gap if some gap in grants.gaps(input, ["Profile"])

not_evaluated contains gap if {
	holders := {holder | some holder in privileges.held.ApiEnabled; not lower(holder.name) in _justified}
	some gap in grants.licence_gaps(holders)
}

_justified := {key | some name in data.tenantlint.params["SF-PERM-004"].justified; key := lower(name)}
