# METADATA
# title: Refresh token never expires
# scope: package
# description: |
#   A refresh token that is valid until somebody revokes it turns one theft into access for years: it survives changes of
#   password, and nobody notices that it is still in use. A fixed lifetime of 90 days or less ends such access by itself.
#
#   An app whose scopes contain neither RefreshToken nor OfflineAccess gets no refresh token, and one that limits how long
#   a token may stand unused (isEnforceRefreshTokenTTL) has an end; both are left alone. Where the scopes of an app are not
#   in the export, its policy is judged all the same. An app that does not state the policy is reported as not judged.
# related_resources:
#   - ref: https://help.salesforce.com/s/articleView?id=xcloud.connected_app_manage_oauth.htm&type=5
#     description: "Salesforce Help: Manage OAuth Access Policies for a Connected App"
#   - ref: https://help.salesforce.com/s/articleView?id=xcloud.connected_app_limit_idle_ttl.htm&type=5
#     description: "Salesforce Help: Limit the Idle Refresh Token TTL in Connected Apps"
#   - ref: https://docs.securitybenchmark.org/controls-at-a-glance.html
#     description: "Security Benchmark for Salesforce: SBS-DEP-006"
# custom:
#   id: SF-OAUTH-007
#   severity: high
#   family: oauth-app
#   types: [ConnectedApp, ExternalClientApplication, ExtlClntAppOauthConfigurablePolicies, ExtlClntAppOauthSettings, ExtlClntAppGlobalOauthSettings, ExtlClntAppConfigurablePolicies]
#   unit: an app
#   remediation: |
#     Setup > Connected Apps > Manage Connected Apps > the app > Edit Policies > Refresh Token Policy (external client app:
#     Setup > External Client App Manager > the app > Policies > OAuth Policies): "Expire refresh token after" 90 days or
#     less; oauthPolicy.refreshTokenPolicy specific_lifetime:90:DAYS, or refreshTokenPolicyType SpecificLifetime with
#     refreshTokenValidityPeriod and refreshTokenValidityUnit.
#   frameworks:
#     CIS8: ["6.2"]
#     NISTCSF2: ["PR.AA-01", "PR.AA-05"]
#     ISO27001: ["A.5.17", "A.8.5"]
#     SBS: ["SBS-DEP-006"]
package tenantlint.salesforce.app_refresh_token_never_expires

import data.tenantlint.salesforce.lib.oauth

deny contains violation if {
	some app in oauth.stated(input, _fields)
	is_string(app.value)
	lower(app.value) == "infinite"
	not _gets_none[app.app]
	not _ends_unused[app.app]
	violation := {
		"message": sprintf("Refresh tokens of the %s never expire: a stolen one works until somebody revokes it.", [app.title]),
		"at": app.at,
		"identity": {"type": app.type, "name": app.name},
		"related": [{"at": entry.at, "message": "it may ask for refresh tokens"} | some entry in _asks; entry.app == app.app],
		"fixes": [{"title": "Let refresh tokens expire after 90 days", "safe": false, "edits": _edits(app)}],
	}
}

not_evaluated contains gap if {
	some gap in oauth.gaps(input, _fields)
}

not_evaluated contains gap if {
	some app in oauth.stated(input, _fields)
	not _gets_none[app.app]
	some gap in oauth.unstated(input, _fields)
	gap.at == app.at
}

_fields := {
	"ConnectedApp": ["oauthPolicy", "refreshTokenPolicy"],
	"ExtlClntAppOauthConfigurablePolicies": ["refreshTokenPolicyType"],
}

_scopes := oauth.scopes(input)

_asks := [entry | some entry in _scopes; entry.scope in {"refreshtoken", "offlineaccess"}]

_gets_none := {entry.app | some entry in _scopes} - {entry.app | some entry in _asks}

_ends_unused := {app.app |
	some app in oauth.stated(input, {
		"ConnectedApp": ["oauthConfig", "isEnforceRefreshTokenTTL"],
		"ExtlClntAppGlobalOauthSettings": ["isEnforceRefreshTokenTTL"],
	})
	app.value == true
}

_edits(app) := [{"op": "set", "at": app.at, "value": "specific_lifetime:90:DAYS"}] if {
	app.type == "ConnectedApp"
} else := [
	{"op": "set", "at": app.at, "value": "SpecificLifetime"},
	{"op": "set", "at": [app.type, app.name, "refreshTokenValidityPeriod"], "value": 90},
	{"op": "set", "at": [app.type, app.name, "refreshTokenValidityUnit"], "value": "Days"},
]
