# METADATA
# title: Who logs in with a licence
# description: |
#   kind(licence) tells who logs in with a user licence, by its name in any case: "guest", "external" (people from outside
#   who log in), "integration" (programs), "employee", or "unknown" for an empty name. The table is data/licences.yaml.
package tenantlint.salesforce.lib.licence

import data.tenantlint.salesforce.data.licences as tables

kind(value) := "unknown" if {
	value == ""
} else := "guest" if {
	lower(value) in tables.guest
} else := "employee" if {
	_has_part(value, tables.internal)
} else := "external" if {
	_has_part(value, array.concat(tables.external, tables.external_too))
} else := "integration" if {
	_has_part(value, tables.integration)
} else := "employee"

_has_part(value, parts) if {
	some part in parts
	contains(lower(value), part)
}
