# METADATA
# title: What flows do without sharing
# description: |
#   A part of the access model. started[name] are the active flows (names of files) that a user who starts the flow `name`
#   (folded, without the number of a version) starts. runs(name) is what comes of it: {flow: its file, unshared: the flows that
#   run without sharing, reads, changes, creates: the objects that those touch as {folded: name}, lost: the flows that are
#   called and that the export lacks}. unguarded is the set of names that need no permission of their own. exported is the
#   set of names of all flows.
#   A flow runs as it says; one that says nothing runs as the flow that calls it. Flows that records start, or a clock, are
#   started by nobody else.
# related_resources:
#   - ref: https://help.salesforce.com/s/articleView?id=platform.flow_distribute_context.htm&type=5
#     description: "Salesforce Help: Which User Context Do Flows Run In?"
package tenantlint.salesforce.lib.flows

import data.tenantlint.salesforce.lib.paths
import data.tenantlint.salesforce.lib.text

_flows := paths.object_at(input, "Flow")

# Files of old versions of the API end in the number of a version.
_key(name) := lower(regex.replace(name, "-[0-9]+$", ""))

exported contains key if {
	some name, _ in _flows
	key := _key(name)
}

started[key] contains name if {
	some name, flow in _flows
	object.get(flow, "status", "Active") == "Active"
	not flow.start.triggerType
	key := _key(name)
}

unguarded contains key if {
	some key, names in started
	some name in names
	not _flows[name].isAdditionalPermissionRequiredToRun == true
}

# A step is a flow and how its caller runs: without sharing ("-") or otherwise ("+").
_step(mode, key) := concat("", [mode, key])

_runs[step] contains [name, mode] if {
	some key, names in started
	some name in names
	some caller in ["+", "-"]
	step := _step(caller, key)
	mode := _mode(_flows[name], caller)
}

_mode(flow, caller) := caller if {
	object.get(flow, "runInMode", "DefaultMode") == "DefaultMode"
} else := "-" if {
	flow.runInMode == "SystemModeWithoutSharing"
} else := "+"

_calls[step] := {called |
	some [name, mode] in running
	some _, subflow in paths.object_at(_flows[name], "subflows")
	called := _step(mode, lower(subflow.flowName))
} if some step, running in _runs

runs(key) := found if {
	names := started[key]
	running := {run | some step in graph.reachable(_calls, {_step("+", key)}); some run in _runs[step]}
	unshared := {name | some [name, mode] in running; mode == "-"}
	found := {
		"flow": min(names),
		"unshared": unshared,
		"reads": _touched(unshared, ["recordLookups", "dynamicChoiceSets"]),
		"changes": _touched(unshared, ["recordUpdates", "recordDeletes"]),
		"creates": _touched(unshared, ["recordCreates"]),
		"lost": {called |
			some [name, _] in running
			some _, subflow in paths.object_at(_flows[name], "subflows")
			called := subflow.flowName
			not lower(called) in exported
		},
	}
}

_touched(names, elements) := text.spelt({element.object |
	some name in names
	some kind in elements
	some _, element in paths.object_at(_flows[name], kind)
})
