package tenantlint.salesforce.guest_records_have_no_owner_test

import data.tenantlint.examples
import data.tenantlint.salesforce.guest_records_have_no_owner as rule

_owner := ["CustomSite", "Tulip_Fairs", "siteGuestRecordDefaultOwner"]

_types(names) := {"coverage": {"types": {name: true | some name in names}}}

_tenant(site, permission) := object.union(_types(["CustomObject", "CustomSite", "Profile"]), {
	"CustomSite": {"Docks": object.union({"active": true, "masterLabel": "Docks", "siteAdmin": "admin@docks.example"}, site)},
	"Profile": {"Docks Profile": {"userLicense": "Guest User License", "objectPermissions": {"Boat__c": permission}}},
})

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{violation.at | some violation in found} == {_owner}
	{violation.message | some violation in found} == {"Visitors of the site \"Tulip_Fairs\" may create Booking__c, Visitor__c, and no default owner is named for what they create."}
	{[step.at | some step in violation.related] | some violation in found} == {[
		["Profile", "Tulip Fairs Profile", "userLicense"],
		["Profile", "Tulip Fairs Profile", "objectPermissions", "Booking__c", "allowCreate"],
		["Profile", "Tulip Fairs Profile", "objectPermissions", "Visitor__c", "allowCreate"],
	]}
	{violation.identity | some violation in found} == {{"site": "Tulip_Fairs"}}
	count(rule.not_evaluated) == 0 with input as tenant
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_an_empty_owner_is_none if {
	every owner in ["", null] {
		tenant := _tenant({"siteGuestRecordDefaultOwner": owner}, {"allowCreate": true})
		count(rule.deny) == 1 with input as tenant
	}
}

test_judged_since_the_setting_came if {
	tenant := _tenant({}, {"allowCreate": true})
	count(rule.deny) == 1 with input as tenant with data.tenantlint.as_of as "2021-03-01"
	count(rule.deny) == 0 with input as tenant with data.tenantlint.as_of as "2021-02-28"
}

test_only_active_sites_are_judged if {
	every active in [false, null] {
		tenant := _tenant({"active": active}, {"allowCreate": true})
		count(rule.deny) == 0 with input as tenant
		count(rule.not_evaluated) == 0 with input as tenant
	}
}

test_a_file_that_was_cut_down_or_is_old_is_not_judged if {
	every site in [{"siteAdmin": ""}, {"siteAdmin": null}, {"requireHttps": true}] {
		tenant := _tenant(site, {"allowCreate": true})
		count(rule.deny) == 0 with input as tenant
		gaps := rule.not_evaluated with input as tenant
		gaps == {{
			"message": "The site \"Docks\" does not state siteGuestRecordDefaultOwner, and may be cut down or of an older API version.",
			"at": ["CustomSite", "Docks", "siteGuestRecordDefaultOwner"],
		}}
		reads := _tenant(site, {"allowRead": true})
		count(rule.not_evaluated) == 0 with input as reads
	}
}

test_a_profile_that_was_not_exported_is_not_judged if {
	tenant := object.union(_types(["CustomSite"]), {"CustomSite": {"Docks": {"active": true, "masterLabel": "Docks", "siteAdmin": "admin@docks.example"}}})
	gaps := rule.not_evaluated with input as tenant
	{gap.at | some gap in gaps} == {["CustomSite", "Docks", "masterLabel"]}
	owned := object.union(tenant, {"CustomSite": {"Docks": {"siteGuestRecordDefaultOwner": "intake@docks.example"}}})
	count(rule.not_evaluated) == 0 with input as owned
}

test_object_permissions_come_only_with_objects if {
	tenant := object.union(_types(["CustomSite", "Profile"]), {
		"CustomSite": {"Docks": {"active": true, "masterLabel": "Docks", "siteAdmin": "admin@docks.example"}},
		"Profile": {"Docks Profile": {"userLicense": "Guest User License"}},
	})
	gaps := rule.not_evaluated with input as tenant
	{gap.at | some gap in gaps} == {["Profile", "Docks Profile", "objectPermissions"]}
}

test_the_whole_violation if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	[whole] := [violation | some violation in found; violation.at == ["CustomSite", "Tulip_Fairs", "siteGuestRecordDefaultOwner"]]
	whole == {
		"message": "Visitors of the site \"Tulip_Fairs\" may create Booking__c, Visitor__c, and no default owner is named for what they create.",
		"at": ["CustomSite", "Tulip_Fairs", "siteGuestRecordDefaultOwner"],
		"identity": {"site": "Tulip_Fairs"},
		"access": {"actions": ["create"], "principal": "anonymous", "via": "allowCreate"},
		"related": [
			{
				"at": ["Profile", "Tulip Fairs Profile", "userLicense"],
				"message": "the active site \"Tulip_Fairs\": Tulip Fairs Profile is a guest profile and has the name that belongs to the site",
			},
			{
				"at": ["Profile", "Tulip Fairs Profile", "objectPermissions", "Booking__c", "allowCreate"],
				"message": "Booking__c may be created",
			},
			{
				"at": ["Profile", "Tulip Fairs Profile", "objectPermissions", "Visitor__c", "allowCreate"],
				"message": "Visitor__c may be created",
			},
		],
	}
}

test_a_file_without_an_administrator_is_not_judged if {
	tenant := object.remove(_tenant({}, {"allowCreate": true}), ["CustomSite"])
	bare := object.union(tenant, {"CustomSite": {"Docks": {"active": true, "masterLabel": "Docks"}}})
	count(rule.deny) == 0 with input as bare
	count(rule.not_evaluated) == 1 with input as bare
}
