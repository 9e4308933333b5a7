# METADATA
# title: Redirects to untrusted URLs allowed
# scope: package
# description: |
#   A link in a record leads users who trust the org to any website without a word, such as a copy of the login page. With a
#   list of trusted URLs, redirects to others can ask the user first, or be refused.
#
#   Judged are untrustedRedirect, for Lightning Experience (API 64 and later, a beta feature), and, as low, redirectionWarning
#   and redirectBlockModeEnabled together, for Salesforce Classic: one of the two has to be on. An export that states neither
#   of a kind is reported as not judged.
# related_resources:
#   - ref: https://help.salesforce.com/apex/HTViewHelpDoc?id=xcloud.security_trusted_urls_external_redirections_secure.htm
#     description: "Salesforce Help: Secure External Redirections from Hyperlinks in Salesforce"
#   - ref: https://developer.salesforce.com/docs/platform/api-metadata/references/meta-types/metadata-securitysettings.html
#     description: "Metadata API: SecuritySettings"
# custom:
#   id: SF-SESS-012
#   severity: medium
#   family: session
#   types: [Settings]
#   unit: a setting
#   remediation: |
#     Setup > Trusted URLs for Redirects: list the URLs that you trust, then Redirections to Untrusted URLs: Never, or set
#     untrustedRedirect to NeverAllowed. For Classic: Setup > Session Settings > External Redirections, or set
#     redirectionWarning (or redirectBlockModeEnabled) to true. All stand under sessionSettings in the settings "Security".
#   frameworks:
#     CIS8: ["4.1", "9.3"]
#     NISTCSF2: ["PR.PS-01"]
#     ISO27001: ["A.8.23", "A.8.26"]
#     HC: ["SessionSettings.redirectionAllowUntrusted"]
package tenantlint.salesforce.redirects_to_untrusted_urls_are_allowed

import data.tenantlint.salesforce.data.security_scales as tables
import data.tenantlint.salesforce.lib.scales
import data.tenantlint.salesforce.lib.settings

deny contains violation if {
	found := settings.value(input, _lightning)
	scales.weaker(tables.untrustedRedirect, found, "WithUserPermission")
	violation := {
		"message": "A link in Lightning Experience may lead users to any website, trusted or not, without a warning.",
		"at": _lightning,
		"identity": {"setting": settings.name(_lightning)},
		"fixes": settings.set("Refuse redirects to URLs that are not on the list of trusted ones", false, _lightning, "NeverAllowed"),
	}
}

deny contains violation if {
	settings.value(input, _warning) == false
	settings.value(input, _blocking) == false
	violation := {
		"message": "A link in Salesforce Classic may lead users to any website, trusted or not, without a warning.",
		"at": _warning,
		"identity": {"setting": settings.name(_warning)},
		"severity": "low",
		"related": [{"at": _blocking, "message": "nor are such redirects blocked"}],
		"fixes": settings.set("Warn users before a redirect to a URL that is not on the list of trusted ones", false, _warning, true),
	}
}

not_evaluated contains gap if some gap in scales.gaps(input, _lightning, tables.untrustedRedirect)

not_evaluated contains gap if {
	not settings.value(input, _warning) == true
	not settings.value(input, _blocking) == true
	some gap in settings.gaps(input, [_warning, _blocking])
}

_lightning := ["Settings", "Security", "sessionSettings", "untrustedRedirect"]

_warning := ["Settings", "Security", "sessionSettings", "redirectionWarning"]

_blocking := ["Settings", "Security", "sessionSettings", "redirectBlockModeEnabled"]
