# METADATA
# title: Site is public
# scope: package
# description: |
#   Visitors may open the site without logging in, and every page that does not say otherwise. That may be what the site
#   is for; then somebody should have decided it, and the parameter public_sites says so. What its visitors reach through
#   the guest profile and sharing is judged in either case.
#
#   Judged is what the bundle of an Experience Cloud site states: isAvailableToGuests (Aura sites) or authenticationType (LWR
#   sites). Sites that are known to be off are left out. A bundle that states neither, and a network whose bundle is not
#   in the export, are reported as not judged.
# related_resources:
#   - ref: https://developer.salesforce.com/docs/platform/api-metadata/references/meta-types/metadata-experiencebundle.html
#     description: "Metadata API: ExperienceBundle"
#   - ref: https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_digitalexperiencebundle.htm
#     description: "Metadata API: DigitalExperienceBundle, authenticationType and pageAccess"
# custom:
#   id: SF-SITE-014
#   severity: info
#   family: anonymous-access
#   types: [ExperienceBundle, DigitalExperienceBundle, Network, CustomSite]
#   unit: a site (its bundle)
#   remediation: |
#     Name the site in the parameter public_sites if it is public on purpose. If not: Experience Builder > Settings > General:
#     clear "Guest users can see and interact with the site without logging in" (LWR sites: "Public can access the site"),
#     which is isAvailableToGuests false or authenticationType AUTHENTICATED in the bundle.
#   frameworks:
#     CIS8: ["3.3"]
#     NISTCSF2: ["ID.AM-02"]
#     ISO27001: ["A.5.9"]
package tenantlint.salesforce.site_is_public

import data.tenantlint.salesforce.lib.pages

deny contains violation if {
	some _, bundle in _judged
	bundle.public == true
	violation := {
		"message": sprintf("The site \"%s\" is public: anybody may open it without logging in.", [bundle.title]),
		"at": bundle.at,
		"identity": {"type": bundle.type, "bundle": bundle.name},
		"access": {"principal": "anonymous", "actions": ["open pages"], "via": bundle.at[4]},
		"related": array.concat(
			bundle.chain,
			[{"at": [bundle.type, bundle.name, "routes"], "message": sprintf("pages that are public with it: %d", [bundle.follows])} | bundle.follows > 0],
		),
	}
}

not_evaluated contains gap if {
	some _, bundle in _judged
	bundle.public == "unknown"
	gap := {
		"message": sprintf("The bundle of the site \"%s\" does not state isAvailableToGuests or authenticationType.", [bundle.title]),
		"at": [bundle.type, bundle.name, "config"],
	}
}

not_evaluated contains gap if {
	some gap in pages.unread
}

_judged[id] := bundle if {
	some id, bundle in pages.bundles
	bundle.active != false
	bundle.wanted == false
}
