# METADATA
# title: Anonymous visitor can read records end to end
# scope: package
# description: |
#   Everything that an anonymous visitor needs to read records of an object is in place: an active site, a guest profile
#   with read permission, and a path that opens the rows: a guest sharing rule, View All or Modify All of the object or of
#   all data, the rows of all its parents, Apex or a flow that runs without sharing, an object without sharing, or until
#   Winter '21 the external default. Such settings leave customer databases open for years without anybody logging in;
#   hiding the page does not help, because the site's Aura endpoint answers on every live site.
#
#   The finding lists the readable fields by data category: name fields, required ones, and what the profile and permission
#   sets of the site's guest user make readable together. Of the fields that View All Fields opens only those of the export
#   are named: standard fields stand there if they were retrieved. Who may view all data reads every object of the export.
#   Record counts come from runtime and are upper bounds. Where the export cannot tell (no sharing rules, an unknown guest
#   profile, a parent that was not exported, code whose queries are not known), the object is reported as not judged.
#   Platform events keep no records and are left to SF-GUEST-019.
# related_resources:
#   - ref: https://help.salesforce.com/s/articleView?id=platform.networks_guest_policies_timelines.htm&type=5
#     description: "Salesforce Help: Guest User Security Policies and Timelines"
#   - ref: https://help.salesforce.com/s/articleView?id=platform.networks_secure_historical_data.htm&type=5
#     description: "Salesforce Help: Secure Data Accessible by Guest Users"
# custom:
#   id: SF-GUEST-001
#   severity: critical
#   family: anonymous-access
#   types: [Profile, CustomSite, Network, SharingRules, CustomObject, PermissionSet, PermissionSetGroup, MutingPermissionSet, Settings, ApexClass, Flow]
#   unit: a site, a guest profile and an object
#   remediation: |
#     Delete the guest sharing rule (Setup > Sharing Settings > the object's sharing rules) or clear Read on the object in
#     the guest user profile (Experience Builder > Settings > General > the guest user profile > Object Settings). What
#     has to be public belongs behind a criterion such as Published__c equals true, with an allow-list of fields; an object
#     that is public on purpose goes into the parameter public_objects.
#   frameworks:
#     CIS8: ["3.3"]
#     HC: ["GuestUserAccess.guestReadAccess"]
#     NISTCSF2: ["PR.AA-05"]
#     ISO27001: ["A.8.3"]
#     SBS: ["SBS-CPORTAL-002"]
package tenantlint.salesforce.guest_reads_records_end_to_end

import data.tenantlint.salesforce.data.categories as tables
import data.tenantlint.salesforce.lib.access
import data.tenantlint.salesforce.lib.categories as data_categories
import data.tenantlint.salesforce.lib.guests
import data.tenantlint.salesforce.lib.paths
import data.tenantlint.salesforce.lib.text

deny contains violation if {
	some exposure in access.exposures
	read := access.guest_reads[exposure.read]
	not read.key in access.public_objects
	columns := _columns[concat("/", [exposure.site, exposure.read])]
	categories := {column.category: column.fields | some column in columns; column.category != "other fields"}
	records := [number | number := access.record_counts[read.key]]
	violation := {
		"message": sprintf("Anonymous visitors of site %s can read %s: %s%s.", [
			exposure.site,
			read.object,
			_extent(count(categories), count(exposure.fields)),
			concat("", [sprintf(", up to %s", [text.amount(number, "record")]) | some number in records]),
		]),
		"at": read.at,
		"identity": {"site": exposure.site, _holders[read.type]: read.holder, "object": read.object},
		"access": object.union(
			{
				"principal": "anonymous",
				"actions": ["read"],
				"object": read.object,
				"fields": [field | some [field, _, _] in exposure.fields],
				"categories": categories,
				"via": concat(", ", [row.kind | some row in exposure.rows]),
			},
			{"records": number | some number in records},
		),
		"related": array.concat(
			array.concat(_site_entries(exposure.site, access.sites[exposure.site], read), [{"at": row.at, "message": row.message} | some row in exposure.rows]),
			[{"at": column.at, "message": sprintf("%s: %s", [column.category, text.names(column.fields)])} | some column in columns],
		),
	}
}

