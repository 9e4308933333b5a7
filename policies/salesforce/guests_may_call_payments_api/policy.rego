# METADATA
# title: Guests may call the payments API
# scope: package
# description: |
#   With this setting on, a visitor who never logged in may call the interface for payments: create payments, read payment
#   methods that the guest user reaches, and try stolen card numbers by script. A shop with guest checkout needs it, and
#   nobody else does.
#
#   Only sites that are active, or do not say, are judged. A site that does not state the setting is reported as not
#   judged: older exports leave it out.
# related_resources:
#   - ref: https://help.salesforce.com/s/articleView?id=commerce.payments_personas_perms.htm&type=5
#     description: "Salesforce Help: Payments Personas and Permissions (Guest Payer)"
#   - ref: https://developer.salesforce.com/docs/platform/api-metadata/references/meta-types/metadata-customsite.html
#     description: "Metadata API: CustomSite"
# custom:
#   id: SF-SITE-008
#   severity: medium
#   family: anonymous-access
#   types: [CustomSite, Network]
#   unit: a site
#   remediation: |
#     Setup > Sites > the site > Edit: switch the guests' access to the Payments API off, unless the site's shop takes
#     payments from guests; allowGuestPaymentsApi false in the CustomSite.
#   frameworks:
#     CIS8: ["4.8", "6.8"]
#     NISTCSF2: ["PR.AA-05", "PR.PS-01"]
#     ISO27001: ["A.8.3", "A.8.9"]
package tenantlint.salesforce.guests_may_call_payments_api

import data.tenantlint.salesforce.lib.sites

deny contains violation if {
	some setting in sites.stated(input, _fields)
	setting.value == true
	violation := {
		"message": sprintf("Anybody may call the payments API on the site \"%s\" without logging in.", [setting.site]),
		"at": setting.at,
		"identity": {"site": setting.site},
		"access": {"principal": "anonymous", "actions": ["call APIs"], "via": setting.field},
		"related": setting.chain,
	}
}

not_evaluated contains gap if {
	some gap in sites.gaps(input) | sites.unstated(input, _fields)
}

_fields := ["allowGuestPaymentsApi"]
