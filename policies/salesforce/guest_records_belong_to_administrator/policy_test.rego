package tenantlint.salesforce.guest_records_belong_to_administrator_test

import data.tenantlint.examples
import data.tenantlint.salesforce.guest_records_belong_to_administrator as rule

_site(settings) := {"CustomSite": {"Docks": settings}}

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{violation.at | some violation in found} == {["CustomSite", "Moss_Market", "siteGuestRecordDefaultOwner"]}
	{violation.identity | some violation in found} == {{"site": "Moss_Market"}}
	{step.at | some violation in found; some step in violation.related} == {["CustomSite", "Moss_Market", "siteAdmin"]}
	{violation.message | some violation in found} == {"Records that visitors of the site \"Moss_Market\" create belong to the site's administrator."}
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_user_names_are_compared_without_case if {
	tenant := _site({"siteAdmin": "Admin@Docks.example", "siteGuestRecordDefaultOwner": "admin@docks.EXAMPLE"})
	count(rule.deny) == 1 with input as tenant
}

test_a_site_without_an_owner_is_another_rules_business if {
	every owner in ["", null] {
		tenant := _site({"active": true, "siteAdmin": owner, "siteGuestRecordDefaultOwner": owner})
		count(rule.deny) == 0 with input as tenant
		count(rule.not_evaluated) == 0 with input as tenant
	}
	bare := _site({"active": true})
	count(rule.not_evaluated) == 0 with input as bare
}

test_an_administrator_who_is_not_stated_is_unknown if {
	every site in [{"siteGuestRecordDefaultOwner": "a@b.example"}, {"siteGuestRecordDefaultOwner": "a@b.example", "siteAdmin": ""}, {"siteGuestRecordDefaultOwner": "a@b.example", "siteAdmin": null}] {
		tenant := _site(site)
		count(rule.deny) == 0 with input as tenant
		gaps := rule.not_evaluated with input as tenant
		gaps == {{"message": "The site \"Docks\" does not state siteAdmin.", "at": ["CustomSite", "Docks", "siteAdmin"]}}
	}
}

test_the_whole_violation if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	[whole] := [violation | some violation in found; violation.at == ["CustomSite", "Moss_Market", "siteGuestRecordDefaultOwner"]]
	whole == {
		"message": "Records that visitors of the site \"Moss_Market\" create belong to the site's administrator.",
		"at": ["CustomSite", "Moss_Market", "siteGuestRecordDefaultOwner"],
		"identity": {"site": "Moss_Market"},
		"related": [
			{
				"at": ["CustomSite", "Moss_Market", "siteAdmin"],
				"message": "the administrator of the site is the same user",
			},
		],
	}
}
