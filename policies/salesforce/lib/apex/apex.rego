# METADATA
# title: What an Apex class lets its callers do
# description: |
#   Functions on the facts of a class (docs/tenant-format.md, Classes). entries(class) lists what can be called from
#   outside as {name, kind}: annotated methods, and the methods of a REST resource. `bases` are the facts of the classes
#   that it extends, the nearest first, {} for one that is not known. sharing(class, bases) is how it runs when it is called
#   from outside: "with", "without" or "unknown".
#   bypass(class, bases) is defined where code that runs without sharing reads or changes records on the system's
#   rights, or hands on to other code: {at: path below the class, objects: {folded: name} of the objects that it queries,
#   alters: whether it changes or deletes records, blind: whether it may reach other objects}.
#   doubt(class, bases) is defined where code of which it is unknown how it runs reads records on the system's rights:
#   {objects, blind} as above.
#   user_mode(class) holds where each query and each change runs with the caller's rights.
# related_resources:
#   - ref: https://developer.salesforce.com/docs/atlas.en-us.apexcode.meta/pages/apex_security_sharing_chapter.htm
#     description: "Apex Developer Guide: Apex Security and Sharing Model"
package tenantlint.salesforce.lib.apex

import data.tenantlint.salesforce.lib.paths
import data.tenantlint.salesforce.lib.text

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

# Without a keyword a class of version 67 or later runs with sharing. An older one takes the keyword of the nearest class
# that it extends and that has one; where none has, it runs with sharing as a controller of Lightning components only.
sharing(class, bases) := _words[class.sharing] if {
	_words[class.sharing] != ""
} else := "with" if {
	class.apiVersion >= 67
} else := nearest if {
	nearest := [word | some base in bases; word := _word(base); word != ""][0]
} else := "with" if {
	kinds := {entry.kind | some entry in entries(class)}
	count(kinds) > 0
	count(kinds - {"Lightning method", "invocable method"}) == 0
} else := "without"

_word(base) := word if {
	word := _words[base.sharing]
} else := "unknown"

_words := {"with": "with", "inherited": "with", "without": "without", "none": ""}

# Queries and changes run with the caller's rights where they say so, and by themselves from version 67 on.
_mode(class, statement) := mode if {
	mode := statement.mode
} else := "user" if {
	class.apiVersion >= 67
} else := "system"

user_mode(class) if {
	count(paths.list_at(class, "queries")) > 0
	every statement in array.concat(paths.list_at(class, "queries"), paths.list_at(class, "changes")) {
		_mode(class, statement) == "user"
	}
}

# The class and its inner classes that run so: [path, facts].
_parts(class, bases, wanted) := [[at, facts] |
	outer := sharing(class, bases)
	some [at, facts, runs] in array.concat(
		[[["sharing"], class, outer]],
		[[["classes", name, "sharing"], inner, _inner(inner, outer)] | some name, inner in paths.object_at(class, "classes")],
	)
	runs == wanted
]

# An inner class that says nothing, or that it inherits sharing, runs as the class that calls it: the outer one.
_inner(inner, outer) := inner.sharing if {
	inner.sharing in {"with", "without"}
} else := outer

# Queries on the system's rights.
_reading(class, parts) := [query |
	some [_, facts] in parts
	some query in paths.list_at(facts, "queries")
	_mode(class, query) != "user"
]

# Creating records without sharing is how Salesforce says that guests should; it opens nothing.
bypass(class, bases) := found if {
	object.get(class, "isTest", false) == false
	parts := _parts(class, bases, "without")
	at := parts[0][0]
	done := [statement | some [_, facts] in parts; some key in ["queries", "changes"]; some statement in paths.list_at(facts, key)]
	reading := _reading(class, parts)
	altering := [change |
		some [_, facts] in parts
		some change in paths.list_at(facts, "changes")
		change.operation != "insert"
		_mode(class, change) != "user"
	]
	idle := count(done) == 0
	true in {count(reading) > 0, count(altering) > 0, idle}
	found := {
		"at": at,
		"objects": text.spelt({query.object | some query in reading}),
		"alters": count(altering) > 0,
		"blind": true in {count(_unnamed(reading)) > 0, idle},
	}
}

doubt(class, bases) := found if {
	object.get(class, "isTest", false) == false
	reading := _reading(class, _parts(class, bases, "unknown"))
	count(reading) > 0
	found := {"objects": text.spelt({query.object | some query in reading}), "blind": count(_unnamed(reading)) > 0}
}

_unnamed(queries) := [query | some query in queries; not query.object]
