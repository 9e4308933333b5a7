# METADATA
# title: Password never expires
# scope: package
# description: |
#   Passwords of such users stay valid for as long as the account does, whatever the password policy says. One that leaked
#   years ago, or that a former colleague still knows, opens the account today.
#
#   Judged are profiles and permission sets for employees and for people from outside. On guest profiles the permission is
#   stock and means nothing, and programs with an integration licence may have it. A profile that has the permission and does
#   not state its licence is reported as not judged.
# related_resources:
#   - ref: https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_profile.htm
#     description: "Metadata API: Profile, userPermissions"
#   - ref: https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_profilepasswordpolicy.htm
#     description: "Metadata API: ProfilePasswordPolicy, the way to give a profile a longer interval"
# custom:
#   id: SF-PERM-005
#   severity: medium
#   family: password
#   types: [Profile, PermissionSet]
#   unit: a profile or permission set
#   remediation: |
#     Setup > Profiles (or Permission Sets) > the profile > System Permissions: clear Password Never Expires, or set
#     PasswordNeverExpires to false under userPermissions. Users whose password is older than the policy allows choose a new
#     one at their next login; move programs to an integration licence first.
#   frameworks:
#     CIS8: ["5.2"]
#     NISTCSF2: ["PR.AA-01"]
#     ISO27001: ["A.5.17"]
#     HC: ["PasswordPolicies.expiration"]
package tenantlint.salesforce.password_never_expires

import data.tenantlint.salesforce.lib.grants
import data.tenantlint.salesforce.lib.privileges

deny contains violation if {
	some holder in privileges.held.PasswordNeverExpires
	_logs_in_by_password(holder)
	violation := object.union(
		grants.violation(holder, "PasswordNeverExpires", "an old password opens the accounts of its users for ever"),
		{"fixes": grants.removal(holder, "PasswordNeverExpires")},
	)
}

not_evaluated contains gap if some gap in grants.gaps(input, ["Profile", "PermissionSet"])

not_evaluated contains gap if some gap in grants.licence_gaps(privileges.held.PasswordNeverExpires)

_logs_in_by_password(holder) if holder.kind in {"employee", "external"}

_logs_in_by_password(holder) if holder.administrator == true

# A set without a licence may be given to anybody.
_logs_in_by_password(holder) if {
	holder.type == "PermissionSet"
	holder.kind == "unknown"
}
