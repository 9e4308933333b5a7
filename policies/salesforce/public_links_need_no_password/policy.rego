# METADATA
# title: Public content links without password rules
# scope: package
# description: |
#   Content deliveries and public links hand a file to whoever holds the address, past sharing and without a
#   login. Addresses get forwarded and logged; a password is what is left to stop a reader who was not meant.
#
#   Two settings together hold one of three rules: passwords are optional and off, optional and on, or required.
#   The documentation does not say which value is which; both false is taken as optional and off, and only that is
#   reported. Where deliveries are on and neither setting is true, one that is not stated makes it not judged;
#   deliveries that are off need no password.
# related_resources:
#   - ref: https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_contentsettings.htm
#     description: "Metadata API: ContentSettings"
#   - ref: https://help.salesforce.com/s/articleView?id=000390445&language=en_US&type=1
#     description: "Salesforce Help: Content Deliveries vs Public Links"
#   - ref: https://docs.securitybenchmark.org/controls-at-a-glance.html
#     description: "Security Benchmark for Salesforce: SBS-FILE-002"
# custom:
#   id: SF-FILE-003
#   severity: medium
#   family: public-links
#   types: [Settings]
#   unit: a setting
#   remediation: |
#     Setup > Salesforce Files > Content Deliveries and Public Links: select "Password protection is required",
#     or turn content deliveries off (enableContentDistribution in the settings "Content"), and retrieve the
#     settings again.
#   frameworks:
#     CIS8: ["3.3"]
#     ISO27001: ["A.5.14"]
#     NISTCSF2: ["PR.AA-05"]
#     SBS: ["SBS-FILE-002"]
package tenantlint.salesforce.public_links_need_no_password

import data.tenantlint.salesforce.lib.settings

deny contains violation if {
	settings.value(input, _deliveries) == true
	every path in _password_rules {
		settings.value(input, path) == false
	}
	violation := {
		"message": "Content deliveries and public links are on, and their passwords are optional and off.",
		"at": _password_rules[0],
		"identity": {"setting": settings.name(_password_rules[0])},
		"access": {"principal": "anonymous", "actions": ["read"], "object": "ContentVersion", "via": _deliveries[2]},
		"related": [{"at": _deliveries, "message": "content deliveries are on"}],
	}
}

not_evaluated contains gap if {
	some gap in settings.gaps(input, [_deliveries])
}

not_evaluated contains gap if {
	settings.value(input, _deliveries) == true
	count([path | some path in _password_rules; settings.value(input, path) == true]) == 0
	some gap in settings.gaps(input, _password_rules)
}

_deliveries := ["Settings", "Content", "enableContentDistribution"]

_password_rules := [
	["Settings", "Content", "enableContentDistPwOptionsBit1"],
	["Settings", "Content", "enableContentDistPwOptionsBit2"],
]
