package tenantlint.salesforce.export_lacks_needed_files_test

import data.tenantlint.examples
import data.tenantlint.salesforce.export_lacks_needed_files as rule

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{[violation.identity, violation.at] | some violation in found} == {
		[{"settings": "Communities"}, ["CustomSite", "Tool_Hire", "active"]],
		[{"settings": "UserManagement"}, ["CustomSite", "Tool_Hire", "active"]],
		[{"object": "tool__c"}, ["Profile", "Tool Hire Profile", "objectPermissions", "Tool__c", "allowRead"]],
	}
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
}

test_the_settings_are_a_parameter if {
	tenant := examples["bad.yaml"]
	count(rule.deny) == 1 with input as tenant with data.tenantlint.params["SF-COV-003"].settings as ["Sharing"]
}

test_a_tenant_without_a_site_needs_nothing if {
	tenant := {"coverage": {"types": {"Profile": true}}, "Profile": {}}
	count(rule.deny) == 0 with input as tenant
}

test_the_whole_violation if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	[whole] := [violation | some violation in found; violation.at == ["Profile", "Tool Hire Profile", "objectPermissions", "Tool__c", "allowRead"]]
	whole == {
		"message": "The export lacks the object Tool__c, which anonymous visitors may read through Tool Hire Profile.",
		"at": ["Profile", "Tool Hire Profile", "objectPermissions", "Tool__c", "allowRead"],
		"identity": {"object": "tool__c"},
		"related": [],
	}
}

test_the_words_for_settings if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	"The export lacks the UserManagement settings, which decide what visitors of site Tool_Hire reach." in {violation.message | some violation in found}
}

test_every_profile_that_reads_the_object_is_in_the_chain if {
	profile := {"userLicense": "Guest User License", "objectPermissions": {"Tool__c": {"allowRead": true}}}
	tenant := {
		"CustomSite": {"Hire": {"active": true, "masterLabel": "Hire"}, "Shop": {"active": true, "masterLabel": "Shop"}},
		"Profile": {"Hire Profile": profile, "Shop Profile": profile},
	}
	found := rule.deny with input as tenant
	{[violation.at[1], violation.related] | some violation in found; violation.identity.object} == {["Hire Profile", [{
		"at": ["Profile", "Shop Profile", "objectPermissions", "Tool__c", "allowRead"],
		"message": "Shop Profile reads it as well",
	}]]}
}

test_the_first_active_site_is_shown if {
	sites := {"A_Closed": {"active": false}, "B_Open": {"active": true}, "C_Open": {"active": true}}
	tenant := object.union(object.remove(examples["bad.yaml"], ["CustomSite"]), {"CustomSite": sites})
	found := rule.deny with input as tenant
	{violation.at[1] | some violation in found; violation.identity.settings} == {"B_Open"}
}

test_each_object_has_its_own_readers if {
	tenant := object.union(examples["bad.yaml"], {"Profile": {"Tool Hire Profile": {"objectPermissions": {"Ladder__c": {"allowRead": true}}}}})
	found := rule.deny with input as tenant
	{violation.identity.object: violation.related | some violation in found; violation.identity.object} == {"ladder__c": [], "tool__c": []}
}
