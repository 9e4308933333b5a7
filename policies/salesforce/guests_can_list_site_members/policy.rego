# METADATA
# title: Guests can list site members
# scope: package
# description: |
#   With this preference on, a visitor who has not logged in can list the members of the site: customers, partners and
#   employees with their names and whatever else their user records show. Such lists feed phishing, and they say which
#   companies are customers. Salesforce turned the preference off for every site in Winter '21, so where it is on,
#   somebody turned it on again.
#
#   Sites that are known to be off are left out. An export of a network states the preference; where it is missing, the
#   network is reported as not judged.
# related_resources:
#   - ref: https://help.salesforce.com/s/articleView?id=platform.networks_guest_policies_timelines.htm&type=5
#     description: "Salesforce Help: Guest User Security Policies and Timelines"
#   - ref: https://help.salesforce.com/apex/HTViewHelpDoc?id=xcloud.shr_guest_user_access.htm
#     description: "Salesforce Help: Review Guest User Access (Site Preferences for Guest User Control)"
#   - ref: https://www.salesforce.com/blog/protecting-your-data-essential-actions-to-secure-experience-cloud-guest-user-access
#     description: "Salesforce: Essential Actions to Secure Experience Cloud Guest User Access (March 2026)"
# custom:
#   id: SF-GUEST-016
#   severity: high
#   family: guest-access
#   types: [Network, CustomSite]
#   unit: a network (Experience Cloud site)
#   remediation: |
#     Digital Experiences > All Sites > Workspaces > Administration > Preferences: clear "Let guest users see other
#     members of this site", or set enableGuestMemberVisibility to false in the Network.
#   frameworks:
#     CIS8: ["3.3"]
#     NISTCSF2: ["PR.AA-05"]
#     ISO27001: ["A.8.3"]
package tenantlint.salesforce.guests_can_list_site_members

import data.tenantlint.salesforce.lib.access
import data.tenantlint.salesforce.lib.guests
import data.tenantlint.salesforce.lib.paths

deny contains violation if {
	some name, network in _networks
	network.enableGuestMemberVisibility == true
	setting := ["Network", name, "enableGuestMemberVisibility"]
	violation := {
		"message": sprintf("Anybody may list the members of the site \"%s\" without logging in.", [name]),
		"at": setting,
		"identity": {"network": name},
		"access": {"principal": "anonymous", "actions": ["read"], "object": "User", "via": "enableGuestMemberVisibility"},
		"related": guests.live(access.sites, name),
		"fixes": [{
			"title": "Hide the members from guests",
			"safe": true,
			"edits": [{"op": "set", "at": setting, "value": false}],
		}],
	}
}

not_evaluated contains gap if {
	some name, network in _networks
	object.get(network, "enableGuestMemberVisibility", null) == null
	gap := {"message": sprintf("The network \"%s\" does not state enableGuestMemberVisibility.", [name]), "at": ["Network", name, "enableGuestMemberVisibility"]}
}

not_evaluated contains gap if {
	some gap in guests.network_gaps(input)
}

_networks[name] := network if {
	some name, network in paths.object_at(input, "Network")
	not guests.off(access.sites, name)
}