_holders := {"Profile": "profile", "PermissionSet": "permissionSet"}

_extent(categories, _) := text.amount(categories, "data category") if categories > 0

_extent(0, fields) := text.amount(fields, "field")

_site_entries(name, site, read) := array.concat(
	array.concat(
		[{"at": ["CustomSite", name, "active"], "message": sprintf("site %s is active", [name])}],
		[{"at": ["Network", network, "site"], "message": sprintf("network %s runs on it", [network])} | some network in site.networks],
	),
	array.concat(
		[{"at": site.why.at, "message": site.why.message}],
		array.concat(
			[{"at": licence, "message": sprintf("%s has a guest licence", [site.profile])} |
				licence := ["Profile", site.profile, "userLicense"]
				not object.get(input, licence, "") in {"", null}
				site.why.at[0] != "Profile"
			],
			[{"at": [read.type, read.holder], "message": sprintf("the guest user has the permission set %s", [read.holder])} | read.type == "PermissionSet"],
		),
	),
)

# The readable fields of each exposed object by category, in the order of reports.
_columns[place] := columns if {
	some exposure in access.exposures
	place := concat("/", [exposure.site, exposure.read])
	read := access.guest_reads[exposure.read]
	sorted := [[category, field, at] |
		some [field, at, kinds] in exposure.fields
		some category in _held(kinds, read, field)
	]
	found := {category | some [category, _, _] in sorted}
	known := {category | some category in tables.order}
	order := array.concat(tables.order, array.concat(sort(found - (known | {"other fields"})), ["other fields"]))
	columns := [column |
		some category in order
		members := [[field, at] | some [kind, field, at] in sorted; kind == category]
		[_, first] := members[0]
		column := {"category": category, "fields": [field | some [field, _] in members], "at": first}
	]
}

# A field of which nothing is known holds what all fields of its object do.
_held(kinds, read, field) := kinds if {
	count(kinds) > 0
} else := {whole} if {
	whole := tables.whole_objects[read.object]
	not _stated[lower(concat(".", [read.key, field]))]
} else := {"other fields"}

_stated := data_categories.stated(data.tenantlint.params.salesforce)

not_evaluated contains gap if {
	some unknown in access.unknown_rows
	read := access.guest_reads[unknown.read]
	not read.key in access.public_objects
	gap := {"message": sprintf("Whether anonymous visitors of site %s see records of %s is unknown: %s.", [unknown.site, read.object, unknown.message]), "at": read.at}
}

not_evaluated contains gap if {
	some name, site in access.sites
	site.active == "unknown"
	gap := {"message": sprintf("The site \"%s\" does not state active.", [name]), "at": ["CustomSite", name, "active"]}
}

not_evaluated contains gap if {
	some gap in guests.profile_gaps(_active) | guests.permission_gaps(input, {site.profile | some site in _active; site.profile != ""})
}

_active[name] := site if {
	some name, site in access.sites
	site.active == true
}

not_evaluated contains gap if {
	some name, site in _active
	some missing in site.missing
	gap := {"message": sprintf("The %s of the guest user of the site \"%s\" was not exported.", [missing, name]), "at": ["CustomSite", name]}
}

not_evaluated contains gap if {
	some name in {read.holder | some read in access.guest_reads; read.type == "Profile"}
	count([site | some site in access.sites; site.profile == name]) == 0
	gap := {"message": sprintf("No site of the export belongs to guest profile %s, so what its visitors read cannot be judged.", [name]), "at": ["Profile", name, "userLicense"]}
}

not_evaluated contains gap if {
	not paths.covered(input, "CustomSite")
	some name, _ in paths.object_at(input, "Network")
	gap := {"message": sprintf("The site of the network \"%s\" was not exported.", [name]), "at": ["Network", name, "site"]}
}
