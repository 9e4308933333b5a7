# METADATA
# title: Members can list site members
# scope: package
# description: |
#   With this preference on, everybody who logs in to the site can list its other members: customers of competing companies
#   find each other, with names and whatever else their user records show. Where people can register themselves, that is
#   nearly anybody. Communities that live from their members need it, portals do not.
#
#   Networks whose site is known to be inactive are left out. An export of a network states the preference; where it is
#   missing, the network is reported as not judged.
# related_resources:
#   - ref: https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_network.htm
#     description: "Metadata API: Network, enableMemberVisibility"
# custom:
#   id: SF-SITE-007
#   severity: low
#   family: least-privilege
#   types: [Network, CustomSite]
#   unit: a network (Experience Cloud site)
#   remediation: |
#     Digital Experiences > All Sites > Workspaces > Administration > Preferences: clear "See other members of this site", or
#     set enableMemberVisibility to false in the Network.
#   frameworks:
#     CIS8: ["3.3"]
#     NISTCSF2: ["PR.AA-05"]
#     ISO27001: ["A.5.34", "A.8.3"]
package tenantlint.salesforce.members_can_list_site_members

import data.tenantlint.salesforce.lib.settings
import data.tenantlint.salesforce.lib.sites

deny contains violation if {
	some name, network in sites.networks(input)
	network.enableMemberVisibility == true
	setting := ["Network", name, "enableMemberVisibility"]
	violation := {
		"message": sprintf("Every member of the site \"%s\" may list the other members.", [name]),
		"at": setting,
		"identity": {"network": name},
		"access": {"principal": "any-member", "actions": ["read"], "object": "User", "via": "enableMemberVisibility"},
		"related": sites.network_chain(input, name),
		"fixes": settings.set("Hide the members from each other", false, setting, false),
	}
}

not_evaluated contains gap if {
	some gap in sites.network_gaps(input)
}

not_evaluated contains gap if {
	some name, network in sites.networks(input)
	object.get(network, "enableMemberVisibility", null) == null
	gap := {
		"message": sprintf("The network \"%s\" does not state enableMemberVisibility.", [name]),
		"at": ["Network", name, "enableMemberVisibility"],
	}
}
