# METADATA
# title: Secret answers shown
# scope: package
# description: |
#   Answers to security questions that are shown as they are typed can be read over the shoulder, on a shared screen
#   or in a recording, and the answer may reset the password.
#
#   For information only: where users write with Microsoft's input method editor in Hiragana mode, as in Japanese
#   orgs, hidden fields do not work well and Salesforce advises to leave the setting off. An export of the security
#   settings states it; where it is missing, it is reported as not judged.
# related_resources:
#   - ref: https://developer.salesforce.com/docs/platform/api-metadata/references/meta-types/metadata-securitysettings.html
#     description: "Metadata API: SecuritySettings"
#   - ref: https://help.salesforce.com/s/articleView?id=xcloud.security_health_check.htm&type=5
#     description: "Salesforce Help: Security Health Check"
# custom:
#   id: SF-PWD-007
#   severity: info
#   family: password
#   types: [Settings]
#   unit: a setting
#   remediation: |
#     Setup > Password Policies: check "Obscure secret answer for password resets", or set obscureSecretAnswer to
#     true under passwordPolicies in the settings "Security". Leave it off where users type with a Japanese input
#     method editor.
#   frameworks:
#     CIS8: ["4.1"]
#     NISTCSF2: ["PR.AA-01"]
#     ISO27001: ["A.5.17"]
#     HC: ["PasswordPolicies.obscureSecretAnswer"]
package tenantlint.salesforce.secret_answers_are_shown

import data.tenantlint.salesforce.lib.settings

deny contains violation if {
	settings.value(input, _setting) == false
	violation := {
		"message": "Answers to security questions are shown while users type them.",
		"at": _setting,
		"identity": {"setting": settings.name(_setting)},
	}
}

not_evaluated contains gap if some gap in settings.gaps(input, [_setting])

_setting := ["Settings", "Security", "passwordPolicies", "obscureSecretAnswer"]
