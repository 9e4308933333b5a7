# METADATA
# title: Lookups show names of hidden records
# scope: package
# description: |
#   A lookup field shows the name of the record that it points to. Unless read access is required, users see that
#   name of records that are closed to them: which companies are customers, which projects exist, who works on a
#   case.
#
#   Orgs created before Spring '20 have the restriction off unless somebody turned it on. Where the settings do
#   not state it, it is reported as not judged.
# related_resources:
#   - ref: https://help.salesforce.com/s/articleView?id=platform.security_sharing_require_permission_lookup.htm&language=en_US&type=5
#     description: "Salesforce Help: Require Permission to View Record Names in Lookup Fields"
#   - ref: https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_sharingsettings.htm
#     description: "Metadata API: SharingSettings"
# custom:
#   id: SF-SHR-007
#   severity: low
#   family: least-privilege
#   types: [Settings]
#   unit: a setting
#   remediation: |
#     Setup > Sharing Settings > Organization-Wide Defaults > Edit: select "Require permission to view record
#     names in lookup fields", or set enableRestrictAccessLookupRecords to true in the settings "Sharing". Give
#     View All Lookup Record Names to those who need it.
#   frameworks:
#     CIS8: ["3.3"]
#     ISO27001: ["A.8.3"]
#     NISTCSF2: ["PR.AA-05"]
package tenantlint.salesforce.lookups_show_names_of_hidden_records

import data.tenantlint.salesforce.lib.settings

deny contains violation if {
	settings.value(input, _setting) == false
	violation := {
		"message": "Lookup fields show the names of records that the reader may not open.",
		"at": _setting,
		"identity": {"setting": settings.name(_setting)},
		"access": {"principal": "any-member", "actions": ["read"], "via": "enableRestrictAccessLookupRecords"},
		"fixes": settings.set("Require read access to see names in lookup fields", false, _setting, true),
	}
}

not_evaluated contains gap if {
	some gap in settings.gaps(input, [_setting])
}

_setting := ["Settings", "Sharing", "enableRestrictAccessLookupRecords"]
