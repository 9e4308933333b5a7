# METADATA
# title: Username-password OAuth flow allowed
# scope: package
# description: |
#   In this flow an application sends a user's name and password and gets a token: no second factor, no single
#   sign-on, and the password lies in the application's configuration. Stolen passwords work here long after every
#   other door asks for more.
#
#   Orgs created since Summer '23 block it from the start. Blocking it stops integrations that still use it, so
#   look at the login history first. Where the settings do not state it, it is reported as not judged.
# related_resources:
#   - ref: https://help.salesforce.com/apex/HTViewHelpDoc?id=xcloud.remoteaccess_disable_username_password_flow_ca.htm
#     description: "Salesforce Help: Block Authorization Flows to Improve Security"
#   - ref: https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_oauthoidcsettings.htm
#     description: "Metadata API: OauthOidcSettings"
#   - ref: https://www.cisa.gov/cross-sector-cybersecurity-performance-goals
#     description: "CISA: Cross-Sector Cybersecurity Performance Goals (2.H)"
# custom:
#   id: SF-OAUTH-010
#   severity: high
#   family: oauth-app
#   types: [Settings]
#   unit: a setting
#   remediation: |
#     Setup > OAuth and OpenID Connect Settings: turn off Allow OAuth Username-Password Flows, or set
#     blockOAuthUnPwFlow to true in the settings "OauthOidc". Move integrations to the client credentials or JWT
#     bearer flow first.
#   frameworks:
#     CIS8: ["6.3", "6.5"]
#     ISO27001: ["A.8.5"]
#     NISTCSF2: ["PR.AA-03"]
package tenantlint.salesforce.password_oauth_flow_is_allowed

import data.tenantlint.salesforce.lib.settings

deny contains violation if {
	settings.value(input, _setting) == false
	violation := {
		"message": "Applications may log in with a name and a password alone (OAuth username-password flow), past the second factor.",
		"at": _setting,
		"identity": {"setting": settings.name(_setting)},
		"fixes": settings.set("Block the OAuth username-password flow", false, _setting, true),
	}
}

not_evaluated contains gap if {
	some gap in settings.gaps(input, [_setting])
}

_setting := ["Settings", "OauthOidc", "blockOAuthUnPwFlow"]
