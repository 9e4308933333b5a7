# METADATA
# title: Embedded login may redirect anywhere
# scope: package
# description: |
#   After an embedded login, the browser is sent to the address that the request names. Unless unknown addresses
#   are blocked, a link that starts at the company's own login page ends at a page of an attacker's choice:
#   members trust the first address and type their secrets at the last.
#
#   Orgs created before Summer '21 have the block off unless somebody turned it on. The setting is judged unless
#   the export shows that nobody from outside logs in; where it is not stated, it is reported as not judged.
# related_resources:
#   - ref: https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_communitiessettings.htm
#     description: "Metadata API: CommunitiesSettings"
#   - ref: https://cheatsheetseries.owasp.org/cheatsheets/Unvalidated_Redirects_and_Forwards_Cheat_Sheet.html
#     description: "OWASP: Unvalidated Redirects and Forwards Cheat Sheet"
# custom:
#   id: SF-SITE-013
#   severity: low
#   family: session
#   types: [Settings, Network, CustomSite]
#   unit: a setting
#   remediation: |
#     Set blockEmbeddedLoginUnknownURLRedirect to true in the settings "Communities"; list the domains that
#     embed the login in its salesforce-allowed-domains meta tag.
#   frameworks:
#     CIS8: ["16.10"]
#     ISO27001: ["A.8.26"]
#     NISTCSF2: ["PR.PS-01"]
package tenantlint.salesforce.embedded_login_redirects_anywhere

import data.tenantlint.salesforce.lib.outsiders
import data.tenantlint.salesforce.lib.settings

deny contains violation if {
	not outsiders.no_members(input)
	settings.value(input, _setting) == false
	violation := {
		"message": "An embedded login may redirect to any address that the request names.",
		"at": _setting,
		"identity": {"setting": settings.name(_setting)},
		"related": outsiders.networks(input),
		"fixes": settings.set("Block redirects to unknown addresses after an embedded login", true, _setting, true),
	}
}

not_evaluated contains gap if {
	not outsiders.no_members(input)
	some gap in settings.gaps(input, [_setting])
}

_setting := ["Settings", "Communities", "blockEmbeddedLoginUnknownURLRedirect"]
