# METADATA
# title: Privileged profile without login IP ranges
# scope: package
# description: |
#   Users of this profile read and change everything (View All Data and Modify All Data), and may log in from anywhere: a
#   password or a session that was phished works from the attacker's own desk. With login IP ranges it works from the
#   company's networks alone.
#
#   Profiles that hold both permissions are judged, the administrators' too; guest profiles are left out. An export of a
#   profile lists its login IP ranges, so none listed counts as none.
# related_resources:
#   - ref: https://help.salesforce.com/s/articleView?id=platform.login_ip_ranges.htm&type=5
#     description: "Salesforce Help: Restrict Login IP Addresses in Profiles"
#   - ref: https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_profile.htm
#     description: "Metadata API: Profile, loginIpRanges"
# custom:
#   id: SF-PERM-011
#   severity: medium
#   family: ip-allow-list
#   types: [Profile]
#   unit: a profile
#   remediation: |
#     Setup > Profiles > the profile > Login IP Ranges > Add IP Ranges: enter the addresses from which your networks and your
#     VPN reach the internet (loginIpRanges with startAddress and endAddress in the profile). Keep one account that can get in
#     when they change.
#   frameworks:
#     CIS8: ["13.5", "5.4"]
#     NISTCSF2: ["PR.IR-01", "PR.AA-03"]
#     ISO27001: ["A.8.2", "A.8.20"]
#     HC: ["NetworkSecurity.trustedIpRangesConfigured"]
package tenantlint.salesforce.privileged_profile_has_no_login_ranges

import data.tenantlint.salesforce.lib.grants
import data.tenantlint.salesforce.lib.paths
import data.tenantlint.salesforce.lib.privileges

deny contains violation if {
	some holder in privileges.held.ModifyAllData
	holder in privileges.held.ViewAllData
	holder.type == "Profile"
	holder.kind != "guest"
	paths.list_at(input.Profile[holder.name], "loginIpRanges") == []
	violation := {
		"message": sprintf("Users of the profile \"%s\" read and change everything, and may log in from anywhere.", [holder.name]),
		"at": ["Profile", holder.name, "loginIpRanges"],
		"identity": grants.identity(holder, {}),
		"related": [
			{"at": grants.at(holder, "ModifyAllData"), "message": "Modify All Data"},
			{"at": grants.at(holder, "ViewAllData"), "message": "View All Data"},
		],
	}
}

not_evaluated contains gap if some gap in grants.gaps(input, ["Profile"])
