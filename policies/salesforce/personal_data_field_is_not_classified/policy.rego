# METADATA
# title: Personal-data field is not classified
# scope: package
# description: |
#   A classification tells everybody who builds reports, sites and integrations how a field must be handled, and lets tools
#   find the fields that hold personal data. Where it is missing, that knowledge is in people's heads.
#
#   A field is recognised by its type, its name and its label in English or Japanese; names of companies and shops and
#   figures of sales are left out. It is classified if it states a data sensitivity level or a compliance category other
#   than "None". The parameters name_patterns and field_categories of the access model tell of further fields, and
#   field_categories of those that are recognised wrongly. Objects that were not exported are reported as not judged.
# related_resources:
#   - ref: https://developer.salesforce.com/docs/platform/object-reference/references/standard-objects/object-fieldsecurityclassification.html
#     description: "Object Reference: FieldSecurityClassification"
#   - ref: https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/customfield.htm
#     description: "Metadata API: CustomField, securityClassification and complianceGroup"
#   - ref: https://docs.securitybenchmark.org/controls-at-a-glance.html
#     description: "Security Benchmark for Salesforce: SBS-DATA-002"
# custom:
#   id: SF-DATA-001
#   severity: info
#   family: governance
#   types: [CustomObject]
#   unit: a field
#   remediation: |
#     Setup > Object Manager > the object > Fields & Relationships > the field > Edit: choose a Data Sensitivity Level and
#     the Compliance Categorization; securityClassification and complianceGroup of the field.
#   frameworks:
#     CIS8: ["3.2", "3.7"]
#     NISTCSF2: ["ID.AM-07"]
#     ISO27001: ["A.5.12"]
#     SBS: ["SBS-DATA-002"]
package tenantlint.salesforce.personal_data_field_is_not_classified

import data.tenantlint.salesforce.lib.categories
import data.tenantlint.salesforce.lib.paths

deny contains violation if {
	some key, found in categories.of_all(_fields, data.tenantlint.params.salesforce)
	kinds := found - _of_companies
	count(kinds) > 0
	[object_name, field, meta] := _fields[key]
	not _classified(meta)
	violation := {
		"message": sprintf("The field %s.%s holds %s and is not classified.", [object_name, field, concat(" and ", sort(kinds))]),
		"at": ["CustomObject", object_name, "fields", field, "type"],
		"identity": {"object": object_name, "field": field},
	}
}

not_evaluated contains gap if {
	not paths.covered(input, "CustomObject")
	gap := {"message": "CustomObject was not exported.", "at": ["CustomObject"]}
}

_fields := {[object_name, name]: [object_name, name, meta] |
	some object_name, settings in paths.object_at(input, "CustomObject")
	some name, meta in paths.object_at(settings, "fields")
}

_of_companies := {"company name", "shop name", "sales information"}

_classified(meta) if {
	is_string(meta.securityClassification)
	meta.securityClassification != ""
}

_classified(meta) if {
	is_string(meta.complianceGroup)
	some tag in split(lower(meta.complianceGroup), ";")
	not trim_space(tag) in {"", "none"}
}
