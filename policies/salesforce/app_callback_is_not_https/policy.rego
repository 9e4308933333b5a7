# METADATA
# title: OAuth callback is not https
# scope: package
# description: |
#   After a login the platform sends the authorisation code, and in some flows the token itself, to the callback URL. Over
#   http everybody on the way can read it and act as the user.
#
#   Every callback URL of connected apps and external client apps is looked at. http to the user's own machine (localhost,
#   127.0.0.1, [::1]) is fine, and so are URL schemes of mobile apps. Sections that were not exported are reported as not
#   judged.
# related_resources:
#   - ref: https://developer.salesforce.com/docs/platform/api-metadata/references/meta-types/metadata-connectedapp.html
#     description: "Metadata API: ConnectedApp, callbackUrl"
#   - ref: https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_extlclntappglobaloauthsettings.htm
#     description: "Metadata API: ExtlClntAppGlobalOauthSettings"
#   - ref: https://datatracker.ietf.org/doc/html/rfc9700
#     description: "RFC 9700: Best Current Practice for OAuth 2.0 Security"
# custom:
#   id: SF-OAUTH-008
#   severity: medium
#   family: oauth-app
#   types: [ConnectedApp, ExternalClientApplication, ExtlClntAppGlobalOauthSettings, ExtlClntAppOauthSettings, ExtlClntAppConfigurablePolicies]
#   unit: an app
#   remediation: |
#     Setup > App Manager > the app > Edit > Callback URL (external client app: Setup > External Client App Manager > the
#     app > Settings > OAuth Settings): replace the URL by one with https that the app serves; oauthConfig.callbackUrl, or
#     callbackUrl of ExtlClntAppGlobalOauthSettings.
#   frameworks:
#     CIS8: ["3.10"]
#     NISTCSF2: ["PR.DS-02"]
#     ISO27001: ["A.8.24", "A.8.26"]
package tenantlint.salesforce.app_callback_is_not_https

import data.tenantlint.salesforce.lib.oauth
import data.tenantlint.salesforce.lib.text

deny contains violation if {
	some app in oauth.stated(input, _fields)
	is_string(app.value)
	hosts := {host | some url in regex.split(`[\s,]+`, lower(app.value)); some host in _plain(url)}
	count(hosts) > 0
	violation := {
		"message": sprintf("The %s receives authorisation codes over unencrypted http at %s.", [app.title, text.names(sort(hosts))]),
		"at": app.at,
		"identity": {"type": app.type, "name": app.name},
	}
}

not_evaluated contains gap if {
	some gap in oauth.gaps(input, _fields)
}

_fields := {
	"ConnectedApp": ["oauthConfig", "callbackUrl"],
	"ExtlClntAppGlobalOauthSettings": ["callbackUrl"],
}

# The host, without the user's name and the port, of a URL that leaves the user's machine over http.
_plain(url) := {host |
	startswith(url, "http://")
	authority := regex.replace(url, `^http://([^/?#@]*@)*([^/?#]*).*$`, "${2}")
	host := regex.replace(authority, `:[0-9]*$`, "")
	not regex.match(`^(localhost|.*\.localhost|127(\.[0-9]+){3}|\[::1\])$`, host)
}
