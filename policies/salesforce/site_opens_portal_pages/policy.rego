# METADATA
# title: Standard portal pages are allowed
# scope: package
# description: |
#   With this setting on, people who log in to the site reach the platform's standard pages as well as the site's own:
#   record lists and details that nobody designed for outsiders, for whatever their profile can read. A site that serves
#   only its own pages does not need them.
#
#   Only sites that are active, or do not say, are judged. A site that does not state the setting is reported as not
#   judged.
# related_resources:
#   - ref: https://developer.salesforce.com/docs/platform/api-metadata/references/meta-types/metadata-customsite.html
#     description: "Metadata API: CustomSite, allowStandardPortalPages"
# custom:
#   id: SF-SITE-004
#   severity: low
#   family: least-privilege
#   types: [CustomSite, Network]
#   unit: a site
#   remediation: |
#     Setup > Sites > the site > Edit: clear "Allow Access to Standard Salesforce Pages" after checking that the site serves
#     only pages of its own; allowStandardPortalPages false in the CustomSite.
#   frameworks:
#     CIS8: ["4.8"]
#     NISTCSF2: ["PR.PS-01"]
#     ISO27001: ["A.8.3", "A.8.9"]
package tenantlint.salesforce.site_opens_portal_pages

import data.tenantlint.salesforce.lib.settings
import data.tenantlint.salesforce.lib.sites

deny contains violation if {
	some setting in sites.stated(input, _fields)
	setting.value == true
	violation := {
		"message": sprintf("Members of the site \"%s\" reach the platform's standard pages.", [setting.site]),
		"at": setting.at,
		"identity": {"site": setting.site},
		"access": {"principal": "any-member", "actions": ["read"], "via": setting.field},
		"related": setting.chain,
		"fixes": settings.set("Close the standard pages", false, setting.at, false),
	}
}

not_evaluated contains gap if {
	some gap in sites.gaps(input) | sites.unstated(input, _fields)
}

_fields := ["allowStandardPortalPages"]
