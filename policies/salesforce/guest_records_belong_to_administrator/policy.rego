# METADATA
# title: Guest record owner is an administrator
# scope: package
# description: |
#   Records that visitors create become the property of the site's administrator. Automation that runs for the owner, such
#   as assignment, alerts and flows, then works on text from strangers under an account with wide rights, and these records
#   show up where an administrator trusts what he sees. A dedicated owner with few rights keeps the two apart.
#
#   Judged are sites that are active, or do not say, and name an owner; one that names no owner is the business of
#   SF-GUEST-026. A site that names an owner and does not state siteAdmin is reported as not judged.
# related_resources:
#   - ref: https://help.salesforce.com/articleView?id=networks_assign_guest_records.htm&type=5
#     description: "Salesforce Help: Assign Records Created by Guest Users to a Default Owner"
#   - ref: https://developer.salesforce.com/docs/platform/api-metadata/references/meta-types/metadata-customsite.html
#     description: "Metadata API: CustomSite, siteGuestRecordDefaultOwner"
# custom:
#   id: SF-GUEST-027
#   severity: medium
#   family: guest-access
#   types: [CustomSite]
#   unit: a site
#   remediation: |
#     Digital Experiences > All Sites > Workspaces > Administration > Preferences > Record Ownership (for a Salesforce site:
#     Setup > Sites > the site > Edit > Default Record Owner): name a dedicated user with few rights, or set
#     siteGuestRecordDefaultOwner in the CustomSite.
#   frameworks:
#     CIS8: ["5.4"]
#     NISTCSF2: ["PR.AA-05"]
#     ISO27001: ["A.8.2"]
package tenantlint.salesforce.guest_records_belong_to_administrator

import data.tenantlint.salesforce.lib.paths

deny contains violation if {
	some name, site in _owned
	is_string(site.siteAdmin)
	lower(site.siteGuestRecordDefaultOwner) == lower(site.siteAdmin)
	violation := {
		"message": sprintf("Records that visitors of the site \"%s\" create belong to the site's administrator.", [name]),
		"at": ["CustomSite", name, "siteGuestRecordDefaultOwner"],
		"identity": {"site": name},
		"related": [{"at": ["CustomSite", name, "siteAdmin"], "message": "the administrator of the site is the same user"}],
	}
}

not_evaluated contains gap if {
	some name, site in _owned
	object.get(site, "siteAdmin", "") in {"", null}
	gap := {"message": sprintf("The site \"%s\" does not state siteAdmin.", [name]), "at": ["CustomSite", name, "siteAdmin"]}
}

_owned[name] := site if {
	some name, site in paths.object_at(input, "CustomSite")
	object.get(site, "active", true) != false
	not object.get(site, "siteGuestRecordDefaultOwner", "") in {"", null}
}
