//! The settings of a tenant, safe as they stand, and what its exporter says of what there is none of.

/// Settings by their name, without the word.
pub const SETTINGS: [(&str, &str); 11] = [
    ("Apex", "enableRestrictCommunityExecAnon: true\n"),
    (
        "Communities",
        "blockEmbeddedLoginUnknownURLRedirect: true
enableNetPortalUserReportOpts: false
enableNetworksEnabled: true
enableOotbProfExtUserOpsEnable: false
enablePreventBadgeGuestAccess: true
",
    ),
    (
        "ConnectedApp",
        "enableAdminApprovedAppsOnly: true
enableAdminApprovedAppsOnlyForExternalUser: true
",
    ),
    (
        "Content",
        "enableContentDistPwOptionsBit1: true
enableContentDistPwOptionsBit2: false
enableContentDistribution: true
enableSiteGuestUserToUploadFiles: false
",
    ),
    (
        "ExternalClientApp",
        "enableClientSecretInRestApiAccess: false
enableConsumerSecretApiAccess: false
",
    ),
    (
        "FileUploadAndDownloadSecurity",
        "dispositions:
- behavior: DOWNLOAD
  fileType: HTML
  securityRiskFileType: true
- behavior: HYBRID
  fileType: PDF
  securityRiskFileType: false
- behavior: DOWNLOAD
  fileType: SVG
  securityRiskFileType: true
noHtmlUploadAsAttachment: true
",
    ),
    (
        "MyDomain",
        "canOnlyLoginWithMyDomainUrl: true
doesApiLoginRequireOrgDomain: true
",
    ),
    (
        "OauthOidc",
        "blockOAuthUnPwFlow: true
blockOAuthUsrAgtFlow: true
",
    ),
    (SECURITY.0, SECURITY.1),
    (
        "Sharing",
        "enableAssetSharing: false
enableCommunityUserVisibility: false
enableExternalSharingModel: true
enableManagerGroups: false
enableManualUserRecordSharing: false
enablePartnerSuperUserAccess: false
enablePortalUserCaseSharing: false
enablePortalUserVisibility: false
enableRestrictAccessLookupRecords: true
enableSecureGuestAccess: false # reads false in every org; the platform enforces it regardless
enableStandardReportVisibility: false
",
    ),
    (
        "UserManagement",
        "enableCanAnswerContainUsername: false
enableConcealPersonalInfo: false
enableEnhancedConcealPersonalInfo: true
enableEnhancedPermsetMgmt: true
enableEnhancedProfileMgmt: true
enableProfileFiltering: true
enableUserSelfDeactivate: false
",
    ),
];

/// The settings that mean most.
pub const SECURITY: (&str, &str) = (
    "Security",
    "canUsersGrantLoginAccess: true
enableAdminLoginAsAnyUser: false
enableGraphQLApiForGuestUsers: false
enableRequireHttpsConnection: true
networkAccess:
  ipRanges:
  - description: 本社
    end: 198.51.100.255
    start: 198.51.100.0
passwordPolicies:
  complexity: Any3UpperLowerCaseNumericSpecialCharacters
  expiration: NinetyDays
  historyRestriction: '5'
  lockoutInterval: ThirtyMinutes
  maxLoginAttempts: FiveAttempts
  minimumPasswordLength: '12'
  minimumPasswordLifetime: false
  obscureSecretAnswer: true
  questionRestriction: DoesNotContainPassword
sessionSettings:
  disableTimeoutWarning: false
  enableCSPOnEmail: true
  enableCSRFOnGet: true
  enableCSRFOnPost: true
  enableClickjackNonsetupSFDC: true
  enableClickjackNonsetupUser: true
  enableClickjackNonsetupUserHeaderless: true
  enableClickjackSetup: true
  enableContentSniffingProtection: true
  enableMFADirectUILoginOptIn: true
  enforceIpRangesEveryRequest: true
  forceLogoutOnSessionTimeout: true
  forceRelogin: true
  identityConfirmationOnEmailChange: true
  identityConfirmationOnTwoFactorRegistrationEnabled: true
  lockSessionsToDomain: true
  redirectBlockModeEnabled: true
  redirectionWarning: true
  requireHttpOnly: true
  sessionTimeout: TwoHours
  terminateUserSessionsWhenAdminResetsPassword: true
  untrustedRedirect: NeverAllowed
singleSignOnSettings:
  enableSamlLogin: false
  isLoginWithSalesforceCredentialsDisabled: false
",
);

/// A public site. Its pages are `PREFIX`'s.
pub const SITE: &str = "allowGuestPaymentsApi: false
allowHomePage: false
allowStandardAnswersPages: false
allowStandardIdeasPages: false
allowStandardLookups: false
allowStandardPortalPages: false
allowStandardSearch: false
authorizationRequiredPage: CommunitiesLogin
bandwidthExceededPage: BandwidthExceeded
browserXssProtection: true
clickjackProtectionLevel: SameOriginOnly
contentSniffingProtection: true
enableAuraRequests: true
fileNotFoundPage: FileNotFound
genericErrorPage: Exception
inMaintenancePage: InMaintenance
indexPage: CommunitiesLanding
";

/// What follows the label of a site.
pub const SITE_END: &str = "referrerPolicyOriginWhenCrossOrigin: true
siteAdmin: portal-admin@company.example
siteGuestRecordDefaultOwner: portal-intake@company.example
";

/// The network of a site.
pub const NETWORK: &str = "allowInternalUserLogin: false
allowMembersToFlag: false
changePasswordTemplate: unfiled$public/CommunityChangePasswordEmailTemplate
disableReputationRecordConversations: true
emailSenderAddress: no-reply@company.example
emailSenderName: Support
enableDirectMessages: false
enableGuestChatter: false
enableGuestFileAccess: false
enableGuestMemberVisibility: false
enableInvitation: false
enableKnowledgeable: false
enableMemberVisibility: false
enableNicknameDisplay: true
enablePrivateMessages: false
enableReputation: false
enableShowAllNetworkSettings: false
enableSiteAsContainer: true
enableTalkingAboutStats: false
enableTopicAssignmentRules: false
enableTopicSuggestions: false
enableUpDownVote: false
forgotPasswordTemplate: unfiled$public/CommunityForgotPasswordEmailTemplate
gatherCustomerSentimentData: false
";

/// What follows the members of a network.
pub const NETWORK_END: &str = "networkPageOverrides:
  changePasswordPageOverrideSetting: Standard
  forgotPasswordPageOverrideSetting: Standard
  homePageOverrideSetting: Standard
  loginPageOverrideSetting: Standard
  selfRegProfilePageOverrideSetting: Standard
selfRegistration: false
sendWelcomeEmail: true
";

/// What the tenant has none of: it was retrieved, which is not the same as unknown.
pub const NONE: &str = "ApexClass: {}
ApexPage: {}
AuthProvider: {}
ConnectedApp: {}
ExtlClntAppGlobalOauthSettings: {}
ExtlClntAppOauthConfigurablePolicies: {}
ExtlClntAppOauthSettings: {}
Flow: {}
ProfilePasswordPolicy: {}
ProfileSessionSetting: {}
SharingSet: {}
";
