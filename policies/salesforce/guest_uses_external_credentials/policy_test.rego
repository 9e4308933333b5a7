package tenantlint.salesforce.guest_uses_external_credentials_test

import data.tenantlint.examples
import data.tenantlint.salesforce.guest_uses_external_credentials as rule

_source := ["Profile", "Silver Post Profile", "externalDataSourceAccesses", "Tracking"]

_site := {"CustomSite": {"Silver_Post": {"active": true, "masterLabel": "Silver Post"}}}

test_bad if {
	tenant := object.union(examples["bad.yaml"], _site)
	found := rule.deny with input as tenant
	{[violation.at, violation.identity, violation.message] | some violation in found} == {[_source, {"profile": "Silver Post Profile", "externalDataSourceAccesses": "Tracking"}, "Code that visitors start may use the external data source \"Tracking\", by the guest profile \"Silver Post Profile\"."]}
	{[fix.safe, fix.edits] | some violation in found; some fix in violation.fixes} == {[false, [{"op": "set", "at": _source, "value": false}]]}
	{step.at | some violation in found; some step in violation.related} == {["Profile", "Silver Post Profile", "userLicense"]}
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_a_principal_of_a_permission_set if {
	tenant := object.union_n([examples["good.yaml"], _site, {"runtime": {"guestUsers": {"Silver_Post": {"profile": "Silver Post Profile", "permissionSets": ["Silver_Post_Integration"]}}}}])
	found := rule.deny with input as tenant
	{[violation.identity, violation.message] | some violation in found} == {[{"permissionSet": "Silver_Post_Integration", "externalCredentialPrincipalAccesses": "Tracking-Service"}, "Code that visitors start may use the external credential principal \"Tracking-Service\", by the guest user's permission set \"Silver_Post_Integration\"."]}
}

test_what_was_not_exported_is_not_judged if {
	gaps := rule.not_evaluated with input as _site
	{gap.at | some gap in gaps} == {["CustomSite", "Silver_Post", "masterLabel"]}
}
