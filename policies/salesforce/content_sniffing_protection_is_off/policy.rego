# METADATA
# title: Content sniffing protection off
# scope: package
# description: |
#   Without this header a browser guesses what a file is from its content. A file that somebody uploaded as a
#   picture or a text can then run as a script in the org's domain, with the rights of whoever opens it.
#
#   Since API 58 the setting is always true, so false stands only in files that were exported with an older API
#   version or written by hand. An export that does not state it is reported as not judged.
# related_resources:
#   - ref: https://developer.salesforce.com/docs/platform/api-metadata/references/meta-types/metadata-securitysettings.html
#     description: "Metadata API: SecuritySettings"
#   - ref: https://help.salesforce.com/s/articleView?id=xcloud.security_health_check.htm&type=5
#     description: "Salesforce Help: Security Health Check"
#   - ref: https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/X-Content-Type-Options
#     description: "MDN: X-Content-Type-Options"
# custom:
#   id: SF-SESS-009
#   severity: medium
#   family: session
#   types: [Settings]
#   unit: a setting
#   remediation: |
#     Setup > Session Settings: check "Enable Content Sniffing protection", or set enableContentSniffingProtection
#     to true under sessionSettings in the settings "Security".
#   frameworks:
#     CIS8: ["4.1"]
#     NISTCSF2: ["PR.PS-01"]
#     ISO27001: ["A.8.26"]
#     HC: ["SessionSettings.contentSniffingProtection"]
package tenantlint.salesforce.content_sniffing_protection_is_off

import data.tenantlint.salesforce.lib.settings

deny contains violation if {
	settings.value(input, _setting) == false
	violation := {
		"message": "Browsers may guess the type of files in the org: an uploaded file can run as a script.",
		"at": _setting,
		"identity": {"setting": settings.name(_setting)},
		"fixes": settings.set("Tell browsers not to guess content types", true, _setting, true),
	}
}

not_evaluated contains gap if some gap in settings.gaps(input, [_setting])

_setting := ["Settings", "Security", "sessionSettings", "enableContentSniffingProtection"]
