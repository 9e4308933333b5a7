# METADATA
# title: Guest-callable method takes a record id or search string
# scope: package
# description: |
#   A method that takes a record's id or a text from a visitor who never logged in gives whatever the sender asks for: ids
#   can be guessed and counted up, and a short search text lists a whole table. The page that calls it sets no limits.
#
#   Judged are methods that components, pages and REST callers reach, with a parameter of the type Id or String, also in a
#   list, set or map. A class that runs with sharing and whose queries and changes are all in user mode is left alone: a
#   visitor gets no more from it than the sharing rules allow. Classes whose source the export lacks are not judged.
# related_resources:
#   - ref: https://developer.salesforce.com/docs/platform/communities-dev/guide/communities-dev-give-guest-users-read-access-to-records.html
#     description: "Experience Cloud Developer Guide: Give Guest Users Access to Read Records"
#   - ref: https://developer.salesforce.com/docs/atlas.en-us.communities_dev.meta/communities_dev/communities_dev_security_guest_users_apex_access.htm
#     description: "Experience Cloud Developer Guide: Limit Access to Apex Classes"
# custom:
#   id: SF-GUEST-012
#   severity: medium
#   family: guest-access
#   types: [Profile, PermissionSet, ApexClass, CustomSite]
#   unit: a guest profile or permission set and a class
#   remediation: |
#     Query WITH USER_MODE in a class "with sharing", decide on the server which records a visitor may see, and let callers
#     name a record by an unguessable token. Or take the class away: Experience Builder > Settings > General > the guest
#     user profile > Apex Class Access, classAccesses in the profile.
#   frameworks:
#     CIS8: ["3.3", "16.1"]
#     NISTCSF2: ["PR.AA-05", "PR.PS-06"]
#     ISO27001: ["A.8.3", "A.8.28"]
#     SBS: ["SBS-CPORTAL-001"]
package tenantlint.salesforce.guest_method_takes_ids_or_search_terms

import data.tenantlint.salesforce.lib.access
import data.tenantlint.salesforce.lib.apex
import data.tenantlint.salesforce.lib.paths
import data.tenantlint.salesforce.lib.text

deny contains violation if {
	some found in access.guest_classes
	class := input.ApexClass[found.class]
	not _careful(class, found.bypass)
	taking := [[entry.name, i] |
		some entry in found.entries
		entry.kind != "invocable method"
		i := _taken(paths.list_at(class.methods[entry.name], "parameters"))
	]
	count(taking) > 0
	holder := access.guest_holders[found.holder]
	violation := {
		"message": sprintf("Visitors may call the class \"%s\" with record ids or texts of their choice (%s), by %s.", [
			found.class,
			text.names([name | some [name, _] in taking]),
			holder.what,
		]),
		"at": found.at,
		"identity": {holder.key: holder.holder, "class": lower(found.class)},
		"access": {"principal": "guest", "actions": ["call"], "via": "Apex"},
		"related": array.concat(
			[{"at": ["ApexClass", found.class, "methods", name, "parameters", i, "type"], "message": sprintf("%s takes this from the caller", [name])} |
				some [name, i] in taking
			],
			holder.chain,
		),
	}
}

not_evaluated contains gap if some gap in access.unknown_code.ApexClass

not_evaluated contains gap if some gap in access.holder_gaps

_careful(class, bypass) if {
	bypass == {}
	apex.user_mode(class)
}

# The first parameter that a caller can fill with an id or a text.
_taken(parameters) := min({i |
	some i, parameter in parameters
	regex.match("(^|[<,. ])(id|string)($|[>,\\[])", lower(parameter.type))
})
