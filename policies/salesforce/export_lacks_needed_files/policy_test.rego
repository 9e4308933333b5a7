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
