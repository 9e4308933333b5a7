//! Small tenants on which one side or the other once went wrong, each with what it is about.

/// What the tenant is about, its date of judgement, and its text.
pub(crate) type Rare = (&'static str, &'static str, &'static str);

pub(crate) const RARE: &[Rare] = &[
    (
        "code that queries a master opens the master alone",
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
    (
        "a permission set that is muted in the group of one site, and that another site has itself",
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
    (
        "a standard object in lower case",
        "2026-11-01",
        r"platform: salesforce
CustomSite: {Elm: {active: true, masterLabel: Elm}}
SharingRules: {Account: {sharingGuestRules: {All: {sharedTo: {guestUser: [Elm]}}}}}
Profile: {Elm Profile: {userLicense: Guest, objectPermissions: {account: {allowRead: true}}}}
CustomObject: {Account: {sharingModel: Private}}
",
    ),
    (
        "a stated nickname goes before the site's name",
        "2026-11-01",
        r"platform: salesforce
CustomSite: {Elm: {active: true, masterLabel: Elm}}
runtime: {guestUsers: {Elm: {nickname: elm1}}}
SharingRules: {Shop__c: {sharingGuestRules: {All: {sharedTo: {guestUser: [Elm]}}}}}
Profile: {Elm Profile: {userLicense: Guest, objectPermissions: {Shop__c: {allowRead: true}}}}
CustomObject: {Shop__c: {sharingModel: Private}}
",
    ),
    (
        "a required field needs no permission",
        "2026-11-01",
        r"platform: salesforce
CustomSite: {Elm: {active: true, masterLabel: Elm}}
SharingRules: {Shop__c: {sharingGuestRules: {All: {sharedTo: {guestUser: [Elm]}}}}}
Profile: {Elm Profile: {userLicense: Guest, objectPermissions: {Shop__c: {allowRead: true}}}}
CustomObject: {Shop__c: {sharingModel: Private, fields: {Owner_Email__c: {type: Email, required: true}}}}
",
    ),
    (
        "View All Fields",
        "2026-11-01",
        r"platform: salesforce
CustomSite: {Elm: {active: true, masterLabel: Elm}}
SharingRules: {Shop__c: {sharingGuestRules: {All: {sharedTo: {guestUser: [Elm]}}}}}
Profile: {Elm Profile: {userLicense: Guest, objectPermissions: {Shop__c: {allowRead: true, viewAllFields: true}}}}
CustomObject: {Shop__c: {sharingModel: Private, fields: {Owner_Email__c: {type: Email}}}}
",
    ),
    (
        "an inner class that inherits sharing",
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
    (
        "fields by a permission set, the object by the profile",
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
    (
        "a subflow that the export lacks",
        "2026-11-01",
        r"platform: salesforce
CustomSite: {Elm: {active: true, masterLabel: Elm}}
SharingRules: {}
Profile: {Elm Profile: {userLicense: Guest, flowAccesses: {Book: true}, objectPermissions: {Shop__c: {allowRead: true}}}}
CustomObject: {Shop__c: {sharingModel: Private}}
Flow: {Book: {processType: Flow, status: Active, subflows: {Call: {flowName: Find}}}}
",
    ),
    (
        "an external default while the external model is off",
        "2020-06-30",
        r"platform: salesforce
CustomSite: {Elm: {active: true, masterLabel: Elm}}
SharingRules: {}
Profile: {Elm Profile: {userLicense: Guest, objectPermissions: {Shop__c: {allowRead: true}}}}
CustomObject: {Shop__c: {sharingModel: ReadWrite, externalSharingModel: Private}}
Settings: {Sharing: {enableExternalSharingModel: false}}
",
    ),
    (
        "a profile that is another site's, and has the name of this one",
        "2026-11-01",
        r"platform: salesforce
CustomSite: {Elm: {active: true, masterLabel: Elm}, Help: {active: false, masterLabel: Help}}
runtime: {guestUsers: {Help: {profile: Elm Help Visitors}}}
SharingRules: {Shop__c: {sharingGuestRules: {All: {sharedTo: {guestUser: [Elm]}}}}}
Profile: {Elm Help Visitors: {userLicense: Guest, objectPermissions: {Shop__c: {allowRead: true}}}}
CustomObject: {Shop__c: {sharingModel: Private}}
",
    ),
    (
        "a custom object without a sharing model",
        "2026-11-01",
        r"platform: salesforce
CustomSite: {Elm: {active: true, masterLabel: Elm}}
SharingRules: {}
Profile: {Elm Profile: {userLicense: Guest, objectPermissions: {Shop__c: {allowRead: true}}}}
CustomObject: {Shop__c: {fields: {Phone__c: {type: Phone}}}}
",
    ),
    (
        "a subflow that is not active",
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
    (
        "a base class that the export lacks",
        "2026-11-01",
        r"platform: salesforce
CustomSite: {Elm: {active: true, masterLabel: Elm}}
SharingRules: {}
Profile: {Elm Profile: {userLicense: Guest, classAccesses: {Find: true}, objectPermissions: {Shop__c: {allowRead: true}}}}
CustomObject: {Shop__c: {sharingModel: Private}}
ApexClass: {Find: {apiVersion: 60.0, sharing: none, extends: Base, methods: {find: {access: public, remoteAction: true}}, queries: [{object: Shop__c}]}}
",
    ),
    (
        "a base class of version 67 that says without sharing",
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
    (
        "a muting permission set in another letter case",
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
    (
        "a master that the export lacks",
        "2026-11-01",
        r"platform: salesforce
CustomSite: {Elm: {active: true, masterLabel: Elm}}
SharingRules: {}
Profile: {Elm Profile: {userLicense: Guest, objectPermissions: {Visit__c: {allowRead: true}}}}
CustomObject: {Visit__c: {sharingModel: ControlledByParent, fields: {Master__c: {type: MasterDetail, referenceTo: pkg__Shop__c}}}}
",
    ),
    (
        "a master with two masters, of which one is open",
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
    (
        "Run Flows in an export without flows",
        "2020-11-01",
        r"platform: salesforce
CustomSite: {Elm: {active: true, masterLabel: Elm}}
SharingRules: {}
Profile: {Elm Profile: {userLicense: Guest, userPermissions: {RunFlow: true}, objectPermissions: {Shop__c: {allowRead: true}}}}
CustomObject: {Shop__c: {sharingModel: Private}}
",
    ),
    (
        "a parent that is open to another site",
        "2026-11-01",
        r"platform: salesforce
CustomSite: {Elm: {active: true, masterLabel: Elm}, Oak: {active: true, masterLabel: Oak}}
runtime: {guestUsers: {Elm: {profile: Visitors}, Oak: {profile: Visitors}}}
SharingRules: {Account: {sharingGuestRules: {All: {sharedTo: {guestUser: [Elm]}}}}}
Profile: {Visitors: {userLicense: Guest, objectPermissions: {Contact: {allowRead: true}}}}
CustomObject: {Account: {sharingModel: Private}}
",
    ),
    (
        "the keyword of a base class's base class",
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
    (
        "a subflow runs as the flow that calls it, not as the first",
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
    (
        "a second master without a default, beside a closed one",
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
    (
        "two flows that spell an object differently",
        "2026-11-01",
        r"platform: salesforce
CustomSite: {Elm: {active: true, masterLabel: Elm}}
SharingRules: {}
Profile: {Elm Profile: {userLicense: Guest, flowAccesses: {Book: true}, objectPermissions: {Shop__c: {allowRead: true}}}}
CustomObject: {Shop__c: {sharingModel: Private}}
Flow:
  Book: {processType: Flow, status: Active, runInMode: SystemModeWithoutSharing, recordLookups: {Get: {object: Shop__c}}, subflows: {Call: {flowName: Find}}}
  Find: {processType: AutoLaunchedFlow, status: Active, runInMode: SystemModeWithoutSharing, recordLookups: {Get: {object: shop__c}}}
",
    ),
];
