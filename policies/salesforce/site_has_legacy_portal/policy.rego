# METADATA
# title: Legacy portal is attached to a public site
# scope: package
# description: |
#   A portal that is attached to a site lets customers of the older portal products log in through it. Such portals follow
#   rules of their own for logins and sharing, and changes to Experience Cloud sites do not reach them. If it is still
#   needed, somebody should know that it is there.
#
#   Only sites that are active, or do not say, are judged. A site that names no portal has none.
# related_resources:
#   - ref: https://developer.salesforce.com/docs/platform/api-metadata/references/meta-types/metadata-customsite.html
#     description: "Metadata API: CustomSite, portal"
# custom:
#   id: SF-SITE-016
#   severity: info
#   family: governance
#   types: [CustomSite, Network]
#   unit: a site
#   remediation: |
#     Setup > Sites > the site > Login Settings > Edit > Enable Login For: None, after its users have moved to an Experience
#     Cloud site; take portal out of the CustomSite.
#   frameworks:
#     CIS8: ["2.2", "4.8"]
#     NISTCSF2: ["ID.AM-08", "PR.PS-03"]
#     ISO27001: ["A.5.9", "A.8.9"]
package tenantlint.salesforce.site_has_legacy_portal

import data.tenantlint.salesforce.lib.sites

deny contains violation if {
	some setting in sites.stated(input, ["portal"])
	is_string(setting.value)
	setting.value != ""
	violation := {
		"message": sprintf("The site \"%s\" serves the legacy portal \"%s\".", [setting.site, setting.value]),
		"at": setting.at,
		"identity": {"site": setting.site},
		"related": setting.chain,
	}
}

not_evaluated contains gap if {
	some gap in sites.gaps(input)
}
