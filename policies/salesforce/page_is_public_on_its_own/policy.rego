# METADATA
# title: Page is public while the site is not
# scope: package
# description: |
#   A page is open to visitors by its own setting and not by the site's. Where the site requires a login, such a page is
#   an exception that is easily forgotten, together with the components and the data on it (low). Where the site is public
#   anyway, the page would stay open if somebody closed the site (info).
#
#   Pages that do what the site does are the business of SF-SITE-014. Sites in the parameter public_sites and sites that are
#   known to be off are left out. A network whose bundle is not in the export is reported as not judged.
# related_resources:
#   - ref: https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_digitalexperiencebundle.htm
#     description: "Metadata API: DigitalExperienceBundle, authenticationType and pageAccess"
#   - ref: https://developer.salesforce.com/docs/platform/api-metadata/references/meta-types/metadata-experiencebundle.html
#     description: "Metadata API: ExperienceBundle"
# custom:
#   id: SF-SITE-015
#   severity: low
#   family: anonymous-access
#   types: [ExperienceBundle, DigitalExperienceBundle, Network, CustomSite]
#   unit: a page of a site
#   remediation: |
#     Experience Builder > the page > Page Properties > Page Access: Requires Login (or Site Default, where the site is not
#     public), or set pageAccess to RequiresLogin in the page's route.
#   frameworks:
#     CIS8: ["3.3"]
#     NISTCSF2: ["PR.AA-05"]
#     ISO27001: ["A.8.3"]
package tenantlint.salesforce.page_is_public_on_its_own

import data.tenantlint.salesforce.lib.pages

deny contains violation if {
	some _, bundle in pages.bundles
	bundle.active != false
	bundle.wanted == false
	some route, at in bundle.open
	verdict := _verdicts[sprintf("%v", [bundle.public])]
	violation := {
		"message": sprintf("The page \"%s\" of the site \"%s\" is public %s.", [route, bundle.title, verdict.words]),
		"at": at,
		"identity": {"type": bundle.type, "bundle": bundle.name, "page": route},
		"severity": verdict.severity,
		"access": {"principal": "anonymous", "actions": ["open pages"], "object": route, "via": "pageAccess"},
		"related": array.concat(bundle.chain, [{"at": bundle.at, "message": verdict.site} | bundle.at != []]),
	}
}

not_evaluated contains gap if {
	some gap in pages.unread
}

_verdicts := {
	"true": {"severity": "info", "words": "on its own, and would stay so if the site were closed", "site": "the site is public too"},
	"false": {"severity": "low", "words": "while the site requires a login", "site": "the site requires a login"},
	"unknown": {"severity": "low", "words": "whatever the site says"},
}
