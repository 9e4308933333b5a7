# METADATA
# title: Multi-factor authentication is waived
# scope: package
# description: |
#   Whoever holds this permission logs in with a password alone, whatever the tenant requires of everybody else.
#   One such account that a person uses is the way in for anyone who has guessed, bought or phished its password.
#   Salesforce allows the waiver for accounts of test tools and robots only, and not for people.
#
#   Profiles and permission sets are judged, the administrators' too. An export lists only the permissions that a
#   profile has, so one that is not listed counts as not given.
# related_resources:
#   - ref: https://help.salesforce.com/apex/HTViewHelpDoc?id=xcloud.security_mfa_exclude_exempt_users.htm
#     description: "Salesforce Help: Exclude Exempt Users from MFA for Salesforce Orgs"
#   - ref: https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_permissionset.htm
#     description: "Metadata API: PermissionSet, userPermissions"
# custom:
#   id: SF-PERM-006
#   severity: high
#   family: mfa
#   types: [Profile, PermissionSet]
#   unit: a profile or permission set
#   remediation: |
#     Setup > Permission Sets (or Profiles) > the set > System Permissions: clear "Waive Multi-Factor
#     Authentication for Exempt Users", or set BypassMFAForUiLogins to false under userPermissions. Keep one
#     permission set for robots, assign it to nobody else, and waive this finding for it.
#   frameworks:
#     CIS8: ["6.3", "6.5"]
#     NISTCSF2: ["PR.AA-03"]
#     ISO27001: ["A.8.5"]
#     HC: ["Identity.mfaEnabled"]
package tenantlint.salesforce.mfa_is_waived

import data.tenantlint.salesforce.lib.grants
import data.tenantlint.salesforce.lib.privileges

deny contains violation if {
	some holder in privileges.held.BypassMFAForUiLogins
	violation := object.union(
		grants.violation(holder, "BypassMFAForUiLogins", "its users log in with a password alone"),
		{"fixes": grants.removal(holder, "BypassMFAForUiLogins")},
	)
}

not_evaluated contains gap if some gap in grants.gaps(input, ["Profile", "PermissionSet"])
