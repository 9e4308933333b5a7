# METADATA
# title: User-agent OAuth flow allowed
# scope: package
# description: |
#   The user-agent (implicit) flow hands the token to the browser in the address of a page, from where it gets
#   into histories, logs and referrers, and nothing proves that the application that asked is the one that
#   receives. The IETF's best practice for OAuth (RFC 9700) advises against it.
#
#   Blocking it stops integrations and mobile apps that still use it. Where the settings do not state it, it is
#   reported as not judged.
# related_resources:
#   - ref: https://help.salesforce.com/apex/HTViewHelpDoc?id=xcloud.remoteaccess_disable_username_password_flow_ca.htm
#     description: "Salesforce Help: Block Authorization Flows to Improve Security"
#   - ref: https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_oauthoidcsettings.htm
#     description: "Metadata API: OauthOidcSettings"
#   - ref: https://www.rfc-editor.org/rfc/rfc9700
#     description: "RFC 9700: Best Current Practice for OAuth 2.0 Security"
# custom:
#   id: SF-OAUTH-011
#   severity: medium
#   family: oauth-app
#   types: [Settings]
#   unit: a setting
#   remediation: |
#     Setup > OAuth and OpenID Connect Settings: turn off Allow OAuth User-Agent Flows, or set
#     blockOAuthUsrAgtFlow to true in the settings "OauthOidc". Move applications to the web server flow with
#     PKCE first.
#   frameworks:
#     CIS8: ["16.10"]
#     ISO27001: ["A.8.5"]
#     NISTCSF2: ["PR.AA-03"]
package tenantlint.salesforce.user_agent_oauth_flow_is_allowed

import data.tenantlint.salesforce.lib.settings

deny contains violation if {
	settings.value(input, _setting) == false
	violation := {
		"message": "Applications may get tokens in the address of a page (OAuth user-agent flow).",
		"at": _setting,
		"identity": {"setting": settings.name(_setting)},
		"fixes": settings.set("Block the OAuth user-agent flow", false, _setting, true),
	}
}

not_evaluated contains gap if {
	some gap in settings.gaps(input, [_setting])
}

_setting := ["Settings", "OauthOidc", "blockOAuthUsrAgtFlow"]
