//! Tenants from seeds: small, and dense in what interacts.

use serde_json::{Map, Value, json};

use crate::case::{Case, DATES, same};
use crate::random::Random;

const SITES: [(&str, &str); 5] = [
    ("Fern_Market", "Fern Market"),
    ("Fern_Market_Help", "Fern Market Help"),
    ("Elm", "Elm Clinic"),
    ("Old_Portal", "Portal"),
    ("Guests", "Guest"),
];
const OBJECTS: [&str; 15] = [
    "Shop__c",
    "Visit__c",
    "Photo__c",
    "Price__c",
    "Deal__c",
    "Shop__c",
    "Visit__c",
    "Account",
    "Contact",
    "Case",
    "Order",
    "OrderItem",
    "Rate__mdt",
    "Signal__e",
    "Limits__c",
];
const CLASSES: [&str; 5] = ["Search", "Lookup", "Api", "Base", "pkg__Tools"];
const FLOWS: [&str; 4] = ["Find", "Book", "Send", "Count"];
const FIELDS: [&str; 5] = ["Phone__c", "Email__c", "Secret__c", "Sum__c", "Must__c"];
const MODELS: [&str; 4] = ["ControlledByParent", "Private", "Read", "ReadWrite"];

/// The tenant of a seed.
pub(crate) fn case(seed: u64) -> Case {
    let mut r = Random::new(seed);
    let as_of = match r.below(3) {
        0 => DATES[r.below(2)],
        _ => DATES[r.below(DATES.len())],
    };
    let mut build = Build::new(&mut r);
    build.objects();
    build.code();
    build.sets();
    build.sites();
    build.sharing();
    let input = build.finish();
    Case { as_of, input }
}

struct Build<'r> {
    r: &'r mut Random,
    /// The names of the objects that the tenant is about.
    names: Vec<&'static str>,
    sections: Map<String, Value>,
    guest_users: Map<String, Value>,
    nicknames: Vec<String>,
}

impl<'r> Build<'r> {
    fn new(r: &'r mut Random) -> Self {
        let mut names: Vec<&str> = Vec::new();
        for _ in 0..2 + r.below(5) {
            let name = r.pick(&OBJECTS);
            if !names.contains(&name) {
                names.push(name);
            }
        }
        Self {
            r,
            names,
            sections: Map::new(),
            guest_users: Map::new(),
            nicknames: Vec::new(),
        }
    }

    /// An object that code may query; events cannot be.
    fn name(&mut self) -> String {
        let name = match self.r.pick(&self.names) {
            event if event.ends_with("__e") => "Shop__c",
            name => name,
        };
        self.r.vary(name)
    }

    /// A section, absent now and then.
    fn section(&mut self, name: &str, value: Map<String, Value>, absent: usize) {
        if !self.r.chance(absent) {
            self.sections.insert(name.to_owned(), Value::Object(value));
        }
    }

    fn objects(&mut self) {
        let mut objects = Map::new();
        for name in self.names.clone() {
            if self.r.chance(12) {
                continue;
            }
            let settings = self.object(name);
            put(&mut objects, &self.r.vary(name), settings);
        }
        // A parent further up, of which no profile says a thing.
        if self.r.chance(15) {
            let top = json!({"sharingModel": self.r.pick(&MODELS[1..])});
            put(&mut objects, "Top__c", top);
        }
        self.section("CustomObject", objects, 3);
    }

