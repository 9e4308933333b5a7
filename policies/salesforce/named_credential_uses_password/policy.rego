# METADATA
# title: Named credential with password protocol
# scope: package
# description: |
#   A named credential of the older form with the password protocol sends one name and password with every call,
#   which do not expire and which every user who may run the code uses. An external credential keeps who may use
#   it apart from where it goes, and offers protocols whose tokens end.
#
#   In the newer form (namedCredentialType other than Legacy) the protocol stands in the external credential and
#   the field means nothing; such credentials are left alone, and so are those whose calls are disabled. A
#   credential of the older form that does not state its protocol, and an export without NamedCredential, are
#   reported as not judged.
# related_resources:
#   - ref: https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_namedcredential.htm
#     description: "Metadata API: NamedCredential"
#   - ref: https://help.salesforce.com/apex/HTViewHelpDoc?id=xcloud.nc_basics.htm
#     description: "Salesforce Help: What are Named Credentials?"
#   - ref: https://docs.securitybenchmark.org/controls-at-a-glance.html
#     description: "Security Benchmark for Salesforce: SBS-INT-003"
# custom:
#   id: SF-INT-006
#   severity: low
#   family: secrets
#   types: [NamedCredential]
#   unit: a named credential
#   remediation: |
#     Setup > Named Credentials > External Credentials: create one with OAuth 2.0 or JWT, and a named credential
#     that uses it; change the code to the new name and delete the old credential (protocol in the
#     NamedCredential).
#   frameworks:
#     CIS8: ["5.2", "6.8"]
#     ISO27001: ["A.5.17", "A.8.5"]
#     NISTCSF2: ["PR.AA-01"]
#     SBS: ["SBS-INT-003"]
package tenantlint.salesforce.named_credential_uses_password

import data.tenantlint.salesforce.lib.paths

deny contains violation if {
	some name, credential in _older
	_folded(credential, "protocol", "") == "password"
	violation := {
		"message": sprintf("The named credential \"%s\" logs in with a name and a password.", [name]),
		"at": ["NamedCredential", name, "protocol"],
		"identity": {"credential": name},
	}
}

not_evaluated contains gap if {
	some name, credential in _older
	object.get(credential, "protocol", null) == null
	gap := {
		"message": sprintf("The named credential \"%s\" does not state protocol.", [name]),
		"at": ["NamedCredential", name, "protocol"],
	}
}

not_evaluated contains gap if {
	not paths.covered(input, "NamedCredential")
	gap := {"message": "NamedCredential was not exported.", "at": ["NamedCredential"]}
}

_older[name] := credential if {
	some name, credential in paths.object_at(input, "NamedCredential")
	is_object(credential)
	_folded(credential, "calloutStatus", "") != "disabled"
	_folded(credential, "namedCredentialType", "legacy") == "legacy"
}

_folded(credential, field, otherwise) := lower(credential[field]) if {
	is_string(credential[field])
} else := otherwise
