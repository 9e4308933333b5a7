# METADATA
# title: What data anonymous visitors read
# description: |
#   A further part of what is known of guests, apart from lib/access, since it costs as much and few rules ask for it.
#   kinds[folded object][folded field]: set of the data categories of a field that some guest_read of lib/access reads, with
#   those that its formula carries from other objects.
# custom:
#   evaluate: once
#   types: [Profile, PermissionSet, PermissionSetGroup, MutingPermissionSet, CustomSite, CustomObject]
package tenantlint.salesforce.lib.data_read

import data.tenantlint.salesforce.lib.columns

kinds := columns.kinds(objects) if {
	objects := columns.objects
}