    fn object(&mut self, name: &str) -> Value {
        let mut object = Map::new();
        if name.ends_with("__mdt") || name.ends_with("__e") {
            object.insert("label".to_owned(), json!(name));
            return Value::Object(object);
        }
        if name == "Limits__c" {
            object.insert("customSettingsType".to_owned(), json!("Hierarchy"));
            return Value::Object(object);
        }
        let mut fields = self.fields();
        let standard = !name.ends_with("__c");
        let inherits = match name {
            "Account" | "Case" | "Shop__c" => false,
            "OrderItem" => true,
            "Contact" | "Order" => self.r.chance(50),
            _ => self.r.chance(55),
        };
        if inherits {
            object.insert("sharingModel".to_owned(), json!("ControlledByParent"));
            if self.r.chance(50) {
                object.insert(
                    "externalSharingModel".to_owned(),
                    json!("ControlledByParent"),
                );
            }
            if !standard {
                self.masters(name, &mut fields);
            }
        } else {
            // The external default is never wider than the internal one.
            let internal = 1 + self.r.below(3);
            let external = 1 + self.r.below(internal);
            if !self.r.chance(8) {
                object.insert("sharingModel".to_owned(), json!(MODELS[internal]));
            }
            if !self.r.chance(20) {
                object.insert("externalSharingModel".to_owned(), json!(MODELS[external]));
            }
        }
        if !standard && self.r.chance(50) {
            let kind = self.r.pick(&["Text", "AutoNumber"]);
            object.insert("nameField".to_owned(), json!({"label": "No", "type": kind}));
        }
        if !fields.is_empty() {
            object.insert("fields".to_owned(), Value::Object(fields));
        }
        Value::Object(object)
    }

    fn fields(&mut self) -> Map<String, Value> {
        let mut fields = Map::new();
        for name in FIELDS {
            if self.r.chance(40) {
                let mut field = match name {
                    "Phone__c" => json!({"type": "Phone"}),
                    "Email__c" => json!({"type": "Email"}),
                    "Sum__c" => json!({"type": "Text", "formula": "Shop__r.Phone__c"}),
                    _ => json!({"type": "Text"}),
                };
                if name == "Must__c" && self.r.chance(40) {
                    field["required"] = json!(true);
                }
                put(&mut fields, name, field);
            }
        }
        if self.r.chance(20) {
            let to = self.r.pick(&self.names);
            put(
                &mut fields,
                "See__c",
                json!({"type": "Lookup", "referenceTo": to}),
            );
        }
        fields
    }

    /// Master-detail fields: none, one or two, mostly to an object nearer to the top.
    fn masters(&mut self, name: &str, fields: &mut Map<String, Value>) {
        let order = [
            "Top__c", "Account", "Shop__c", "Visit__c", "Photo__c", "Price__c", "Deal__c",
        ];
        let below = order.iter().position(|n| *n == name).unwrap_or(1);
        let number = match self.r.below(20) {
            0 => 0,
            1..=12 => 1,
            _ => 2,
        };
        for i in 0..number {
            let near: Vec<&str> = order[..below]
                .iter()
                .copied()
                .filter(|n| self.names.contains(n))
                .collect();
            let parent = if near.is_empty() || self.r.chance(12) {
                order[self.r.below(below)]
            } else {
                self.r.pick(&near)
            };
            let parent = self.r.vary(parent);
            let field = json!({"type": "MasterDetail", "referenceTo": parent});
            put(fields, &format!("Master{i}__c"), field);
        }
    }

    fn code(&mut self) {
        let mut classes = Map::new();
        for name in CLASSES {
            if self.r.chance(65) {
                let class = self.class(name);
                put(&mut classes, &self.r.vary(name), class);
            }
        }
        self.section("ApexClass", classes, 10);
        let mut flows = Map::new();
        for (i, name) in FLOWS.into_iter().enumerate() {
            if self.r.chance(65) {
                let flow = self.flow(&FLOWS[i + 1..]);
                put(&mut flows, &self.r.vary(name), flow);
            }
        }
        self.section("Flow", flows, 10);
    }

