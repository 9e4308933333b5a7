# METADATA
# title: App asks for full access
# scope: package
# description: |
#   The scope Full gives an app everything that the user who authorises it may read and change. Whoever steals its token,
#   or takes over the company behind the app, gets all of that; in 2025 attackers emptied many tenants through tokens of
#   integrations in this way. An integration needs the one or two scopes of the interfaces that it calls.
#
#   Connected apps and external client apps are judged, except where the export shows that OAuth is switched off. An app
#   that states no scopes may ask for none. Sections that were not exported are reported as not judged.
# related_resources:
#   - ref: https://developer.salesforce.com/docs/platform/api-metadata/references/meta-types/metadata-connectedapp.html
#     description: "Metadata API: ConnectedApp, scopes"
#   - ref: https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_extlclntappoauthsettings.htm
#     description: "Metadata API: ExtlClntAppOauthSettings"
#   - ref: https://cloud.google.com/blog/topics/threat-intelligence/data-theft-salesforce-instances-via-salesloft-drift
#     description: "Google Threat Intelligence: Data theft from Salesforce instances via Salesloft Drift (2025)"
# custom:
#   id: SF-OAUTH-004
#   severity: high
#   family: oauth-app
#   types: [ConnectedApp, ExternalClientApplication, ExtlClntAppOauthSettings, ExtlClntAppConfigurablePolicies]
#   unit: an app
#   remediation: |
#     Setup > App Manager > the app > Edit > Selected OAuth Scopes (external client app: Setup > External Client App
#     Manager > the app > Settings > OAuth Settings): take out "Full access (full)" and select what the integration calls,
#     mostly "Manage user data via APIs (api)"; oauthConfig.scopes, or commaSeparatedOauthScopes.
#   frameworks:
#     CIS8: ["3.3", "6.8"]
#     NISTCSF2: ["PR.AA-05"]
#     ISO27001: ["A.5.15", "A.8.3"]
package tenantlint.salesforce.app_asks_for_full_scope

import data.tenantlint.salesforce.lib.oauth

deny contains violation if {
	some asked in oauth.scopes(input)
	asked.scope == "full"
	violation := {
		"message": sprintf("The %s asks for full access: its token may do whatever the user may.", [asked.title]),
		"at": asked.at,
		"identity": {"type": asked.type, "name": asked.name},
		"access": {"principal": "any-member", "actions": ["read", "create", "edit", "delete"], "via": "OAuth scope full"},
	}
}

not_evaluated contains gap if {
	some gap in oauth.gaps(input, {"ConnectedApp": [], "ExtlClntAppOauthSettings": []})
}
