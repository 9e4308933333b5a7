package tenantlint.salesforce.redirects_to_untrusted_urls_are_allowed_test

import data.tenantlint.examples
import data.tenantlint.salesforce.redirects_to_untrusted_urls_are_allowed as rule

_base := ["Settings", "Security", "sessionSettings"]

_lightning := array.concat(_base, ["untrustedRedirect"])

_warning := array.concat(_base, ["redirectionWarning"])

_blocking := array.concat(_base, ["redirectBlockModeEnabled"])

_tenant(session) := {"Settings": {"Security": {"sessionSettings": session}}}

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	found == {
		{
			"message": "A link in Lightning Experience may lead users to any website, trusted or not, without a warning.",
			"at": _lightning,
			"identity": {"setting": "Security.sessionSettings.untrustedRedirect"},
			"fixes": [{
				"title": "Refuse redirects to URLs that are not on the list of trusted ones",
				"safe": false,
				"edits": [{"op": "set", "at": _lightning, "value": "NeverAllowed"}],
			}],
		},
		{
			"message": "A link in Salesforce Classic may lead users to any website, trusted or not, without a warning.",
			"at": _warning,
			"identity": {"setting": "Security.sessionSettings.redirectionWarning"},
			"severity": "low",
			"related": [{"at": _blocking, "message": "nor are such redirects blocked"}],
			"fixes": [{
				"title": "Warn users before a redirect to a URL that is not on the list of trusted ones",
				"safe": false,
				"edits": [{"op": "set", "at": _warning, "value": true}],
			}],
		},
	}
	count(rule.not_evaluated) == 0 with input as tenant
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_asking_the_user_is_enough if {
	tenant := _tenant({"untrustedRedirect": "WithUserPermission", "redirectionWarning": true})
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_blocking_is_enough_in_classic if {
	tenant := _tenant({"untrustedRedirect": "NeverAllowed", "redirectionWarning": false, "redirectBlockModeEnabled": true})
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_blocking_alone_settles_classic if {
	tenant := _tenant({"untrustedRedirect": "NeverAllowed", "redirectBlockModeEnabled": true})
	count(rule.not_evaluated) == 0 with input as tenant
}

test_one_switch_of_classic_that_is_off_says_nothing_yet if {
	warning := _tenant({"untrustedRedirect": "NeverAllowed", "redirectionWarning": false})
	count(rule.deny) == 0 with input as warning
	without_blocking := rule.not_evaluated with input as warning
	{gap.at | some gap in without_blocking} == {_blocking}
	blocking := _tenant({"untrustedRedirect": "NeverAllowed", "redirectBlockModeEnabled": false})
	count(rule.deny) == 0 with input as blocking
	without_warning := rule.not_evaluated with input as blocking
	{gap.at | some gap in without_warning} == {_warning}
}

test_an_unknown_value_is_not_judged if {
	tenant := _tenant({"untrustedRedirect": "Sometimes", "redirectionWarning": true})
	count(rule.deny) == 0 with input as tenant
	gaps := rule.not_evaluated with input as tenant
	{gap.at | some gap in gaps} == {_lightning}
}

test_exports_older_than_the_setting_are_not_judged if {
	tenant := _tenant({"redirectionWarning": true})
	count(rule.deny) == 0 with input as tenant
	gaps := rule.not_evaluated with input as tenant
	gaps == {{"message": "Settings.Security does not state sessionSettings.untrustedRedirect.", "at": _lightning}}
}

test_settings_that_were_not_exported_are_not_judged if {
	tenant := {"Settings": {"Sharing": {}}}
	gaps := rule.not_evaluated with input as tenant
	gaps == {{"message": "Settings.Security was not exported.", "at": ["Settings", "Security"]}}
}
