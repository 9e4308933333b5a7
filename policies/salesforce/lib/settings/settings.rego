# METADATA
# title: Settings of the whole tenant
# description: |
#   Functions for rules on single settings. value(tenant, path) is the setting at a path such as
#   ["Settings", "Security", "sessionSettings", "requireHttpOnly"], null where the export does not state it.
#   name(path) is how an identity names it: "Security.sessionSettings.requireHttpOnly". gaps(tenant, paths) is the set
#   of entries for not_evaluated: one for each of the settings that the export does not state, or one for the file of
#   settings where that was not exported; all rules say it in the same words, so that a report can say it once.
#   set(title, safe, path, to) is the list of the one fix that sets a setting.
package tenantlint.salesforce.lib.settings

value(tenant, path) := object.get(tenant, path, null)

name(path) := concat(".", array.slice(path, 1, count(path)))

gaps(tenant, wanted) := {gap |
	some path in wanted
	value(tenant, path) == null
	gap := _gap(tenant, path)
}

set(title, safe, path, to) := [{
	"title": title,
	"safe": safe,
	"edits": [{"op": "set", "at": path, "value": to}],
}]

_gap(tenant, path) := {"message": sprintf("Settings.%s was not exported.", [path[1]]), "at": array.slice(path, 0, 2)} if {
	value(tenant, array.slice(path, 0, 2)) == null
} else := {"message": sprintf("Settings.%s does not state %s.", [path[1], concat(".", array.slice(path, 2, count(path)))]), "at": path}
