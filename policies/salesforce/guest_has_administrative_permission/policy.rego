# METADATA
# title: Guest profile has an administrative or view-all permission
# scope: package
# description: |
#   Permissions such as View All Data, View Setup or Query All Files reach past every object permission and every sharing
#   rule. On a guest profile they belong to everybody on the internet: one of them is enough to read the whole org, its
#   members or its configuration without logging in.
#
#   An export lists only the user permissions that a profile has, so one that is not listed counts as not given. An active
#   site whose guest profile is not in the export is reported as not judged.
# related_resources:
#   - ref: https://help.salesforce.com/s/articleView?id=platform.networks_guest_policies_timelines.htm&type=5
#     description: "Salesforce Help: Guest User Security Policies and Timelines"
#   - ref: https://www.salesforce.com/blog/protecting-your-data-essential-actions-to-secure-experience-cloud-guest-user-access
#     description: "Salesforce: Essential Actions to Secure Experience Cloud Guest User Access (March 2026)"
# custom:
#   id: SF-GUEST-015
#   severity: critical
#   family: guest-access
#   types: [Profile, PermissionSet, CustomSite]
#   unit: a guest profile or permission set and a permission
#   remediation: |
#     Experience Builder > Settings > General > the guest user profile (for a Salesforce site: Setup > Sites > Public
#     Access Settings) > System Permissions: clear the permission, or set it to false under userPermissions in the profile.
#   frameworks:
#     CIS8: ["5.4", "6.8"]
#     NISTCSF2: ["PR.AA-05"]
#     ISO27001: ["A.8.2", "A.8.3"]
#   params:
#     - name: permissions
#       description: Permissions that no guest may have, by their names in userPermissions.
#       schema: {type: array, items: {type: string}, uniqueItems: true}
#       default:
#         - AuthorApex
#         - CustomizeApplication
#         - ExportReport
#         - ManageUsers
#         - ModifyAllData
#         - ModifyMetadata
#         - QueryAllFiles
#         - RunReports
#         - ViewAllCustomSettings
#         - ViewAllData
#         - ViewAllFieldsGlobal
#         - ViewAllProfiles
#         - ViewAllUsers
#         - ViewEncryptedData
#         - ViewSetup
package tenantlint.salesforce.guest_has_administrative_permission

import data.tenantlint.salesforce.lib.access
import data.tenantlint.salesforce.lib.paths

deny contains violation if {
	some holder in access.guest_holders
	held := paths.object_at(holder.granted, "userPermissions")
	some permission in data.tenantlint.params["SF-GUEST-015"].permissions
	held[permission] == true
	setting := [holder.type, holder.holder, "userPermissions", permission]
	violation := {
		"message": sprintf("Visitors who never logged in hold %s, by %s.", [permission, holder.what]),
		"at": setting,
		"identity": {holder.key: holder.holder, "permission": permission},
		"access": {"principal": "guest", "actions": ["administer"], "via": permission},
		"related": holder.chain,
		"fixes": [{
			"title": sprintf("Take %s away from guests", [permission]),
			"safe": true,
			"edits": [{"op": "set", "at": setting, "value": false}],
		}],
	}
}

not_evaluated contains gap if some gap in access.holder_gaps
