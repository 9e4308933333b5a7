# METADATA
# title: Response protection of a site is off
# scope: package
# description: |
#   Three headers make browsers stricter with a site's pages: no guessing of content types, so that an uploaded file does
#   not run as a script; no full addresses, with what they carry, to other sites; and, in older browsers, a filter against
#   injected scripts. They cost nothing and are on in every new site.
#
#   Only sites that are active, or do not say, are judged. A protection that a site does not state is reported as not
#   judged.
# related_resources:
#   - ref: https://developer.salesforce.com/docs/platform/api-metadata/references/meta-types/metadata-customsite.html
#     description: "Metadata API: CustomSite"
#   - ref: https://cheatsheetseries.owasp.org/cheatsheets/HTTP_Headers_Cheat_Sheet.html
#     description: "OWASP: HTTP Security Response Headers Cheat Sheet"
# custom:
#   id: SF-SITE-002
#   severity: low
#   family: anonymous-access
#   types: [CustomSite, Network]
#   unit: a site and a protection
#   remediation: |
#     Setup > Sites > the site > Edit: select "Enable Browser Cross Site Scripting Protection", "Enable Content Sniffing
#     Protection" and "Referrer URL Protection"; browserXssProtection, contentSniffingProtection and
#     referrerPolicyOriginWhenCrossOrigin true in the CustomSite.
#   frameworks:
#     CIS8: ["16.1"]
#     NISTCSF2: ["PR.PS-01"]
#     ISO27001: ["A.8.26"]
#     HC: [contentSniffingProtection]
package tenantlint.salesforce.site_response_protection_is_off

import data.tenantlint.salesforce.lib.settings
import data.tenantlint.salesforce.lib.sites

deny contains violation if {
	some setting in sites.stated(input, object.keys(_protections))
	setting.value == false
	violation := {
		"message": sprintf("The site \"%s\" %s.", [setting.site, _protections[setting.field]]),
		"at": setting.at,
		"identity": {"site": setting.site, "setting": setting.field},
		"related": setting.chain,
		"fixes": settings.set("Switch the protection on", true, setting.at, true),
	}
}

not_evaluated contains gap if {
	some gap in sites.gaps(input) | sites.unstated(input, object.keys(_protections))
}

_protections := {
	"browserXssProtection": "does not ask browsers to filter injected scripts",
	"contentSniffingProtection": "lets browsers guess the type of its files",
	"referrerPolicyOriginWhenCrossOrigin": "tells other sites the full addresses of its pages",
}
