# METADATA
# title: Client secrets readable over API
# scope: package
# description: |
#   The consumer secret is the password of an external client app. With these settings on, whoever may call the
#   Metadata API or the credentials REST API reads it in plain text, and a retrieve writes it into files that end
#   in repositories and build logs. Whoever has it can act as the app.
#
#   Access through the Metadata API is deprecated. A setting that is not stated is reported as not judged.
# related_resources:
#   - ref: https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_externalclientappsettings.htm
#     description: "Metadata API: ExternalClientAppSettings"
#   - ref: https://help.salesforce.com/apex/HTViewHelpDoc?id=xcloud.shr_external_client_apps.htm
#     description: "Salesforce Help: Review External Client Apps"
# custom:
#   id: SF-OAUTH-012
#   severity: high
#   family: secrets
#   types: [Settings]
#   unit: a setting
#   remediation: |
#     Setup > External Client App Settings: turn off access to consumer secrets over Metadata API and REST API,
#     or set enableConsumerSecretApiAccess and enableClientSecretInRestApiAccess to false in the settings
#     "ExternalClientApp". Rotate secrets that were retrieved.
#   frameworks:
#     CIS8: ["3.11", "4.1"]
#     HC: ["ExternalClientApps.metadataApiAccess"]
#     ISO27001: ["A.5.17"]
#     NISTCSF2: ["PR.AA-01", "PR.DS-01"]
package tenantlint.salesforce.client_secrets_are_readable_over_api

import data.tenantlint.salesforce.lib.settings

deny contains violation if {
	some setting in _settings
	settings.value(input, setting.path) == true
	violation := {
		"message": sprintf("Consumer secrets of external client apps can be read through the %s.", [setting.api]),
		"at": setting.path,
		"identity": {"setting": settings.name(setting.path)},
		"fixes": settings.set(sprintf("Keep consumer secrets out of the %s", [setting.api]), setting.safe, setting.path, false),
	}
}

not_evaluated contains gap if {
	some gap in settings.gaps(input, [setting.path | some setting in _settings])
}

# A program may read its secret through the REST API on purpose; access through the Metadata API is deprecated.
_settings := [
	{"path": ["Settings", "ExternalClientApp", "enableConsumerSecretApiAccess"], "api": "Metadata API", "safe": true},
	{"path": ["Settings", "ExternalClientApp", "enableClientSecretInRestApiAccess"], "api": "credentials REST API", "safe": false},
]
