# METADATA
# title: MFA not required for UI logins
# scope: package
# description: |
#   With a password alone, one user who falls for a copied login page or uses the same password elsewhere hands the
#   org to whoever asks. Salesforce requires multi-factor authentication by contract and turned this setting on in
#   production orgs, so where it is off, somebody turned it off or the org never had it.
#
#   The setting covers users who log in with their Salesforce password; single sign-on must ask for a second factor
#   at the identity provider. A permission can ask it of chosen users instead, and another can exempt users: neither
#   shows that all have it. Where the export does not state the setting, it is reported as not judged.
# related_resources:
#   - ref: https://help.salesforce.com/apex/HTViewHelpDoc?id=xcloud.security_mfa_org_wide_setting.htm
#     description: "Salesforce Help: Enable MFA for Your Entire Salesforce Org"
#   - ref: https://developer.salesforce.com/docs/platform/api-metadata/references/meta-types/metadata-securitysettings.html
#     description: "Metadata API: SecuritySettings"
#   - ref: https://www.cisa.gov/cross-sector-cybersecurity-performance-goals
#     description: "CISA: Cross-Sector Cybersecurity Performance Goals"
# custom:
#   id: SF-SESS-013
#   severity: high
#   family: mfa
#   types: [Settings]
#   unit: a setting
#   remediation: |
#     Setup > Identity Verification: check "Require multi-factor authentication (MFA) for all direct UI logins to
#     your Salesforce org", or set enableMFADirectUILoginOptIn to true under sessionSettings in the settings
#     "Security", once every user has registered a verification method.
#   frameworks:
#     CIS8: ["6.3", "6.5"]
#     NISTCSF2: ["PR.AA-03"]
#     ISO27001: ["A.8.5"]
#     HC: ["Identity.mfaEnabled"]
package tenantlint.salesforce.mfa_not_required_for_logins

import data.tenantlint.salesforce.lib.settings

deny contains violation if {
	settings.value(input, _setting) == false
	violation := {
		"message": "Multi-factor authentication is not required of users who log in with a password.",
		"at": _setting,
		"identity": {"setting": settings.name(_setting)},
	}
}

not_evaluated contains gap if some gap in settings.gaps(input, [_setting])

_setting := ["Settings", "Security", "sessionSettings", "enableMFADirectUILoginOptIn"]
