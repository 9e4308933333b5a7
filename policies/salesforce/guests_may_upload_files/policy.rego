# METADATA
# title: Guests may upload files
# scope: package
# description: |
#   With this setting on, visitors who never logged in may upload files. Whoever opens them afterwards is an
#   employee: malware and forged documents arrive without a sender, and a script can fill the storage that the
#   company pays for.
#
#   A form that takes attachments from the public needs it; waive the finding there, and limit size and type in
#   the component. The setting is judged unless the export shows that no site is active; where it is not stated,
#   it is reported as not judged.
# related_resources:
#   - ref: https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_contentsettings.htm
#     description: "Metadata API: ContentSettings"
#   - ref: https://help.salesforce.com/s/articleView?id=platform.networks_secure_community.htm&language=en_US&type=5
#     description: "Salesforce Help: Securely Share Your Experience Cloud Sites with Guest Users"
# custom:
#   id: SF-GUEST-029
#   severity: medium
#   family: guest-access
#   types: [Settings, CustomSite]
#   unit: a setting
#   remediation: |
#     Setup > Salesforce Files > General Settings: clear "Allow site guest users to upload files", or set
#     enableSiteGuestUserToUploadFiles to false in the settings "Content".
#   frameworks:
#     CIS8: ["9.6", "10.1"]
#     ISO27001: ["A.8.7"]
#     NISTCSF2: ["PR.AA-05"]
package tenantlint.salesforce.guests_may_upload_files

import data.tenantlint.salesforce.lib.outsiders
import data.tenantlint.salesforce.lib.settings

deny contains violation if {
	not outsiders.no_guests(input)
	settings.value(input, _setting) == true
	violation := {
		"message": "Anybody may upload files on the sites without logging in.",
		"at": _setting,
		"identity": {"setting": settings.name(_setting)},
		"access": {"principal": "guest", "actions": ["upload"], "object": "ContentVersion", "via": "enableSiteGuestUserToUploadFiles"},
		"related": outsiders.sites(input),
		"fixes": settings.set("Take uploads away from guests", false, _setting, false),
	}
}

not_evaluated contains gap if {
	not outsiders.no_guests(input)
	some gap in settings.gaps(input, [_setting])
}

_setting := ["Settings", "Content", "enableSiteGuestUserToUploadFiles"]
