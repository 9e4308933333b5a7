# METADATA
# title: App allows the device flow
# scope: package
# description: |
#   In the device flow a user types a code that another device shows. Attackers call employees, dictate the code of their
#   own program and so get a token, with no password and past multi-factor authentication. In 2025 data of many companies
#   was stolen by telephone like this. The flow is for appliances without a browser; hardly an integration needs it.
#
#   Connected apps and external client apps are judged, except where the export shows that OAuth is switched off. An app
#   that does not state the flow is reported as not judged: older exports leave it out.
# related_resources:
#   - ref: https://help.salesforce.com/s/articleView?id=sf.remoteaccess_oauth_device_flow.htm&type=5
#     description: "Salesforce Help: OAuth 2.0 Device Flow for IoT Integration"
#   - ref: https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_extlclntappglobaloauthsettings.htm
#     description: "Metadata API: ExtlClntAppGlobalOauthSettings"
#   - ref: https://cloud.google.com/blog/topics/threat-intelligence/voice-phishing-data-extortion
#     description: "Google Threat Intelligence: From vishing to data extortion (2025)"
# custom:
#   id: SF-OAUTH-013
#   severity: high
#   family: oauth-app
#   types: [ConnectedApp, ExternalClientApplication, ExtlClntAppGlobalOauthSettings, ExtlClntAppOauthSettings, ExtlClntAppConfigurablePolicies]
#   unit: an app
#   remediation: |
#     Setup > App Manager > the app > Edit > clear "Enable for Device Flow" (external client app: Setup > External Client
#     App Manager > the app > Settings > OAuth Settings > Flow Enablement: clear "Enable Device Flow"); isDeviceFlowEnabled
#     false.
#   frameworks:
#     CIS8: ["4.8"]
#     NISTCSF2: ["PR.AA-03", "PR.PS-01"]
#     ISO27001: ["A.8.5", "A.8.9"]
package tenantlint.salesforce.app_allows_device_flow

import data.tenantlint.salesforce.lib.oauth
import data.tenantlint.salesforce.lib.settings

deny contains violation if {
	some app in oauth.stated(input, _fields)
	app.value == true
	violation := {
		"message": sprintf("The %s allows the device flow: whoever talks a user into typing a code gets a token.", [app.title]),
		"at": app.at,
		"identity": {"type": app.type, "name": app.name},
		"fixes": settings.set("Switch the device flow off", false, app.at, false),
	}
}

not_evaluated contains gap if {
	some gap in oauth.gaps(input, _fields) | oauth.unstated(input, _fields)
}

_fields := {
	"ConnectedApp": ["oauthConfig", "isDeviceFlowEnabled"],
	"ExtlClntAppGlobalOauthSettings": ["isDeviceFlowEnabled"],
}
