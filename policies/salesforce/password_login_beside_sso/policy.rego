# METADATA
# title: Password login beside SSO
# scope: package
# description: |
#   Single sign-on puts the identity provider before the door: its second factor, its lockouts, and the end of an account on
#   the day somebody leaves. Users who may log in with a Salesforce password as well have a door beside it, and so has
#   whoever knows that password.
#
#   Single sign-on counts as in use where SAML is enabled, where a SamlSsoConfig exists (unless the settings say that SAML is
#   off), or where an AuthProvider has a registration handler or a flow, without which it logs nobody in. The setting acts on
#   users with the permission "Is Single Sign-On Enabled"; administrators should keep a way in for the day the provider is down.
#   Without SamlSsoConfig or AuthProvider in the export, whether there is single sign-on is unknown and reported as not judged.
# related_resources:
#   - ref: https://help.salesforce.com/apex/HTViewHelpDoc?id=xcloud.sso_enforce_sso_login.htm
#     description: "Salesforce Help: Require Users to Log In with Single Sign-On (SSO)"
#   - ref: https://developer.salesforce.com/docs/platform/api-metadata/references/meta-types/metadata-securitysettings.html
#     description: "Metadata API: SecuritySettings"
#   - ref: https://docs.securitybenchmark.org/controls-at-a-glance.html
#     description: "Security Benchmark for Salesforce: SBS-AUTH-001"
# custom:
#   id: SF-AUTH-002
#   severity: medium
#   family: sso
#   types: [Settings, SamlSsoConfig, AuthProvider]
#   unit: a setting
#   remediation: |
#     Setup > Single Sign-On Settings > Edit > Delegated Authentication: check "Disable login with Salesforce credentials", or
#     set isLoginWithSalesforceCredentialsDisabled to true under singleSignOnSettings in the settings "Security", and give the
#     permission "Is Single Sign-On Enabled" to everybody but the administrators who keep a password.
#   frameworks:
#     CIS8: ["6.7"]
#     NISTCSF2: ["PR.AA-03"]
#     ISO27001: ["A.5.16", "A.8.5"]
#     SBS: ["SBS-AUTH-001"]
package tenantlint.salesforce.password_login_beside_sso

import data.tenantlint.salesforce.lib.paths
import data.tenantlint.salesforce.lib.settings

deny contains violation if {
	settings.value(input, _setting) == false
	count(_sso) > 0
	violation := {
		"message": "Users may log in with a Salesforce password although single sign-on is set up.",
		"at": _setting,
		"identity": {"setting": settings.name(_setting)},
		"related": [evidence | some evidence in _sso],
	}
}

not_evaluated contains gap if {
	count(_sso) + count(_unknown) > 0
	some gap in settings.gaps(input, [_setting])
}

not_evaluated contains gap if {
	settings.value(input, _setting) == false
	count(_sso) == 0
	some gap in _unknown
}

_setting := ["Settings", "Security", "singleSignOnSettings", "isLoginWithSalesforceCredentialsDisabled"]

_saml := ["Settings", "Security", "singleSignOnSettings", "enableSamlLogin"]

_sso contains evidence if {
	settings.value(input, _saml) == true
	evidence := {"at": _saml, "message": "SAML is enabled"}
}

_sso contains evidence if {
	not settings.value(input, _saml) == false
	some name, _ in paths.object_at(input, "SamlSsoConfig")
	evidence := {"at": ["SamlSsoConfig", name], "message": sprintf("users log in with the SAML provider \"%s\"", [name])}
}

_sso contains evidence if {
	some name, provider in paths.object_at(input, "AuthProvider")
	some key in ["registrationHandler", "flow"]
	is_string(provider[key])
	evidence := {"at": ["AuthProvider", name, key], "message": sprintf("users log in with the authentication provider \"%s\"", [name])}
}

_unknown contains gap if {
	not settings.value(input, _saml) == false
	not paths.covered(input, "SamlSsoConfig")
	gap := {"message": "SamlSsoConfig was not exported.", "at": ["SamlSsoConfig"]}
}

_unknown contains gap if {
	not paths.covered(input, "AuthProvider")
	gap := {"message": "AuthProvider was not exported.", "at": ["AuthProvider"]}
}
