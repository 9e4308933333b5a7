# METADATA
# title: Privileged profile without high-assurance session
# scope: package
# description: |
#   Users of this profile read or change everything (View All Data or Modify All Data). Unless the profile requires a session
#   of high assurance, a login with less than multi-factor authentication is enough for that, by whatever way it is still
#   open: single sign-on without a second factor, a waiver, a setting that somebody turned off.
#
#   Profiles are judged that hold one of the two permissions, the administrators' too; guest profiles are left out. Where
#   ProfileSessionSetting was exported and holds nothing for a profile, the profile requires nothing.
# related_resources:
#   - ref: https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_profilesessionsetting.htm
#     description: "Metadata API: ProfileSessionSetting, requiredSessionLevel"
#   - ref: https://help.salesforce.com/apex/HTViewHelpDoc?id=xcloud.security_mfa_exclude_exempt_users.htm
#     description: "Salesforce Help: who may log in without MFA"
# custom:
#   id: SF-PERM-012
#   severity: medium
#   family: mfa
#   types: [Profile, ProfileSessionSetting]
#   unit: a profile
#   remediation: |
#     Setup > Profiles > the profile > Session Settings > Session Security Level Required at Login: High Assurance, or set
#     requiredSessionLevel to HIGH_ASSURANCE in its ProfileSessionSetting. In Setup > Session Settings > Session Security Levels,
#     Multi-Factor Authentication has to be among those of high assurance.
#   frameworks:
#     CIS8: ["6.5"]
#     NISTCSF2: ["PR.AA-03"]
#     ISO27001: ["A.8.2", "A.8.5"]
#     HC: ["Identity.mfaEnabled"]
package tenantlint.salesforce.privileged_profile_needs_no_strong_session

import data.tenantlint.salesforce.lib.grants
import data.tenantlint.salesforce.lib.paths
import data.tenantlint.salesforce.lib.privileges

deny contains violation if {
	paths.covered(input, "ProfileSessionSetting")
	some holder, granted in _privileged
	stated := {setting | some setting in _settings[lower(holder.name)]}
	count([level | some [_, level] in stated; level == "HIGH_ASSURANCE"]) == 0
	places := array.concat([["ProfileSessionSetting", name, "requiredSessionLevel"] | some [name, _] in stated], granted)
	violation := {
		"message": sprintf("Users of the profile \"%s\" read or change everything, and no high-assurance session is required of them.", [holder.name]),
		"at": places[0],
		"identity": grants.identity(holder, {}),
		"related": [{"at": place, "message": "the profile holds it"} | some place in array.slice(places, 1, count(places))],
	}
}

not_evaluated contains gap if some gap in grants.gaps(input, ["Profile"])

not_evaluated contains gap if {
	count(_privileged) > 0
	some gap in grants.gaps(input, ["ProfileSessionSetting"])
}

# By holder, the places of what makes it privileged.
_privileged[holder] := granted if {
	some permission in _permissions
	some holder in privileges.held[permission]
	holder.type == "Profile"
	holder.kind != "guest"
	granted := [grants.at(holder, right) | some right in _permissions; holder in privileges.held[right]]
}

# By folded name of a profile, [component, level].
_settings[key] contains setting if {
	some name, settings in paths.object_at(input, "ProfileSessionSetting")
	key := lower(settings.profile)
	setting := [name, object.get(settings, "requiredSessionLevel", "")]
}

_permissions := ["ModifyAllData", "ViewAllData"]
