# METADATA
# title: App is open to all users
# scope: package
# description: |
#   Where users authorise an app themselves, one click of one deceived employee gives a stranger's program a token to the
#   tenant. Where an administrator approves the users beforehand, only the profiles and permission sets that need the app
#   can use it, and nobody is asked to decide.
#
#   Connected apps and external client apps are judged, except where the export shows that OAuth is switched off. An app
#   that does not state who may use it is reported as not judged, and so are sections that were not exported.
# related_resources:
#   - ref: https://help.salesforce.com/s/articleView?id=xcloud.connected_app_manage_oauth.htm&type=5
#     description: "Salesforce Help: Manage OAuth Access Policies for a Connected App"
#   - ref: https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_extlclntappoauthconfigurablepolicies.htm
#     description: "Metadata API: ExtlClntAppOauthConfigurablePolicies"
#   - ref: https://docs.securitybenchmark.org/controls-at-a-glance.html
#     description: "Security Benchmark for Salesforce: SBS-OAUTH-001"
# custom:
#   id: SF-OAUTH-005
#   severity: high
#   family: oauth-app
#   types: [ConnectedApp, ExternalClientApplication, ExtlClntAppOauthConfigurablePolicies, ExtlClntAppOauthSettings, ExtlClntAppConfigurablePolicies]
#   unit: an app
#   remediation: |
#     Setup > Connected Apps > Manage Connected Apps > the app > Edit Policies > Permitted Users (external client app:
#     Setup > External Client App Manager > the app > Policies > OAuth Policies): "Admin approved users are
#     pre-authorized", then assign the permission sets that need it; oauthConfig.isAdminApproved true, or
#     permittedUsersPolicyType AdminApprovedPreAuthorized.
#   frameworks:
#     CIS8: ["2.5", "6.8"]
#     NISTCSF2: ["PR.AA-05"]
#     ISO27001: ["A.5.15", "A.8.3"]
#     SBS: ["SBS-OAUTH-001"]
package tenantlint.salesforce.app_is_open_to_all_users

import data.tenantlint.salesforce.lib.oauth
import data.tenantlint.salesforce.lib.settings

deny contains violation if {
	some app in oauth.stated(input, _fields)
	app.value == _open[app.type]
	violation := {
		"message": sprintf("Every user may authorise the %s without an administrator's approval.", [app.title]),
		"at": app.at,
		"identity": {"type": app.type, "name": app.name},
		"fixes": settings.set("Let only users whom an administrator approved use the app", false, app.at, _approved[app.type]),
	}
}

not_evaluated contains gap if {
	some gap in oauth.gaps(input, _fields) | oauth.unstated(input, _fields)
}

_fields := {
	"ConnectedApp": ["oauthConfig", "isAdminApproved"],
	"ExtlClntAppOauthConfigurablePolicies": ["permittedUsersPolicyType"],
}

_open := {"ConnectedApp": false, "ExtlClntAppOauthConfigurablePolicies": "AllSelfAuthorized"}

_approved := {"ConnectedApp": true, "ExtlClntAppOauthConfigurablePolicies": "AdminApprovedPreAuthorized"}
