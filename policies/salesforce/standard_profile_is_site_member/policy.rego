# METADATA
# title: Internal standard profile is a member of an external site
# scope: package
# description: |
#   Whoever has a profile that is a member of a site may log in there. With a standard profile of employees, such as Standard
#   User, that is everybody the company ever gave it to, and each new employee too, on a page that the whole internet reaches.
#   Members of a site should be those who work with it, by a profile or permission set made for that.
#
#   A standard profile is one that says custom: false, or is known by its name. The administrators' profile is left out: the
#   platform adds it. Networks whose site is known and inactive are left out. A member whose profile is not in the export and
#   not known by its name is reported as not judged.
# related_resources:
#   - ref: https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_network.htm
#     description: "Metadata API: Network, networkMemberGroups"
#   - ref: https://developer.salesforce.com/docs/platform/field-reference/references/field-reference/salesforce-field-reference-networkmembergroup.html
#     description: "Salesforce field reference: NetworkMemberGroup"
# custom:
#   id: SF-SITE-010
#   severity: low
#   family: least-privilege
#   types: [Network, Profile, CustomSite]
#   unit: a network and a profile
#   remediation: |
#     Experience Workspaces > Administration > Members: take the standard profile out of the selected ones, or out of profile
#     under networkMemberGroups in the Network, and add a permission set for the employees who work on the site.
#   frameworks:
#     CIS8: ["6.8"]
#     NISTCSF2: ["PR.AA-05"]
#     ISO27001: ["A.5.18"]
package tenantlint.salesforce.standard_profile_is_site_member

import data.tenantlint.salesforce.data.standard_profiles as stock
import data.tenantlint.salesforce.lib.access
import data.tenantlint.salesforce.lib.guests
import data.tenantlint.salesforce.lib.paths
import data.tenantlint.salesforce.lib.privileges

deny contains violation if {
	some [network, i, member, key] in _members
	key in _standard
	violation := {
		"message": sprintf("The standard profile \"%s\" of employees is a member of the site \"%s\".", [member, network]),
		"at": ["Network", network, "networkMemberGroups", "profile", i],
		"identity": {"network": network, "profile": member},
		"related": guests.live(access.sites, network),
	}
}

not_evaluated contains gap if {
	some [network, i, member, key] in _members
	not key in _known
	gap := {
		"message": sprintf("The profile \"%s\" was not exported.", [member]),
		"at": ["Network", network, "networkMemberGroups", "profile", i],
	}
}

not_evaluated contains gap if some gap in guests.network_gaps(input)

_members contains entry if {
	some name, network in paths.object_at(input, "Network")
	not guests.off(access.sites, name)
	some i, member in paths.list_at(paths.object_at(network, "networkMemberGroups"), "profile")
	entry := [name, i, member, lower(member)]
}

_custom contains key if {
	some key, holder in privileges.profiles
	input.Profile[holder.name].custom == true
}

_standard contains key if {
	some key in stock.internal
	not key in _custom
}

_standard contains key if {
	some key, holder in privileges.profiles
	holder.kind in {"employee", "integration"}
	holder.administrator == false
	input.Profile[holder.name].custom == false
}

_known contains key if some key in array.concat(stock.internal, stock.external)

_known contains key if some key in privileges.administrator_names

_known contains key if some key, _ in privileges.profiles
