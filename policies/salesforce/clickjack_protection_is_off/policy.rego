# METADATA
# title: Clickjack protection off
# scope: package
# description: |
#   A page that any other website may show in a frame can be laid invisibly over that site's own buttons, so that a
#   user's click lands on it: they confirm, share or delete without seeing it. The org has four switches, for setup
#   pages, for its other standard pages, and for Visualforce pages with and without the standard header.
#
#   A new org has the first two on and the Visualforce switches off. An export of the security settings states all
#   four (the one for pages without headers since API 34); one that is missing is reported as not judged. Pages that
#   a trusted site frames on purpose need that site among the trusted domains for inline frames.
# related_resources:
#   - ref: https://developer.salesforce.com/docs/platform/api-metadata/references/meta-types/metadata-securitysettings.html
#     description: "Metadata API: SecuritySettings"
#   - ref: https://help.salesforce.com/apex/HTViewHelpDoc?id=xcloud.shr_session_security_settings.htm
#     description: "Salesforce Help: Review Session Security Settings"
#   - ref: https://cheatsheetseries.owasp.org/cheatsheets/Clickjacking_Defense_Cheat_Sheet.html
#     description: "OWASP: Clickjacking Defense Cheat Sheet"
# custom:
#   id: SF-SESS-004
#   severity: high
#   family: session
#   types: [Settings]
#   unit: a setting
#   remediation: |
#     Setup > Session Settings > Clickjack Protection: check all four boxes, or set enableClickjackSetup,
#     enableClickjackNonsetupSFDC, enableClickjackNonsetupUser and enableClickjackNonsetupUserHeaderless to true
#     under sessionSettings in the settings "Security". Add sites that frame Visualforce pages on purpose under
#     Trusted Domains for Inline Frames.
#   frameworks:
#     CIS8: ["4.1", "16.1"]
#     NISTCSF2: ["PR.PS-01"]
#     ISO27001: ["A.8.26"]
#     HC: ["SessionSettings.clickjackSetup", "SessionSettings.clickjackNonSetup", "SessionSettings.clickjackVisualForceHeaders", "SessionSettings.clickjackVisualForceNoHeaders"]
package tenantlint.salesforce.clickjack_protection_is_off

import data.tenantlint.salesforce.lib.settings

deny contains violation if {
	some key, what in _switches
	setting := array.concat(_base, [key])
	settings.value(input, setting) == false
	violation := {
		"message": sprintf("Any website may show %s in a frame: clickjack protection is off.", [what]),
		"at": setting,
		"identity": {"setting": settings.name(setting)},
		"fixes": settings.set(sprintf("Protect %s against clickjacking", [what]), false, setting, true),
	}
}

not_evaluated contains gap if some gap in settings.gaps(input, [array.concat(_base, [key]) | some key, _ in _switches])

_base := ["Settings", "Security", "sessionSettings"]

_switches := {
	"enableClickjackSetup": "setup pages",
	"enableClickjackNonsetupSFDC": "non-setup Salesforce pages",
	"enableClickjackNonsetupUser": "Visualforce pages with standard headers",
	"enableClickjackNonsetupUserHeaderless": "Visualforce pages without headers",
}
