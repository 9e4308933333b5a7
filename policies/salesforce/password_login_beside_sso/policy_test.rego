package tenantlint.salesforce.password_login_beside_sso_test

import data.tenantlint.examples
import data.tenantlint.salesforce.password_login_beside_sso as rule

_base := ["Settings", "Security", "singleSignOnSettings"]

_setting := array.concat(_base, ["isLoginWithSalesforceCredentialsDisabled"])

_tenant(types, sso, sections) := object.union(
	{"coverage": {"types": {type: true | some type in types}}, "Settings": {"Security": {"singleSignOnSettings": sso}}},
	sections,
)

_all := ["Settings", "SamlSsoConfig", "AuthProvider"]

_open := {"isLoginWithSalesforceCredentialsDisabled": false}

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{object.remove(violation, ["related"]) | some violation in found} == {{
		"message": "Users may log in with a Salesforce password although single sign-on is set up.",
		"at": _setting,
		"identity": {"setting": "Security.singleSignOnSettings.isLoginWithSalesforceCredentialsDisabled"},
	}}
	{step | some violation in found; some step in violation.related} == {
		{"at": array.concat(_base, ["enableSamlLogin"]), "message": "SAML is enabled"},
		{"at": ["SamlSsoConfig", "Company_IdP"], "message": "users log in with the SAML provider \"Company_IdP\""},
		{"at": ["AuthProvider", "Company_OIDC", "registrationHandler"], "message": "users log in with the authentication provider \"Company_OIDC\""},
	}
	count(rule.not_evaluated) == 0 with input as tenant
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_good_without_sso if {
	tenant := examples["good_without_sso.yaml"]
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_enabled_saml_is_evidence_enough if {
	tenant := _tenant(["Settings"], object.union(_open, {"enableSamlLogin": true}), {})
	count(rule.deny) == 1 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_a_configuration_is_evidence_where_the_settings_do_not_say if {
	tenant := _tenant(["SamlSsoConfig"], _open, {"SamlSsoConfig": {"IdP": {}}})
	count(rule.deny) == 1 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_a_provider_with_a_flow_logs_users_in if {
	tenant := _tenant(_all, _open, {"AuthProvider": {"OIDC": {"flow": "Register_User"}}})
	found := rule.deny with input as tenant
	{step.at | some violation in found; some step in violation.related} == {["AuthProvider", "OIDC", "flow"]}
}

test_a_provider_for_callouts_logs_nobody_in if {
	tenant := _tenant(_all, _open, {"AuthProvider": {"ERP": {"providerType": "OpenIdConnect", "registrationHandler": null}}})
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_without_the_sections_sso_is_unknown if {
	tenant := _tenant(["Settings"], _open, {})
	count(rule.deny) == 0 with input as tenant
	gaps := rule.not_evaluated with input as tenant
	gaps == {
		{"message": "SamlSsoConfig was not exported.", "at": ["SamlSsoConfig"]},
		{"message": "AuthProvider was not exported.", "at": ["AuthProvider"]},
	}
}

test_each_section_is_missed_alone if {
	without_providers := _tenant(["Settings", "SamlSsoConfig"], _open, {})
	missing_providers := rule.not_evaluated with input as without_providers
	{gap.at | some gap in missing_providers} == {["AuthProvider"]}
	without_saml := _tenant(["Settings", "AuthProvider"], _open, {})
	missing_saml := rule.not_evaluated with input as without_saml
	{gap.at | some gap in missing_saml} == {["SamlSsoConfig"]}
	saml_is_off := _tenant(["Settings", "AuthProvider"], object.union(_open, {"enableSamlLogin": false}), {})
	count(rule.not_evaluated) == 0 with input as saml_is_off
}

test_a_disabled_password_login_needs_no_sections if {
	tenant := _tenant(["Settings"], {"isLoginWithSalesforceCredentialsDisabled": true}, {})
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_a_setting_that_is_not_stated_is_not_judged_beside_sso if {
	tenant := _tenant(_all, {"enableSamlLogin": true}, {})
	count(rule.deny) == 0 with input as tenant
	gaps := rule.not_evaluated with input as tenant
	{gap.at | some gap in gaps} == {_setting}
}

test_nothing_exported_is_not_judged if {
	tenant := {"coverage": {"types": {"Profile": true}}}
	gaps := rule.not_evaluated with input as tenant
	gaps == {{"message": "Settings.Security was not exported.", "at": ["Settings", "Security"]}}
}

test_without_sso_the_setting_is_not_missed if {
	tenant := _tenant(_all, {}, {})
	count(rule.not_evaluated) == 0 with input as tenant
}
