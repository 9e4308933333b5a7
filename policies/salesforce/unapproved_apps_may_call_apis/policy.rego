# METADATA
# title: Users may authorise unapproved connected apps
# scope: package
# description: |
#   Without API Access Control, any user may connect any application to the org, with all the access that the user
#   has. In 2025 callers who posed as IT support had employees approve a data loader of theirs, and took whole
#   customer databases. With it, only applications that an administrator approved can call the APIs.
#
#   The setting for everybody decides; the one for customers and partners is judged only where the first is not
#   stated, and not where the export shows that nobody from outside logs in. Salesforce Customer Support has to
#   enable API Access Control first; until then the settings may be absent, which is reported as not judged.
# related_resources:
#   - ref: https://help.salesforce.com/apex/HTViewHelpDoc?id=xcloud.security_api_access_control_about.htm
#     description: "Salesforce Help: Manage Access to APIs with API Access Control"
#   - ref: https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_connectedappsettings.htm
#     description: "Metadata API: ConnectedAppSettings"
#   - ref: https://cloud.google.com/blog/topics/threat-intelligence/unc6040-proactive-hardening-recommendations
#     description: "Google Threat Intelligence: UNC6040 Proactive Hardening Recommendations"
#   - ref: https://docs.securitybenchmark.org/controls-at-a-glance.html
#     description: "Security Benchmark for Salesforce: SBS-OAUTH-001"
# custom:
#   id: SF-OAUTH-001
#   severity: high
#   family: oauth-app
#   types: [Settings, Network, CustomSite]
#   unit: a setting
#   remediation: |
#     Ask Salesforce Customer Support for API Access Control; approve the applications in use under Setup >
#     Connected Apps OAuth Usage; then Setup > API Access Control: limit API access to approved connected apps.
#     Set enableAdminApprovedAppsOnly to true in the settings "ConnectedApp".
#   frameworks:
#     CIS8: ["2.5", "3.3"]
#     ISO27001: ["A.8.19", "A.5.15"]
#     NISTCSF2: ["PR.AA-05"]
#     SBS: ["SBS-OAUTH-001"]
package tenantlint.salesforce.unapproved_apps_may_call_apis

import data.tenantlint.salesforce.lib.outsiders
import data.tenantlint.salesforce.lib.settings

deny contains violation if {
	settings.value(input, _everybody) == false
	violation := {
		"message": "Every user may connect any application to the org's APIs, approved or not.",
		"at": _everybody,
		"identity": {"setting": settings.name(_everybody)},
		"access": {"principal": "any-member", "actions": ["call APIs"], "via": _everybody[2]},
		"related": [{"at": _outside, "message": "customers and partners as well"} | _open_outside],
	}
}

deny contains violation if {
	settings.value(input, _everybody) == null
	_open_outside
	violation := {
		"message": "Customers and partners may connect any application to the org's APIs, approved or not.",
		"at": _outside,
		"identity": {"setting": settings.name(_outside)},
		"access": {"principal": "any-member", "actions": ["call APIs"], "via": _outside[2]},
		"related": outsiders.networks(input),
	}
}

not_evaluated contains gap if {
	some gap in settings.gaps(input, [_everybody])
}

not_evaluated contains gap if {
	settings.value(input, _everybody) == null
	not outsiders.no_members(input)
	some gap in settings.gaps(input, [_outside])
}

_everybody := ["Settings", "ConnectedApp", "enableAdminApprovedAppsOnly"]

_outside := ["Settings", "ConnectedApp", "enableAdminApprovedAppsOnlyForExternalUser"]

_open_outside if {
	not outsiders.no_members(input)
	settings.value(input, _outside) == false
}
