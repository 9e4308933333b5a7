# METADATA
# title: External default opens an object a guest profile reads
# scope: package
# description: |
#   Until Winter '21 guests obeyed the external organisation-wide default: where it was open and the guest profile could read
#   the object, every record was on the internet without a single sharing rule. This was how customer data stood open from
#   2016 to 2020. Judged as of a date before Winter '21 only (`--as-of`, or the date of the commit): since then guests are
#   Private whatever the default says, and SF-SHR-002 judges it for external users.
#
#   Records of a detail object follow those of their masters. Where the default that decides is not in the export, the
#   object is reported as not judged. Where the external sharing model is
#   off, the internal default counts, and there is nothing to set before the model is switched on (SF-SHR-001).
# related_resources:
#   - ref: https://help.salesforce.com/s/articleView?id=platform.networks_guest_policies_timelines.htm&type=5
#     description: "Salesforce Help: Guest User Security Policies and Timelines"
#   - ref: https://help.salesforce.com/s/articleView?id=platform.security_owd_external_setting.htm&type=5
#     description: "Salesforce Help: Set Your External Organization-Wide Sharing Defaults"
# custom:
#   id: SF-GUEST-018
#   severity: critical
#   family: anonymous-access
#   types: [CustomObject, Profile, PermissionSet, CustomSite, Settings]
#   unit: an object
#   remediation: |
#     Setup > Sharing Settings > Organization-Wide Defaults > Edit: set Default External Access of the object to Private, or
#     set externalSharingModel to Private in the CustomObject.
#   frameworks:
#     CIS8: ["3.3"]
#     HC: ["SharingSettings.orgWideDefaults"]
#     NISTCSF2: ["PR.AA-05"]
#     ISO27001: ["A.8.3"]
package tenantlint.salesforce.guest_obeys_open_external_default

import data.tenantlint.salesforce.lib.access
import data.tenantlint.salesforce.lib.settings

deny contains violation if {
	access.before_winter_21
	some key, reads in _reads
	found := access.external_defaults[key]
	found.open
	violation := {
		"message": sprintf("The external default of %s is %s, and guest profile %s reads the object: before Winter '21 every record is open to visitors.", [found.at[1], found.value, reads[0].holder]),
		"at": found.at,
		"identity": {"object": found.at[1]},
		"access": {"principal": "guest", "actions": ["read"], "object": found.at[1], "via": "external default"},
		"related": [{"at": read.at, "message": sprintf("%s reads %s", [read.holder, read.object])} | some read in reads],
		"fixes": [fix |
			found.at[2] == "externalSharingModel"
			some fix in settings.set(sprintf("Set the external default of %s to Private", [found.at[1]]), false, found.at, "Private")
		],
	}
}

not_evaluated contains gap if {
	some key, messages in access.unknown_defaults
	reads := _reads[key]
	some message in messages
	gap := {"message": sprintf("%s %s reads %s, and %s.", [_words[reads[0].type], reads[0].holder, reads[0].object, message]), "at": reads[0].at}
}

_words := {"Profile": "Guest profile", "PermissionSet": "The guest user's permission set"}

_reads[key] := [read | some _, read in reads] if some key, reads in _private

_private[read.key][id] := read if {
	some id, read in access.guest_reads
	not read.key in access.public_objects
}
