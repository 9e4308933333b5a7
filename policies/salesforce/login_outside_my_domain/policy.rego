# METADATA
# title: Login possible outside My Domain
# scope: package
# description: |
#   Users and API clients that may log in at login.salesforce.com pass the org's own login page by, and with it what
#   that page enforces: the identity provider, the look that users know, the login policy. Users who know a single
#   login page notice a copy of it sooner.
#
#   The two settings are for users and for the SOAP API's login. Both are off in a new org; an export of the
#   settings "MyDomain" states both, and one that is missing is reported as not judged. No automatic fix:
#   integrations and bookmarks that use the old addresses fail, and in a sandbox the Log In action of the Sandboxes
#   page stops working.
# related_resources:
#   - ref: https://help.salesforce.com/s/articleView?id=xcloud.domain_name_setting_login_policy.htm&type=5
#     description: "Salesforce Help: Set the My Domain Login Policy"
#   - ref: https://developer.salesforce.com/docs/platform/api-metadata/references/meta-types/metadata-mydomainsettings.html
#     description: "Metadata API: MyDomainSettings"
# custom:
#   id: SF-AUTH-003
#   severity: medium
#   family: sso
#   types: [Settings]
#   unit: a setting
#   remediation: |
#     Setup > My Domain > Routing and Policies > Edit: check "Prevent login from https://login.salesforce.com" and
#     "Prevent SOAP API login from https://login.salesforce.com" (in a sandbox: test.salesforce.com), or set
#     canOnlyLoginWithMyDomainUrl and doesApiLoginRequireOrgDomain to true in the settings "MyDomain".
#   frameworks:
#     CIS8: ["4.1", "6.7"]
#     NISTCSF2: ["PR.AA-03"]
#     ISO27001: ["A.8.5"]
package tenantlint.salesforce.login_outside_my_domain

import data.tenantlint.salesforce.lib.settings

deny contains violation if {
	some key, what in _switches
	setting := array.concat(_base, [key])
	settings.value(input, setting) == false
	violation := {
		"message": sprintf("%s may log in outside the org's own My Domain, at login.salesforce.com.", [what]),
		"at": setting,
		"identity": {"setting": settings.name(setting)},
	}
}

not_evaluated contains gap if some gap in settings.gaps(input, [array.concat(_base, [key]) | some key, _ in _switches])

_base := ["Settings", "MyDomain"]

_switches := {
	"canOnlyLoginWithMyDomainUrl": "Users",
	"doesApiLoginRequireOrgDomain": "API clients",
}