    fn class(&mut self, name: &str) -> Value {
        if name.starts_with("pkg__") || self.r.chance(4) {
            return json!({"hidden": true});
        }
        let sharing = self
            .r
            .pick(&["without", "without", "with", "inherited", "none", "none"]);
        let version = [58.0, 66.0, 67.0][self.r.below(3)];
        let mut class = json!({"apiVersion": version, "sharing": sharing, "access": "public"});
        let find = json!({"access": "public", "static": true, "auraEnabled": true});
        let other = match self.r.below(4) {
            0 => Some(json!({"access": "public", "static": true, "remoteAction": true})),
            1 => {
                class["restResource"] = json!("/find/*");
                class["access"] = json!("global");
                Some(json!({"access": "global", "static": true, "http": "GET"}))
            }
            _ => None,
        };
        class["methods"] = match other {
            Some(other) if self.r.chance(50) => json!({"other": other}),
            Some(other) => json!({"find": find, "other": other}),
            None => json!({"find": find}),
        };
        if self.r.chance(25) && name != "Base" {
            let bases = if name == "Lookup" { 1 } else { 2 };
            let base = ["Base", "Lookup"][self.r.below(bases)];
            class["extends"] = json!(self.r.vary(base));
        }
        if self.r.chance(4) {
            class["isTest"] = json!(true);
        }
        self.queries(&mut class, version);
        if self.r.chance(20) {
            let sharing = self.r.pick(&["without", "with", "none", "inherited"]);
            let mut inner = json!({"sharing": sharing});
            self.queries(&mut inner, version);
            class["classes"] = json!({"Reader": inner});
        }
        class
    }

    fn queries(&mut self, class: &mut Value, version: f64) {
        let mut queries = Vec::new();
        for _ in 0..self.r.below(3) {
            let mut query = if self.r.chance(8) {
                json!({"dynamic": true})
            } else {
                json!({"object": self.name()})
            };
            if self.r.chance(35) {
                // From API 67 on nothing is `SECURITY_ENFORCED` any more.
                let modern = version == 67.0;
                let modes = ["user", "system", "enforced"];
                query["mode"] = json!(modes[self.r.below(if modern { 2 } else { 3 })]);
            }
            queries.push(query);
        }
        if queries.is_empty() && self.r.chance(75) {
            class["changes"] = json!([{"operation": "insert"}]);
        } else if !queries.is_empty() {
            class["queries"] = Value::Array(queries);
        }
    }

    /// A flow that may call one of the others.
    fn flow(&mut self, others: &[&str]) -> Value {
        let kind = self.r.pick(&["Flow", "AutoLaunchedFlow"]);
        let status = self
            .r
            .pick(&["Active", "Active", "Active", "Active", "Draft", "Obsolete"]);
        let mut flow = json!({"processType": kind, "status": status});
        let modes = [
            "SystemModeWithoutSharing",
            "SystemModeWithoutSharing",
            "SystemModeWithSharing",
            "DefaultMode",
            "",
        ];
        let mode = self.r.pick(&modes);
        if !mode.is_empty() {
            flow["runInMode"] = json!(mode);
        }
        for element in [
            "recordLookups",
            "recordLookups",
            "dynamicChoiceSets",
            "recordCreates",
            "recordUpdates",
        ] {
            if self.r.chance(35) {
                flow[element] = json!({"Step": {"object": self.name()}});
            }
        }
        if !others.is_empty() && self.r.chance(40) {
            let called = self.r.pick(others);
            flow["subflows"] = json!({"Call": {"flowName": self.r.vary(called)}});
        }
        if self.r.chance(15) {
            flow["isAdditionalPermissionRequiredToRun"] = json!(self.r.chance(50));
        }
        flow
    }

