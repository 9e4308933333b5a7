# METADATA
# title: Custom Visualforce pages open to guests
# scope: package
# description: |
#   A guest profile may open a Visualforce page that somebody wrote. The platform checks the permission at the page alone:
#   whoever may open it runs its controller, its extensions and every class that they call, often in system mode, with
#   whatever he writes into the address. Such pages need a review that ends in "reads and changes only this".
#
#   Pages that come with every site, for login, registration and errors, are left out, and so are pages in the parameter
#   reviewed_pages. A guest profile without page accesses, in an export without ApexPage, is reported as not judged.
# related_resources:
#   - ref: https://help.salesforce.com/s/articleView?id=platform.pages_page_level_security.htm&type=5
#     description: "Salesforce Help: Visualforce Page Security"
#   - ref: https://help.salesforce.com/s/articleView?id=platform.networks_guest_policies_timelines.htm&type=5
#     description: "Salesforce Help: Guest User Security Policies and Timelines"
# custom:
#   id: SF-GUEST-032
#   severity: medium
#   family: guest-access
#   types: [Profile, CustomSite, ApexPage]
#   unit: a guest profile and a page
#   remediation: |
#     Experience Builder > Settings > General > the guest user profile (for a Salesforce site: Setup > Sites > the site > Site
#     Visualforce Pages) > Visualforce Page Access: remove the page, or set it to false under pageAccesses in the profile.
#     Where visitors need it, review its controller (with sharing, user mode, checks on every parameter) and name the
#     page in the parameter reviewed_pages.
#   frameworks:
#     CIS8: ["3.3", "16.12"]
#     NISTCSF2: ["PR.AA-05"]
#     ISO27001: ["A.8.3"]
#   params:
#     - name: reviewed_pages
#       description: Visualforce pages that were reviewed and are open to guests on purpose.
#       schema: {type: array, items: {type: string}, uniqueItems: true}
#       default: []
package tenantlint.salesforce.guest_opens_custom_pages

import data.tenantlint.salesforce.data.stock_site_pages as stock
import data.tenantlint.salesforce.lib.access
import data.tenantlint.salesforce.lib.guests
import data.tenantlint.salesforce.lib.paths

deny contains violation if {
	some profile in access.guest_profiles
	settings := paths.object_at(paths.object_at(input, "Profile"), profile)
	some page, enabled in paths.object_at(settings, "pageAccesses")
	enabled == true
	not lower(page) in _known
	violation := {
		"message": sprintf("The guest profile \"%s\" may open the Visualforce page %s and run all of its code.", [profile, page]),
		"at": ["Profile", profile, "pageAccesses", page],
		"identity": {"profile": profile, "page": page},
		"access": {"principal": "guest", "actions": ["open page"], "object": page, "via": "pageAccesses"},
		"related": guests.chain(access.sites, profile),
	}
}

not_evaluated contains gap if {
	some gap in guests.profile_gaps(access.sites) | guests.listed_gaps(input, access.guest_profiles, "pageAccesses", "ApexPage")
}

_known := {page | some page in stock.pages} | {key | some page in data.tenantlint.params["SF-GUEST-032"].reviewed_pages; key := lower(page)}
