# METADATA
# title: Reading parts of a tenant
# description: |
#   Functions that read a part of a value that may be missing or of another shape, so that a policy iterates only over
#   collections. object_at(value, key) is the object at the key, else {}. list_at(value, key) is the list at the key, a
#   single value as a list of one, else []. covered(tenant, type) holds where the export contains the section.
package tenantlint.salesforce.lib.paths

object_at(value, key) := found if {
	found := value[key]
	is_object(found)
} else := {}

list_at(value, key) := found if {
	found := value[key]
	is_array(found)
} else := [found] if {
	found := value[key]
	not is_null(found)
} else := []

covered(tenant, type) if tenant.coverage.types[type] == true
