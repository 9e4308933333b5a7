# METADATA
# title: No identity confirmation on email or MFA change
# scope: package
# description: |
#   The e-mail address of a user and the registered verification methods are what resets a password and what proves
#   an identity. With these settings off, changing them takes no more than a new login, so that a stolen password is
#   enough to take the account over for good; with them on, users must prove who they are in another way first.
#
#   An export of the security settings states both (since API 42 and 40); one that is missing is reported as not
#   judged.
# related_resources:
#   - ref: https://developer.salesforce.com/docs/platform/api-metadata/references/meta-types/metadata-securitysettings.html
#     description: "Metadata API: SecuritySettings"
#   - ref: https://help.salesforce.com/s/articleView?id=xcloud.security_health_check.htm&type=5
#     description: "Salesforce Help: Security Health Check"
#   - ref: https://cheatsheetseries.owasp.org/cheatsheets/Authentication_Cheat_Sheet.html
#     description: "OWASP: Authentication Cheat Sheet"
# custom:
#   id: SF-SESS-010
#   severity: low
#   family: mfa
#   types: [Settings]
#   unit: a setting
#   remediation: |
#     Setup > Identity Verification: check "Require identity verification for email address changes" and "Require
#     identity verification during multi-factor authentication (MFA) registration", or set
#     identityConfirmationOnEmailChange and identityConfirmationOnTwoFactorRegistrationEnabled to true under
#     sessionSettings in the settings "Security".
#   frameworks:
#     CIS8: ["6.3"]
#     NISTCSF2: ["PR.AA-02", "PR.AA-03"]
#     ISO27001: ["A.5.17", "A.8.5"]
#     HC: ["SessionSettings.icOnEmailChange", "SessionSettings.icOn2faRegistration"]
package tenantlint.salesforce.identity_change_needs_no_confirmation

import data.tenantlint.salesforce.lib.settings

deny contains violation if {
	some key, what in _switches
	setting := array.concat(_base, [key])
	settings.value(input, setting) == false
	violation := {
		"message": sprintf("Users need not confirm their identity before %s.", [what]),
		"at": setting,
		"identity": {"setting": settings.name(setting)},
		"fixes": settings.set(sprintf("Confirm the identity of users before %s", [what]), true, setting, true),
	}
}

not_evaluated contains gap if some gap in settings.gaps(input, [array.concat(_base, [key]) | some key, _ in _switches])

_base := ["Settings", "Security", "sessionSettings"]

_switches := {
	"identityConfirmationOnEmailChange": "changing the e-mail address",
	"identityConfirmationOnTwoFactorRegistrationEnabled": "registering a verification method",
}
