# METADATA
# title: App needs no client secret
# scope: package
# description: |
#   An app that may exchange an authorisation code for a token without its secret lets anybody do so who catches the code,
#   for example another program on the same phone. Proof Key for Code Exchange (PKCE) closes that hole: only the program
#   that started the login can finish it. Apps that cannot keep a secret need it.
#
#   An app is reported where the secret is optional and PKCE is not required, by the app or by the tenant's OAuth settings.
#   A secret is required unless the export says otherwise. Where it is optional and the export does not say whether PKCE is
#   required, the app is reported as not judged.
# related_resources:
#   - ref: https://developer.salesforce.com/docs/platform/api-metadata/references/meta-types/metadata-connectedapp.html
#     description: "Metadata API: ConnectedApp, isConsumerSecretOptional and isPkceRequired"
#   - ref: https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_extlclntappglobaloauthsettings.htm
#     description: "Metadata API: ExtlClntAppGlobalOauthSettings"
#   - ref: https://datatracker.ietf.org/doc/html/rfc9700
#     description: "RFC 9700: Best Current Practice for OAuth 2.0 Security"
# custom:
#   id: SF-OAUTH-009
#   severity: medium
#   family: oauth-app
#   types: [ConnectedApp, ExternalClientApplication, ExtlClntAppGlobalOauthSettings, ExtlClntAppOauthSettings, ExtlClntAppConfigurablePolicies, Settings]
#   unit: an app
#   remediation: |
#     Setup > App Manager > the app > Edit (external client app: Setup > External Client App Manager > the app > Settings >
#     OAuth Settings > Security): select "Require Proof Key for Code Exchange (PKCE)"; isPkceRequired true. Check first that
#     the app sends a code challenge. An app that can keep a secret should use it: isConsumerSecretOptional false.
#   frameworks:
#     CIS8: ["16.10"]
#     NISTCSF2: ["PR.AA-03"]
#     ISO27001: ["A.8.5", "A.8.26"]
package tenantlint.salesforce.app_needs_no_client_secret

import data.tenantlint.salesforce.lib.oauth

deny contains violation if {
	some app in _without_secret
	app.pkce == false
	violation := {
		"message": sprintf("The %s exchanges codes for tokens without its secret, and without PKCE.", [app.title]),
		"at": app.at,
		"identity": {"type": app.type, "name": app.name},
		"related": [{"at": app.pkce_at, "message": "PKCE is not required"}],
	}
}

not_evaluated contains gap if {
	some gap in oauth.gaps(input, _secret)
}

not_evaluated contains gap if {
	some app in _without_secret
	some gap in oauth.unstated(input, _pkce)
	gap.at == app.pkce_at
}

_secret := {
	"ConnectedApp": ["oauthConfig", "isConsumerSecretOptional"],
	"ExtlClntAppGlobalOauthSettings": ["isConsumerSecretOptional"],
}

_pkce := {
	"ConnectedApp": ["oauthConfig", "isPkceRequired"],
	"ExtlClntAppGlobalOauthSettings": ["isPkceRequired"],
}

_required[app.at] := app if {
	some app in oauth.stated(input, _pkce)
}

_without_secret contains found if {
	not input.Settings.OauthOidc.isPkceRequired == true
	some app in oauth.stated(input, _secret)
	app.value == true
	at := array.concat([app.type, app.name], _pkce[app.type])
	found := object.union(app, {"pkce": _required[at].value, "pkce_at": at})
}
