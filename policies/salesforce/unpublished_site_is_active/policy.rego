# METADATA
# title: Unpublished site is active
# scope: package
# description: |
#   A network that is still under construction has not been announced, but its active site answers on the internet already:
#   whoever knows or guesses the address reaches the pages and interfaces, with the guest profile as it stands half-way.
#   Nobody watches such sites, and many are forgotten.
#
#   Networks with the status UnderConstruction are judged together with their CustomSite. A site that is not in the export,
#   or does not say whether it is active, is reported as not judged.
# related_resources:
#   - ref: https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_network.htm
#     description: "Metadata API: Network, status"
#   - ref: https://developer.salesforce.com/docs/platform/salesforce-cli-reference/guide/cli_reference_community_publish.html
#     description: "Salesforce CLI: community publish (publishing and activating a site)"
# custom:
#   id: SF-SITE-011
#   severity: low
#   family: anonymous-access
#   types: [Network, CustomSite]
#   unit: a network (Experience Cloud site)
#   remediation: |
#     Setup > Sites > the site > Deactivate (active false in the CustomSite) until the network goes live; or delete it. If it
#     is meant to be used: Digital Experiences > All Sites > Workspaces > Administration > Settings > Activate (status Live).
#   frameworks:
#     CIS8: ["4.8"]
#     NISTCSF2: ["ID.AM-08", "PR.PS-01"]
#     ISO27001: ["A.8.9", "A.8.31"]
package tenantlint.salesforce.unpublished_site_is_active

import data.tenantlint.salesforce.lib.paths
import data.tenantlint.salesforce.lib.sites

deny contains violation if {
	some name, network in _unpublished
	chain := sites.network_chain(input, name)
	count(chain) > 0
	violation := {
		"message": sprintf("The network \"%s\" is not published, but its site \"%s\" is active and answers.", [name, network.site]),
		"at": ["Network", name, "status"],
		"identity": {"network": name},
		"related": chain,
	}
}

not_evaluated contains gap if {
	some gap in sites.network_gaps(input)
}

not_evaluated contains gap if {
	paths.covered(input, "CustomSite")
	some name, _ in _unpublished
	count(sites.network_chain(input, name)) == 0
	gap := {
		"message": sprintf("The export does not say whether the site of the network \"%s\" is active.", [name]),
		"at": ["Network", name, "site"],
	}
}

not_evaluated contains gap if {
	count(_unpublished) > 0
	some gap in sites.gaps(input)
}

_unpublished[name] := network if {
	some name, network in sites.networks(input)
	network.status == "UnderConstruction"
}
