package tenantlint.salesforce.headless_identity_lacks_captcha_test

import data.tenantlint.examples
import data.tenantlint.salesforce.headless_identity_lacks_captcha as rule

_at(setting) := ["Network", "Partner Harbour", "networkAuthApiSettings", setting]

_network(settings) := {"Network": {"Docks": {"networkAuthApiSettings": settings}}}

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{[violation.at, violation.identity.setting, violation.access.via, violation.message] | some violation in found} == {
		[
			_at("isRecaptchaRequiredRgstr"), "isRecaptchaRequiredRgstr", "isHeadlessUserRegistrationAllowed",
			"Scripts may register users on the site \"Partner Harbour\": the headless flow asks for no reCAPTCHA.",
		],
		[
			_at("isRecaptchaRequiredForgotPwd"), "isRecaptchaRequiredForgotPwd", "isForgotPwdAllowed",
			"Scripts may ask for password resets on the site \"Partner Harbour\": the headless flow asks for no reCAPTCHA.",
		],
		[
			_at("isRecaptchaRequiredPwdlessLogin"), "isRecaptchaRequiredPwdlessLogin", "isPwdlessLoginAllowed",
			"Scripts may ask for login codes on the site \"Partner Harbour\": the headless flow asks for no reCAPTCHA.",
		],
	}
	every violation in found {
		violation.identity.network == "Partner Harbour"
		[[fix.safe, fix.edits] | some fix in violation.fixes] == [[false, [{"op": "set", "at": violation.at, "value": true}]]]
		[step.at | some step in violation.related] == [_at(violation.access.via), ["CustomSite", "Partner_Harbour", "active"]]
	}
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_either_token_is_enough_and_each_flow_has_its_own if {
	flows := [
		["isHeadlessUserRegistrationAllowed", "isRecaptchaRequiredRgstr", "doesRegistrationRequireAuth"],
		["isForgotPwdAllowed", "isRecaptchaRequiredForgotPwd", "doesForgotPasswordRequireAuth"],
		["isPwdlessLoginAllowed", "isRecaptchaRequiredPwdlessLogin", "doesPwdlessLoginRequireAuth"],
	]
	every flow in flows {
		bare := _network({flow[0]: true})
		count(rule.deny) == 1 with input as bare
		captcha := _network({flow[0]: true, flow[1]: true, flow[2]: false})
		count(rule.deny) == 0 with input as captcha
		authentication := _network({flow[0]: true, flow[1]: false, flow[2]: true})
		count(rule.deny) == 0 with input as authentication
		off := _network({flow[0]: false, flow[1]: false, flow[2]: false})
		count(rule.deny) == 0 with input as off
	}
}

test_networks_that_were_not_exported_are_unknown if {
	tenant := {"coverage": {"types": {"CustomSite": true}}, "CustomSite": {"Docks": {"active": true, "siteType": "ChatterNetwork"}}}
	gaps := rule.not_evaluated with input as tenant
	{gap.at | some gap in gaps} == {["Network"]}
}

test_what_the_findings_say if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{violation.message | some violation in found} == {
		"Scripts may ask for login codes on the site \"Partner Harbour\": the headless flow asks for no reCAPTCHA.",
		"Scripts may ask for password resets on the site \"Partner Harbour\": the headless flow asks for no reCAPTCHA.",
		"Scripts may register users on the site \"Partner Harbour\": the headless flow asks for no reCAPTCHA.",
	}
	{violation.identity | some violation in found} == {
		{"network": "Partner Harbour", "setting": "isRecaptchaRequiredForgotPwd"},
		{"network": "Partner Harbour", "setting": "isRecaptchaRequiredPwdlessLogin"},
		{"network": "Partner Harbour", "setting": "isRecaptchaRequiredRgstr"},
	}
	{violation.access | some violation in found} == {
		{"actions": ["call APIs"], "principal": "anonymous", "via": "isForgotPwdAllowed"},
		{"actions": ["call APIs"], "principal": "anonymous", "via": "isHeadlessUserRegistrationAllowed"},
		{"actions": ["call APIs"], "principal": "anonymous", "via": "isPwdlessLoginAllowed"},
	}
	{step.message | some violation in found; some step in violation.related} == {
		"its site \"Partner_Harbour\" is active",
		"the flow is on",
	}
	{fix.title | some violation in found; some fix in violation.fixes} == {"Require reCAPTCHA"}
}
