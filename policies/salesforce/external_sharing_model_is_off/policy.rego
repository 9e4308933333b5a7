# METADATA
# title: External sharing model off
# scope: package
# description: |
#   Without the external sharing model, customers and partners who log in to a site get the same default access to
#   records as employees: every object that is open inside the company is open to them as well. With it, each object
#   has a second default for people from outside, which can be Private. Once it is on it cannot be turned off again.
#
#   The rule applies only while networks (Experience Cloud sites) exist. Where Settings.Sharing is exported but does not
#   state enableExternalSharingModel, nothing is reported: Salesforce documents true as its default while communities
#   are enabled.
# related_resources:
#   - ref: https://help.salesforce.com/s/articleView?id=platform.security_owd_external_setting.htm&type=5
#     description: "Salesforce Help: Set Your External Organization-Wide Sharing Defaults"
#   - ref: https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_sharingsettings.htm
#     description: "Metadata API: SharingSettings"
# custom:
#   id: SF-SHR-001
#   severity: high
#   family: least-privilege
#   types: [Settings, Network, CustomSite]
#   unit: a setting
#   remediation: |
#     Setup > Sharing Settings > Enable External Sharing Model, then set the external default of each object;
#     enableExternalSharingModel in the settings "Sharing".
#   frameworks:
#     CIS8: ["3.3"]
#     HC: ["SharingSettings.orgWideDefaults"]
#     NISTCSF2: ["PR.AA-05"]
#     ISO27001: ["A.8.3"]
package tenantlint.salesforce.external_sharing_model_is_off

import data.tenantlint.salesforce.lib.paths
import data.tenantlint.salesforce.lib.settings

deny contains violation if {
	_model == false
	count(_networks) > 0
	violation := {
		"message": "The external sharing model is off while networks exist: members from outside get the same default access to records as employees.",
		"at": _setting,
		"identity": {"setting": settings.name(_setting)},
		"access": {"principal": "any-member", "actions": ["read"], "via": "enableExternalSharingModel"},
		"related": _chain,
	}
}

not_evaluated contains gap if {
	count(_networks) > 0
	not input.Settings.Sharing
	some gap in settings.gaps(input, [_setting])
}

not_evaluated contains gap if {
	_model == false
	count(_networks) == 0
	not paths.covered(input, "Network")
	not input.Settings.Communities.enableNetworksEnabled == false
	gap := {"message": "Network was not exported.", "at": ["Network"]}
}

_setting := ["Settings", "Sharing", "enableExternalSharingModel"]

_model := input.Settings.Sharing.enableExternalSharingModel

# Everything that shows that networks exist.
_networks contains evidence if {
	some name, _ in paths.object_at(input, "Network")
	evidence := {"at": ["Network", name], "message": sprintf("the network \"%s\" exists", [name])}
}

_networks contains evidence if {
	some name, site in paths.object_at(input, "CustomSite")
	site.siteType == "ChatterNetwork"
	evidence := {"at": ["CustomSite", name, "siteType"], "message": sprintf("the site \"%s\" belongs to a network", [name])}
}

_networks contains evidence if {
	input.Settings.Communities.enableNetworksEnabled == true
	evidence := {"at": ["Settings", "Communities", "enableNetworksEnabled"], "message": "networks are enabled"}
}

_chain := [evidence | some evidence in _networks]
