# METADATA
# title: Public pages can be framed
# scope: package
# description: |
#   A page that any other site may show in a frame can be laid invisibly over that site's own buttons, so that a
#   visitor's click lands on yours: they log in, confirm or pay without seeing it (clickjacking). AllowAllFraming lets
#   everybody do that. External lets a list of trusted domains do it, which is sound while the list is; it is reported
#   as low so that somebody looks at the list.
#
#   Only sites that are active, or do not say, are judged. An export of a site always states the level; where it is
#   missing, the site is reported as not judged.
# related_resources:
#   - ref: https://developer.salesforce.com/docs/platform/api-metadata/references/meta-types/metadata-customsite.html
#     description: "Metadata API: CustomSite, clickjackProtectionLevel"
#   - ref: https://cheatsheetseries.owasp.org/cheatsheets/Clickjacking_Defense_Cheat_Sheet.html
#     description: "OWASP: Clickjacking Defense Cheat Sheet"
# custom:
#   id: SF-SITE-001
#   severity: high
#   family: anonymous-access
#   types: [CustomSite, Network]
#   unit: a site
#   remediation: |
#     Setup > Sites > the site > Edit > Clickjack Protection Level: "Allow framing by the same origin only", or set
#     clickjackProtectionLevel to SameOriginOnly in the CustomSite.
#   frameworks:
#     CIS8: ["4.1"]
#     NISTCSF2: ["PR.PS-01"]
#     ISO27001: ["A.8.26"]
package tenantlint.salesforce.site_pages_can_be_framed

import data.tenantlint.salesforce.lib.paths

deny contains violation if {
	some name, site in paths.object_at(input, "CustomSite")
	not site.active == false
	some level, verdict in _levels
	site.clickjackProtectionLevel == level
	setting := ["CustomSite", name, "clickjackProtectionLevel"]
	violation := {
		"message": sprintf("%s may show the pages of the site \"%s\" in a frame.", [verdict.who, name]),
		"at": setting,
		"identity": {"site": name},
		"severity": verdict.severity,
		"related": [{"at": ["CustomSite", name, "active"], "message": "the site is active"} | site.active == true],
		"fixes": [{
			"title": "Let only pages of the same origin frame the site",
			"safe": verdict.safe,
			"edits": [{"op": "set", "at": setting, "value": "SameOriginOnly"}],
		}],
	}
}

not_evaluated contains gap if {
	some name, site in paths.object_at(input, "CustomSite")
	not site.active == false
	object.get(site, "clickjackProtectionLevel", null) == null
	gap := {"message": sprintf("The site \"%s\" does not state clickjackProtectionLevel.", [name]), "at": ["CustomSite", name, "clickjackProtectionLevel"]}
}

not_evaluated contains gap if {
	not paths.covered(input, "CustomSite")
	some name, _ in paths.object_at(input, "Network")
	gap := {"message": sprintf("The site of the network \"%s\" was not exported.", [name]), "at": ["Network", name, "site"]}
}

# Taking away a list of trusted domains may break a page that is framed on purpose.
_levels := {
	"AllowAllFraming": {"who": "Any website", "severity": "high", "safe": true},
	"External": {"who": "Trusted external domains", "severity": "low", "safe": false},
}
