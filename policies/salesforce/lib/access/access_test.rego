package tenantlint.salesforce.lib.access_test

import data.tenantlint.salesforce.lib.access

_guest := {"userLicense": "guest user license"}

_sites(labels) := {name: {"active": true, "masterLabel": label} | some name, label in labels}

test_a_guest_is_one_by_licence if {
	tenant := {"Profile": {"A": _guest, "B": {"userLicense": "Guest", "custom": true}, "C": {"userLicense": "Salesforce"}, "Guest": {"userLicense": "Guest"}, "D": {}}}
	access.guest_profiles == {"A", "B"} with input as tenant
}

test_the_order_of_evidence if {
	base := {"CustomSite": {"Shop": {"active": true, "masterLabel": "Shop", "guestProfile": "By Site"}}, "Profile": {"Shop Profile": _guest, "By Site": _guest, "By Runtime": _guest, "By Mapping": _guest}}
	access.sites.Shop.profile == "By Site" with input as base
	runtime := object.union(base, {"runtime": {"guestUsers": {"shop": {"profile": "by runtime"}}}})
	access.sites.Shop.profile == "By Runtime" with input as runtime
	access.sites.Shop.profile == "By Mapping" with input as runtime with data.tenantlint.params.salesforce.site_profiles as {"SHOP": "By Mapping"}
}

test_evidence_for_a_profile_that_is_missing_is_not_passed_over if {
	tenant := {"CustomSite": {"Shop": {"active": true, "masterLabel": "Shop"}}, "Profile": {"Shop Profile": _guest}, "runtime": {"guestUsers": {"Shop": {"profile": "Gone"}}}}
	access.sites.Shop.profile == "" with input as tenant
}

test_a_similar_name_has_to_be_the_only_one if {
	one := {"CustomSite": _sites({"Shop": "Shop"}), "Profile": {"Shop Guest Profile": _guest, "Shopper Profile": _guest}}
	access.sites.Shop.profile == "Shop Guest Profile" with input as one
	two := object.union(one, {"Profile": {"Shop Visitors": _guest}})
	access.sites.Shop.profile == "" with input as two
	leading := object.union(one, {"Profile": {"Profil Shop": _guest}})
	access.sites.Shop.profile == "Shop Guest Profile" with input as leading
}

test_a_profile_that_another_site_owns_is_not_taken if {
	tenant := {"CustomSite": _sites({"Shop": "Shop", "Shop_Japan": "Shop Japan"}), "Profile": {"Shop Japan Profile": _guest}}
	access.sites.Shop.profile == "" with input as tenant
	access.sites.Shop_Japan.profile == "Shop Japan Profile" with input as tenant
}

test_a_network_belongs_to_its_site_in_any_case if {
	tenant := {"CustomSite": _sites({"Shop": "Shop"}), "Network": {"Shop": {"site": "sHOP"}}}
	access.sites.Shop.networks == {"Shop"} with input as tenant
}

test_controlled_by_parent_in_a_circle_ends if {
	_parent := {"sharingModel": "ControlledByParent"}
	tenant := {
		"coverage": {"types": {"SharingRules": true}},
		"CustomSite": _sites({"Shop": "Shop"}),
		"CustomObject": {
			"A__c": object.union(_parent, {"fields": {"B__c": {"type": "MasterDetail", "referenceTo": "B__c"}}}),
			"B__c": object.union(_parent, {"fields": {"A__c": {"type": "MasterDetail", "referenceTo": "A__c"}}}),
		},
		"Profile": {"Shop Profile": {"userLicense": "Guest", "objectPermissions": {"A__c": {"allowRead": true}}}},
	}
	access.exposures == set() with input as tenant
}

test_the_external_default if {
	objects := {"A": {"externalSharingModel": "Read"}, "B": {"sharingModel": "ReadWrite"}, "C": {"sharingModel": "Private"}, "D": {"sharingModel": "ReadWrite", "externalSharingModel": "Private"}}
	tenant := {"CustomObject": objects}
	found := access.external_defaults with input as tenant
	{key: entry.open | some key, entry in found} == {"a": true, "c": false, "d": false}
	off := object.union(tenant, {"Settings": {"Sharing": {"enableExternalSharingModel": false}}})
	without := access.external_defaults with input as off
	{key: entry.open | some key, entry in without} == {"a": true, "b": true, "c": false, "d": false}
}

test_an_empty_tenant_has_nothing if {
	tenant := {}
	access.exposures == set() with input as tenant
	access.unknown_rows == set() with input as tenant
	access.guest_profiles == set() with input as tenant
}
