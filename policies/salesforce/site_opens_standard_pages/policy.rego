# METADATA
# title: Standard pages are open on a public site
# scope: package
# description: |
#   Standard search, lookup, home, answers and ideas pages show records and names in the platform's own pages, beside the
#   pages that somebody designed for the public. Search and lookup pages are the handiest: a visitor types a letter and
#   reads what the guest profile reaches.
#
#   Only sites that are active, or do not say, are judged. A page that a site does not state is reported as not judged.
# related_resources:
#   - ref: https://developer.salesforce.com/docs/platform/api-metadata/references/meta-types/metadata-customsite.html
#     description: "Metadata API: CustomSite"
# custom:
#   id: SF-SITE-003
#   severity: medium
#   family: anonymous-access
#   types: [CustomSite, Network]
#   unit: a site and a kind of standard page
#   remediation: |
#     Setup > Sites > the site > Site Standard Pages > Edit: take the standard pages out of the list of enabled pages;
#     allowStandardSearch, allowStandardLookups, allowHomePage, allowStandardAnswersPages and
#     allowStandardIdeasPages false in the CustomSite.
#   frameworks:
#     CIS8: ["3.3", "4.8"]
#     NISTCSF2: ["PR.AA-05", "PR.PS-01"]
#     ISO27001: ["A.8.3", "A.8.9"]
package tenantlint.salesforce.site_opens_standard_pages

import data.tenantlint.salesforce.lib.settings
import data.tenantlint.salesforce.lib.sites

deny contains violation if {
	some setting in sites.stated(input, object.keys(_pages))
	setting.value == true
	violation := {
		"message": sprintf("Anybody may open the standard %s on the site \"%s\".", [_pages[setting.field], setting.site]),
		"at": setting.at,
		"identity": {"site": setting.site, "setting": setting.field},
		"access": {"principal": "anonymous", "actions": ["read"], "via": setting.field},
		"related": setting.chain,
		"fixes": settings.set(sprintf("Close the standard %s", [_pages[setting.field]]), false, setting.at, false),
	}
}

not_evaluated contains gap if {
	some gap in sites.gaps(input) | sites.unstated(input, object.keys(_pages))
}

_pages := {
	"allowHomePage": "home page",
	"allowStandardAnswersPages": "answers pages",
	"allowStandardIdeasPages": "ideas pages",
	"allowStandardLookups": "lookup pages",
	"allowStandardSearch": "search pages",
}
