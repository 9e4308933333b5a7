# METADATA
# title: App runs as a privileged user
# scope: package
# description: |
#   In the client credentials flow whoever holds the app's secret acts as one fixed user, without a login and without
#   multi-factor authentication. If that user is an administrator, the secret opens the whole tenant. A user of its own,
#   with a profile for integrations and one permission set, limits what a stolen secret is worth.
#
#   Metadata names the user but not the user's profile; the tenant's runtime.users tells it: {user name: {profile,
#   permissionSets}}. A user that it does not name, and a profile or permission set that is not in the export, are reported
#   as not judged.
# related_resources:
#   - ref: https://developer.salesforce.com/blogs/2024/02/invoke-rest-apis-with-the-salesforce-integration-user-and-oauth-client-credentials
#     description: "Salesforce Developers: Invoke REST APIs with the Salesforce Integration User and OAuth Client Credentials"
#   - ref: https://developer.salesforce.com/docs/platform/api-metadata/references/meta-types/metadata-connectedapp.html
#     description: "Metadata API: ConnectedApp, oauthClientCredentialUser"
#   - ref: https://docs.securitybenchmark.org/controls-at-a-glance.html
#     description: "Security Benchmark for Salesforce: SBS-ACS-008"
# custom:
#   id: SF-OAUTH-015
#   severity: high
#   family: oauth-app
#   types: [ConnectedApp, ExternalClientApplication, ExtlClntAppOauthConfigurablePolicies, ExtlClntAppOauthSettings, ExtlClntAppConfigurablePolicies, Profile, PermissionSet]
#   unit: an app
#   remediation: |
#     Setup > Users: create a user with the licence Salesforce Integration, the profile "Minimum Access - API Only
#     Integrations" and one permission set for what the app needs. Setup > Connected Apps > Manage Connected Apps > the app >
#     Edit Policies > Client Credentials Flow > Run As (external client app: Setup > External Client App Manager > the app >
#     Policies > OAuth Policies): that user; oauthClientCredentialUser, or clientCredentialsFlowUser.
#   frameworks:
#     CIS8: ["5.4", "6.8"]
#     NISTCSF2: ["PR.AA-05"]
#     ISO27001: ["A.8.2", "A.5.15"]
#     SBS: ["SBS-ACS-008"]
#   params:
#     - name: permissions
#       description: System permissions that make a user privileged.
#       schema: {type: array, items: {type: string}, minItems: 1}
#       default: [ModifyAllData, ViewAllData]
package tenantlint.salesforce.app_runs_as_privileged_user

import data.tenantlint.salesforce.lib.oauth
import data.tenantlint.salesforce.lib.paths

deny contains violation if {
	some app in _apps
	grants := [grant | some holder in _holders[app.user]; some grant in _grants[holder]]
	count(grants) > 0
	violation := {
		"message": sprintf("The %s runs as a user who has %s.", [app.title, concat(" and ", sort({grant.permission | some grant in grants}))]),
		"at": app.at,
		"identity": {"type": app.type, "name": app.name},
		"related": [{"at": grant.at, "message": sprintf("its user has %s from here", [grant.permission])} | some grant in grants],
	}
}

not_evaluated contains gap if {
	some gap in oauth.gaps(input, _fields)
}

not_evaluated contains gap if {
	some app in _apps
	not _holders[app.user]
	gap := {"message": sprintf("runtime.users does not name the user that the %s runs as.", [app.title]), "at": app.at}
}

not_evaluated contains gap if {
	some app in _apps
	some holder in _holders[app.user]
	not _grants[holder]
	gap := {"message": sprintf("%s of the user that the %s runs as was not exported.", [holder, app.title]), "at": app.at}
}

_fields := {
	"ConnectedApp": ["oauthConfig", "oauthClientCredentialUser"],
	"ExtlClntAppOauthConfigurablePolicies": ["clientCredentialsFlowUser"],
}

# Apps that have a user and whose flow is not switched off.
_apps contains found if {
	some app in oauth.stated(input, _fields)
	is_string(app.value)
	not _off[app.app]
	found := object.union(app, {"user": lower(app.value)})
}

_off := {app.app |
	some app in oauth.stated(input, {
		"ConnectedApp": ["oauthConfig", "isClientCredentialEnabled"],
		"ExtlClntAppOauthConfigurablePolicies": ["isClientCredentialsFlowEnabled"],
	})
	app.value == false
}

_holders[key] contains holder if {
	some user, held in paths.object_at(paths.object_at(input, "runtime"), "users")
	key := lower(user)
	some holder in {sprintf("Profile %s", [lower(held.profile)])} | {sprintf("PermissionSet %s", [lower(name)]) | some name in paths.list_at(held, "permissionSets")}
}

_grants[holder] := grants if {
	some type in ["Profile", "PermissionSet"]
	some name, settings in paths.object_at(input, type)
	holder := sprintf("%s %s", [type, lower(name)])
	granted := paths.object_at(settings, "userPermissions")
	grants := [{"permission": permission, "at": [type, name, "userPermissions", permission]} |
		some permission in data.tenantlint.params["SF-OAUTH-015"].permissions
		granted[permission] == true
	]
}
