# METADATA
# title: Internal users log in on the public site
# scope: package
# description: |
#   The login page of a public site takes the passwords of employees too. Everybody can reach that page, brand it the same
#   way somewhere else, and try passwords on it; the login rules of the company's own domain, such as single sign-on, may not
#   apply there. Employees who work on the site get to it from the internal application.
#
#   Networks whose site is known and inactive are left out. A network that does not state allowInternalUserLogin is reported
#   as not judged.
# related_resources:
#   - ref: https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_network.htm
#     description: "Metadata API: Network, allowInternalUserLogin"
# custom:
#   id: SF-SITE-006
#   severity: medium
#   family: sso
#   types: [Network, CustomSite]
#   unit: a network
#   remediation: |
#     Experience Workspaces > Administration > Login & Registration: clear "Allow internal users to log in directly to the
#     site", or set allowInternalUserLogin to false in the Network.
#   frameworks:
#     CIS8: ["6.7", "4.8"]
#     NISTCSF2: ["PR.AA-03"]
#     ISO27001: ["A.8.5"]
package tenantlint.salesforce.employees_log_in_on_public_site

import data.tenantlint.salesforce.lib.access
import data.tenantlint.salesforce.lib.guests
import data.tenantlint.salesforce.lib.paths

deny contains violation if {
	some name, network in paths.object_at(input, "Network")
	network.allowInternalUserLogin == true
	not guests.off(access.sites, name)
	setting := ["Network", name, "allowInternalUserLogin"]
	violation := {
		"message": sprintf("Employees may log in with their passwords on the public site \"%s\".", [name]),
		"at": setting,
		"identity": {"network": name},
		"related": guests.live(access.sites, name),
		"fixes": [{
			"title": "Keep the login page of the site for people from outside",
			"safe": false,
			"edits": [{"op": "set", "at": setting, "value": false}],
		}],
	}
}

not_evaluated contains gap if {
	some name, network in paths.object_at(input, "Network")
	object.get(network, "allowInternalUserLogin", null) == null
	not guests.off(access.sites, name)
	gap := {
		"message": sprintf("The network \"%s\" does not state allowInternalUserLogin.", [name]),
		"at": ["Network", name, "allowInternalUserLogin"],
	}
}

not_evaluated contains gap if some gap in guests.network_gaps(input)
