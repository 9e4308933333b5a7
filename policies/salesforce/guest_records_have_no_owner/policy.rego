# METADATA
# title: No owner for guest-created records
# scope: package
# description: |
#   Visitors of an active site may create records, and the site names nobody who will own them. Without a default owner
#   such records stay with the guest user, which makes them readable for the next visitor, or their creation fails; with
#   one, they belong to somebody inside the company, and sharing decides who sees them.
#
#   Judged since Spring '21 (API 51), which brought the setting. An export states it beside siteAdmin: a site that lacks
#   both, or that states requireHttps, which was retired with API 52, may be cut down or older than the setting and is
#   reported as not judged. So is a site whose guest profile, or whose guest profile's object permissions, were not
#   exported.
# related_resources:
#   - ref: https://help.salesforce.com/articleView?id=networks_assign_guest_records.htm&type=5
#     description: "Salesforce Help: Assign Records Created by Guest Users to a Default Owner"
#   - ref: https://developer.salesforce.com/docs/platform/communities-dev/guide/communities-dev-give-guest-users-access-to-create-records.html
#     description: "Salesforce: Give Guest Users Access to Create Records"
#   - ref: https://developer.salesforce.com/docs/platform/api-metadata/references/meta-types/metadata-customsite.html
#     description: "Metadata API: CustomSite, siteGuestRecordDefaultOwner"
# custom:
#   id: SF-GUEST-026
#   severity: high
#   family: guest-access
#   types: [CustomSite, Profile, CustomObject]
#   unit: a site
#   remediation: |
#     Digital Experiences > All Sites > Workspaces > Administration > Preferences > Record Ownership (for a Salesforce site:
#     Setup > Sites > the site > Edit > Default Record Owner): name a dedicated user with few rights, or set
#     siteGuestRecordDefaultOwner in the CustomSite.
#   frameworks:
#     CIS8: ["3.3"]
#     NISTCSF2: ["PR.AA-05"]
#     ISO27001: ["A.5.18"]
package tenantlint.salesforce.guest_records_have_no_owner

import data.tenantlint.salesforce.data.releases
import data.tenantlint.salesforce.lib.access
import data.tenantlint.salesforce.lib.guests
import data.tenantlint.salesforce.lib.paths
import data.tenantlint.salesforce.lib.text

deny contains violation if {
	some site, settings in _ownerless
	_exported(settings)
	created := _created[site]
	violation := {
		"message": sprintf("Visitors of the site \"%s\" may create %s, and no default owner is named for what they create.", [site, text.names(created)]),
		"at": ["CustomSite", site, "siteGuestRecordDefaultOwner"],
		"identity": {"site": site},
		"access": {"principal": "anonymous", "actions": ["create"], "via": "allowCreate"},
		"related": array.concat(
			guests.chain({site: access.sites[site]}, access.sites[site].profile),
			[{"at": ["Profile", access.sites[site].profile, "objectPermissions", object_name, "allowCreate"], "message": sprintf("%s may be created", [object_name])} |
				some object_name in created
			],
		),
	}
}

not_evaluated contains gap if {
	some site, settings in _ownerless
	not _exported(settings)
	_created[site]
	gap := {
		"message": sprintf("The site \"%s\" does not state siteGuestRecordDefaultOwner, and may be cut down or of an older API version.", [site]),
		"at": ["CustomSite", site, "siteGuestRecordDefaultOwner"],
	}
}

not_evaluated contains gap if {
	open := {site: access.sites[site] | some site, _ in _ownerless}
	some gap in guests.profile_gaps(open) | guests.permission_gaps(input, {entry.profile | some entry in open; entry.profile != ""})
}

# Active sites without an owner for records of guests.
_ownerless[site] := settings if {
	data.tenantlint.as_of >= releases.spring_21.from
	some site, settings in paths.object_at(input, "CustomSite")
	settings.active == true
	object.get(settings, "siteGuestRecordDefaultOwner", "") in {"", null}
}

_exported(settings) if {
	not object.get(settings, "siteAdmin", "") in {"", null}
	object.get(settings, "requireHttps", null) == null
}

# The objects that visitors of a site may create.
_created[site] := created if {
	some site, entry in access.sites
	profile := paths.object_at(paths.object_at(input, "Profile"), entry.profile)
	created := sort([object_name | some object_name, permission in paths.object_at(profile, "objectPermissions"); permission.allowCreate == true])
	count(created) > 0
}
