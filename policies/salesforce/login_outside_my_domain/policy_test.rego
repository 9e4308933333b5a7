package tenantlint.salesforce.login_outside_my_domain_test

import data.tenantlint.examples
import data.tenantlint.salesforce.login_outside_my_domain as rule

_base := ["Settings", "MyDomain"]

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{[violation.at, violation.identity.setting, violation.message] | some violation in found} == {
		[array.concat(_base, ["canOnlyLoginWithMyDomainUrl"]), "MyDomain.canOnlyLoginWithMyDomainUrl", "Users may log in outside the org's own My Domain, at login.salesforce.com."],
		[array.concat(_base, ["doesApiLoginRequireOrgDomain"]), "MyDomain.doesApiLoginRequireOrgDomain", "API clients may log in outside the org's own My Domain, at login.salesforce.com."],
	}
	{object.get(violation, "fixes", []) | some violation in found} == {[]}
	count(rule.not_evaluated) == 0 with input as tenant
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_each_setting_is_judged_alone if {
	tenant := {"Settings": {"MyDomain": {"canOnlyLoginWithMyDomainUrl": false}}}
	found := rule.deny with input as tenant
	{violation.at | some violation in found} == {array.concat(_base, ["canOnlyLoginWithMyDomainUrl"])}
	gaps := rule.not_evaluated with input as tenant
	{gap.at | some gap in gaps} == {array.concat(_base, ["doesApiLoginRequireOrgDomain"])}
}

test_settings_that_were_not_exported_are_not_judged if {
	tenant := {"Settings": {"Sharing": {}}}
	count(rule.deny) == 0 with input as tenant
	gaps := rule.not_evaluated with input as tenant
	gaps == {{"message": "Settings.MyDomain was not exported.", "at": ["Settings", "MyDomain"]}}
}
