# METADATA
# title: Risky file type runs in the browser
# scope: package
# description: |
#   HTML, SVG and their like can hold scripts. If such a file opens in the browser instead of being saved, its
#   scripts run in the reader's session, on an address of the company: whoever may upload a file can so act as
#   whoever opens it. HYBRID does this for attachments and documents.
#
#   Judged are the file types that Salesforce calls a security risk, by its own mark in the export and by its
#   documented list, for files and for CMS content. Any behaviour but DOWNLOAD is reported. Where the behaviour of
#   file types was not exported, or a risky type does not state one, it is reported as not judged.
# related_resources:
#   - ref: https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_fileuploadanddownloadsecuritysettings.htm
#     description: "Metadata API: FileUploadAndDownloadSecuritySettings"
#   - ref: https://cheatsheetseries.owasp.org/cheatsheets/File_Upload_Cheat_Sheet.html
#     description: "OWASP: File Upload Cheat Sheet"
# custom:
#   id: SF-FILE-002
#   severity: high
#   family: integrity
#   types: [Settings]
#   unit: a file type
#   remediation: |
#     Setup > File Upload and Download Security > Edit: set the download behavior of the file type to Download,
#     or set behavior to DOWNLOAD in the settings "FileUploadAndDownloadSecurity".
#   frameworks:
#     CIS8: ["9.6"]
#     HC: ["hybridSecurityRiskFileTypes"]
#     ISO27001: ["A.8.7", "A.8.26"]
#     NISTCSF2: ["PR.PS-01"]
package tenantlint.salesforce.risky_file_types_run_in_browser

import data.tenantlint.salesforce.data.risky_file_types as risky
import data.tenantlint.salesforce.lib.paths
import data.tenantlint.salesforce.lib.settings

deny contains violation if {
	some [list, name, entry] in _entries
	is_string(entry.behavior)
	behavior := upper(entry.behavior)
	behavior != "DOWNLOAD"
	setting := array.concat(_path(list), [name, "behavior"])
	violation := {
		"message": sprintf("Uploaded %s files may run in the reader's browser (%s).", [name, behavior]),
		"at": setting,
		"identity": {"list": list, "fileType": name},
		"fixes": settings.set(sprintf("Save %s files instead of opening them", [name]), true, setting, "DOWNLOAD"),
	}
}

not_evaluated contains gap if {
	some [list, name, entry] in _entries
	object.get(entry, "behavior", null) == null
	gap := {
		"message": sprintf("Settings.FileUploadAndDownloadSecurity does not state the behavior of %s files.", [name]),
		"at": array.concat(_path(list), [name, "behavior"]),
	}
}

not_evaluated contains gap if {
	some gap in settings.gaps(input, [_path("dispositions")])
}

_path(list) := ["Settings", "FileUploadAndDownloadSecurity", list]

_entries contains item if {
	some list in ["dispositions", "cmsDispositions"]
	some name, entry in paths.object_at(input.Settings.FileUploadAndDownloadSecurity, list)
	is_object(entry)
	_risky(name, entry)
	item := [list, name, entry]
}

_risky(name, _) if upper(name) in risky.file_types

_risky(_, entry) if entry.securityRiskFileType == true
