# METADATA
# title: CORS origin too wide
# scope: package
# description: |
#   Pages of an origin on the CORS allowlist may call the org's APIs from a user's browser and read the answers.
#   An entry for every host, or for every host below a domain where anybody gets a name ("com", "co.uk", a hosting
#   service), allows this to anybody's page; over http, to whoever rewrites a page on the way.
#
#   Plain http on the user's own computer is left alone. An entry that does not state urlPattern, and an export
#   without CorsWhitelistOrigin, are reported as not judged.
# related_resources:
#   - ref: https://help.salesforce.com/s/articleView?id=xcloud.extend_code_cors.htm&language=en_US&type=5
#     description: "Salesforce Help: Configure Salesforce CORS Allowlist"
#   - ref: https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_corswhitelistorigin.htm
#     description: "Metadata API: CorsWhitelistOrigin"
#   - ref: https://publicsuffix.org/
#     description: "Public Suffix List"
# custom:
#   id: SF-INT-004
#   severity: medium
#   family: integrity
#   types: [CorsWhitelistOrigin]
#   unit: a CORS origin
#   remediation: |
#     Setup > CORS > the origin > Edit: name the https origins that are needed, with a wildcard at most below a
#     domain of your own; urlPattern in the CorsWhitelistOrigin.
#   frameworks:
#     CIS8: ["16.10"]
#     ISO27001: ["A.8.26", "A.8.21"]
#     NISTCSF2: ["PR.PS-01"]
package tenantlint.salesforce.cors_origin_is_too_wide

import data.tenantlint.salesforce.lib.paths
import data.tenantlint.salesforce.lib.urls

deny contains violation if {
	some name, origin in paths.object_at(input, "CorsWhitelistOrigin")
	pattern := origin.urlPattern
	is_string(pattern)
	violation := {
		"message": sprintf("The CORS origin \"%s\" %s.", [name, _fault(pattern)]),
		"at": ["CorsWhitelistOrigin", name, "urlPattern"],
		"identity": {"origin": name},
	}
}

not_evaluated contains gap if {
	some name, origin in paths.object_at(input, "CorsWhitelistOrigin")
	is_object(origin)
	object.get(origin, "urlPattern", null) == null
	gap := {
		"message": sprintf("The CORS origin \"%s\" does not state urlPattern.", [name]),
		"at": ["CorsWhitelistOrigin", name, "urlPattern"],
	}
}

not_evaluated contains gap if {
	not paths.covered(input, "CorsWhitelistOrigin")
	gap := {"message": "CorsWhitelistOrigin was not exported.", "at": ["CorsWhitelistOrigin"]}
}

_fault(pattern) := sprintf("lets pages of %s call the APIs", [reach]) if {
	reach := urls.reach(pattern)
} else := sprintf("lets pages call the APIs that came over plain http (host %s)", [urls.host(pattern)]) if {
	urls.plain(pattern)
	not urls.loopback(pattern)
}
