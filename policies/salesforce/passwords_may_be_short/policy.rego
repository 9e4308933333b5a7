# METADATA
# title: Short passwords
# scope: package
# description: |
#   Length decides how long a password withstands guessing and how soon it falls once a list of hashes is out. Eight
#   characters, the platform's default, are too few where the password is all there is.
#
#   Reported is a minimum below the parameter `minimum`: as high below 8 characters, else as medium. A profile may
#   have a policy of its own (SF-PWD-008). An export of the security settings states the length; where it is missing
#   or no number, it is reported as not judged.
# related_resources:
#   - ref: https://developer.salesforce.com/docs/platform/api-metadata/references/meta-types/metadata-securitysettings.html
#     description: "Metadata API: SecuritySettings"
#   - ref: https://pages.nist.gov/800-63-4/sp800-63b.html
#     description: "NIST SP 800-63B-4: Authentication and Authenticator Management"
#   - ref: https://www.cisa.gov/cross-sector-cybersecurity-performance-goals
#     description: "CISA: Cross-Sector Cybersecurity Performance Goals"
# custom:
#   id: SF-PWD-001
#   severity: medium
#   family: password
#   types: [Settings]
#   unit: a setting
#   remediation: |
#     Setup > Password Policies > Minimum password length: 12 or more, or set minimumPasswordLength to 12 under
#     passwordPolicies in the settings "Security". Users meet it when they next change their password.
#   frameworks:
#     CIS8: ["5.2"]
#     NISTCSF2: ["PR.AA-01"]
#     ISO27001: ["A.5.17"]
#     HC: ["PasswordPolicies.minPasswordLength"]
#   params:
#     - name: minimum
#       description: The least minimum length of passwords that is accepted.
#       schema: {type: integer, minimum: 5, maximum: 50}
#       default: 12
package tenantlint.salesforce.passwords_may_be_short

import data.tenantlint.salesforce.lib.scales
import data.tenantlint.salesforce.lib.settings

deny contains violation if {
	found := settings.value(input, _setting)
	scales.weaker({}, found, _wanted)
	violation := {
		"message": sprintf("Passwords may have %s characters; at least %d are asked for.", [found, _wanted]),
		"at": _setting,
		"identity": {"setting": settings.name(_setting)},
		"severity": _severity(found),
		"fixes": settings.set(sprintf("Ask for passwords of at least %d characters", [_wanted]), false, _setting, sprintf("%d", [_wanted])),
	}
}

not_evaluated contains gap if some gap in scales.gaps(input, _setting, {})

_setting := ["Settings", "Security", "passwordPolicies", "minimumPasswordLength"]

_wanted := data.tenantlint.params["SF-PWD-001"].minimum

_severity(length) := "high" if {
	scales.weaker({}, length, 8)
} else := "medium"
