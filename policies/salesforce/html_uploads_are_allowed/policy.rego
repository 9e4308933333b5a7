# METADATA
# title: HTML uploads allowed
# scope: package
# description: |
#   An HTML file that was uploaded as an attachment or document and is opened from there runs its scripts in the
#   reader's browser, on an address of the company. Whoever may attach a file can so act as whoever opens it.
#
#   Where the settings do not state it, it is reported as not judged.
# related_resources:
#   - ref: https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_fileuploadanddownloadsecuritysettings.htm
#     description: "Metadata API: FileUploadAndDownloadSecuritySettings"
#   - ref: https://cheatsheetseries.owasp.org/cheatsheets/File_Upload_Cheat_Sheet.html
#     description: "OWASP: File Upload Cheat Sheet"
# custom:
#   id: SF-FILE-001
#   severity: medium
#   family: integrity
#   types: [Settings]
#   unit: a setting
#   remediation: |
#     Setup > File Upload and Download Security > Edit: select "Don't allow HTML uploads as attachments or
#     document records", or set noHtmlUploadAsAttachment to true in the settings
#     "FileUploadAndDownloadSecurity".
#   frameworks:
#     CIS8: ["9.6"]
#     HC: ["hybridSecurityRiskFileTypes"]
#     ISO27001: ["A.8.7", "A.8.26"]
#     NISTCSF2: ["PR.PS-01"]
package tenantlint.salesforce.html_uploads_are_allowed

import data.tenantlint.salesforce.lib.settings

deny contains violation if {
	settings.value(input, _setting) == false
	violation := {
		"message": "HTML files may be uploaded as attachments and documents.",
		"at": _setting,
		"identity": {"setting": settings.name(_setting)},
		"fixes": settings.set("Refuse HTML files as attachments and documents", false, _setting, true),
	}
}

not_evaluated contains gap if {
	some gap in settings.gaps(input, [_setting])
}

_setting := ["Settings", "FileUploadAndDownloadSecurity", "noHtmlUploadAsAttachment"]
