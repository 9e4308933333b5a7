package tenantlint.salesforce.risky_file_types_run_in_browser_test

import data.tenantlint.examples
import data.tenantlint.salesforce.risky_file_types_run_in_browser as rule

_place(list, name) := ["Settings", "FileUploadAndDownloadSecurity", list, name, "behavior"]

_tenant(settings) := {"Settings": {"FileUploadAndDownloadSecurity": settings}}

test_bad if {
	tenant := examples["bad.yaml"]
	found := rule.deny with input as tenant
	{[violation.at, violation.identity] | some violation in found} == {
		[_place("dispositions", "SVG"), {"list": "dispositions", "fileType": "SVG"}],
		[_place("dispositions", "HTML"), {"list": "dispositions", "fileType": "HTML"}],
		[_place("cmsDispositions", "XML"), {"list": "cmsDispositions", "fileType": "XML"}],
	}
	every violation in found {
		[[fix.safe, fix.edits] | some fix in violation.fixes] == [[true, [{"op": "set", "at": violation.at, "value": "DOWNLOAD"}]]]
	}
	count(rule.not_evaluated) == 0 with input as tenant
}

test_good if {
	every name in ["good.yaml"] {
		tenant := examples[name]
		count(rule.deny) == 0 with input as tenant
		count(rule.not_evaluated) == 0 with input as tenant
	}
}

test_the_mark_and_the_list_each_make_a_type_risky if {
	marked := _tenant({"dispositions": {"NEWTYPE": {"behavior": "HYBRID", "securityRiskFileType": true}}})
	count(rule.deny) == 1 with input as marked
	listed := _tenant({"dispositions": {"Webview": {"behavior": "Execute", "securityRiskFileType": false}}})
	count(rule.deny) == 1 with input as listed
	neither := _tenant({"dispositions": {"PDF": {"behavior": "EXECUTE"}}})
	count(rule.deny) == 0 with input as neither
}

test_every_documented_type_is_risky if {
	names := ["EXE", "FLASH", "HTML", "RFC822", "SVG", "TXML", "UNKNOWN", "WEBVIEW", "XHTML", "XML"]
	tenant := _tenant({"dispositions": {name: {"behavior": "HYBRID"} | some name in names}})
	count(rule.deny) == 10 with input as tenant
}

test_the_case_of_a_behavior_does_not_count if {
	tenant := _tenant({"dispositions": {"HTML": {"behavior": "Download"}}})
	count(rule.deny) == 0 with input as tenant
}

test_a_risky_type_without_a_behavior_is_not_judged if {
	tenant := _tenant({"dispositions": {"HTML": {"securityRiskFileType": true}, "SVG": {"behavior": null}, "PDF": {}, "XML": null}})
	count(rule.deny) == 0 with input as tenant
	gaps := rule.not_evaluated with input as tenant
	{gap.at | some gap in gaps} == {_place("dispositions", "HTML"), _place("dispositions", "SVG")}
	{gap.message | some gap in gaps} == {
		"Settings.FileUploadAndDownloadSecurity does not state the behavior of HTML files.",
		"Settings.FileUploadAndDownloadSecurity does not state the behavior of SVG files.",
	}
}

test_settings_that_were_not_exported_are_not_judged if {
	missing := {"Settings": {}}
	gaps := rule.not_evaluated with input as missing
	{gap.at | some gap in gaps} == {["Settings", "FileUploadAndDownloadSecurity"]}
	unstated := _tenant({"noHtmlUploadAsAttachment": true})
	unstated_gaps := rule.not_evaluated with input as unstated
	{gap.at | some gap in unstated_gaps} == {["Settings", "FileUploadAndDownloadSecurity", "dispositions"]}
}
