# METADATA
# title: Apps that use OAuth
# description: |
#   Functions for rules on connected apps and on their successors, external client apps. `fields` names a path for each
#   section: {"ConnectedApp": ["oauthConfig", "isPkceRequired"], "ExtlClntAppGlobalOauthSettings": ["isPkceRequired"]}.
#   stated(tenant, fields) is a set of {type, name, app, title, at, value}: one entry for each component of these sections
#   that belongs to an app with OAuth; value is null where the export does not state it, `title` names the app in a
#   message, and `app` is the same for all components of an app. Apps whose OAuth is switched off are left out.
#   scopes(tenant) is a set of {app, title, type, name, at, scope}: one entry for each scope that an app asks for.
#   gaps(tenant, fields) are entries for not_evaluated: sections that were not exported, and external client apps of which
#   the export lacks the component. unstated(tenant, fields) are those for components that do not state the field.
package tenantlint.salesforce.lib.oauth

import data.tenantlint.salesforce.lib.paths

stated(tenant, fields) := {entry |
	off := _switched_off(tenant)
	some type, field in fields
	some name, component in paths.object_at(tenant, type)
	_has_oauth(type, component)
	app := _app(type, name, component)
	not off[app]
	entry := {
		"type": type,
		"name": name,
		"app": app,
		"title": _title(type, name, component),
		"at": array.concat([type, name], field),
		"value": object.get(component, field, null),
	}
}

scopes(tenant) := {entry |
	some app in stated(tenant, {"ConnectedApp": ["oauthConfig", "scopes"]})
	some i, scope in paths.list_at(app, "value")
	is_string(scope)
	entry := object.union(app, {"at": array.concat(app.at, [i]), "scope": lower(scope)})
} | {entry |
	some app in stated(tenant, {"ExtlClntAppOauthSettings": ["commaSeparatedOauthScopes"]})
	is_string(app.value)
	some scope in split(app.value, ",")
	entry := object.union(app, {"scope": lower(trim_space(scope))})
}

gaps(tenant, fields) := {gap |
	some type, _ in fields
	not paths.covered(tenant, type)
	not _cannot_exist(tenant, type)
	gap := {"message": sprintf("%s was not exported.", [type]), "at": [type]}
} | {gap |
	some type, field in fields
	startswith(type, "ExtlClntApp")
	paths.covered(tenant, type)
	held := {app.app | some app in stated(tenant, {type: field})}
	some app in stated(tenant, {"ExtlClntAppOauthSettings": ["externalClientApplication"]})
	not held[app.app]
	gap := {"message": sprintf("The export holds no %s of the %s.", [type, app.title]), "at": app.at}
}

unstated(tenant, fields) := {gap |
	some entry in stated(tenant, fields)
	entry.value == null
	gap := {"message": sprintf("The %s does not state %s.", [entry.title, concat(".", fields[entry.type])]), "at": entry.at}
}

# A connected app without OAuth is one for SAML or canvas alone.
_has_oauth(type, component) if {
	is_object(component.oauthConfig)
} else if {
	type != "ConnectedApp"
	is_object(component)
}

_app(type, name, component) := concat("/", ["external", lower(component.externalClientApplication)]) if {
	is_string(component.externalClientApplication)
} else := concat("/", [type, lower(name)])

_title(type, name, component) := sprintf("external client app \"%s\"", [component.externalClientApplication]) if {
	is_string(component.externalClientApplication)
} else := sprintf("connected app \"%s\"", [name]) if {
	type == "ConnectedApp"
} else := sprintf("external client app \"%s\"", [name])

_switched_off(tenant) := {app |
	some _, policies in paths.object_at(tenant, "ExtlClntAppConfigurablePolicies")
	some switch in ["isEnabled", "isOauthPluginEnabled"]
	policies[switch] == false
	is_string(policies.externalClientApplication)
	app := concat("/", ["external", lower(policies.externalClientApplication)])
}

_cannot_exist(tenant, type) if {
	startswith(type, "ExtlClntApp")
	paths.covered(tenant, "ExternalClientApplication")
	count(paths.object_at(tenant, "ExternalClientApplication")) == 0
}
