# METADATA
# title: External profile bypasses sharing
# scope: package
# description: |
#   View All and Modify All open every record of an object to customers or partners who log in, whatever the sharing rules
#   and sharing sets say. Each member of the site then reads, or changes, what belongs to all others; where the site lets
#   visitors register themselves, that is anybody.
#
#   Profiles and permission sets are judged whose licence is one for people from outside (Customer Community, Partner
#   Community, External Identity and their like; guests have a rule of their own). A permission that a listed object does not
#   state counts as not given. A profile that has such a permission and does not state its licence is reported as not judged,
#   and so are external profiles without object permissions in an export without CustomObject.
# related_resources:
#   - ref: https://docs.securitybenchmark.org/controls-at-a-glance.html
#     description: "Security Benchmark for Salesforce: SBS-ACS-008"
#   - ref: https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_sharingset.htm
#     description: "Metadata API: SharingSet, the way to give members their own records"
# custom:
#   id: SF-PERM-001
#   severity: critical
#   family: least-privilege
#   types: [Profile, PermissionSet, Network]
#   unit: a profile or permission set and an object
#   remediation: |
#     Setup > Profiles (or Permission Sets) > the profile > Object Settings > the object: clear View All Records and Modify All
#     Records, or set viewAllRecords and modifyAllRecords to false. Give members their own records with a sharing set
#     (Setup > Digital Experiences > Settings > Sharing Sets) or sharing rules.
#   frameworks:
#     CIS8: ["6.8", "3.3"]
#     NISTCSF2: ["PR.AA-05"]
#     ISO27001: ["A.5.15", "A.8.3"]
#     SBS: ["SBS-ACS-008"]
package tenantlint.salesforce.external_profile_bypasses_sharing

import data.tenantlint.salesforce.lib.grants
import data.tenantlint.salesforce.lib.paths
import data.tenantlint.salesforce.lib.privileges

deny contains violation if {
	some bypass in _bypasses
	bypass.holder.kind == "external"
	names := concat(" and ", [right.name | some right in bypass.rights])
	places := [array.concat(bypass.at, [right.key]) | some right in bypass.rights]
	violation := {
		"message": sprintf("%s of people from outside has %s on %s, past every sharing rule.", [grants.who(bypass.holder), names, bypass.object]),
		"at": places[0],
		"identity": grants.identity(bypass.holder, {"object": bypass.object}),
		"access": {
			"principal": "any-member",
			"actions": sort({action | some right in bypass.rights; some action in right.actions}),
			"object": bypass.object,
			"via": concat(", ", [right.key | some right in bypass.rights]),
		},
		"related": [{"at": place, "message": "Modify All Records as well"} | some place in array.slice(places, 1, count(places))],
		"fixes": [{
			"title": sprintf("Take %s on %s away", [names, bypass.object]),
			"safe": false,
			"edits": [{"op": "set", "at": place, "value": false} | some place in places],
		}],
	}
}

not_evaluated contains gap if some gap in grants.licence_gaps({bypass.holder | some bypass in _bypasses})

not_evaluated contains gap if {
	not paths.covered(input, "CustomObject")
	some holder in privileges.profiles
	holder.kind == "external"
	not input.Profile[holder.name].objectPermissions
	gap := {
		"message": sprintf("CustomObject was not exported, so the profile \"%s\" does not state objectPermissions.", [holder.name]),
		"at": ["Profile", holder.name, "objectPermissions"],
	}
}

# Without networks nobody from outside logs in.
not_evaluated contains gap if {
	count(paths.object_at(input, "Network")) > 0
	some gap in grants.gaps(input, ["Profile", "PermissionSet"])
}

_bypasses contains bypass if {
	some holder in privileges.holders
	holder.kind in {"external", "unknown"}
	some object_name, permission in paths.object_at(input[holder.type][holder.name], "objectPermissions")
	rights := [right | some right in _rights; permission[right.key] == true]
	count(rights) > 0
	bypass := {
		"holder": holder,
		"object": object_name,
		"rights": rights,
		"at": [holder.type, holder.name, "objectPermissions", object_name],
	}
}

_rights := [
	{"key": "viewAllRecords", "name": "View All Records", "actions": ["read"]},
	{"key": "modifyAllRecords", "name": "Modify All Records", "actions": ["read", "edit", "delete"]},
]
