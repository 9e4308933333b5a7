# METADATA
# title: Login IP ranges checked only at login
# scope: package
# description: |
#   Login IP ranges of profiles keep strangers out only while somebody logs in. A session identifier that was stolen
#   afterwards, from a browser or a client application, works from any address in the world until it expires, unless
#   every request is checked.
#
#   The setting acts on profiles that have login IP ranges; it is reported whether or not any has them now, as
#   Salesforce's Health Check does. An export of the security settings states it since API 34; where it is missing,
#   it is reported as not judged. There is no automatic fix: users whose address changes during a session, on mobile
#   networks or through a proxy, are thrown out.
# related_resources:
#   - ref: https://developer.salesforce.com/docs/platform/api-metadata/references/meta-types/metadata-securitysettings.html
#     description: "Metadata API: SecuritySettings"
#   - ref: https://help.salesforce.com/apex/HTViewHelpDoc?id=xcloud.shr_session_security_settings.htm
#     description: "Salesforce Help: Review Session Security Settings"
#   - ref: https://help.salesforce.com/s/articleView?id=xcloud.security_health_check.htm&type=5
#     description: "Salesforce Help: Security Health Check"
# custom:
#   id: SF-SESS-008
#   severity: medium
#   family: ip-allow-list
#   types: [Settings]
#   unit: a setting
#   remediation: |
#     Setup > Session Settings: check "Enforce login IP ranges on every request", or set
#     enforceIpRangesEveryRequest to true under sessionSettings in the settings "Security". Try it in a sandbox
#     with users on mobile networks and with connected apps first.
#   frameworks:
#     CIS8: ["4.1"]
#     NISTCSF2: ["PR.AA-05"]
#     ISO27001: ["A.8.20"]
#     HC: ["SessionSettings.enforceLoginIp"]
package tenantlint.salesforce.login_ip_ranges_checked_only_at_login

import data.tenantlint.salesforce.lib.settings

deny contains violation if {
	settings.value(input, _setting) == false
	violation := {
		"message": "Login IP ranges are enforced only at login: a stolen session works from any address.",
		"at": _setting,
		"identity": {"setting": settings.name(_setting)},
	}
}

not_evaluated contains gap if some gap in settings.gaps(input, [_setting])

_setting := ["Settings", "Security", "sessionSettings", "enforceIpRangesEveryRequest"]
