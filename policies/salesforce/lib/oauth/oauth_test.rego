package tenantlint.salesforce.lib.oauth_test

import data.tenantlint.salesforce.lib.oauth

_pkce := {"ConnectedApp": ["oauthConfig", "isPkceRequired"], "ExtlClntAppGlobalOauthSettings": ["isPkceRequired"]}

_covered(types) := {"coverage": {"types": {type: true | some type in types}}}

test_stated_reads_both_generations if {
	tenant := {
		"ConnectedApp": {"Dispatch": {"oauthConfig": {"isPkceRequired": true}}, "Saml": {"samlConfig": {}}, "Empty": null},
		"ExtlClntAppGlobalOauthSettings": {"Rota_glbl": {"externalClientApplication": "Rota"}, "Alone": {"externalClientApplication": null, "isPkceRequired": false}, "Null": null},
	}
	oauth.stated(tenant, _pkce) == {
		{"type": "ConnectedApp", "name": "Dispatch", "app": "ConnectedApp/dispatch", "title": "connected app \"Dispatch\"", "at": ["ConnectedApp", "Dispatch", "oauthConfig", "isPkceRequired"], "value": true},
		{"type": "ExtlClntAppGlobalOauthSettings", "name": "Rota_glbl", "app": "external/rota", "title": "external client app \"Rota\"", "at": ["ExtlClntAppGlobalOauthSettings", "Rota_glbl", "isPkceRequired"], "value": null},
		{"type": "ExtlClntAppGlobalOauthSettings", "name": "Alone", "app": "ExtlClntAppGlobalOauthSettings/alone", "title": "external client app \"Alone\"", "at": ["ExtlClntAppGlobalOauthSettings", "Alone", "isPkceRequired"], "value": false},
	}
}

test_apps_whose_oauth_is_off_are_left_out if {
	settings := {"Rota_glbl": {"externalClientApplication": "Rota", "isPkceRequired": false}}
	policies := {switch: {
		"ExtlClntAppGlobalOauthSettings": settings,
		"ExtlClntAppConfigurablePolicies": {"Rota_plcy": {"externalClientApplication": "ROTA", switch: false}},
	} |
		some switch in ["isEnabled", "isOauthPluginEnabled", "isSamlPluginEnabled"]
	}
	count(oauth.stated(policies.isEnabled, _pkce)) == 0
	count(oauth.stated(policies.isOauthPluginEnabled, _pkce)) == 0
	count(oauth.stated(policies.isSamlPluginEnabled, _pkce)) == 1
}

test_scopes_are_split if {
	tenant := {
		"ConnectedApp": {"Dispatch": {"oauthConfig": {"scopes": ["Api", "Full", null]}}, "Bare": {"oauthConfig": {}}},
		"ExtlClntAppOauthSettings": {"Rota_oauth": {"externalClientApplication": "Rota", "commaSeparatedOauthScopes": "Api, RefreshToken"}, "Bare": {"externalClientApplication": "Bare"}},
	}
	{[entry.app, entry.at, entry.scope] | some entry in oauth.scopes(tenant)} == {
		["ConnectedApp/dispatch", ["ConnectedApp", "Dispatch", "oauthConfig", "scopes", 0], "api"],
		["ConnectedApp/dispatch", ["ConnectedApp", "Dispatch", "oauthConfig", "scopes", 1], "full"],
		["external/rota", ["ExtlClntAppOauthSettings", "Rota_oauth", "commaSeparatedOauthScopes"], "api"],
		["external/rota", ["ExtlClntAppOauthSettings", "Rota_oauth", "commaSeparatedOauthScopes"], "refreshtoken"],
	}
}

test_sections_that_were_not_exported_are_gaps if {
	oauth.gaps({}, _pkce) == {
		{"message": "ConnectedApp was not exported.", "at": ["ConnectedApp"]},
		{"message": "ExtlClntAppGlobalOauthSettings was not exported.", "at": ["ExtlClntAppGlobalOauthSettings"]},
	}
	count(oauth.gaps(_covered(["ConnectedApp", "ExtlClntAppGlobalOauthSettings"]), _pkce)) == 0
}

test_without_external_client_apps_their_settings_are_not_missed if {
	none := object.union(_covered(["ExternalClientApplication"]), {"ExternalClientApplication": {}})
	{gap.at | some gap in oauth.gaps(none, _pkce)} == {["ConnectedApp"]}
	one := object.union(_covered(["ConnectedApp", "ExternalClientApplication"]), {"ExternalClientApplication": {"Rota": {}}})
	{gap.at | some gap in oauth.gaps(one, _pkce)} == {["ExtlClntAppGlobalOauthSettings"]}
	only_named := {"ExternalClientApplication": {}}
	count(oauth.gaps(only_named, _pkce)) == 2
}

test_an_external_client_app_without_the_component_is_a_gap if {
	sections := {
		"ExtlClntAppOauthSettings": {"Rota_oauth": {"externalClientApplication": "Rota"}, "Dock_oauth": {"externalClientApplication": "Dock"}, "Pier_oauth": {"externalClientApplication": "Pier"}},
		"ExtlClntAppGlobalOauthSettings": {"Rota_glbl": {"externalClientApplication": "ROTA"}},
		"ExtlClntAppConfigurablePolicies": {"Pier_plcy": {"externalClientApplication": "Pier", "isEnabled": false}},
	}
	tenant := object.union(_covered(["ConnectedApp", "ExtlClntAppGlobalOauthSettings"]), sections)
	oauth.gaps(tenant, _pkce) == {{
		"message": "The export holds no ExtlClntAppGlobalOauthSettings of the external client app \"Dock\".",
		"at": ["ExtlClntAppOauthSettings", "Dock_oauth", "externalClientApplication"],
	}}
	nameless := object.union(_covered(["ExtlClntAppOauthSettings"]), {"ExtlClntAppOauthSettings": {"Bare": {}}, "ExtlClntAppConfigurablePolicies": {"Bare": {"isEnabled": false, "externalClientApplication": null}}})
	count(oauth.gaps(nameless, {"ExtlClntAppOauthSettings": ["commaSeparatedOauthScopes"]})) == 0
	not_exported := object.union(_covered(["ConnectedApp"]), object.remove(sections, ["ExtlClntAppGlobalOauthSettings"]))
	{gap.at | some gap in oauth.gaps(not_exported, _pkce)} == {["ExtlClntAppGlobalOauthSettings"]}
}

test_fields_that_are_not_stated if {
	tenant := {"ConnectedApp": {"Dispatch": {"oauthConfig": {}}, "Other": {"oauthConfig": {"isPkceRequired": false}}}}
	oauth.unstated(tenant, _pkce) == {{
		"message": "The connected app \"Dispatch\" does not state oauthConfig.isPkceRequired.",
		"at": ["ConnectedApp", "Dispatch", "oauthConfig", "isPkceRequired"],
	}}
}
