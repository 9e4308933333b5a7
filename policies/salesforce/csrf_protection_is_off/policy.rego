# METADATA
# title: CSRF protection off
# scope: package
# description: |
#   Without a token that only the org's own pages know, another website can make the browser of a logged-in user
#   send requests to the org, and they run with that user's rights: records are changed, created or deleted by a
#   visit to a foreign page.
#
#   Both settings, for GET and for POST requests on non-setup pages, are on in a new org. An export of the security
#   settings states both; one that is missing is reported as not judged.
# related_resources:
#   - ref: https://developer.salesforce.com/docs/platform/api-metadata/references/meta-types/metadata-securitysettings.html
#     description: "Metadata API: SecuritySettings"
#   - ref: https://help.salesforce.com/apex/HTViewHelpDoc?id=xcloud.shr_session_security_settings.htm
#     description: "Salesforce Help: Review Session Security Settings"
#   - ref: https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html
#     description: "OWASP: Cross-Site Request Forgery Prevention Cheat Sheet"
# custom:
#   id: SF-SESS-003
#   severity: high
#   family: session
#   types: [Settings]
#   unit: a setting
#   remediation: |
#     Setup > Session Settings > Cross-Site Request Forgery (CSRF) Protection: check both boxes, or set
#     enableCSRFOnGet and enableCSRFOnPost to true under sessionSettings in the settings "Security".
#   frameworks:
#     CIS8: ["4.1", "16.1"]
#     NISTCSF2: ["PR.PS-01"]
#     ISO27001: ["A.8.26"]
#     HC: ["SessionSettings.csrfGet", "SessionSettings.csrfPost"]
package tenantlint.salesforce.csrf_protection_is_off

import data.tenantlint.salesforce.lib.settings

deny contains violation if {
	some key, what in _switches
	setting := array.concat(_base, [key])
	settings.value(input, setting) == false
	violation := {
		"message": sprintf("%s requests on non-setup pages are not protected against cross-site request forgery: another website can act as a logged-in user.", [what]),
		"at": setting,
		"identity": {"setting": settings.name(setting)},
		"fixes": settings.set(sprintf("Protect %s requests against cross-site request forgery", [what]), true, setting, true),
	}
}

not_evaluated contains gap if some gap in settings.gaps(input, [array.concat(_base, [key]) | some key, _ in _switches])

_base := ["Settings", "Security", "sessionSettings"]

_switches := {
	"enableCSRFOnGet": "GET",
	"enableCSRFOnPost": "POST",
}
