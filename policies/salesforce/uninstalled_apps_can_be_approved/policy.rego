# METADATA
# title: Users may approve uninstalled connected apps
# scope: package
# description: |
#   Since September 2025 Salesforce blocks connected apps that the tenant has not installed, because attackers
#   talked employees on the phone into approving a data loader of theirs. This permission takes that block away:
#   its holder may again approve any app of the internet, which then reads through the API whatever the holder
#   reads.
#
#   The standard profile of administrators is left out, as are profiles that the parameter administrators names. An
#   export lists only the permissions that a profile has, so one that is not listed counts as not given.
# related_resources:
#   - ref: https://help.salesforce.com/s/articleView?id=005132365&type=1
#     description: "Salesforce Help: Connected App Usage Restrictions Change"
#   - ref: https://docs.securitybenchmark.org/controls-at-a-glance.html
#     description: "Security Benchmark for Salesforce: SBS-ACS-003"
# custom:
#   id: SF-OAUTH-002
#   severity: high
#   family: oauth-app
#   types: [Profile, PermissionSet]
#   unit: a profile or permission set
#   remediation: |
#     Setup > Permission Sets (or Profiles) > the set > System Permissions: clear Approve Uninstalled Connected
#     Apps, or set CanApproveUninstalledApps to false under userPermissions. Install the apps that are needed
#     (Setup > Connected Apps OAuth Usage > Install) and let administrators approve them.
#   frameworks:
#     CIS8: ["2.5", "6.8"]
#     NISTCSF2: ["PR.AA-05", "PR.PS-05"]
#     ISO27001: ["A.5.15", "A.8.19"]
#     SBS: ["SBS-ACS-003"]
package tenantlint.salesforce.uninstalled_apps_can_be_approved

import data.tenantlint.salesforce.lib.grants
import data.tenantlint.salesforce.lib.privileges

deny contains violation if {
	some holder in privileges.held.CanApproveUninstalledApps
	holder.administrator == false
	violation := object.union(
		grants.violation(holder, "CanApproveUninstalledApps", "its users may connect any app of the internet"),
		{"fixes": grants.removal(holder, "CanApproveUninstalledApps")},
	)
}

not_evaluated contains gap if some gap in grants.gaps(input, ["Profile", "PermissionSet"])
