# METADATA
# title: App relaxes IP restrictions
# scope: package
# description: |
#   Login ranges of profiles stop a stolen token from working outside the company's networks, unless the app that it was
#   issued to is exempt. In 2025 tokens stolen from vendors of integrations were used from anywhere, because the apps
#   relaxed the restrictions.
#
#   Every policy but "Enforce IP restrictions" is reported: BYPASS ignores the ranges, BYPASS_2FACTOR ignores them for
#   users who verify their identity or apps with ranges of their own, ENFORCE_RELAXREFRESH ignores them when a refresh
#   token is used. An app that does not state the policy is reported as not judged.
# related_resources:
#   - ref: https://help.salesforce.com/s/articleView?id=xcloud.connected_app_manage_oauth.htm&type=5
#     description: "Salesforce Help: Manage OAuth Access Policies for a Connected App"
#   - ref: https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_extlclntappoauthconfigurablepolicies.htm
#     description: "Metadata API: ExtlClntAppOauthConfigurablePolicies"
#   - ref: https://cloud.google.com/blog/topics/threat-intelligence/data-theft-salesforce-instances-via-salesloft-drift
#     description: "Google Threat Intelligence: Data theft from Salesforce instances via Salesloft Drift (2025)"
# custom:
#   id: SF-OAUTH-006
#   severity: medium
#   family: oauth-app
#   types: [ConnectedApp, ExternalClientApplication, ExtlClntAppOauthConfigurablePolicies, ExtlClntAppOauthSettings, ExtlClntAppConfigurablePolicies]
#   unit: an app
#   remediation: |
#     Setup > Connected Apps > Manage Connected Apps > the app > Edit Policies > IP Relaxation (external client app: Setup >
#     External Client App Manager > the app > Policies > OAuth Policies): "Enforce IP restrictions"; oauthPolicy.ipRelaxation
#     ENFORCE, or ipRelaxationPolicyType Enforce. Add the addresses of the integration to the login ranges of its user's
#     profile first.
#   frameworks:
#     CIS8: ["13.4"]
#     NISTCSF2: ["PR.AA-05", "PR.IR-01"]
#     ISO27001: ["A.8.20"]
package tenantlint.salesforce.app_relaxes_ip_restrictions

import data.tenantlint.salesforce.lib.oauth
import data.tenantlint.salesforce.lib.settings

deny contains violation if {
	some app in oauth.stated(input, _fields)
	is_string(app.value)
	policy := lower(app.value)
	policy != "enforce"
	violation := {
		"message": sprintf("The %s relaxes IP restrictions: %s.", [app.title, object.get(_effects, policy, "its tokens may work outside the allowed networks")]),
		"at": app.at,
		"identity": {"type": app.type, "name": app.name},
		"fixes": settings.set("Enforce IP restrictions", false, app.at, _enforced[app.type]),
	}
}

not_evaluated contains gap if {
	some gap in oauth.gaps(input, _fields) | oauth.unstated(input, _fields)
}

_fields := {
	"ConnectedApp": ["oauthPolicy", "ipRelaxation"],
	"ExtlClntAppOauthConfigurablePolicies": ["ipRelaxationPolicyType"],
}

_enforced := {"ConnectedApp": "ENFORCE", "ExtlClntAppOauthConfigurablePolicies": "Enforce"}

_effects := {
	"bypass": "its tokens work from any network",
	"bypass_2factor": "its tokens work outside the allowed networks for users who verified their identity",
	"enforce_relaxrefresh": "its refresh tokens work from any network",
}
