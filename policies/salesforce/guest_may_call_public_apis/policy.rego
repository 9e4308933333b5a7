# METADATA
# title: Guest may call public APIs of the site
# scope: package
# description: |
#   With this preference on, anybody on the internet may call the site's public APIs without logging in. A script can
#   then ask for objects and fields one after another and download whatever the guest profile reads, without a page of
#   the site ever showing it. Salesforce named this switch in March 2026 among the first to turn off, when public sites
#   were scanned in bulk.
#
#   Sites that are known to be off are left out. An export of a network states the preference; where it is missing, the
#   network is reported as not judged.
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
#     NISTCSF2: ["PR.AA-05"]
#     ISO27001: ["A.8.3"]
package tenantlint.salesforce.guest_may_call_public_apis

import data.tenantlint.salesforce.lib.access
import data.tenantlint.salesforce.lib.guests
import data.tenantlint.salesforce.lib.paths

deny contains violation if {
	some name, network in _networks
	network.enableGuestChatter == true
	setting := ["Network", name, "enableGuestChatter"]
	violation := {
		"message": sprintf("Anybody may call the public APIs of the site \"%s\" without logging in.", [name]),
		"at": setting,
		"identity": {"network": name},
		"access": {"principal": "anonymous", "actions": ["call public APIs"], "via": "enableGuestChatter"},
		"related": guests.live(access.sites, name),
		"fixes": [{
			"title": "Keep guests from the public APIs",
			"safe": true,
			"edits": [{"op": "set", "at": setting, "value": false}],
		}],
	}
}

not_evaluated contains gap if {
	some name, network in _networks
	object.get(network, "enableGuestChatter", null) == null
	gap := {"message": sprintf("The network \"%s\" does not state enableGuestChatter.", [name]), "at": ["Network", name, "enableGuestChatter"]}
}

not_evaluated contains gap if {
	some gap in guests.network_gaps(input)
}

_networks[name] := network if {
	some name, network in paths.object_at(input, "Network")
	not guests.off(access.sites, name)
}
