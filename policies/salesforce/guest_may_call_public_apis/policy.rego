# METADATA
# title: Guest may call public APIs of the site
# scope: package
# description: |
#   With this preference on, anybody on the internet may call the site's public APIs without logging in. A script can
#   then ask for objects and fields one after another and download whatever the guest profile reads, without a page of
#   the site ever showing it. Salesforce named this switch in March 2026 among the first to turn off, when public sites
#   were scanned in bulk.
#
#   An export of a network states the preference; where it is missing, the network is reported as not judged.
# related_resources:
#   - ref: https://help.salesforce.com/apex/HTViewHelpDoc?id=xcloud.shr_guest_user_access_site_preferences_for_guest_accessing_api.htm
#     description: "Salesforce Help: Site Preferences for Guest Accessing API Control"
#   - ref: https://www.salesforce.com/blog/protecting-your-data-essential-actions-to-secure-experience-cloud-guest-user-access
#     description: "Salesforce: Essential Actions to Secure Experience Cloud Guest User Access (March 2026)"
#   - ref: https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_network.htm
#     description: "Metadata API: Network"
# custom:
#   id: SF-GUEST-009
#   severity: high
#   family: guest-access
#   types: [Network, CustomSite]
#   unit: a network (Experience Cloud site)
#   remediation: |
#     Digital Experiences > All Sites > Workspaces > Administration > Preferences: clear "Allow guest users to access
#     public APIs", or set enableGuestChatter to false in the Network.
#   frameworks:
#     CIS8: ["3.3", "4.8"]
#     ISO27001: ["A.8.3"]
package tenantlint.salesforce.guest_may_call_public_apis

import data.tenantlint.salesforce.lib.paths

deny contains violation if {
	some name, network in paths.object_at(input, "Network")
	network.enableGuestChatter == true
	setting := ["Network", name, "enableGuestChatter"]
	violation := {
		"message": sprintf("Anybody may call the public APIs of the site \"%s\" without logging in.", [name]),
		"at": setting,
		"identity": {"network": name},
		"access": {"principal": "anonymous", "actions": ["call public APIs"], "via": "enableGuestChatter"},
		"related": _live_site(name, network, paths.object_at(input, "CustomSite")),
		"fixes": [{
			"title": "Keep guests from the public APIs",
			"safe": true,
			"edits": [{"op": "set", "at": setting, "value": false}],
		}],
	}
}

not_evaluated contains gap if {
	some name, network in paths.object_at(input, "Network")
	object.get(network, "enableGuestChatter", null) == null
	gap := {
		"message": sprintf("The network \"%s\" does not state enableGuestChatter, so whether guests may call its public APIs is unknown.", [name]),
		"at": ["Network", name, "enableGuestChatter"],
	}
}

# A site of the type ChatterNetwork belongs to a network.
not_evaluated contains gap if {
	not paths.covered(input, "Network")
	some name, site in paths.object_at(input, "CustomSite")
	site.active == true
	site.siteType == "ChatterNetwork"
	gap := {
		"message": sprintf("The network of the site \"%s\" was not exported, so whether guests may call its public APIs is unknown.", [name]),
		"at": ["CustomSite", name],
	}
}

_live_site(name, network, sites) := [{
	"at": ["Network", name, "site"],
	"message": sprintf("the network serves the active site \"%s\"", [network.site]),
}] if {
	sites[network.site].active == true
} else := []
