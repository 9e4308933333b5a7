# METADATA
# title: Guest profile has API access
# scope: package
# description: |
#   API Enabled lets a visitor who never logged in call the platform's own APIs, and Apex REST Services the web services
#   written in Apex. Both turn a guest profile that reads too much into a bulk download: a script asks which objects
#   exist and fetches every record that the profile reaches, page by page, without using the site at all.
#
#   An export lists only the user permissions that a profile has, so one that is not listed counts as not given. An active
#   site whose guest profile is not in the export is reported as not judged.
# related_resources:
#   - ref: https://help.salesforce.com/apex/HTViewHelpDoc?id=xcloud.shr_api_access.htm
#     description: "Salesforce Help: API Access Control"
#   - ref: https://www.salesforce.com/blog/protecting-your-data-essential-actions-to-secure-experience-cloud-guest-user-access
#     description: "Salesforce: Essential Actions to Secure Experience Cloud Guest User Access (March 2026)"
#   - ref: https://docs.securitybenchmark.org/controls-at-a-glance.html
#     description: "Security Benchmark for Salesforce: SBS-ACS-002"
# custom:
#   id: SF-GUEST-007
#   severity: critical
#   family: guest-access
#   types: [Profile, CustomSite]
#   unit: a guest profile and a permission
#   remediation: |
#     Experience Builder > Settings > General > the guest user profile (for a Salesforce site: Setup > Sites > Public
#     Access Settings) > System Permissions: clear API Enabled and Apex REST Services, or set them to false under
#     userPermissions in the profile.
#   frameworks:
#     CIS8: ["3.3", "6.8"]
#     NISTCSF2: ["PR.AA-05"]
#     ISO27001: ["A.8.3"]
#     SBS: ["SBS-ACS-002"]
package tenantlint.salesforce.guest_has_api_access

import data.tenantlint.salesforce.lib.access
import data.tenantlint.salesforce.lib.guests
import data.tenantlint.salesforce.lib.paths

deny contains violation if {
	some profile in access.guest_profiles
	settings := input.Profile[profile]
	some key, permission in _permissions
	granted := paths.object_at(settings, "userPermissions")
	granted[key] == true
	setting := ["Profile", profile, "userPermissions", key]
	violation := {
		"message": sprintf("The guest profile \"%s\" has %s: anybody may %s without logging in.", [profile, permission.name, permission.what]),
		"at": setting,
		"identity": {"profile": profile, "permission": key},
		"access": {"principal": "guest", "actions": ["call APIs"], "via": key},
		"related": guests.chain(access.sites, profile),
		"fixes": [{
			"title": sprintf("Take %s away from the guest profile", [permission.name]),
			"safe": true,
			"edits": [{"op": "set", "at": setting, "value": false}],
		}],
	}
}

not_evaluated contains gap if {
	some gap in guests.profile_gaps(access.sites)
}

_permissions := {
	"ApiEnabled": {"name": "API Enabled", "what": "call the platform's APIs"},
	"ApexRestServices": {"name": "Apex REST Services", "what": "call web services written in Apex"},
}
