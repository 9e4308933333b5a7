# METADATA
# title: Profile policy weaker than the org
# scope: package
# description: |
#   A profile with a password policy of its own no longer follows the organisation's, not even where that is tightened later:
#   its users keep shorter or simpler passwords, more tries or shorter lockouts than everybody believes to be in force.
#
#   Each setting of a ProfilePasswordPolicy is compared with the same setting of Settings.Security; special characters, upper and
#   lower case, or any three kinds of characters count alike. Left out are policies that are disabled, and those of guest
#   profiles, whose users have no password. Where either side is missing or not a known value, the setting is reported as not
#   judged.
# related_resources:
#   - ref: https://help.salesforce.com/s/articleView?id=platform.users_profiles_password_policies_ref.htm&type=5
#     description: "Salesforce Help: Password Policy Fields in Profiles"
#   - ref: https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_profilepasswordpolicy.htm
#     description: "Metadata API: ProfilePasswordPolicy"
#   - ref: https://developer.salesforce.com/docs/platform/api-metadata/references/meta-types/metadata-securitysettings.html
#     description: "Metadata API: SecuritySettings, PasswordPolicies"
# custom:
#   id: SF-PWD-008
#   severity: medium
#   family: password
#   types: [ProfilePasswordPolicy, Settings, Profile, CustomSite]
#   unit: a profile's password policy and a setting
#   remediation: |
#     Setup > Profiles > the profile > Password Policies > Edit: set what the organisation's policy (Setup > Password Policies)
#     asks for, or more, or set the field of the ProfilePasswordPolicy accordingly.
#   frameworks:
#     CIS8: ["4.1", "5.2"]
#     NISTCSF2: ["PR.AA-01"]
#     ISO27001: ["A.5.17", "A.8.5"]
package tenantlint.salesforce.profile_weakens_password_policy

import data.tenantlint.salesforce.data.security_scales as tables
import data.tenantlint.salesforce.lib.access
import data.tenantlint.salesforce.lib.paths
import data.tenantlint.salesforce.lib.scales
import data.tenantlint.salesforce.lib.settings

deny contains violation if {
	some name, profile in _policies
	some field, entry in tables.profile
	own := _own(name, field)
	org := settings.value(input, _org(entry))
	scales.weaker(_scale(entry), own, org)
	setting := ["ProfilePasswordPolicy", name, field]
	violation := {
		"message": sprintf("The password policy of the profile \"%s\" is weaker than the organisation's: %s is %v instead of %v.", [profile, field, own, org]),
		"at": setting,
		"identity": {"policy": name, "setting": field},
		"related": [{"at": _org(entry), "message": sprintf("the organisation's policy says %v", [org])}],
		"fixes": settings.set(sprintf("Set %s to what the organisation's policy asks for", [field]), false, setting, _code(entry, org)),
	}
}

not_evaluated contains gap if {
	not paths.covered(input, "ProfilePasswordPolicy")
	gap := {"message": "ProfilePasswordPolicy was not exported.", "at": ["ProfilePasswordPolicy"]}
}

not_evaluated contains gap if {
	count(_policies) > 0
	some entry in tables.profile
	some gap in scales.gaps(input, _org(entry), _scale(entry))
}

not_evaluated contains gap if {
	some name, profile in _policies
	some field, _ in tables.profile
	not _stated[name][field]
	gap := {
		"message": sprintf("The password policy of the profile \"%s\" states no known value for %s.", [profile, field]),
		"at": ["ProfilePasswordPolicy", name, field],
	}
}

# The policies that somebody logs in under, with the names of their profiles.
_policies[name] := profile if {
	some name, policy in paths.object_at(input, "ProfilePasswordPolicy")
	not policy.isDisabled == true
	profile := _profile(policy, name)
	not lower(profile) in _guests
}

_guests := {lower(name) | some name in access.guest_profiles}

_profile(policy, name) := _decoded(policy.profile) if {
	is_string(policy.profile)
} else := name

# The Metadata API writes the names of some profiles as in an address: "Custom%3A Sales Profile".
_decoded(name) := urlquery.decode(replace(name, "+", "%2B")) if {
	regex.match(`^([^%]|%[0-9A-Fa-f][0-9A-Fa-f])*$`, name)
} else := name

_org(entry) := ["Settings", "Security", "passwordPolicies", entry.replaces]

_scale(entry) := object.get(tables, entry.replaces, {})

# What a policy says, in the organisation's words.
_own(name, field) := value if {
	value := tables.profile[field].values[sprintf("%v", [input.ProfilePasswordPolicy[name][field]])]
} else := number if {
	not tables.profile[field].values
	number := input.ProfilePasswordPolicy[name][field]
	is_number(number)
}

_stated[name][field] := true if {
	some name, _ in _policies
	some field, _ in tables.profile
	_own(name, field)
}

# The number that means it in a profile's policy.
_code(entry, org) := to_number(code) if {
	some code, value in entry.values
	value == org
} else := scales.rank({}, org)
