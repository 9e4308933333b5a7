# METADATA
# title: Headless identity lacks reCAPTCHA
# scope: package
# description: |
#   Headless flows register people, reset passwords and log people in through interfaces that anybody on the internet may
#   call. Where a call needs neither a reCAPTCHA token nor the access token of an integration user, a script can create
#   accounts by the thousand, find out who has one, and send e-mails in the company's name.
#
#   Each flow that is allowed is judged by its own two settings; one of them is enough. A flow is off unless the export says
#   otherwise. Networks whose site is known to be inactive are left out.
# related_resources:
#   - ref: https://developer.salesforce.com/docs/atlas.en-us.headless_identity.meta/headless_identity/headless_identity_login_registration_settings.htm
#     description: "Headless Identity Implementation Guide: Configure Headless Identity Settings in Experience Cloud"
#   - ref: https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_network.htm
#     description: "Metadata API: Network, NetworkAuthApiSettings"
# custom:
#   id: SF-SITE-009
#   severity: high
#   family: anonymous-access
#   types: [Network, CustomSite]
#   unit: a network and a flow
#   remediation: |
#     Digital Experiences > All Sites > Workspaces > Administration > Login & Registration > Headless Identity Configuration:
#     require reCAPTCHA for each flow that is on (isRecaptchaRequiredRgstr, isRecaptchaRequiredForgotPwd,
#     isRecaptchaRequiredPwdlessLogin true, with recaptchaSecretKey and recaptchaScoreThreshold), or require authentication.
#   frameworks:
#     CIS8: ["6.1", "16.10"]
#     NISTCSF2: ["PR.AA-03"]
#     ISO27001: ["A.8.5", "A.8.26"]
package tenantlint.salesforce.headless_identity_lacks_captcha

import data.tenantlint.salesforce.lib.settings
import data.tenantlint.salesforce.lib.sites

deny contains violation if {
	some name, network in sites.networks(input)
	some flow in _flows
	stated := network.networkAuthApiSettings
	stated[flow.allowed] == true
	not stated[flow.captcha] == true
	not stated[flow.authentication] == true
	base := ["Network", name, "networkAuthApiSettings"]
	setting := array.concat(base, [flow.captcha])
	violation := {
		"message": sprintf("Scripts may %s on the site \"%s\": the headless flow asks for no reCAPTCHA.", [flow.what, name]),
		"at": setting,
		"identity": {"network": name, "setting": flow.captcha},
		"access": {"principal": "anonymous", "actions": ["call APIs"], "via": flow.allowed},
		"related": array.concat([{"at": array.concat(base, [flow.allowed]), "message": "the flow is on"}], sites.network_chain(input, name)),
		"fixes": settings.set("Require reCAPTCHA", false, setting, true),
	}
}

not_evaluated contains gap if {
	some gap in sites.network_gaps(input)
}

_flows := [
	{
		"allowed": "isHeadlessUserRegistrationAllowed",
		"captcha": "isRecaptchaRequiredRgstr",
		"authentication": "doesRegistrationRequireAuth",
		"what": "register users",
	},
	{
		"allowed": "isForgotPwdAllowed",
		"captcha": "isRecaptchaRequiredForgotPwd",
		"authentication": "doesForgotPasswordRequireAuth",
		"what": "ask for password resets",
	},
	{
		"allowed": "isPwdlessLoginAllowed",
		"captcha": "isRecaptchaRequiredPwdlessLogin",
		"authentication": "doesPwdlessLoginRequireAuth",
		"what": "ask for login codes",
	},
]
