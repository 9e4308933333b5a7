# METADATA
# title: What an Apex class lets its callers do
# description: |
#   Functions on the facts of a class (docs/tenant-format.md, Classes). entries(class) lists what can be called from
#   outside as {name, kind}: annotated methods, and the methods of a REST resource. sharing(class, parent) is how it runs
#   when it is called from outside: "with" or "without"; `parent` are the facts of the class that it extends, else {}.
#   bypass(class, parent) is defined where code that runs without sharing reads or changes records on the system's
#   rights, or hands on to other code: {at: path below the class, objects: folded names of the objects that it queries,
#   alters: whether it changes or deletes records, blind: whether it may reach other objects}. user_mode(class) holds where each query and each change runs with the caller's rights.
# related_resources:
#   - ref: https://developer.salesforce.com/docs/atlas.en-us.apexcode.meta/pages/apex_security_sharing_chapter.htm
#     description: "Apex Developer Guide: Apex Security and Sharing Model"
package tenantlint.salesforce.lib.apex

import data.tenantlint.salesforce.lib.paths

_kinds := {
	"auraEnabled": "Lightning method",
	"remoteAction": "remote action",
	"invocable": "invocable method",
	"webService": "SOAP web service",
}

entries(class) := array.concat(
	[entry |
		some name, method in paths.object_at(class, "methods")
		some flag, kind in _kinds
		method[flag] == true
		entry := {"name": name, "kind": kind}
	],
	[entry |
		class.restResource
		some name, method in paths.object_at(class, "methods")
		method.http
		entry := {"name": name, "kind": "REST method"}
	],
)

# Without a keyword a class takes its parent's; by itself it runs with sharing from version 67 on, and before that as a
# controller of Lightning components only.
sharing(class, parent) := "without" if {
	class.sharing == "without"
} else := "with" if {
	class.sharing in {"with", "inherited"}
} else := "with" if {
	some known in [class, parent]
	known.apiVersion >= 67
} else := "with" if {
	parent.sharing in {"with", "inherited"}
} else := "without" if {
	parent.sharing == "without"
} else := "with" if {
	kinds := {entry.kind | some entry in entries(class)}
	count(kinds) > 0
	count(kinds - {"Lightning method", "invocable method"}) == 0
} else := "without"

# Queries and changes run with the caller's rights where they say so, and by themselves from version 67 on.
_mode(class, statement) := statement.mode if {
	statement.mode
} else := "user" if {
	class.apiVersion >= 67
} else := "system"

user_mode(class) if {
	count(paths.list_at(class, "queries")) > 0
	every statement in array.concat(paths.list_at(class, "queries"), paths.list_at(class, "changes")) {
		_mode(class, statement) == "user"
	}
}

# The class and its inner classes, as far as they run without sharing: [path, facts].
_parts(class, parent) := array.concat(
	[[["sharing"], class] | sharing(class, parent) == "without"],
	[[["classes", name, "sharing"], inner] |
		some name, inner in paths.object_at(class, "classes")
		_inner(inner, class, parent)
	],
)

_inner(inner, _, _) if inner.sharing == "without"

_inner(inner, class, parent) if {
	inner.sharing == "none"
	sharing(class, parent) == "without"
}

# Creating records without sharing is how Salesforce says that guests should; it opens nothing.
bypass(class, parent) := found if {
	object.get(class, "isTest", false) == false
	parts := _parts(class, parent)
	count(parts) > 0
	queries := [query | some [_, facts] in parts; some query in paths.list_at(facts, "queries")]
	changes := [change | some [_, facts] in parts; some change in paths.list_at(facts, "changes")]
	reading := [query | some query in queries; _mode(class, query) != "user"]
	altering := [change | some change in changes; change.operation != "insert"; _mode(class, change) != "user"]
	unnamed := [query | some query in reading; not query.object]
	idle := [true | count(queries) + count(changes) == 0]
	count(reading) + count(altering) + count(idle) > 0
	found := {
		"at": parts[0][0],
		"objects": {key | some query in reading; key := lower(query.object)},
		"alters": count(altering) > 0,
		"blind": count(unnamed) + count(idle) > 0,
	}
}
