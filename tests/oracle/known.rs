//! What the policies are known to answer otherwise than the platform's documentation says, each with
//! the smallest tenant that shows it.
//!
//! An entry goes as soon as the policies are right: the test of these tenants fails then.

/// What the policies are known to answer otherwise than the platform's documentation says. The
/// oracle can imitate each, so that everything else is still compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Known {
    /// Code that queries a parent is taken to open the rows of what hangs on it.
    CodeOnParents,
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
    /// Where the external sharing model is off, a stated external default still counts.
    DefaultWhileOff,
    /// A profile that `runtime` gives to one site is still taken for another's by its name.
    StatedProfilesOfOthers,
    /// A custom object whose sharing model is not stated is taken to follow no parent.
    ModelNotStated,
    /// A muting permission set mutes only what it spells as the permission set does.
    MutingByCase,
    /// A parent that the export lacks is taken to follow no parent of its own.
    MissingParents,
    /// Of a parent's own parents, one that is open is enough.
    OneGrandparent,
    /// Before Winter '21 a default that the export lacks leaves a record unknown, be it the detail's own
    /// or that of a second master, although a master is closed.
    DefaultsOfDetails,
    /// Whether a standard object follows an open parent is asked of all sites at once.
    DoubtsOfOtherSites,
}

/// All of them.
pub(crate) const ALL: [Known; 15] = [
    Known::CodeOnParents,
    Known::MutingElsewhere,
    Known::NameFieldsByCase,
    Known::FullNameBesideNickname,
    Known::FieldsWithoutSecurity,
    Known::ViewAllFields,
    Known::FieldsOfOtherHolders,
    Known::DefaultWhileOff,
    Known::StatedProfilesOfOthers,
    Known::ModelNotStated,
    Known::MutingByCase,
    Known::MissingParents,
    Known::OneGrandparent,
    Known::DefaultsOfDetails,
    Known::DoubtsOfOtherSites,
];

/// A tenant on which only this difference shows, its date of judgement first.
pub(crate) fn example(known: Known) -> (&'static str, &'static str) {
    match known {
        Known::CodeOnParents => (
            "2026-11-01",
            r"platform: salesforce
CustomSite: {Elm: {active: true, masterLabel: Elm}}
SharingRules: {}
Profile: {Elm Profile: {userLicense: Guest, classAccesses: {Find: true}, objectPermissions: {Visit__c: {allowRead: true}}}}
CustomObject:
  Shop__c: {sharingModel: Private}
  Visit__c: {sharingModel: ControlledByParent, fields: {Master__c: {type: MasterDetail, referenceTo: Shop__c}}}
ApexClass: {Find: {apiVersion: 60.0, sharing: without, methods: {find: {access: public, auraEnabled: true}}, queries: [{object: Shop__c}]}}
",
        ),
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
        Known::DefaultWhileOff => (
            "2020-06-30",
            r"platform: salesforce
CustomSite: {Elm: {active: true, masterLabel: Elm}}
SharingRules: {}
Profile: {Elm Profile: {userLicense: Guest, objectPermissions: {Shop__c: {allowRead: true}}}}
CustomObject: {Shop__c: {sharingModel: ReadWrite, externalSharingModel: Private}}
Settings: {Sharing: {enableExternalSharingModel: false}}
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
        Known::ModelNotStated => (
            "2026-11-01",
            r"platform: salesforce
CustomSite: {Elm: {active: true, masterLabel: Elm}}
SharingRules: {}
Profile: {Elm Profile: {userLicense: Guest, objectPermissions: {Shop__c: {allowRead: true}}}}
CustomObject: {Shop__c: {fields: {Phone__c: {type: Phone}}}}
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
        Known::MissingParents => (
            "2026-11-01",
            r"platform: salesforce
CustomSite: {Elm: {active: true, masterLabel: Elm}}
SharingRules: {}
Profile: {Elm Profile: {userLicense: Guest, objectPermissions: {Visit__c: {allowRead: true}}}}
CustomObject: {Visit__c: {sharingModel: ControlledByParent, fields: {Master__c: {type: MasterDetail, referenceTo: pkg__Shop__c}}}}
",
        ),
        Known::OneGrandparent => (
            "2026-11-01",
            r"platform: salesforce
CustomSite: {Elm: {active: true, masterLabel: Elm}}
SharingRules: {Region__c: {sharingGuestRules: {All: {sharedTo: {guestUser: [Elm]}}}}}
Profile: {Elm Profile: {userLicense: Guest, objectPermissions: {Visit__c: {allowRead: true}, Photo__c: {allowRead: true}}}}
CustomObject:
  Region__c: {sharingModel: Private}
  Shop__c: {sharingModel: Private}
  Visit__c: {sharingModel: ControlledByParent, fields: {A__c: {type: MasterDetail, referenceTo: Shop__c}, B__c: {type: MasterDetail, referenceTo: Region__c}}}
  Photo__c: {sharingModel: ControlledByParent, fields: {Master__c: {type: MasterDetail, referenceTo: Visit__c}}}
",
        ),
        Known::DoubtsOfOtherSites => (
            "2026-11-01",
            r"platform: salesforce
CustomSite: {Elm: {active: true, masterLabel: Elm}, Oak: {active: true, masterLabel: Oak}}
runtime: {guestUsers: {Elm: {profile: Visitors}, Oak: {profile: Visitors}}}
SharingRules: {Account: {sharingGuestRules: {All: {sharedTo: {guestUser: [Elm]}}}}}
Profile: {Visitors: {userLicense: Guest, objectPermissions: {Contact: {allowRead: true}}}}
CustomObject: {Account: {sharingModel: Private}}
",
        ),
        Known::DefaultsOfDetails => (
            "2020-06-30",
            r"platform: salesforce
CustomSite: {Elm: {active: true, masterLabel: Elm}}
SharingRules: {}
Profile: {Elm Profile: {userLicense: Guest, objectPermissions: {Visit__c: {allowRead: true}}}}
CustomObject:
  Shop__c: {sharingModel: Private, externalSharingModel: Private}
  Visit__c: {sharingModel: ControlledByParent, fields: {A__c: {type: MasterDetail, referenceTo: Shop__c}, B__c: {type: MasterDetail, referenceTo: Account}}}
",
        ),
    }
}
