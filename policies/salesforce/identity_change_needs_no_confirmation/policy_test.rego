package tenantlint.salesforce.identity_change_needs_no_confirmation_test

import data.tenantlint.examples
import data.tenantlint.salesforce.identity_change_needs_no_confirmation as rule

_base := ["Settings", "Security", "sessionSettings"]

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{[violation.at, violation.identity.setting, violation.message] | some violation in found} == {
		[array.concat(_base, ["identityConfirmationOnEmailChange"]), "Security.sessionSettings.identityConfirmationOnEmailChange", "Users need not confirm their identity before changing the e-mail address."],
		[array.concat(_base, ["identityConfirmationOnTwoFactorRegistrationEnabled"]), "Security.sessionSettings.identityConfirmationOnTwoFactorRegistrationEnabled", "Users need not confirm their identity before registering a verification method."],
	}
	{[fix.title, fix.safe, fix.edits] | some violation in found; some fix in violation.fixes} == {
		["Confirm the identity of users before changing the e-mail address", true, [{"op": "set", "at": array.concat(_base, ["identityConfirmationOnEmailChange"]), "value": true}]],
		["Confirm the identity of users before registering a verification method", true, [{"op": "set", "at": array.concat(_base, ["identityConfirmationOnTwoFactorRegistrationEnabled"]), "value": true}]],
	}
	count(rule.not_evaluated) == 0 with input as tenant
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_each_setting_is_judged_alone if {
	tenant := {"Settings": {"Security": {"sessionSettings": {"identityConfirmationOnEmailChange": false}}}}
	found := rule.deny with input as tenant
	{violation.at | some violation in found} == {array.concat(_base, ["identityConfirmationOnEmailChange"])}
	gaps := rule.not_evaluated with input as tenant
	{gap.at | some gap in gaps} == {array.concat(_base, ["identityConfirmationOnTwoFactorRegistrationEnabled"])}
}

test_settings_that_were_not_exported_are_not_judged if {
	tenant := {"Settings": {"Sharing": {}}}
	count(rule.deny) == 0 with input as tenant
	gaps := rule.not_evaluated with input as tenant
	gaps == {{"message": "Settings.Security was not exported.", "at": ["Settings", "Security"]}}
}
