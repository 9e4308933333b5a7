# METADATA
# title: Guest profile has Run Flows
# scope: package
# description: |
#   Run Flows lets a visitor who never logged in start every active flow of the org that does not ask for a permission of
#   its own, also those that were never meant for a site. Salesforce removed the permission from guest users with
#   Spring '23; a file that still states it says what to fear in an org where it was restored, and which flows were open.
#
#   An export lists only the user permissions that a profile has, so one that is not listed counts as not given.
# related_resources:
#   - ref: https://help.salesforce.com/s/articleView?id=000394651&type=1
#     description: "Salesforce Help: Run Flows permission of guest users"
#   - ref: https://help.salesforce.com/s/articleView?id=platform.networks_guest_policies_timelines.htm&type=5
#     description: "Salesforce Help: Guest User Security Policies and Timelines"
# custom:
#   id: SF-GUEST-014
#   severity: high
#   family: guest-access
#   types: [Profile, PermissionSet, CustomSite]
#   unit: a guest profile or permission set
#   remediation: |
#     Experience Builder > Settings > General > the guest user profile > System Permissions: clear Run Flows, RunFlow under
#     userPermissions in the profile. Grant single flows: Setup > Flows > the flow > Edit Access, flowAccesses.
#   frameworks:
#     CIS8: ["3.3", "6.8"]
#     NISTCSF2: ["PR.AA-05"]
#     ISO27001: ["A.8.3"]
package tenantlint.salesforce.guest_has_run_flows

import data.tenantlint.salesforce.lib.access
import data.tenantlint.salesforce.lib.paths

# Until Spring '23 visitors may need it, so taking it away was not safe.
deny contains violation if {
	some holder in access.guest_holders
	paths.object_at(holder.granted, "userPermissions").RunFlow == true
	setting := [holder.type, holder.holder, "userPermissions", "RunFlow"]
	violation := {
		"message": sprintf("Run Flows of %s lets visitors start every flow that asks for no permission of its own.", [holder.what]),
		"at": setting,
		"identity": {holder.key: holder.holder},
		"access": {"principal": "guest", "actions": ["run flows"], "via": "RunFlow"},
		"related": holder.chain,
		"fixes": [{
			"title": "Take Run Flows away from guests",
			"safe": access.before_spring_23 == false,
			"edits": [{"op": "set", "at": setting, "value": false}],
		}],
	}
}

not_evaluated contains gap if some gap in access.holder_gaps
