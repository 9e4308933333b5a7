# METADATA
# title: Self-registration open
# scope: package
# description: |
#   Anybody on the internet may make an account on the site, and is then a member with everything that members may do: no
#   longer a guest, for whom Salesforce closed the worst holes, but a user whom sharing sets, sharing rules and external
#   defaults reach. Tools that scan sites try this first.
#
#   It is high where the profile that new members get goes past sharing (View All or Modify All, on an object or on all data),
#   or may read data about people or companies; otherwise medium. Networks whose site is known and inactive are left out. A
#   profile that is not in the export is reported as not judged, beside the finding.
# related_resources:
#   - ref: https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_network.htm
#     description: "Metadata API: Network, selfRegistration and selfRegProfile"
#   - ref: https://www.salesforce.com/blog/protecting-your-data-essential-actions-to-secure-experience-cloud-guest-user-access
#     description: "Salesforce: Essential Actions to Secure Experience Cloud Guest User Access (March 2026)"
# custom:
#   id: SF-SITE-005
#   severity: medium
#   family: anonymous-access
#   types: [Network, Profile, CustomSite]
#   unit: a network
#   remediation: |
#     Experience Workspaces > Administration > Login & Registration: clear "Allow customers and partners to self-register", or
#     set selfRegistration to false in the Network. Where people have to register, give the profile of new members nothing
#     but what they enter themselves, and approve each account.
#   frameworks:
#     CIS8: ["6.1", "3.3"]
#     NISTCSF2: ["PR.AA-01", "PR.AA-05"]
#     ISO27001: ["A.5.16", "A.8.3"]
package tenantlint.salesforce.self_registration_is_open

import data.tenantlint.salesforce.lib.access
import data.tenantlint.salesforce.lib.categories
import data.tenantlint.salesforce.lib.guests
import data.tenantlint.salesforce.lib.paths
import data.tenantlint.salesforce.lib.privileges

deny contains violation if {
	some name in _open
	reasons := sort([reason | some reason in _reasons[name]])
	[severity, more] := _weight(reasons)
	violation := {
		"message": sprintf("Anybody may make an account on the site \"%s\"%s.", [name, more]),
		"at": ["Network", name, "selfRegistration"],
		"identity": {"network": name},
		"severity": severity,
		"access": {"principal": "self-registered", "actions": ["register"], "via": "selfRegistration"},
		"related": array.concat(
			guests.live(access.sites, name),
			[{"at": at, "message": message} | some [_, at, message] in reasons],
		),
	}
}

not_evaluated contains gap if {
	some name in _open
	profile := object.get(input.Network, [name, "selfRegProfile"], "")
	profile != ""
	not privileges.profiles[lower(profile)]
	gap := {
		"message": sprintf("The profile \"%s\" was not exported.", [profile]),
		"at": ["Network", name, "selfRegProfile"],
	}
}

not_evaluated contains gap if {
	some name, network in paths.object_at(input, "Network")
	object.get(network, "selfRegistration", null) == null
	not guests.off(access.sites, name)
	gap := {
		"message": sprintf("The network \"%s\" does not state selfRegistration.", [name]),
		"at": ["Network", name, "selfRegistration"],
	}
}

not_evaluated contains gap if some gap in guests.network_gaps(input)

_weight(reasons) := ["medium", ""] if {
	count(reasons) == 0
} else := ["high", sprintf(", with a profile that %s", [reasons[0][0]])]

_open contains name if {
	some name, network in paths.object_at(input, "Network")
	network.selfRegistration == true
	not guests.off(access.sites, name)
}

_profiles[name] := holder if {
	some name, network in paths.object_at(input, "Network")
	holder := privileges.profiles[lower(network.selfRegProfile)]
}

# [what the profile of new members does, place, message] by network, the worst first.
_reasons[name] contains reason if {
	some name, holder in _profiles
	some permission in ["ModifyAllData", "ViewAllData"]
	holder in privileges.held[permission]
	at := ["Profile", holder.name, "userPermissions", permission]
	message := sprintf("the profile \"%s\" of new members has %s", [holder.name, permission])
	reason := ["goes past sharing", at, message]
}

_reasons[name] contains reason if {
	some name, holder in _profiles
	some object_name, permission in paths.object_at(input.Profile[holder.name], "objectPermissions")
	some right in ["modifyAllRecords", "viewAllRecords"]
	permission[right] == true
	at := ["Profile", holder.name, "objectPermissions", object_name, right]
	message := sprintf("the profile \"%s\" of new members has %s on %s", [holder.name, right, object_name])
	reason := ["goes past sharing", at, message]
}

_reasons[name] contains reason if {
	some name, holder in _profiles
	some object_name in _readable[name]
	holds := access.personal_objects[lower(object_name)]
	not lower(object_name) in access.public_objects
	at := ["Profile", holder.name, "objectPermissions", object_name, "allowRead"]
	message := sprintf("the profile \"%s\" of new members may read %s: %s", [holder.name, object_name, holds])
	reason := ["reads personal data", at, message]
}

_reasons[name] contains reason if {
	some name, found in _readable_fields
	some [qualified, _] in found
	kinds := _kinds[qualified]
	holder := _profiles[name]
	at := ["Profile", holder.name, "fieldPermissions", qualified, "readable"]
	message := sprintf("the profile \"%s\" of new members may read %s: %s", [holder.name, qualified, concat(" and ", sort(kinds))])
	reason := ["reads personal data", at, message]
}

_kinds := categories.of_all({qualified: entry | some found in _readable_fields; some [qualified, entry] in found}, data.tenantlint.params.salesforce)

_readable_fields[name] contains field if {
	some name, holder in _profiles
	some qualified, permission in paths.object_at(input.Profile[holder.name], "fieldPermissions")
	permission.readable == true
	[object_name, field_name] := split(qualified, ".")
	object_name in _readable[name]
	not access.personal_objects[lower(object_name)]
	fields := paths.object_at(paths.object_at(paths.object_at(input, "CustomObject"), object_name), "fields")
	field := [qualified, [object_name, field_name, paths.object_at(fields, field_name)]]
}

_readable[name] contains object_name if {
	some name, holder in _profiles
	some object_name, permission in paths.object_at(input.Profile[holder.name], "objectPermissions")
	permission.allowRead == true
}
