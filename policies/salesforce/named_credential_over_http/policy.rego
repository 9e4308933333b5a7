# METADATA
# title: Named credential over http
# scope: package
# description: |
#   A named credential sends a password or token with every call. Over plain http everybody on the way reads it,
#   and the records that go with it, and can use it from then on.
#
#   Judged are the endpoint and the token endpoint of the older form, and the parameters of the type Url of the
#   newer one. Credentials whose calls are disabled are left alone, and so are hosts that do not exist on the
#   Internet (localhost, private addresses, names such as erp.local). A credential that states no URL, and an
#   export without NamedCredential, are reported as not judged.
# related_resources:
#   - ref: https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_namedcredential.htm
#     description: "Metadata API: NamedCredential"
#   - ref: https://help.salesforce.com/apex/HTViewHelpDoc?id=xcloud.nc_basics.htm
#     description: "Salesforce Help: What are Named Credentials?"
#   - ref: https://docs.securitybenchmark.org/controls-at-a-glance.html
#     description: "Security Benchmark for Salesforce: SBS-INT-003"
# custom:
#   id: SF-INT-005
#   severity: high
#   family: secrets
#   types: [NamedCredential]
#   unit: a named credential
#   remediation: |
#     Setup > Named Credentials > the credential > Edit: change the URL to https once the host answers over it
#     (endpoint, or parameterValue of the Url parameter, in the NamedCredential), and replace the secret, which
#     has been sent in the clear.
#   frameworks:
#     CIS8: ["3.10"]
#     ISO27001: ["A.8.24", "A.5.17"]
#     NISTCSF2: ["PR.DS-02"]
#     SBS: ["SBS-INT-003"]
package tenantlint.salesforce.named_credential_over_http

import data.tenantlint.salesforce.lib.paths
import data.tenantlint.salesforce.lib.urls

deny contains violation if {
	some name, credential in _enabled
	base := ["NamedCredential", name]
	plain := [[place, urls.host(url)] | some [place, url] in _endpoints(credential); urls.plain(url); not urls.private(url)]
	[first, first_host] := plain[0] # none where nothing is plain
	violation := {
		"message": sprintf("The named credential \"%s\" sends its secret over plain http (host %s).", [name, first_host]),
		"at": array.concat(base, first),
		"identity": {"credential": name},
		"related": [{"at": array.concat(base, place), "message": sprintf("also over plain http (host %s)", [host])} |
			some [place, host] in array.slice(plain, 1, count(plain))
		],
	}
}

not_evaluated contains gap if {
	some name, credential in _enabled
	count(_endpoints(credential)) == 0
	gap := {
		"message": sprintf("The named credential \"%s\" states no URL.", [name]),
		"at": ["NamedCredential", name, "endpoint"],
	}
}

not_evaluated contains gap if {
	not paths.covered(input, "NamedCredential")
	gap := {"message": "NamedCredential was not exported.", "at": ["NamedCredential"]}
}

_enabled[name] := credential if {
	some name, credential in paths.object_at(input, "NamedCredential")
	is_object(credential)
	_folded(credential, "calloutStatus") != "disabled"
}

_folded(value, field) := lower(value[field]) if {
	is_string(value[field])
} else := ""

# [place, URL] of what a credential calls.
_endpoints(credential) := array.concat(
	[[[field], url] | some field in ["endpoint", "authTokenEndpointUrl"]; url := credential[field]; is_string(url)],
	[[["namedCredentialParameters", i, "parameterValue"], url] |
		some i, parameter in paths.list_at(credential, "namedCredentialParameters")
		_folded(parameter, "parameterType") == "url"
		url := parameter.parameterValue
		is_string(url)
	],
)
