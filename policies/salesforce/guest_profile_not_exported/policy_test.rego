package tenantlint.salesforce.guest_profile_not_exported_test

import data.tenantlint.examples
import data.tenantlint.salesforce.guest_profile_not_exported as rule

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{violation.identity.site | some violation in found} == {"Pine_Events", "Pine_Shop"}
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_the_mapping_names_the_profile if {
	tenant := {
		"coverage": {"types": {"CustomSite": true, "Profile": true}},
		"CustomSite": {"Docks": {"active": true, "masterLabel": "Docks"}},
		"Profile": {"Visitors": {"userLicense": "Guest User License"}},
	}
	count(rule.deny) == 1 with input as tenant
	count(rule.deny) == 0 with input as tenant with data.tenantlint.params.salesforce.site_profiles as {"docks": "VISITORS"}
	count(rule.deny) == 1 with input as tenant with data.tenantlint.params.salesforce.site_profiles as {"docks": "Nobody"}
}

test_a_site_for_which_several_profiles_are_stated if {
	tenant := object.union(examples["good.yaml"], {"runtime": {"guestUsers": {"TICKETS": {"profile": "Careers"}}}})
	count(rule.deny) == 0 with input as tenant
	gaps := rule.not_evaluated with input as tenant
	gaps == {{
		"message": "The guest profile of the site \"Tickets\" is stated as Careers and as Ticket Visitors, and Careers was taken.",
		"at": ["runtime", "guestUsers", "Tickets", "profile"],
	}}
}

test_an_unstated_active_is_not_judged if {
	tenant := {"coverage": {"types": {"CustomSite": true}}, "CustomSite": {"Docks": {"masterLabel": "Docks"}}}
	count(rule.deny) == 0 with input as tenant
	gaps := rule.not_evaluated with input as tenant
	gaps == {{"message": "The site \"Docks\" does not state active.", "at": ["CustomSite", "Docks", "active"]}}
}

test_the_whole_violation if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	[whole] := [violation | some violation in found; violation.at == ["CustomSite", "Pine_Shop", "masterLabel"]]
	whole == {
		"message": "Site Pine_Shop is active, and the export lacks its guest profile: what anonymous visitors may do is not judged.",
		"at": ["CustomSite", "Pine_Shop", "masterLabel"],
		"identity": {"site": "Pine_Shop"},
		"related": [
			{
				"at": ["CustomSite", "Pine_Shop", "masterLabel"],
				"message": "no guest profile in the export fits the site",
			},
		],
	}
}
