# METADATA
# title: Trusted URL too wide
# scope: package
# description: |
#   The Content Security Policy is what keeps a script that got into a page from loading more of itself and from
#   sending what it reads to a stranger. A trusted URL opens it: one for every host, or for every host below a
#   domain where anybody gets a name ("com", "co.uk", a hosting service), takes the protection away. One over http
#   or ws can be rewritten on the way.
#
#   Inactive trusted URLs are left alone, and so is plain http to the reader's own computer. An active one that
#   does not state endpointUrl, and an export without CspTrustedSite, are reported as not judged.
# related_resources:
#   - ref: https://help.salesforce.com/s/articleView?id=xcloud.security_trusted_urls_manage.htm&language=en_US&type=5
#     description: "Salesforce Help: Manage Trusted URLs"
#   - ref: https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_csptrustedsite.htm
#     description: "Metadata API: CspTrustedSite"
#   - ref: https://publicsuffix.org/
#     description: "Public Suffix List"
# custom:
#   id: SF-INT-003
#   severity: medium
#   family: integrity
#   types: [CspTrustedSite]
#   unit: a trusted URL
#   remediation: |
#     Setup > Trusted URLs > the URL > Edit: name the https host that is needed, with a wildcard at most below a
#     domain of your own or of the one provider; endpointUrl in the CspTrustedSite. Limit its CSP directives and
#     its context as well.
#   frameworks:
#     CIS8: ["16.10"]
#     ISO27001: ["A.8.23", "A.8.26"]
#     NISTCSF2: ["PR.PS-01"]
package tenantlint.salesforce.trusted_url_is_too_wide

import data.tenantlint.salesforce.lib.paths
import data.tenantlint.salesforce.lib.urls

deny contains violation if {
	some name, site in paths.object_at(input, "CspTrustedSite")
	not site.isActive == false
	url := site.endpointUrl
	is_string(url)
	violation := {
		"message": sprintf("The trusted URL \"%s\" %s.", [name, _fault(url)]),
		"at": ["CspTrustedSite", name, "endpointUrl"],
		"identity": {"trustedUrl": name},
	}
}

not_evaluated contains gap if {
	some name, site in paths.object_at(input, "CspTrustedSite")
	is_object(site)
	not site.isActive == false
	object.get(site, "endpointUrl", null) == null
	gap := {
		"message": sprintf("The trusted URL \"%s\" does not state endpointUrl.", [name]),
		"at": ["CspTrustedSite", name, "endpointUrl"],
	}
}

not_evaluated contains gap if {
	not paths.covered(input, "CspTrustedSite")
	gap := {"message": "CspTrustedSite was not exported.", "at": ["CspTrustedSite"]}
}

_fault(url) := sprintf("lets pages exchange data with %s", [reach]) if {
	reach := urls.reach(url)
} else := sprintf("is not encrypted (host %s)", [urls.host(url)]) if {
	urls.plain(url)
	not urls.loopback(url)
}
