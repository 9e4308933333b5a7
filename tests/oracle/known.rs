//! What the policies are known to answer otherwise than the platform's documentation says, each with
//! the smallest tenant that shows it.
//!
//! An entry goes as soon as the policies are right: the test of these tenants fails then.

/// What the policies are known to answer otherwise than the platform's documentation says. The
/// oracle can imitate each, so that everything else is still compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Known {
    /// A permission set that is muted in one site's group is not where another site has it direct.
    MutingElsewhere,
    /// The name fields of standard objects are known by one spelling only.
    NameFieldsByCase,
    /// A stated nickname does not replace the site's name.
    FullNameBesideNickname,
    /// Fields without field-level security are left out: required ones and master-detail.
    FieldsWithoutSecurity,
    /// View All Fields opens no fields.
    ViewAllFields,
    /// Fields that only a permission set without read on the object opens are left out.
    FieldsOfOtherHolders,
    /// A profile that `runtime` gives to one site is still taken for another's by its name.
    StatedProfilesOfOthers,
    /// A muting permission set mutes only what it spells as the permission set does.
    MutingByCase,
}

/// All of them.
pub(crate) const ALL: [Known; 8] = [
    Known::MutingElsewhere,
    Known::NameFieldsByCase,
    Known::FullNameBesideNickname,
    Known::FieldsWithoutSecurity,
    Known::ViewAllFields,
    Known::FieldsOfOtherHolders,
    Known::StatedProfilesOfOthers,
    Known::MutingByCase,
];

/// A tenant on which only this difference shows, its date of judgement first.
pub(crate) fn example(known: Known) -> (&'static str, &'static str) {
    match known {
        Known::MutingElsewhere => (
            "2026-11-01",
            r"platform: salesforce
CustomSite: {Elm: {active: true, masterLabel: Elm}, Oak: {active: false, masterLabel: Oak}}
runtime: {guestUsers: {Elm: {permissionSetGroups: [Bundle]}, Oak: {permissionSets: [Readers]}}}
SharingRules: {Shop__c: {sharingGuestRules: {All: {sharedTo: {guestUser: [Elm]}}}}}
Profile: {Elm Profile: {userLicense: Guest, objectPermissions: {}}}
PermissionSet: {Readers: {objectPermissions: {Shop__c: {allowRead: true}}}}
PermissionSetGroup: {Bundle: {permissionSets: [Readers], mutingPermissionSets: [Muted]}}
MutingPermissionSet: {Muted: {objectPermissions: {Shop__c: {allowRead: true}}}}
CustomObject: {Shop__c: {sharingModel: Private}}
",
        ),
        Known::NameFieldsByCase => (
            "2026-11-01",
            r"platform: salesforce
CustomSite: {Elm: {active: true, masterLabel: Elm}}
SharingRules: {Account: {sharingGuestRules: {All: {sharedTo: {guestUser: [Elm]}}}}}
Profile: {Elm Profile: {userLicense: Guest, objectPermissions: {account: {allowRead: true}}}}
CustomObject: {Account: {sharingModel: Private}}
",
        ),
        Known::FullNameBesideNickname => (
            "2026-11-01",
            r"platform: salesforce
CustomSite: {Elm: {active: true, masterLabel: Elm}}
runtime: {guestUsers: {Elm: {nickname: elm1}}}
SharingRules: {Shop__c: {sharingGuestRules: {All: {sharedTo: {guestUser: [Elm]}}}}}
Profile: {Elm Profile: {userLicense: Guest, objectPermissions: {Shop__c: {allowRead: true}}}}
CustomObject: {Shop__c: {sharingModel: Private}}
",
        ),
        Known::FieldsWithoutSecurity => (
            "2026-11-01",
            r"platform: salesforce
CustomSite: {Elm: {active: true, masterLabel: Elm}}
SharingRules: {Shop__c: {sharingGuestRules: {All: {sharedTo: {guestUser: [Elm]}}}}}
Profile: {Elm Profile: {userLicense: Guest, objectPermissions: {Shop__c: {allowRead: true}}}}
CustomObject: {Shop__c: {sharingModel: Private, fields: {Owner_Email__c: {type: Email, required: true}}}}
",
        ),
        Known::ViewAllFields => (
            "2026-11-01",
            r"platform: salesforce
CustomSite: {Elm: {active: true, masterLabel: Elm}}
SharingRules: {Shop__c: {sharingGuestRules: {All: {sharedTo: {guestUser: [Elm]}}}}}
Profile: {Elm Profile: {userLicense: Guest, objectPermissions: {Shop__c: {allowRead: true, viewAllFields: true}}}}
CustomObject: {Shop__c: {sharingModel: Private, fields: {Owner_Email__c: {type: Email}}}}
",
        ),
        Known::FieldsOfOtherHolders => (
            "2026-11-01",
            r"platform: salesforce
CustomSite: {Elm: {active: true, masterLabel: Elm}}
runtime: {guestUsers: {Elm: {permissionSets: [Columns]}}}
SharingRules: {Shop__c: {sharingGuestRules: {All: {sharedTo: {guestUser: [Elm]}}}}}
Profile: {Elm Profile: {userLicense: Guest, objectPermissions: {Shop__c: {allowRead: true}}}}
PermissionSet: {Columns: {fieldPermissions: {Shop__c.Phone__c: {readable: true}}}}
CustomObject: {Shop__c: {sharingModel: Private, fields: {Phone__c: {type: Phone}}}}
",
        ),
        Known::StatedProfilesOfOthers => (
            "2026-11-01",
            r"platform: salesforce
CustomSite: {Elm: {active: true, masterLabel: Elm}, Help: {active: false, masterLabel: Help}}
runtime: {guestUsers: {Help: {profile: Elm Help Visitors}}}
SharingRules: {Shop__c: {sharingGuestRules: {All: {sharedTo: {guestUser: [Elm]}}}}}
Profile: {Elm Help Visitors: {userLicense: Guest, objectPermissions: {Shop__c: {allowRead: true}}}}
CustomObject: {Shop__c: {sharingModel: Private}}
",
        ),
        Known::MutingByCase => (
            "2026-11-01",
            r"platform: salesforce
CustomSite: {Elm: {active: true, masterLabel: Elm}}
runtime: {guestUsers: {Elm: {permissionSetGroups: [Bundle]}}}
SharingRules: {Shop__c: {sharingGuestRules: {All: {sharedTo: {guestUser: [Elm]}}}}}
Profile: {Elm Profile: {userLicense: Guest, objectPermissions: {}}}
PermissionSet: {Readers: {objectPermissions: {shop__c: {allowRead: true}}}}
PermissionSetGroup: {Bundle: {permissionSets: [Readers], mutingPermissionSets: [Muted]}}
MutingPermissionSet: {Muted: {objectPermissions: {Shop__c: {allowRead: true}}}}
CustomObject: {Shop__c: {sharingModel: Private}}
",
        ),
    }
}
