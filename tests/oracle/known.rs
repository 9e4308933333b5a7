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
    /// An inner class that inherits sharing is taken to run with it, whoever calls it.
    InnerInherits,
    /// Fields that only a permission set without read on the object opens are left out.
    FieldsOfOtherHolders,
    /// A subflow that the export lacks is taken to be harmless.
    MissingSubflows,
    /// Where the external sharing model is off, a stated external default still counts.
    DefaultWhileOff,
    /// A profile that `runtime` gives to one site is still taken for another's by its name.
    StatedProfilesOfOthers,
    /// A custom object whose sharing model is not stated is taken to follow no parent.
    ModelNotStated,
    /// What a flow without sharing reads is taken for unknown where its subflow is not active.
    InactiveSubflows,
    /// A class whose base class the export lacks is judged as if it had none.
    MissingBaseClasses,
    /// A base class of a version that is safe by itself hides its keyword `without sharing`.
    BaseVersion,
    /// A muting permission set mutes only what it spells as the permission set does.
    MutingByCase,
    /// A parent that the export lacks is taken to follow no parent of its own.
    MissingParents,
    /// Of a parent's own parents, one that is open is enough.
    OneGrandparent,
    /// The sharing keyword of a base class's base class is not looked for.
    SecondBases,
    /// A subflow without a mode runs as the first flow of the chain, not as the one that calls it.
    ModeOfFirstFlow,
    /// Before Winter '21 a default that the export lacks leaves a record unknown, be it the detail's own
    /// or that of a second master, although a master is closed.
    DefaultsOfDetails,
    /// Run Flows is taken for harmless where the export has no flows.
    RunFlowsUnseen,
    /// Whether a standard object follows an open parent is asked of all sites at once.
    DoubtsOfOtherSites,
}