    /// Rights of a profile or permission set.
    fn rights(&mut self, generous: bool) -> Map<String, Value> {
        let mut rows = Map::new();
        let mut fields = Map::new();
        for name in self.names.clone() {
            if self.r.chance(if generous { 80 } else { 35 }) {
                let shown = self.r.vary(name);
                let unshared =
                    name.ends_with("__mdt") || name.ends_with("__e") || name == "Limits__c";
                put(&mut rows, &shown, self.row(!unshared));
            }
            for field in FIELDS {
                if self.r.chance(15) {
                    let key = format!("{}.{}", self.r.vary(name), self.r.vary(field));
                    let readable = self.r.chance(75);
                    put(
                        &mut fields,
                        &key,
                        json!({"readable": readable, "editable": false}),
                    );
                }
            }
        }
        let mut rights = Map::new();
        if !self.r.chance(4) {
            rights.insert("objectPermissions".to_owned(), Value::Object(rows));
        }
        if !fields.is_empty() {
            rights.insert("fieldPermissions".to_owned(), Value::Object(fields));
        }
        for (element, names, often) in [
            ("classAccesses", &CLASSES[..], 20),
            ("flowAccesses", &FLOWS[..], 25),
        ] {
            let mut accesses = Map::new();
            for name in names {
                if self.r.chance(often) {
                    put(&mut accesses, &self.r.vary(name), json!(self.r.chance(80)));
                }
            }
            if !accesses.is_empty() {
                rights.insert(element.to_owned(), Value::Object(accesses));
            }
        }
        if self.r.chance(8) {
            let on = self.r.chance(70);
            rights.insert("userPermissions".to_owned(), json!({"RunFlow": on}));
        } else if self.r.chance(4) {
            let all = self.r.pick(&["ViewAllData", "ModifyAllData"]);
            let on = self.r.chance(80);
            rights.insert("userPermissions".to_owned(), json!({all: on}));
        }
        rights
    }

    fn row(&mut self, shared: bool) -> Value {
        let mut row = Map::new();
        if self.r.chance(92) {
            row.insert("allowRead".to_owned(), json!(self.r.chance(80)));
        }
        for (permission, often) in [
            ("viewAllRecords", 10),
            ("modifyAllRecords", 7),
            ("viewAllFields", 4),
        ] {
            if shared && self.r.chance(40) {
                // It depends on read.
                let read = row.get("allowRead") == Some(&Value::Bool(true));
                let on = read && self.r.chance(often);
                row.insert(permission.to_owned(), json!(on));
            }
        }
        Value::Object(row)
    }

    fn sets(&mut self) {
        let mut sets = Map::new();
        for name in ["Readers", "Extras", "Flow_Runners"] {
            if self.r.chance(60) {
                let rights = self.rights(false);
                put(&mut sets, &self.r.vary(name), Value::Object(rights));
            }
        }
        self.section("PermissionSet", sets, 5);
        let mut muting = Map::new();
        if self.r.chance(50) {
            let rights = self.rights(false);
            put(&mut muting, "Muted", Value::Object(rights));
        }
        self.section("MutingPermissionSet", muting, 10);
        let mut groups = Map::new();
        if self.r.chance(60) {
            let mut group =
                json!({"permissionSets": self.some(&["Readers", "Extras", "Flow_Runners"])});
            if self.r.chance(60) {
                group["mutingPermissionSets"] = json!([self.r.vary("Muted")]);
            }
            put(&mut groups, &self.r.vary("Bundle"), group);
        }
        self.section("PermissionSetGroup", groups, 10);
    }

    fn some(&mut self, names: &[&str]) -> Vec<String> {
        let mut some = Vec::new();
        for name in names {
            if self.r.chance(40) {
                some.push(self.r.vary(name));
            }
        }
        some
    }

    fn sites(&mut self) {
        let mut sites = Map::new();
        let mut profiles = Map::new();
        for _ in 0..1 + self.r.below(3) {
            let (name, label) = SITES[self.r.below(SITES.len())];
            let mut site = json!({"masterLabel": self.r.vary(label)});
            match self.r.below(12) {
                0 => {}
                1 => site["active"] = json!(false),
                _ => site["active"] = json!(true),
            }
            let profile = self.profile_name(label);
            if self.r.chance(85) {
                let rights = self.profile(90);
                put(&mut profiles, &profile, rights);
            }
            if self.r.chance(6) {
                site["guestProfile"] = json!(self.r.vary(&profile));
            }
            put(&mut sites, name, site);
            self.guest_user(name, &profile);
        }
        for stock in ["Guest", "Guest License User"] {
            if self.r.chance(15) {
                let rights = self.profile(95);
                put(&mut profiles, stock, rights);
            }
        }
        if self.r.chance(25) {
            let mut staff = self.rights(true);
            staff.insert("userLicense".to_owned(), json!("Salesforce"));
            put(&mut profiles, "Staff", Value::Object(staff));
        }
        self.section("CustomSite", sites, 2);
        self.section("Profile", profiles, 2);
    }

