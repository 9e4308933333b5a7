# METADATA
# title: Guest file access on
# scope: package
# description: |
#   Visitors who have not logged in may see the asset files that are shared with the site, on its public pages and on its
#   login pages. Asset files are meant to be pictures of pages; whatever else somebody turned into one is public with them.
#   The platform switches the preference on by itself as soon as a page or the site is public: the finding is then low
#   and shows what made it so. Where no page is public it is medium, because nothing needs it.
#
#   Sites in the parameter public_sites and sites that are known to be off are left out. A network that does not state the
#   preference is reported as not judged.
# related_resources:
#   - ref: https://developer.salesforce.com/docs/platform/api-metadata/references/meta-types/metadata-network.html
#     description: "Metadata API: Network, enableGuestFileAccess"
#   - ref: https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_contentasset.htm
#     description: "Metadata API: ContentAsset"
# custom:
#   id: SF-GUEST-028
#   severity: medium
#   family: guest-access
#   types: [Network, CustomSite, ExperienceBundle, DigitalExperienceBundle]
#   unit: a network (Experience Cloud site)
#   remediation: |
#     Where no page is public: Digital Experiences > All Sites > Workspaces > Administration > Preferences: clear "Let guest
#     users view asset files and CMS content available to the site", or set enableGuestFileAccess to false in the Network.
#     Where one is, look through the asset files that the site shares (Setup > Asset Files), or close the page first.
#   frameworks:
#     CIS8: ["3.3"]
#     NISTCSF2: ["PR.AA-05"]
#     ISO27001: ["A.8.3"]
package tenantlint.salesforce.guest_file_access_is_on

import data.tenantlint.salesforce.lib.access
import data.tenantlint.salesforce.lib.guests
import data.tenantlint.salesforce.lib.pages
import data.tenantlint.salesforce.lib.paths

deny contains violation if {
	some name, network in _networks
	network.enableGuestFileAccess == true
	entry := pages.networks[name]
	entry.wanted == false
	violation := {
		"message": sprintf("Guests may see the asset files of the site \"%s\"%s.", [name, _why(entry)]),
		"at": ["Network", name, "enableGuestFileAccess"],
		"identity": {"network": name},
		"severity": _severity(entry),
		"access": {"principal": "anonymous", "actions": ["read"], "object": "ContentAsset", "via": "enableGuestFileAccess"},
		"related": array.concat(guests.live(access.sites, name), entry.open),
	}
}

not_evaluated contains gap if {
	some name, network in _networks
	object.get(network, "enableGuestFileAccess", null) == null
	gap := {"message": sprintf("The network \"%s\" does not state enableGuestFileAccess.", [name]), "at": ["Network", name, "enableGuestFileAccess"]}
}

not_evaluated contains gap if {
	some gap in guests.network_gaps(input)
}

_networks[name] := network if {
	some name, network in paths.object_at(input, "Network")
	not guests.off(access.sites, name)
}

_why(entry) := ", which the platform allows as long as a page is public" if {
	count(entry.open) > 0
} else := ", though none of its pages is public" if {
	entry.read
} else := ""

_severity(entry) := "low" if {
	count(entry.open) > 0
} else := "medium"
