# METADATA
# title: App gives tokens to guests
# scope: package
# description: |
#   The guest variant of the Authorization Code and Credentials Flow gives a token to anybody, without a login. With it a
#   program calls the interfaces of the platform as the guest user of a site, and reads in bulk whatever that user can
#   reach. It is for shops that are built outside the platform; nobody else needs it.
#
#   External client apps are judged, except where the export shows that OAuth or the whole flow is switched off. The
#   variant is off unless the export says otherwise. Policies that were not exported are reported as not judged.
# related_resources:
#   - ref: https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_extlclntappoauthconfigurablepolicies.htm
#     description: "Metadata API: ExtlClntAppOauthConfigurablePolicies, isGuestCodeCredFlowEnabled"
#   - ref: https://help.salesforce.com/apex/HTViewHelpDoc?id=remoteaccess_authorization_code_credentials_flow.htm
#     description: "Salesforce Help: Authorization Code and Credentials Flow"
# custom:
#   id: SF-OAUTH-014
#   severity: high
#   family: oauth-app
#   types: [ExternalClientApplication, ExtlClntAppOauthConfigurablePolicies, ExtlClntAppGlobalOauthSettings, ExtlClntAppOauthSettings, ExtlClntAppConfigurablePolicies]
#   unit: an external client app
#   remediation: |
#     Setup > External Client App Manager > the app > Policies > OAuth Policies: switch the guest variant of the
#     Authorization Code and Credentials Flow off; isGuestCodeCredFlowEnabled false. If a shop needs it, give the guest
#     profile of its site read access to single objects and publish records one by one.
#   frameworks:
#     CIS8: ["3.3", "4.8"]
#     NISTCSF2: ["PR.AA-05"]
#     ISO27001: ["A.8.3", "A.8.5"]
package tenantlint.salesforce.app_allows_guest_credentials_flow

import data.tenantlint.salesforce.lib.oauth

deny contains violation if {
	some app in oauth.stated(input, _fields)
	app.value == true
	not _flow_is_off[app.app]
	violation := {
		"message": sprintf("The %s gives tokens to visitors who do not log in.", [app.title]),
		"at": app.at,
		"identity": {"type": app.type, "name": app.name},
		"access": {"principal": "anonymous", "actions": ["call APIs"], "via": "isGuestCodeCredFlowEnabled"},
	}
}

not_evaluated contains gap if {
	some gap in oauth.gaps(input, _fields)
}

_fields := {"ExtlClntAppOauthConfigurablePolicies": ["isGuestCodeCredFlowEnabled"]}

_flow_is_off := {app.app |
	some app in oauth.stated(input, {"ExtlClntAppGlobalOauthSettings": ["isCodeCredFlowEnabled"]})
	app.value == false
}
