# METADATA
# title: Users may use any API client
# scope: package
# description: |
#   API Access Control lets only apps in that administrators have approved. Whoever holds Use Any API Client is
#   exempt from it: a stolen password or session of such a user works from any script, and an app that nobody has
#   reviewed reads what the user reads.
#
#   Profiles and permission sets are judged, the administrators' too. An export lists only the permissions that a
#   profile has, so one that is not listed counts as not given.
# related_resources:
#   - ref: https://help.salesforce.com/s/articleView?id=xcloud.shr_use_any_api_restriction.htm&type=5
#     description: "Salesforce Help: Use Any API Client, Restriction"
#   - ref: https://docs.securitybenchmark.org/controls-at-a-glance.html
#     description: "Security Benchmark for Salesforce: SBS-ACS-006"
# custom:
#   id: SF-OAUTH-003
#   severity: high
#   family: oauth-app
#   types: [Profile, PermissionSet]
#   unit: a profile or permission set
#   remediation: |
#     Setup > Permission Sets (or Profiles) > the set > System Permissions: clear Use Any API Client, or set
#     UseAnyApiClient to false under userPermissions. Approve the connected apps that users need one by one
#     (Setup > API Access Control).
#   frameworks:
#     CIS8: ["2.5", "6.8"]
#     NISTCSF2: ["PR.AA-05", "PR.PS-05"]
#     ISO27001: ["A.5.15", "A.8.19"]
#     SBS: ["SBS-ACS-006"]
package tenantlint.salesforce.any_api_client_can_be_used

import data.tenantlint.salesforce.lib.grants
import data.tenantlint.salesforce.lib.privileges

deny contains violation if {
	some holder in privileges.held.UseAnyApiClient
	violation := object.union(
		grants.violation(holder, "UseAnyApiClient", "its users are exempt from API Access Control"),
		{"fixes": grants.removal(holder, "UseAnyApiClient")},
	)
}

not_evaluated contains gap if some gap in grants.gaps(input, ["Profile", "PermissionSet"])
