# METADATA
# title: Public site, guest profile not in the export
# scope: package
# description: |
#   A site is active, and the export holds no guest profile that belongs to it. Everything that its anonymous visitors may
#   do stands in that profile, so no finding about this site means nothing was seen, not that nothing is open.
# related_resources:
#   - ref: https://help.salesforce.com/s/articleView?id=platform.networks_guest_policies_timelines.htm&type=5
#     description: "Salesforce Help: Guest User Security Policies and Timelines"
#   - ref: https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_profile.htm
#     description: "Metadata API Developer Guide: Profile"
# custom:
#   id: SF-COV-001
#   severity: high
#   family: governance
#   types: [CustomSite, Profile]
#   unit: a site
#   remediation: |
#     Retrieve the site's guest profile (usually named after the site's label, "<label> Profile") together with
#     CustomObject, naming the standard objects one by one in package.xml. If it has another name, give it in the parameter
#     site_profiles or as runtime.guestUsers.<site>.profile.
#   frameworks:
#     CIS8: ["1.1"]
#     NISTCSF2: ["ID.AM-02"]
#     ISO27001: ["A.5.9"]
package tenantlint.salesforce.guest_profile_not_exported

import data.tenantlint.salesforce.lib.access
import data.tenantlint.salesforce.lib.guests

deny contains violation if {
	some name, site in access.sites
	site.active == true
	site.profile == ""
	violation := {
		"message": sprintf("Site %s is active, and the export lacks its guest profile: what anonymous visitors may do is not judged.", [name]),
		"at": ["CustomSite", name, "masterLabel"],
		"identity": {"site": name},
		"related": [{"at": site.why.at, "message": site.why.message}],
	}
}

not_evaluated contains gap if {
	some name, site in access.sites
	site.active == "unknown"
	gap := {"message": sprintf("The site \"%s\" does not state active.", [name]), "at": ["CustomSite", name, "active"]}
}

not_evaluated contains gap if some gap in guests.doubts(access.sites)
