# METADATA
# title: Guest can run a flow without sharing
# scope: package
# description: |
#   A flow in system context without sharing reads and changes every record, whoever starts it, guests included. A visitor
#   who never logged in and may run it can start it at its own address with inputs of their choice.
#
#   Judged are active flows that the guest profile, or a permission set of the guest user, may run, and the subflows that
#   run in the same way; until Spring '23, Run Flows gave all flows that ask for no permission of their own. A flow
#   without a run mode is left alone: started from a site it runs with the visitor's rights. A flow that only
#   creates records, as Salesforce advises for intake forms, is rated medium. Flows that the export lacks are not judged.
# related_resources:
#   - ref: https://help.salesforce.com/apex/HTViewHelpDoc?id=platform.flow_distribute_context.htm
#     description: "Salesforce Help: Flow Run Context"
#   - ref: https://help.salesforce.com/s/articleView?id=platform.networks_guest_policies_timelines.htm&type=5
#     description: "Salesforce Help: Guest User Security Policies and Timelines"
# custom:
#   id: SF-GUEST-013
#   severity: critical
#   family: guest-access
#   types: [Profile, PermissionSet, Flow, CustomSite]
#   unit: a guest profile or permission set and a flow
#   remediation: |
#     Flow Builder > the flow > Save As New Version > How to Run the Flow: System Context With Sharing, runInMode
#     SystemModeWithSharing in the flow. Or take the flow away from the guest user profile, flowAccesses in the profile.
#   frameworks:
#     CIS8: ["3.3"]
#     NISTCSF2: ["PR.AA-05"]
#     ISO27001: ["A.8.3"]
package tenantlint.salesforce.guest_runs_flow_without_sharing

import data.tenantlint.salesforce.lib.access
import data.tenantlint.salesforce.lib.text

deny contains violation if {
	some found in access.guest_flows
	holder := access.guest_holders[found.holder]
	deeds := [deed |
		some [key, does, actions] in _deeds
		count(found[key]) > 0
		deed := {"words": sprintf("%s %s", [does, text.names(sort([name | some name in found[key]]))]), "actions": actions}
	]
	violation := {
		"message": sprintf("Visitors may run the flow \"%s\", which works without sharing%s, by %s.", [
			found.flow,
			concat("", [sprintf(" and %s", [deed.words]) | some deed in deeds]),
			holder.what,
		]),
		"at": found.at,
		"identity": {holder.key: holder.holder, "flow": lower(regex.replace(found.flow, "-[0-9]+$", ""))},
		"severity": _severity(found),
		"access": {
			"principal": "guest",
			"actions": sort({action | some deed in deeds; some action in deed.actions}),
			"via": "flow without sharing",
		},
		"related": array.concat(
			[{"at": ["Flow", flow, "runInMode"], "message": sprintf("\"%s\" runs without sharing", [flow])} | some flow in sort(found.unshared)],
			holder.chain,
		),
	}
}

not_evaluated contains gap if some gap in access.unknown_code.Flow

not_evaluated contains gap if some gap in access.holder_gaps

_deeds := [
	["reads", "reads", ["read"]],
	["changes", "changes", ["edit", "delete"]],
	["creates", "creates", ["create"]],
]

_severity(found) := "critical" if {
	count(found.reads) + count(found.changes) + count(found.lost) > 0
} else := "medium"
