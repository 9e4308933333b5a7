//! What stands in the files of a tenant, and what of it is wrong.

use super::entries::{self, employee_permission, field_permission, guest_rule, object_permission};
use super::plan::{self, Criterion, Grant, Holder, Object, Portal, window};
use super::settings::{self, SECURITY, SETTINGS};
use super::sheets::{Field, Kind, Sheets, word};
use super::words::{self, PERMISSIONS, PERSONAL, PERSONAL_FIELDS};
use super::{Numbers, Size};

const EXPOSED: &str = "SF-GUEST-001";
const READS_PERSONAL: &str = "SF-GUEST-006";
const SCRIPTS_READ_COOKIES: &str = "SF-SESS-002";
const FRAMES: &str = "SF-SITE-001";

const OBJECT: Kind = kind("CustomObject", "objects", "object");
const SITE: Kind = kind("CustomSite", "sites", "site");
const NETWORK: Kind = kind("Network", "networks", "network");
const PERMISSION_SET: Kind = kind("PermissionSet", "permissionsets", "permissionset");
const GROUP: Kind = kind(
    "PermissionSetGroup",
    "permissionsetgroups",
    "permissionsetgroup",
);
const PROFILE: Kind = kind("Profile", "profiles", "profile");
const ROLE: Kind = kind("Role", "roles", "role");
const SETTINGS_OF: Kind = kind("Settings", "settings", "settings");
const SHARING: Kind = kind("SharingRules", "sharingRules", "sharingRules");

const ACTIONS: [&str; 12] = [
    "Accept",
    "CancelEdit",
    "Clone",
    "Delete",
    "Edit",
    "Follow",
    "List",
    "New",
    "NewFromClone",
    "SaveEdit",
    "Tab",
    "View",
];

const fn kind(tag: &'static str, folder: &'static str, suffix: &'static str) -> Kind {
    Kind {
        tag,
        folder,
        suffix,
    }
}

struct Writer<'s> {
    sheets: &'s mut Sheets,
    numbers: &'s mut Numbers,
    size: Size,
    objects: Vec<Object>,
    portals: Vec<Portal>,
}

/// Writes a tenant.
pub fn write(sheets: &mut Sheets, name: &str, size: Size, numbers: &mut Numbers) {
    let objects = plan::objects(size, numbers);
    let portals = plan::portals(size, &objects, numbers);
    let mut writer = Writer {
        sheets,
        numbers,
        size,
        objects,
        portals,
    };
    writer.sheets.statement(name, settings::NONE);
    writer.all_objects();
    writer.sites();
    writer.permission_sets();
    writer.profiles();
    writer.roles();
    writer.settings();
    writer.sharing_rules();
}

/// Writes a tenant of five files: all that one violation of each kind needs.
pub fn write_smallest(sheets: &mut Sheets, name: &str) {
    let mut whole = String::from("Settings:\n");
    for (name, text) in SETTINGS {
        whole.push_str(&format!("  {name}:\n"));
        whole.extend(text.lines().map(|line| format!("    {line}\n")));
    }
    whole.push_str("Network: {}\nPermissionSet: {}\n");
    whole.push_str(settings::NONE);
    sheets.statement(name, &whole);
    sheets.component(OBJECT, "Claim_Request__c");
    sheets.lines(
        "externalSharingModel: Private
fields:
- fullName: Published__c
  label: 公開
  type: Checkbox
label: Claim Request
sharingModel: Private
",
        &[],
    );
    sheets.component(SITE, "Portal");
    sheets.field("active", "true");
    sheets.lines(settings::SITE, &[]);
    sheets.field("masterLabel", "Portal");
    sheets.lines(settings::SITE_END, &[]);
    sheets.field("siteType", "Visualforce");
    sheets.component(PROFILE, "Portal Profile");
    sheets.list("objectPermissions");
    let open = Grant {
        read: true,
        view_all: true,
        rule: Some(Criterion::NotEmpty),
    };
    object_permission(sheets, "Claim_Request__c", open, &[EXPOSED]);
    sheets.field("userLicense", "Guest User License");
    sheets.component(SHARING, "Claim_Request__c");
    sheets.list("sharingGuestRules");
    guest_rule(sheets, "Portal", Criterion::NotEmpty);
}