/// All of them.
pub(crate) const ALL: [Known; 23] = [
    Known::CodeOnParents,
    Known::MutingElsewhere,
    Known::NameFieldsByCase,
    Known::FullNameBesideNickname,
    Known::FieldsWithoutSecurity,
    Known::ViewAllFields,
    Known::InnerInherits,
    Known::FieldsOfOtherHolders,
    Known::MissingSubflows,
    Known::DefaultWhileOff,
    Known::StatedProfilesOfOthers,
    Known::ModelNotStated,
    Known::InactiveSubflows,
    Known::MissingBaseClasses,
    Known::BaseVersion,
    Known::MutingByCase,
    Known::MissingParents,
    Known::OneGrandparent,
    Known::SecondBases,
    Known::ModeOfFirstFlow,
    Known::DefaultsOfDetails,
    Known::RunFlowsUnseen,
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
        Known::InnerInherits => (
            "2026-11-01",
            r"platform: salesforce
CustomSite: {Elm: {active: true, masterLabel: Elm}}
SharingRules: {}
Profile: {Elm Profile: {userLicense: Guest, classAccesses: {Find: true}, objectPermissions: {Shop__c: {allowRead: true}}}}
CustomObject: {Shop__c: {sharingModel: Private}}
ApexClass:
  Find:
    apiVersion: 60.0
    sharing: without
    methods: {find: {access: public, auraEnabled: true}}
    classes: {Reader: {sharing: inherited, queries: [{object: Shop__c}]}}
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
        Known::MissingSubflows => (
            "2026-11-01",
            r"platform: salesforce
CustomSite: {Elm: {active: true, masterLabel: Elm}}
SharingRules: {}
Profile: {Elm Profile: {userLicense: Guest, flowAccesses: {Book: true}, objectPermissions: {Shop__c: {allowRead: true}}}}
CustomObject: {Shop__c: {sharingModel: Private}}
Flow: {Book: {processType: Flow, status: Active, subflows: {Call: {flowName: Find}}}}
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
        Known::InactiveSubflows => (
            "2026-11-01",
            r"platform: salesforce
CustomSite: {Elm: {active: true, masterLabel: Elm}}
SharingRules: {}
Profile: {Elm Profile: {userLicense: Guest, flowAccesses: {Book: true}, objectPermissions: {Shop__c: {allowRead: true}}}}
CustomObject: {Shop__c: {sharingModel: Private}}
Flow:
  Book: {processType: Flow, status: Active, runInMode: SystemModeWithoutSharing, subflows: {Call: {flowName: Find}}}
  Find: {processType: AutoLaunchedFlow, status: Draft}
",
        ),
        Known::MissingBaseClasses => (
            "2026-11-01",
            r"platform: salesforce
CustomSite: {Elm: {active: true, masterLabel: Elm}}
SharingRules: {}
Profile: {Elm Profile: {userLicense: Guest, classAccesses: {Find: true}, objectPermissions: {Shop__c: {allowRead: true}}}}
CustomObject: {Shop__c: {sharingModel: Private}}
ApexClass: {Find: {apiVersion: 60.0, sharing: none, extends: Base, methods: {find: {access: public, remoteAction: true}}, queries: [{object: Shop__c}]}}
",
        ),
        Known::BaseVersion => (
            "2026-11-01",
            r"platform: salesforce
CustomSite: {Elm: {active: true, masterLabel: Elm}}
SharingRules: {}
Profile: {Elm Profile: {userLicense: Guest, classAccesses: {Find: true}, objectPermissions: {Shop__c: {allowRead: true}}}}
CustomObject: {Shop__c: {sharingModel: Private}}
ApexClass:
  Base: {apiVersion: 67.0, sharing: without, methods: {help: {access: public}}}
  Find: {apiVersion: 60.0, sharing: none, extends: Base, methods: {find: {access: public, auraEnabled: true}}, queries: [{object: Shop__c}]}
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
        Known::RunFlowsUnseen => (
            "2020-11-01",
            r"platform: salesforce
CustomSite: {Elm: {active: true, masterLabel: Elm}}
SharingRules: {}
Profile: {Elm Profile: {userLicense: Guest, userPermissions: {RunFlow: true}, objectPermissions: {Shop__c: {allowRead: true}}}}
CustomObject: {Shop__c: {sharingModel: Private}}
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
        Known::SecondBases => (
            "2026-11-01",
            r"platform: salesforce
CustomSite: {Elm: {active: true, masterLabel: Elm}}
SharingRules: {}
Profile: {Elm Profile: {userLicense: Guest, classAccesses: {Find: true}, objectPermissions: {Shop__c: {allowRead: true}}}}
CustomObject: {Shop__c: {sharingModel: Private}}
ApexClass:
  Root: {apiVersion: 60.0, sharing: without, methods: {help: {access: public}}}
  Base: {apiVersion: 60.0, sharing: none, extends: Root, methods: {help: {access: public}}}
  Find: {apiVersion: 60.0, sharing: none, extends: Base, methods: {find: {access: public, auraEnabled: true}}, queries: [{object: Shop__c}]}
",
        ),
        Known::ModeOfFirstFlow => (
            "2026-11-01",
            r"platform: salesforce
CustomSite: {Elm: {active: true, masterLabel: Elm}}
SharingRules: {}
Profile: {Elm Profile: {userLicense: Guest, flowAccesses: {Book: true}, objectPermissions: {Shop__c: {allowRead: true}}}}
CustomObject: {Shop__c: {sharingModel: Private}}
Flow:
  Book: {processType: Flow, status: Active, subflows: {Call: {flowName: Find}}}
  Find: {processType: AutoLaunchedFlow, status: Active, runInMode: SystemModeWithoutSharing, subflows: {Call: {flowName: Count}}}
  Count: {processType: AutoLaunchedFlow, status: Active, recordLookups: {Get: {object: Shop__c}}}
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

/// A tenant on which a policy fails: two flows in a row that spell one object differently.
pub(crate) const FLOW_SPELLINGS: &str = r"platform: salesforce
CustomSite: {Elm: {active: true, masterLabel: Elm}}
SharingRules: {}
Profile: {Elm Profile: {userLicense: Guest, flowAccesses: {Book: true}, objectPermissions: {Shop__c: {allowRead: true}}}}
CustomObject: {Shop__c: {sharingModel: Private}}
Flow:
  Book: {processType: Flow, status: Active, runInMode: SystemModeWithoutSharing, recordLookups: {Get: {object: Shop__c}}, subflows: {Call: {flowName: Find}}}
  Find: {processType: AutoLaunchedFlow, status: Active, runInMode: SystemModeWithoutSharing, recordLookups: {Get: {object: shop__c}}}
";
