# METADATA
# title: Admins can log in as any user
# scope: package
# description: |
#   With this setting an administrator may log in as any user without being asked by that user, and act as them:
#   what is then read, changed or sent bears the name of the user. One account of an administrator in the wrong
#   hands becomes every account. Without it, users grant the access themselves, for a time, when they need help.
#
#   An export of the security settings states the setting; where it is missing, it is reported as not judged.
# related_resources:
#   - ref: https://help.salesforce.com/apex/HTViewHelpDoc?id=xcloud.controlling_login_access.htm
#     description: "Salesforce Help: Control Login Access Policies"
#   - ref: https://developer.salesforce.com/docs/platform/api-metadata/references/meta-types/metadata-securitysettings.html
#     description: "Metadata API: SecuritySettings"
#   - ref: https://help.salesforce.com/s/articleView?id=xcloud.security_health_check.htm&type=5
#     description: "Salesforce Help: Security Health Check"
# custom:
#   id: SF-AUTH-001
#   severity: medium
#   family: least-privilege
#   types: [Settings]
#   unit: a setting
#   remediation: |
#     Setup > Login Access Policies: clear "Administrators Can Log in as Any User", or set
#     enableAdminLoginAsAnyUser to false in the settings "Security". Users then grant access under Settings >
#     Grant Account Login Access.
#   frameworks:
#     CIS8: ["5.4", "6.8"]
#     NISTCSF2: ["PR.AA-05"]
#     ISO27001: ["A.8.2"]
#     HC: ["LoginAccessPolicies.adminLoginAsAnyUser"]
package tenantlint.salesforce.admins_log_in_as_any_user

import data.tenantlint.salesforce.lib.settings

deny contains violation if {
	settings.value(input, _setting) == true
	violation := {
		"message": "Administrators may log in as any user without being granted it.",
		"at": _setting,
		"identity": {"setting": settings.name(_setting)},
		"fixes": settings.set("Let users grant administrators the login", false, _setting, false),
	}
}

not_evaluated contains gap if some gap in settings.gaps(input, [_setting])

_setting := ["Settings", "Security", "enableAdminLoginAsAnyUser"]
