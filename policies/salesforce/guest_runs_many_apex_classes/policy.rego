# METADATA
# title: Guest profile has access to most Apex classes
# scope: package
# description: |
#   The guest profile may run so many Apex classes that nobody chose them one by one: as a rule a profile was cloned, or
#   access was given to all. Every method of them that a page or a component may call can be called by anybody on the
#   internet, with parameters of his choice, and most classes were never written for that.
#
#   Only classes that are enabled count; the parameter max_classes is the largest number that is accepted. A guest profile
#   without class accesses, in an export without ApexClass, is reported as not judged.
# related_resources:
#   - ref: https://developer.salesforce.com/docs/atlas.en-us.communities_dev.meta/communities_dev/communities_dev_security_guest_users_apex_access.htm
#     description: "Salesforce: Limit Access to Apex Classes"
#   - ref: https://docs.securitybenchmark.org/controls-at-a-glance.html
#     description: "Security Benchmark for Salesforce: SBS-CPORTAL-002"
# custom:
#   id: SF-GUEST-033
#   severity: high
#   family: guest-access
#   types: [Profile, CustomSite, ApexClass]
#   unit: a guest profile
#   remediation: |
#     Experience Builder > Settings > General > the guest user profile (for a Salesforce site: Setup > Sites > Public Access
#     Settings) > Apex Class Access: remove all classes, then add those that the public pages call; classAccesses in the
#     profile.
#   frameworks:
#     CIS8: ["3.3", "6.8"]
#     NISTCSF2: ["PR.AA-05"]
#     ISO27001: ["A.8.3"]
#     SBS: ["SBS-CPORTAL-002"]
#   params:
#     - name: max_classes
#       description: The largest number of Apex classes that a guest profile may run.
#       schema: {type: integer, minimum: 0}
#       default: 50
package tenantlint.salesforce.guest_runs_many_apex_classes

import data.tenantlint.salesforce.lib.access
import data.tenantlint.salesforce.lib.guests
import data.tenantlint.salesforce.lib.paths

deny contains violation if {
	some profile in access.guest_profiles
	settings := paths.object_at(paths.object_at(input, "Profile"), profile)
	number := count([class | some class, enabled in paths.object_at(settings, "classAccesses"); enabled == true])
	number > data.tenantlint.params["SF-GUEST-033"].max_classes
	violation := {
		"message": sprintf("The guest profile \"%s\" may run %d Apex classes.", [profile, number]),
		"at": ["Profile", profile, "classAccesses"],
		"identity": {"profile": profile},
		"access": {"principal": "guest", "actions": ["run Apex"], "via": "classAccesses"},
		"related": guests.chain(access.sites, profile),
	}
}

not_evaluated contains gap if {
	some gap in guests.profile_gaps(access.sites) | guests.listed_gaps(input, access.guest_profiles, "classAccesses", "ApexClass")
}
