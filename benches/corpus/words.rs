//! Names of companies, objects and fields. None of them tells of personal data, as the bundled rules
//! read names.

const FIRST: [&str; 25] = [
    "amber", "birch", "cedar", "delta", "ember", "fjord", "garnet", "harbor", "indigo", "juniper",
    "kestrel", "lumen", "maple", "northern", "orchard", "pioneer", "quartz", "ridge", "summit",
    "tidal", "umber", "vista", "willow", "yonder", "zephyr",
];

const SECOND: [&str; 10] = [
    "foods", "freight", "labs", "motors", "energy", "retail", "textiles", "tools", "travel",
    "works",
];

const THINGS: [&str; 32] = [
    "Shipment",
    "Device",
    "Claim",
    "Visit",
    "Region",
    "Warranty",
    "Route",
    "Vehicle",
    "Depot",
    "Inspection",
    "Booking",
    "Venue",
    "Grant",
    "Permit",
    "Audit",
    "Voucher",
    "Meter",
    "Plant",
    "Batch",
    "Course",
    "Lease",
    "Recipe",
    "Sensor",
    "Tariff",
    "Bundle",
    "Survey",
    "Fixture",
    "Journey",
    "Parcel",
    "Pallet",
    "Quota",
    "Outage",
];

const PARTS: [&str; 16] = [
    "Request", "Item", "Log", "Plan", "Rule", "Entry", "Detail", "Line", "Step", "Setup", "Group",
    "Event", "Task", "Stage", "Check", "Result",
];

const MATTERS: [&str; 32] = [
    "Status",
    "Start_Date",
    "End_Date",
    "Quantity",
    "Priority",
    "Stage",
    "Region_Code",
    "External_Key",
    "Discount",
    "Approved",
    "Reviewed_On",
    "Channel",
    "Version",
    "Batch_Number",
    "Weight",
    "Colour",
    "Size",
    "Category",
    "Tier",
    "Score",
    "Renewal_Date",
    "Reference",
    "Remarks",
    "Summary",
    "Reason",
    "Progress",
    "Capacity",
    "Duration",
    "Margin_Group",
    "Planned_Week",
    "Closed",
    "Ranking",
];

/// What a field is of: its type, and what of its definition follows from that, sorted by key with
/// what every field has.
pub const TYPES: [&str; 8] = [
    "Text",
    "Number",
    "Checkbox",
    "Date",
    "Picklist",
    "LongTextArea",
    "DateTime",
    "Lookup",
];

/// Japanese words for labels.
pub const LABELS: [&str; 8] = [
    "状況",
    "開始日",
    "数量",
    "優先度",
    "分類",
    "備考",
    "等級",
    "進捗",
];

/// Standard objects that hold personal data.
pub const PERSONAL: [&str; 4] = ["Account", "Case", "Contact", "Lead"];

/// Fields of those, which do, too.
pub const PERSONAL_FIELDS: [&str; 10] = [
    "Account.BillingAddress",
    "Account.Fax",
    "Account.Phone",
    "Case.SuppliedEmail",
    "Case.SuppliedPhone",
    "Contact.Email",
    "Contact.MailingAddress",
    "Contact.MobilePhone",
    "Lead.Email",
    "Lead.Phone",
];

/// Permissions of users that no rule minds.
pub const PERMISSIONS: [&str; 28] = [
    "ActivitiesAccess",
    "AddDirectMessageMembers",
    "AllowUniversalSearch",
    "AllowViewKnowledge",
    "ApexRestServices",
    "AssignTopics",
    "BulkMacrosAllowed",
    "ChatterInternalUser",
    "ContentWorkspaces",
    "ConvertLeads",
    "CreateCustomizeFilters",
    "CreateTopics",
    "EditEvent",
    "EditTask",
    "EditTopics",
    "EmailMass",
    "EnableNotifications",
    "ImportPersonal",
    "LightningConsoleAllowedForUser",
    "ListEmailSend",
    "RunReports",
    "SelectFilesFromSalesforce",
    "ShowCompanyNameAsUserBadge",
    "SubmitMacrosAllowed",
    "SubscribeReportToOtherUsers",
    "TransferAnyLead",
    "UseWebLink",
    "ViewHelpLink",
];

/// A company's name; its tenant has the same.
pub fn company(number: usize) -> String {
    let (first, second) = (FIRST[number % 25], SECOND[number / 25 % 10]);
    format!("{first}-{second}")
}

/// The name of a custom object, without its ending.
pub fn thing(number: usize) -> String {
    let (thing, part) = (THINGS[number % 32], PARTS[(number / 32 + number) % 16]);
    match number / 512 {
        0 => format!("{thing}_{part}"),
        more => format!("{thing}_{part}_{more}"),
    }
}

/// The name of a field of a custom object, without its ending.
pub fn matter(number: usize) -> String {
    match number / 32 {
        0 => MATTERS[number % 32].to_owned(),
        more => format!("{}_{}", MATTERS[number % 32], more + 1),
    }
}
