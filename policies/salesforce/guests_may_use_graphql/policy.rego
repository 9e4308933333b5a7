# METADATA
# title: GraphQL API on for guests
# scope: package
# description: |
#   GraphQL lets a visitor who never logged in ask for many objects and fields in one request and page through all
#   records that the guest profile reaches, without the limits of the site's own pages. Published tools scan sites
#   for exactly this, and turn a guest profile that reads too much into a download of whole tables.
#
#   The field is not described in Salesforce's documentation; what it does is taken from its name. It is judged
#   unless the export shows that no site is active. Where the settings do not state it, as in exports older than
#   the field, it is reported as not judged.
# related_resources:
#   - ref: https://cloud.google.com/blog/topics/threat-intelligence/auditing-salesforce-aura-data-exposure
#     description: "Mandiant: AuraInspector, Auditing Salesforce Aura for Data Exposure (January 2026)"
#   - ref: https://www.salesforce.com/blog/protecting-your-data-essential-actions-to-secure-experience-cloud-guest-user-access
#     description: "Salesforce: Essential Actions to Secure Experience Cloud Guest User Access (March 2026)"
#   - ref: https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_securitysettings.htm
#     description: "Metadata API: SecuritySettings"
# custom:
#   id: SF-GUEST-024
#   severity: high
#   family: guest-access
#   types: [Settings, CustomSite]
#   unit: a setting
#   remediation: |
#     Set enableGraphQLApiForGuestUsers to false in the settings "Security". What visitors may reach without it
#     stays with the guest profile and the guest sharing rules.
#   frameworks:
#     CIS8: ["3.3", "4.8"]
#     ISO27001: ["A.8.3"]
#     NISTCSF2: ["PR.AA-05"]
package tenantlint.salesforce.guests_may_use_graphql

import data.tenantlint.salesforce.lib.outsiders
import data.tenantlint.salesforce.lib.settings

deny contains violation if {
	not outsiders.no_guests(input)
	settings.value(input, _setting) == true
	violation := {
		"message": "The GraphQL API is on for guests: anybody may query what the guest profile reads without logging in.",
		"at": _setting,
		"identity": {"setting": settings.name(_setting)},
		"access": {"principal": "guest", "actions": ["read", "call APIs"], "via": "enableGraphQLApiForGuestUsers"},
		"related": outsiders.sites(input),
		"fixes": settings.set("Switch the GraphQL API off for guests", true, _setting, false),
	}
}

not_evaluated contains gap if {
	not outsiders.no_guests(input)
	some gap in settings.gaps(input, [_setting])
}

_setting := ["Settings", "Security", "enableGraphQLApiForGuestUsers"]
