# METADATA
# title: Plain-http remote site
# scope: package
# description: |
#   Code may call a remote site under its URL. Over plain http everybody on the way reads what is sent and can
#   change what comes back: credentials, records, and data that the org then stores as true.
#
#   Inactive remote sites are left alone, and so are hosts that do not exist on the Internet (localhost, private
#   addresses, names such as erp.local): nothing is sent to them. An active one that does not state its URL, and
#   an export without RemoteSiteSetting, are reported as not judged.
# related_resources:
#   - ref: https://help.salesforce.com/s/articleView?id=xcloud.configuring_remoteproxy.htm&language=en_US&type=5
#     description: "Salesforce Help: Configure Remote Site Settings"
#   - ref: https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_remotesitesetting.htm
#     description: "Metadata API: RemoteSiteSetting"
# custom:
#   id: SF-INT-002
#   severity: medium
#   family: integrity
#   types: [RemoteSiteSetting]
#   unit: a remote site
#   remediation: |
#     Setup > Remote Site Settings > the site > Edit: change the URL to https once the site answers over it (url
#     in the RemoteSiteSetting), and change the code that calls it; delete remote sites that nothing calls.
#   frameworks:
#     CIS8: ["3.10"]
#     HC: ["remoteSiteSettings"]
#     ISO27001: ["A.8.24", "A.8.21"]
#     NISTCSF2: ["PR.DS-02"]
package tenantlint.salesforce.remote_site_over_http

import data.tenantlint.salesforce.lib.paths
import data.tenantlint.salesforce.lib.urls

deny contains violation if {
	some name, site in paths.object_at(input, "RemoteSiteSetting")
	not site.isActive == false
	url := site.url
	is_string(url)
	urls.plain(url)
	not urls.private(url)
	violation := {
		"message": sprintf("The remote site \"%s\" is called over plain http (host %s).", [name, urls.host(url)]),
		"at": ["RemoteSiteSetting", name, "url"],
		"identity": {"remoteSite": name},
	}
}

not_evaluated contains gap if {
	some name, site in paths.object_at(input, "RemoteSiteSetting")
	is_object(site)
	not site.isActive == false
	object.get(site, "url", null) == null
	gap := {
		"message": sprintf("The remote site \"%s\" does not state url.", [name]),
		"at": ["RemoteSiteSetting", name, "url"],
	}
}

not_evaluated contains gap if {
	not paths.covered(input, "RemoteSiteSetting")
	gap := {"message": "RemoteSiteSetting was not exported.", "at": ["RemoteSiteSetting"]}
}
