# METADATA
# title: Export lacks files a rule needs
# scope: package
# description: |
#   The export has an active site, and misses settings that decide what its visitors reach (Sharing, Security, Communities,
#   UserManagement), or the file of an object that its guest profile reads. `CustomObject *` in package.xml skips
#   standard objects, and settings are left out by many projects. What is missing is not judged, so the tenant may look
#   cleaner than it is.
# related_resources:
#   - ref: https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_settings.htm
#     description: "Metadata API Developer Guide: Settings"
#   - ref: https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/manifest_samples.htm
#     description: "Metadata API Developer Guide: Sample package.xml Manifest Files"
# custom:
#   id: SF-COV-003
#   severity: medium
#   family: governance
#   types: [CustomSite, Profile, PermissionSet, Settings, CustomObject]
#   unit: a missing settings file or object
#   remediation: |
#     Add the named members to package.xml (Settings: Sharing, Security, Communities, UserManagement; CustomObject: every
#     standard object by name) and retrieve again.
#   frameworks:
#     CIS8: ["1.1"]
#     NISTCSF2: ["ID.AM-02"]
#     ISO27001: ["A.5.9"]
#   params:
#     - name: settings
#       description: Settings files that an export with an active site has to hold.
#       schema: {type: array, items: {type: string}}
#       default: [Sharing, Security, Communities, UserManagement]
package tenantlint.salesforce.export_lacks_needed_files

import data.tenantlint.salesforce.lib.access

deny contains violation if {
	site := min(_active)
	some setting in data.tenantlint.params["SF-COV-003"].settings
	not input.Settings[setting]
	violation := {
		"message": sprintf("The export lacks the %s settings, which decide what visitors of site %s reach.", [setting, site]),
		"at": ["CustomSite", site, "active"],
		"identity": {"settings": setting},
	}
}

_active := {name | some name, site in access.sites; site.active == true}

deny contains violation if {
	some key, reads in _unexported
	first := reads[0]
	violation := {
		"message": sprintf("The export lacks the object %s, which anonymous visitors may read through %s.", [first.object, first.holder]),
		"at": first.at,
		"identity": {"object": key},
		"related": [{"at": read.at, "message": sprintf("%s reads it as well", [read.holder])} | some read in array.slice(reads, 1, count(reads))],
	}
}

_unexported[key] := [read | some _, read in reads] if some key, reads in _missing

_missing[read.key][id] := read if {
	some id, read in access.guest_reads
	count(read.sites) > 0
	count(read.exported) == 0
}
