# METADATA
# title: Real names shown on the site
# scope: package
# description: |
#   The site shows members by their first and last names, wherever it shows a person: in posts, questions, groups and
#   search. Whoever reaches such a page, without logging in on a public site, learns who is a customer, a partner or an
#   employee. With nicknames a member decides what others read.
#
#   Sites that are known to be off are left out. A network that does not state the preference is reported as not judged.
# related_resources:
#   - ref: https://developer.salesforce.com/docs/platform/api-metadata/references/meta-types/metadata-network.html
#     description: "Metadata API: Network, enableNicknameDisplay"
#   - ref: https://www.salesforce.com/blog/protecting-your-data-essential-actions-to-secure-experience-cloud-guest-user-access
#     description: "Salesforce: Essential Actions to Secure Experience Cloud Guest User Access (March 2026)"
# custom:
#   id: SF-GUEST-036
#   severity: low
#   family: guest-access
#   types: [Network, CustomSite]
#   unit: a network (Experience Cloud site)
#   remediation: |
#     Digital Experiences > All Sites > Workspaces > Administration > Preferences: tick "Show nicknames", or set
#     enableNicknameDisplay to true in the Network.
#   frameworks:
#     CIS8: ["3.3"]
#     NISTCSF2: ["PR.AA-05"]
#     ISO27001: ["A.5.34"]
package tenantlint.salesforce.site_shows_real_names

import data.tenantlint.salesforce.lib.access
import data.tenantlint.salesforce.lib.guests
import data.tenantlint.salesforce.lib.paths
import data.tenantlint.salesforce.lib.settings

deny contains violation if {
	some name, network in _networks
	network.enableNicknameDisplay == false
	setting := ["Network", name, "enableNicknameDisplay"]
	violation := {
		"message": sprintf("The site \"%s\" shows its members by their real names.", [name]),
		"at": setting,
		"identity": {"network": name},
		"related": guests.live(access.sites, name),
		"fixes": settings.set("Show nicknames instead of names", true, setting, true),
	}
}

not_evaluated contains gap if {
	some name, network in _networks
	object.get(network, "enableNicknameDisplay", null) == null
	gap := {"message": sprintf("The network \"%s\" does not state enableNicknameDisplay.", [name]), "at": ["Network", name, "enableNicknameDisplay"]}
}

not_evaluated contains gap if {
	some gap in guests.network_gaps(input)
}

_networks[name] := network if {
	some name, network in paths.object_at(input, "Network")
	not guests.off(access.sites, name)
}