impl Writer<'_> {
    fn all_objects(&mut self) {
        for number in 0..self.objects.len() {
            let object = &self.objects[number];
            self.sheets.component(OBJECT, &object.name);
            self.sheets.list("actionOverrides");
            for action in ACTIONS {
                let text = format!("- actionName: {action}\n  type: Default");
                self.sheets.lines(&text, &[]);
            }
            let label = object.name.trim_end_matches("__c").replace('_', " ");
            // What a text says is a decoy.
            self.sheets.lines(
                "allowInChatterGroups: false
deploymentStatus: Deployed
description: 'externalSharingModel: ReadWrite until 2020, see the wiki'
enableActivities: true
enableBulkApi: true
enableFeeds: false
enableHistory: true
enableReports: true
enableSearch: true
enableSharing: true
enableStreamingApi: true
externalSharingModel: Private
",
                &[],
            );
            self.sheets.list("fields");
            for (place, field) in self.objects[number].fields.iter().enumerate() {
                entries::field(self.sheets, field, place, self.numbers);
            }
            self.sheets.field("label", &label);
            self.sheets
                .lines("nameField:\n  label: 番号\n  type: Text", &[]);
            self.sheets.field("pluralLabel", &format!("{label}s"));
            self.sheets
                .lines("sharingModel: Private\nvisibility: Public", &[]);
        }
    }

    fn sites(&mut self) {
        for number in 0..self.portals.len() {
            let portal = &self.portals[number];
            let active = portal.active;
            self.sheets.component(SITE, &portal.name);
            self.sheets.field("active", word(active));
            // Now and then, another page may show those of the site.
            if active && self.numbers.one_in(9) {
                let open = settings::SITE.replace("SameOriginOnly", "AllowAllFraming");
                self.sheets
                    .lines(&open, &[("clickjackProtectionLevel", FRAMES)]);
            } else {
                self.sheets.lines(settings::SITE, &[]);
            }
            self.sheets.field("masterLabel", &portal.label);
            self.sheets.lines(settings::SITE_END, &[]);
            self.sheets.field(
                "siteType",
                if active {
                    "ChatterNetwork"
                } else {
                    "Visualforce"
                },
            );
            self.sheets.field("subdomain", "company");
        }
        for portal in self.portals.iter().filter(|portal| portal.active) {
            self.sheets.component(NETWORK, &portal.label);
            self.sheets.lines(settings::NETWORK, &[]);
            self.sheets.lines(
                "networkMemberGroups:\n  profile:\n  - Admin\n  - Portal Member 1",
                &[],
            );
            self.sheets.lines(settings::NETWORK_END, &[]);
            self.sheets.field("site", &portal.name);
            self.sheets.lines(
                "status: Live\ntabs:\n  defaultTab: home\n  standardTab: Chatter",
                &[],
            );
            self.sheets.field(
                "welcomeTemplate",
                "unfiled$public/CommunityWelcomeEmailTemplate",
            );
        }
    }

    fn permission_sets(&mut self) {
        for number in 0..self.size.permission_sets {
            self.sheets.component(PERMISSION_SET, &set_name(number));
            self.class_accesses(true);
            self.sheets.field(
                "description",
                "'viewAllRecords: true is for employees only'",
            );
            let first = self.numbers.below(self.objects.len());
            self.field_permissions(first, self.size.field_permissions * 2 / 5, Holder::Employee);
            self.sheets.field("hasActivationRequired", "false");
            self.sheets
                .field("label", &set_name(number).replace('_', " "));
            self.sheets.field("license", "Salesforce");
            self.object_permissions(first, 6, Holder::Employee);
            self.sheets.list("tabSettings");
            for (_, object) in window(&self.objects, first, 4) {
                self.sheets
                    .entry("tab", &object.name, &[Field("visibility", "Visible", &[])]);
            }
        }
        self.sheets.component(GROUP, "Everyday");
        self.sheets.lines("label: Everyday\npermissionSets:", &[]);
        for number in 0..self.size.permission_sets.min(3) {
            self.sheets.lines(&format!("- {}", set_name(number)), &[]);
        }
        self.sheets.field("status", "Updated");
    }

    fn profiles(&mut self) {
        for number in 0..self.size.profiles {
            let name = match number {
                0 => "Admin".to_owned(),
                more => format!(
                    "{} Team {more}",
                    ["Sales", "Service", "Finance", "Field"][more % 4]
                ),
            };
            self.profile(&name, "Salesforce", Holder::Employee);
        }
        for number in 1..=self.size.members {
            self.profile(
                &format!("Portal Member {number}"),
                "Customer Community Login",
                Holder::Member,
            );
        }
        for number in 0..self.portals.len() {
            let name = format!("{} Profile", self.portals[number].label);
            self.profile(&name, "Guest User License", Holder::Guest(number));
        }
    }

    fn profile(&mut self, name: &str, licence: &str, holder: Holder) {
        self.sheets.component(PROFILE, name);
        let count = self.objects.len();
        let employee = matches!(holder, Holder::Employee);
        // Small tenants list all objects in all profiles, and all do in those of guests.
        let (first, most) = if count <= 64 || matches!(holder, Holder::Guest(_)) {
            (0, count)
        } else {
            (self.numbers.below(count), 60)
        };
        self.sheets.list("applicationVisibilities");
        for app in [
            "standard__LightningSales",
            "standard__LightningService",
            "standard__Platform",
        ] {
            let visible = word(employee);
            self.sheets.entry(
                "application",
                app,
                &[
                    Field("default", "false", &[]),
                    Field("visible", visible, &[]),
                ],
            );
        }
        self.class_accesses(employee);
        // A profile need not say that it is a custom one.
        if !employee || self.numbers.one_in(2) {
            self.sheets.field("custom", word(name != "Admin"));
        }
        self.field_permissions(first, self.size.field_permissions, holder);
        self.sheets.list("layoutAssignments");
        for (_, object) in window(&self.objects, first, most.min(12)) {
            let label = object.name.trim_end_matches("__c").replace('_', " ");
            self.sheets
                .lines(&format!("- layout: {}-{label} Layout", object.name), &[]);
        }
        if name == "Admin" {
            self.sheets.lines("loginIpRanges:\n- description: 本社\n  endAddress: 198.51.100.255\n  startAddress: 198.51.100.0", &[]);
        }
        self.object_permissions(first, most, holder);
        self.sheets.list("pageAccesses");
        for page in [
            "BandwidthExceeded",
            "CommunitiesLanding",
            "CommunitiesLogin",
            "Exception",
            "FileNotFound",
            "ForgotPassword",
        ] {
            self.sheets.switch("apexPage", page, "enabled", true);
        }
        self.sheets.list("tabVisibilities");
        for (_, object) in window(&self.objects, first, most.min(16)) {
            let visibility = if employee { "DefaultOn" } else { "Hidden" };
            self.sheets
                .entry("tab", &object.name, &[Field("visibility", visibility, &[])]);
        }
        self.sheets.field("userLicense", licence);
        self.sheets.list("userPermissions");
        for permission in PERMISSIONS {
            let enabled = employee && (permission != "ApexRestServices") && !self.numbers.one_in(4);
            self.sheets.switch("name", permission, "enabled", enabled);
        }
        if name == "Admin" {
            self.sheets.switch("name", "ViewSetup", "enabled", true);
        }
    }

    fn class_accesses(&mut self, enabled: bool) {
        self.sheets.list("classAccesses");
        let first = self.numbers.below(200);
        for number in 0..16 {
            let class = format!("{}Service", words::thing(first + number).replace('_', ""));
            self.sheets.switch("apexClass", &class, "enabled", enabled);
        }
    }

    /// Permissions on fields of objects from one on, at most so many.
    fn field_permissions(&mut self, first: usize, most: usize, holder: Holder) {
        self.sheets.list("fieldPermissions");
        let guest = matches!(holder, Holder::Guest(_));
        let mut left = most;
        if guest {
            for field in PERSONAL_FIELDS {
                // What is readable of an object that is not is a decoy.
                let object = field.split('.').next().unwrap_or_default();
                let readable = !self.may_read(holder, object);
                field_permission(self.sheets, field, readable, false);
            }
        }
        for (_, object) in window(&self.objects, first, self.objects.len()) {
            for field in &object.fields {
                if left == 0 {
                    return;
                }
                left -= 1;
                let readable = !self.numbers.one_in(3);
                let editable = !guest && readable && self.numbers.one_in(2);
                let name = format!("{}.{field}", object.name);
                field_permission(self.sheets, &name, readable, editable);
            }
        }
    }

    fn may_read(&self, holder: Holder, object: &str) -> bool {
        let Holder::Guest(portal) = holder else {
            return true;
        };
        let at = self.objects.iter().position(|other| other.name == object);
        at.is_some_and(|at| self.portals[portal].grants[at].read)
    }

    fn object_permissions(&mut self, first: usize, most: usize, holder: Holder) {
        self.sheets.list("objectPermissions");
        for (place, object) in window(&self.objects, first, most) {
            match holder {
                Holder::Guest(portal) => {
                    let Portal { active, grants, .. } = &self.portals[portal];
                    let grant = grants[place];
                    let mut rules = Vec::new();
                    if grant.read && *active && (grant.view_all || grant.rule.is_some()) {
                        rules.push(EXPOSED);
                    }
                    if grant.read && object.personal {
                        rules.push(READS_PERSONAL);
                    }
                    if !grant.read && self.numbers.one_in(4) {
                        self.sheets
                            .lines("# viewAllRecords: true was taken away in 2020", &[]);
                    }
                    object_permission(self.sheets, &object.name, grant, &rules);
                }
                Holder::Employee => {
                    let all = self.numbers.one_in(3);
                    employee_permission(self.sheets, &object.name, true, all);
                }
                Holder::Member => {
                    let write = self.numbers.one_in(2);
                    employee_permission(self.sheets, &object.name, write, false);
                }
            }
        }
    }

    fn roles(&mut self) {
        for number in 0..self.size.roles {
            self.sheets.component(ROLE, &format!("Office_{number}"));
            self.sheets.lines(
                "caseAccessLevel: None
contactAccessLevel: Read
mayForecastManagerShare: false
opportunityAccessLevel: Read",
                &[],
            );
            self.sheets.field("name", &format!("Office {number}"));
            if number > 0 {
                self.sheets
                    .field("parentRole", &format!("Office_{}", (number - 1) / 4));
            }
        }
    }

    fn settings(&mut self) {
        for (name, text) in SETTINGS {
            self.sheets.component(SETTINGS_OF, name);
            if name == SECURITY.0 && self.numbers.one_in(8) {
                let open = text.replace("requireHttpOnly: true", "requireHttpOnly: false");
                self.sheets
                    .lines(&open, &[("requireHttpOnly", SCRIPTS_READ_COOKIES)]);
            } else {
                self.sheets.lines(text, &[]);
            }
        }
    }

    fn sharing_rules(&mut self) {
        for place in PERSONAL.len()..PERSONAL.len() + self.size.shared {
            let Some(object) = self.objects.get(place) else {
                return;
            };
            self.sheets.component(SHARING, &object.name);
            self.sheets.list("sharingCriteriaRules");
            for number in 0..3 {
                self.sheets.entry(
                    "fullName",
                    &format!("Stage_to_office_{number}"),
                    &[
                        Field("accessLevel", "Edit", &[]),
                        Field(
                            "criteriaItems",
                            &format!(
                                "\n- field: {}\n  operation: equals\n  value: Open",
                                object.fields[number]
                            ),
                            &[],
                        ),
                        Field("includeRecordsOwnedByAll", "true", &[]),
                        Field("label", &format!("Stage to office {number}"), &[]),
                        Field("sharedTo", &format!("\n  role: Office_{number}"), &[]),
                    ],
                );
            }
            let open: Vec<_> = self
                .portals
                .iter()
                .filter_map(|portal| Some((portal, portal.grants[place].rule?)))
                .collect();
            if !open.is_empty() {
                self.sheets.list("sharingGuestRules");
            }
            for (portal, criterion) in open {
                guest_rule(self.sheets, &portal.name, criterion);
            }
            self.sheets.list("sharingOwnerRules");
            self.sheets.entry(
                "fullName",
                "Office_to_office",
                &[
                    Field("accessLevel", "Read", &[]),
                    Field("label", "Office to office", &[]),
                    Field("sharedFrom", "\n  role: Office_0", &[]),
                    Field("sharedTo", "\n  roleAndSubordinatesInternal: Office_1", &[]),
                ],
            );
        }
    }
}

fn set_name(number: usize) -> String {
    format!(
        "{}_Desk_{number}",
        words::thing(number * 7).replace('_', "")
    )
}