    fn profile_name(&mut self, label: &str) -> String {
        match self.r.below(12) {
            0 => format!("{label} Guest Profile"),
            1 => format!("Profil {label}"),
            2 => format!("{} profile", label.to_lowercase()),
            3 => label.to_owned(),
            4 => "Visitors".to_owned(),
            _ => format!("{label} Profile"),
        }
    }

    fn profile(&mut self, guest: usize) -> Value {
        let mut rights = self.rights(true);
        if self.r.chance(guest) {
            let licence = self
                .r
                .pick(&["Guest User License", "Guest User License", "Guest"]);
            rights.insert("userLicense".to_owned(), json!(licence));
        } else if self.r.chance(50) {
            let licence = self.r.pick(&["Salesforce", "Customer Community"]);
            rights.insert("userLicense".to_owned(), json!(licence));
        }
        Value::Object(rights)
    }

    fn guest_user(&mut self, site: &str, profile: &str) {
        let mut nickname = site.to_owned();
        if self.r.chance(55) {
            let mut user = Map::new();
            if self.r.chance(60) {
                let named = match self.r.below(15) {
                    0 => "Staff".to_owned(),
                    1 => "Nobody Profile".to_owned(),
                    _ => self.r.vary(profile),
                };
                user.insert("profile".to_owned(), json!(named));
            }
            if self.r.chance(25) {
                nickname = format!("{}1", site.to_lowercase());
                user.insert("nickname".to_owned(), json!(nickname));
            }
            if self.r.chance(50) {
                let sets = self.some(&["Readers", "Extras", "Flow_Runners"]);
                user.insert("permissionSets".to_owned(), json!(sets));
            }
            if self.r.chance(35) {
                user.insert(
                    "permissionSetGroups".to_owned(),
                    json!([self.r.vary("Bundle")]),
                );
            }
            put(
                &mut self.guest_users,
                &self.r.vary(site),
                Value::Object(user),
            );
        }
        self.nicknames.push(nickname);
        self.nicknames.push(site.to_owned());
    }

    fn sharing(&mut self) {
        let mut rules = Map::new();
        for name in self.names.clone() {
            let unshared = name == "Limits__c" || name.contains("__m") || name.contains("__e");
            if unshared || !self.r.chance(30) {
                continue;
            }
            let mut guest = Map::new();
            for i in 0..1 + self.r.below(2) {
                let nickname = if self.r.chance(12) {
                    "somebody".to_owned()
                } else {
                    self.nicknames[self.r.below(self.nicknames.len())].clone()
                };
                let rule = json!({
                    "accessLevel": "Read",
                    "sharedTo": {"guestUser": [self.r.vary(&nickname)]},
                    "criteriaItems": [{"field": "Name", "operation": "equals", "value": "x"}],
                });
                put(&mut guest, &format!("Rule{i}"), rule);
            }
            let rules_of = json!({"sharingGuestRules": guest});
            put(&mut rules, &self.r.vary(name), rules_of);
        }
        self.section("SharingRules", rules, 10);
        match self.r.below(6) {
            0 => {}
            1 => {
                self.sections
                    .insert("Settings".to_owned(), json!({"Sharing": {}}));
            }
            n => {
                let on = n != 2;
                let settings = json!({"Sharing": {"enableExternalSharingModel": on}});
                self.sections.insert("Settings".to_owned(), settings);
            }
        }
    }

    fn finish(mut self) -> Value {
        self.sections
            .insert("platform".to_owned(), json!("salesforce"));
        if !self.guest_users.is_empty() {
            let users = Value::Object(self.guest_users);
            self.sections
                .insert("runtime".to_owned(), json!({"guestUsers": users}));
        }
        Value::Object(self.sections)
    }
}

/// Adds an entry, unless there is one of that name in any letter case.
fn put(map: &mut Map<String, Value>, name: &str, value: Value) {
    if !map.keys().any(|key| same(key, name)) {
        map.insert(name.to_owned(), value);
    }
}
