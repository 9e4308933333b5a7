package tenantlint.salesforce.secret_is_in_the_export_test

import data.tenantlint.examples
import data.tenantlint.salesforce.data.secrets
import data.tenantlint.salesforce.secret_is_in_the_export as rule

_credential(value) := {"NamedCredential": {"Ledger": {"password": value}}}

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{[concat(".", violation.at), violation.severity] | some violation in found} == {
		["AuthProvider.Harbour_Login.consumerSecret", "critical"],
		["AuthProvider.Harbour_Login.ecKey", "critical"],
		["ConnectedApp.Ledger_Sync.oauthConfig.consumerSecret", "critical"],
		["ExternalDataSource.Archive.customHttpHeaders.X-Api-Key.headerFieldValue", "critical"],
		["ExternalDataSource.Archive.oauthRefreshToken", "critical"],
		["ExternalDataSource.Archive.oauthToken", "critical"],
		["ExternalDataSource.Archive.password", "critical"],
		["ExtlClntAppGlobalOauthSettings.Berths_glbloauth.consumerSecret", "critical"],
		["ExtlClntAppPushSettings.Berths_push.androidPushConfig.serviceAccount", "critical"],
		["ExtlClntAppPushSettings.Berths_push.applePushConfig.password", "critical"],
		["ExtlClntAppPushSettings.Berths_push.applePushConfig.signingKey", "critical"],
		["InstalledPackage.tides.password", "medium"],
		["NamedCredential.Ledger.password", "critical"],
		["NamedCredential.Ledger.oauthToken", "critical"],
		["NamedCredential.Ledger.oauthRefreshToken", "critical"],
		["NamedCredential.Storage.awsAccessKey", "low"],
		["NamedCredential.Storage.awsAccessSecret", "critical"],
		["Network.Harbour.networkAuthApiSettings.recaptchaSecretKey", "critical"],
	}
	count(found) == count(secrets.fields) + count(secrets.listed)
	{violation.identity | some violation in found; violation.at[0] == "ConnectedApp"} == {{"type": "ConnectedApp", "name": "Ledger_Sync", "setting": "oauthConfig.consumerSecret"}}
	{violation.message | some violation in found; violation.at[0] == "ConnectedApp"} == {"The client secret of the connected app \"Ledger_Sync\" stands in the export."}
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
}

test_the_value_is_nowhere_in_the_finding if {
	tenant := _credential("tr0mbone-Quay-77")
	found := rule.deny with input as tenant
	count(found) == 1
	not contains(lower(sprintf("%v", [found])), "tr0mbone")
}

test_values_that_are_secrets if {
	values := ["tr0mbone-Quay-77", 90210447, "password", "$2y$10$abcdefghijklmnopqrstuv", "PwdVxXjzu3NCZ3MD4He+wA==", "the secret sauce 9", "nonesuch77", "settle2291", "a{b}c"]
	{value |
		some value in values
		tenant := _credential(value)
		found := rule.deny with input as tenant
		count(found) == 0
	} == set()
}

test_values_that_are_none if {
	values := [
		"", "  ", "********", "xxxxxxxx", "XXXX-XXXX", "....", "<client secret>", "[redacted]", "(hidden)",
		"${LEDGER_SECRET}", "$LEDGER_SECRET", "$(LEDGER_SECRET)", "{{ledger.secret}}", "{!secret}", "#{secret}", "%LEDGER_SECRET%", "@LEDGER_SECRET@", "__LEDGER_SECRET__",
		"op://vault/ledger/secret", "vault:secret/ledger", "arn:aws:secretsmanager:eu-west-1:1:secret:x", "ENC[AES256_GCM,data:abc]",
		"PLACEHOLDER", "Placeholder_Value", "a placeholder", "changeme", "CHANGE_ME", "change-this-value", "replace me", "your_secret_here", "put secret here", "yourplaintextconsumersecret", "client_secret", "dummy", "dummy-value", "REDACTED", "TODO", "n/a", "none", null, true, {"nested": "value"},
	]
	{value |
		some value in values
		tenant := _credential(value)
		found := rule.deny with input as tenant
		count(found) > 0
	} == set()
}

test_a_header_is_a_secret_by_its_name if {
	headers := {
		"Accept": {"headerFieldValue": "application/json"},
		"Authorization": {"headerFieldValue": "Basic dHIwbWJvbmU="},
		"Cookie": null,
		"X-Signature": {"isActive": true},
		"X-Token": {"headerFieldValue": "{!$Credential.OAuthToken}"},
	}
	tenant := {"ExternalDataSource": {"Archive": {"customHttpHeaders": headers}, "Ledger": {"customHttpHeaders": ["Cookie"]}}}
	found := rule.deny with input as tenant
	{[violation.at, violation.identity, violation.message] | some violation in found} == {[
		["ExternalDataSource", "Archive", "customHttpHeaders", "Authorization", "headerFieldValue"],
		{"type": "ExternalDataSource", "name": "Archive", "setting": "customHttpHeaders.Authorization"},
		"The value of Authorization of the external data source \"Archive\" stands in the export.",
	]}
}

test_placeholders_are_a_parameter if {
	tenant := _credential("injected-by-jenkins")
	count(rule.deny) == 1 with input as tenant
	params := {"placeholders": ["^injected-by-"]}
	count(rule.deny) == 0 with input as tenant with data.tenantlint.params["SF-DATA-003"] as params
}
