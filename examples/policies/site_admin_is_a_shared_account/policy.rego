# METADATA
# scope: package
# title: Site administrator is a shared account
# description: >-
#   A mailbox that many people read cannot be held to account, and keeps its access when one of them leaves.
# custom:
#   id: ACME-001
#   severity: medium
#   platform: salesforce
#   family: governance
#   types: [CustomSite]
#   unit: a site
#   remediation: Name a person as the administrator of the site.
#   params:
#     - name: shared
#       description: How the names of shared accounts begin.
#       schema: {type: array, items: {type: string}}
#       default: ["admin@", "portal-admin@"]
package acme.site_admin_is_a_shared_account

deny contains violation if {
	some name, site in object.get(input, "CustomSite", {})
	site.active == true
	some prefix in data.tenantlint.params["ACME-001"].shared
	startswith(lower(site.siteAdmin), prefix)
	violation := {
		"message": sprintf("The site %s is administrated by the shared account %s", [name, site.siteAdmin]),
		"at": ["CustomSite", name, "siteAdmin"],
		"identity": {"site": name},
	}
}
