# METADATA
# title: Remote site without protocol security
# scope: package
# description: |
#   Disable Protocol Security lets code pass data from an encrypted session to an unencrypted one and back when it
#   calls the remote site. Whoever listens between the two reads what is sent, session ids and records included,
#   and can change the answer.
#
#   Inactive remote sites are left alone. An active one that does not state the setting, and an export without
#   RemoteSiteSetting, are reported as not judged.
# related_resources:
#   - ref: https://help.salesforce.com/s/articleView?id=xcloud.configuring_remoteproxy.htm&language=en_US&type=5
#     description: "Salesforce Help: Configure Remote Site Settings"
#   - ref: https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_remotesitesetting.htm
#     description: "Metadata API: RemoteSiteSetting"
# custom:
#   id: SF-INT-001
#   severity: medium
#   family: integrity
#   types: [RemoteSiteSetting]
#   unit: a remote site
#   remediation: |
#     Setup > Remote Site Settings > the site > Edit: clear Disable Protocol Security, or set
#     disableProtocolSecurity to false in the RemoteSiteSetting, once the site answers over https.
#   frameworks:
#     CIS8: ["3.10"]
#     ISO27001: ["A.8.24", "A.8.21"]
#     NISTCSF2: ["PR.DS-02"]
package tenantlint.salesforce.remote_site_lacks_protocol_security

import data.tenantlint.salesforce.lib.paths
import data.tenantlint.salesforce.lib.settings

deny contains violation if {
	some name, site in paths.object_at(input, "RemoteSiteSetting")
	not site.isActive == false
	site.disableProtocolSecurity == true
	setting := ["RemoteSiteSetting", name, "disableProtocolSecurity"]
	violation := {
		"message": sprintf("Calls to the remote site \"%s\" may mix encrypted and unencrypted sessions.", [name]),
		"at": setting,
		"identity": {"remoteSite": name},
		"fixes": settings.set("Keep encrypted and unencrypted sessions apart", false, setting, false),
	}
}

not_evaluated contains gap if {
	some name, site in paths.object_at(input, "RemoteSiteSetting")
	is_object(site)
	not site.isActive == false
	object.get(site, "disableProtocolSecurity", null) == null
	gap := {
		"message": sprintf("The remote site \"%s\" does not state disableProtocolSecurity.", [name]),
		"at": ["RemoteSiteSetting", name, "disableProtocolSecurity"],
	}
}

not_evaluated contains gap if {
	not paths.covered(input, "RemoteSiteSetting")
	gap := {"message": "RemoteSiteSetting was not exported.", "at": ["RemoteSiteSetting"]}
}
