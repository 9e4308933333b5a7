# METADATA
# title: Guest may use an external credential or data source
# scope: package
# description: |
#   Access to an external data source or to a principal of an external credential lets code that a visitor starts call
#   another system with the company's own login. What that system gives out then depends on the code alone, and a
#   visitor who never logged in acts there in the company's name.
#
#   An export lists only the accesses that a profile or permission set has, so one that is not listed counts as not given.
#   Permission sets count where runtime says that the guest user has them.
# related_resources:
#   - ref: https://help.salesforce.com/apex/HTViewHelpDoc?id=xcloud.nc_user_external_credentials_permissions.htm
#     description: "Salesforce Help: Permission Concepts for User External Credentials"
#   - ref: https://help.salesforce.com/s/articleView?id=xcloud.nc_parts_of_nc.htm&type=5
#     description: "Salesforce Help: Named Credentials Schema"
# custom:
#   id: SF-GUEST-021
#   severity: high
#   family: guest-access
#   types: [Profile, PermissionSet, CustomSite]
#   unit: a guest profile or permission set and a data source or principal
#   remediation: |
#     Setup > Profiles > the guest user profile (or Permission Sets > the guest user's set) > External Data Source Access and
#     External Credential Principal Access: remove it, externalDataSourceAccesses and externalCredentialPrincipalAccesses.
#     Call the other system from a queued job that runs as an integration user.
#   frameworks:
#     CIS8: ["3.3", "6.8"]
#     NISTCSF2: ["PR.AA-05"]
#     ISO27001: ["A.5.15", "A.8.3"]
#     SBS: ["SBS-INT-003"]
package tenantlint.salesforce.guest_uses_external_credentials

import data.tenantlint.salesforce.lib.access
import data.tenantlint.salesforce.lib.paths

deny contains violation if {
	some holder in access.guest_holders
	some section, kind in _kinds
	some name, enabled in paths.object_at(holder.granted, section)
	enabled == true
	setting := [holder.type, holder.holder, section, name]
	violation := {
		"message": sprintf("Code that visitors start may use the %s \"%s\", by %s.", [kind, name, holder.what]),
		"at": setting,
		"identity": {holder.key: holder.holder, section: name},
		"access": {"principal": "guest", "actions": ["call another system"], "via": name},
		"related": holder.chain,
		"fixes": [{
			"title": sprintf("Take %s away from guests", [name]),
			"safe": false,
			"edits": [{"op": "set", "at": setting, "value": false}],
		}],
	}
}

not_evaluated contains gap if some gap in access.holder_gaps

_kinds := {
	"externalCredentialPrincipalAccesses": "external credential principal",
	"externalDataSourceAccesses": "external data source",
}
