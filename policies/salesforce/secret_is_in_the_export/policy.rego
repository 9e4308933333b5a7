# METADATA
# title: Secret in the export
# scope: package
# description: |
#   Whoever can read the repository, its history or one of its copies can use a secret that stands in it, and taking it out
#   of the file later does not take it out of the history. A secret that was ever committed has to be replaced at the
#   system that it opens.
#
#   The fields that hold secrets are listed with the policy; their values are never printed. Headers that are sent to other
#   systems count by their names (`Authorization`, `X-Api-Key`). Masks, references to a vault, variables that are filled in
#   on deployment, and words such as "placeholder" or "changeme" are no secrets; the parameter `placeholders` adds to them.
#   An encrypted client secret counts, since it could be deployed elsewhere. Whether sections that were not exported hold
#   secrets does not matter here.
# related_resources:
#   - ref: https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_authproviders.htm
#     description: "Metadata API: AuthProvider, consumerSecret"
#   - ref: https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html
#     description: "OWASP: Secrets Management Cheat Sheet"
#   - ref: https://docs.securitybenchmark.org/controls-at-a-glance.html
#     description: "Security Benchmark for Salesforce: SBS-DEP-005"
# custom:
#   id: SF-DATA-003
#   severity: critical
#   family: secrets
#   types: [AuthProvider, ConnectedApp, ExternalDataSource, ExtlClntAppGlobalOauthSettings, ExtlClntAppPushSettings, InstalledPackage, NamedCredential, Network]
#   unit: a field of a component
#   remediation: |
#     Replace the secret first, at the system that it opens: for apps Setup > App Manager > the app > View > Manage Consumer
#     Details (external client app: Setup > External Client App Manager > the app > Settings > OAuth Settings), for logins
#     to other systems there. Then put a variable that the deployment fills in (replacements in sfdx-project.json) in its
#     place, and look at who could read the repository meanwhile.
#   frameworks:
#     CIS8: ["3.11", "16.1"]
#     NISTCSF2: ["PR.AA-01", "PR.DS-01"]
#     ISO27001: ["A.5.17", "A.8.4"]
#     SBS: ["SBS-DEP-005"]
#   params:
#     - name: placeholders
#       description: Further regular expressions of what is no secret, on the value in lower case.
#       schema: {type: array, items: {type: string}}
#       default: []
package tenantlint.salesforce.secret_is_in_the_export

import data.tenantlint.salesforce.data.secrets
import data.tenantlint.salesforce.lib.paths

deny contains violation if {
	some field in secrets.fields
	some name, component in paths.object_at(input, field.type)
	_is_secret(object.get(component, field.path, null))
	violation := {
		"message": sprintf("The %s of the %s \"%s\" stands in the export.", [field.name, field.kind, name]),
		"at": array.concat([field.type, name], field.path),
		"identity": {"type": field.type, "name": name, "setting": concat(".", field.path)},
		"severity": object.get(field, "severity", "critical"),
	}
}

deny contains violation if {
	some kind in secrets.listed
	some name, component in paths.object_at(input, kind.type)
	some entry, settings in paths.object_at(component, kind.list)
	regex.match(kind.telling, lower(entry))
	_is_secret(settings[kind.value])
	violation := {
		"message": sprintf("The value of %s of the %s \"%s\" stands in the export.", [entry, kind.kind, name]),
		"at": [kind.type, name, kind.list, entry, kind.value],
		"identity": {"type": kind.type, "name": name, "setting": sprintf("%s.%s", [kind.list, entry])},
		"severity": "critical",
	}
}

_is_secret(value) if {
	_is_text(value)
	text := lower(trim_space(sprintf("%v", [value])))
	patterns := array.concat(secrets.placeholders, data.tenantlint.params["SF-DATA-003"].placeholders)
	count([pattern | some pattern in patterns; regex.match(pattern, text)]) == 0
}

# A password of digits without quotes is a number.
_is_text(value) if is_string(value)

_is_text(value) if is_number(value)
