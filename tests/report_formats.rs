//! The formats of a report: what they look like, and an oracle that re-reads every region that
//! they report from the texts.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tenantlint::check::Severity;
use tenantlint::document::{DataPath, Segment};
use tenantlint::finding::{
    Access, Edit, EditOp, Failure, Finding, Fix, NotEvaluated, Notice, Place, Precision, Related,
    Subject,
};
use tenantlint::report::{Counts, Format, Redactions, Report, RuleInfo, Style, exit_code, render};
use tenantlint::rule::Reference;
use tenantlint::source::{Encoding, FileId, SourceMap, Span};

const PORTAL: &str = "examples/merchant-portal";
const PROFILE: &str = "profiles/Merchant Portal Profile.profile-meta.yaml";
const SITE: &str = "sites/Merchant_Portal.site-meta.yaml";
const OBJECT: &str = "objects/Merchant__c/Merchant__c.object-meta.yaml";
const SHARING: &str = "sharingRules/Merchant__c.sharingRules-meta.yaml";
const EMAIL: &str = "objects/Merchant__c/fields/Email__c.field-meta.yaml";

/// A report under construction.
#[derive(Default)]
struct Build {
    report: Report,
}

impl Build {
    fn new() -> Self {
        let mut build = Self::default();
        build.report.as_of = "2026-06-30".into();
        build.report.fail_on = Some(Severity::Low);
        build.report.fail_on_unknown = Some(Severity::Critical);
        build.report.counts = Counts {
            tenants: 1,
            files: 1,
            rules: 1,
            ..Counts::default()
        };
        build
    }

    fn text(&mut self, name: &str, text: &str) -> FileId {
        self.report.sources.add(name, text, Encoding::Utf8)
    }

    /// A file of the example tenant.
    fn portal(&mut self, name: &str) -> FileId {
        let root = env!("CARGO_MANIFEST_DIR");
        let path = format!("{root}/{PORTAL}/{name}");
        let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{path}: {e}"));
        self.text(&format!("{PORTAL}/{name}"), &text)
    }

    fn rule(&mut self, id: &str, title: &str, severity: Severity, remediation: &str) {
        self.report.rules.push(RuleInfo {
            id: id.into(),
            name: "guest_reads_personal_data".into(),
            title: title.into(),
            description: "Anyone on the internet can read it.".into(),
            severity,
            family: "anonymous-access".into(),
            remediation: remediation.into(),
            references: vec![Reference {
                url: "https://help.salesforce.com/s/articleView?id=sf.rss_guest_user".into(),
                title: "Guest user sharing".into(),
            }],
            frameworks: BTreeMap::from([("cis".into(), vec!["5.1".into()])]),
        });
    }

    /// The place of the entry `key: value` within the first occurrence of `around`.
    fn entry(&self, file: FileId, around: &str, key: &str, value: &str) -> Place {
        let text = self.report.sources.file(file).text();
        let from = text.find(around).unwrap_or_else(|| panic!("no {around:?}"));
        let at = from + around.find(key).unwrap_or_else(|| panic!("no {key:?}"));
        let after = at + key.len();
        let to = after + text[after..].find(value).unwrap_or_else(|| panic!("no {value:?}"));
        let value = Span::new(to, to + value.len());
        Place {
            key: Some(Span::new(at, at + key.len())),
            value: Some(value),
            ..Place::of_span(file, value)
        }
    }

    fn finding(&mut self, rule: &str, severity: Severity, message: &str, primary: Place) -> &mut Finding {
        let n = self.report.findings.len();
        let subject = Subject {
            platform: "salesforce".into(),
            tenant: "merchant-portal".into(),
            identity: BTreeMap::from([("object".into(), json!("Merchant__c")), ("n".into(), json!(n))]),
        };
        let finding = Finding::new(rule, severity, message, primary, subject);
        self.report.findings.push(finding);
        self.report.findings.last_mut().expect("one was pushed")
    }
}

fn path(keys: &[&str]) -> DataPath {
    keys.iter().map(|k| Segment::Key((*k).into())).collect()
}

fn step(place: Place, message: &str) -> Related {
    Related {
        place: Some(place),
        message: message.into(),
    }
}

/// The example tenant's exposure, an absent setting, an alias, an unparsable file, a rule that
/// was not evaluated and a notice.
fn portal() -> Report {
    let mut b = Build::new();
    let [profile, site, object, sharing, email] =
        [PROFILE, SITE, OBJECT, SHARING, EMAIL].map(|f| b.portal(f));
    let security = b.text("tenant/settings/Security.settings-meta.yaml", "_tag: SecuritySettings\nsessionSettings:\n  sessionTimeout: TwoHours\n");
    let aliases = b.text("tenant/aliases.yaml", "defaults:\n  open: &open\n    allowRead: true\nProfile:\n  'Guest':\n    objectPermissions:\n      Account: *open\n");
    let broken = b.text("tenant/broken.yaml", "Profile:\n  Admin:\n    custom: true\n    custom: false\n");
    b.rule("SF-GUEST-001", "Anonymous visitors can read personal data", Severity::Critical,
        "Close the external default of the object, delete the guest sharing rule, and take read access away from the guest profile; serve the search from a class that returns only what the page shows.");
    b.rule("SF-GUEST-007", "Guests may own records", Severity::High, "Turn on `enableSecureGuestAccess`.");
    b.rule("SF-SESS-002", "Sessions last", Severity::Medium, "Require a new login.");

    let field = |b: &Build, name: &str| {
        let around = format!("field: Merchant__c.{name}\n  readable: true");
        b.entry(profile, &around, "readable", "true")
    };
    let grant = "allowRead: true\n  modifyAllRecords: false\n  object: Merchant__c";
    let mut primary = b.entry(profile, grant, "allowRead", "true");
    primary.path = path(&["Profile", "Merchant Portal Profile", "objectPermissions", "Merchant__c", "allowRead"]);
    let mut related = vec![
        step(b.entry(site, "active: true", "active", "true"), "the site Merchant_Portal is active, so that anyone can open it"),
        step(b.entry(profile, "userLicense: Guest User License", "userLicense", "Guest User License"), "visitors of the site have this profile"),
        step(primary.clone(), "it reads the object Merchant__c"),
        step(b.entry(object, "externalSharingModel: Read", "externalSharingModel", "Read"), "every record is open to everyone outside the company"),
        step(b.entry(sharing, "sharingGuestRules:\n  fullName: Portal_search_keeps_working\n  accessLevel: Read", "accessLevel", "Read"), "and since 2020-08 this rule opens every record whose name is not empty"),
        step(b.entry(email, "type: Email", "type", "Email"), "a field that holds e-mail addresses"),
    ];
    let categories = [("company name", "Company_Name__c"), ("shop name", "Shop_Name__c"), ("address", "Address__c"), ("representative's name", "Representative_Name__c"), ("contact's name", "Contact_Name__c"), ("phone", "Phone__c"), ("fax", "Fax__c"), ("e-mail", "Email__c"), ("sales information", "Monthly_Sales__c")];
    for (category, name) in categories {
        related.push(step(field(&b, name), &format!("readable: {category}")));
    }
    let f = b.finding("SF-GUEST-001", Severity::Critical, "Anonymous visitors of the site Merchant_Portal can read up to 1,381,735 records of Merchant__c with personal data of nine categories", primary.clone());
    f.related = related;
    f.access = Some(Access {
        principal: Some("anonymous".into()),
        actions: vec!["read".into()],
        object: Some("Merchant__c".into()),
        records: Some(1_381_735),
        categories: categories.iter().map(|(c, f)| ((*c).to_owned(), vec![(*f).to_owned()])).collect(),
        ..Access::default()
    });
    f.fixes = vec![Fix {
        title: "take read access to Merchant__c away from the guest profile".into(),
        safe: false,
        edits: vec![Edit { op: EditOp::Set(json!(false)), at: primary.path.clone(), place: Some(primary) }],
    }];

    let mut alias = b.entry(aliases, "Account: *open", "Account", "*open");
    let defined = b.entry(aliases, "allowRead: true", "allowRead", "true");
    alias.definition = Some((aliases, defined.span));
    b.finding("SF-GUEST-001", Severity::High, "The guest profile reads Account", alias);

    let mut missing = b.entry(security, "sessionSettings", "sessionSettings", "");
    missing.span = missing.key.expect("an entry has a key");
    missing.precision = Precision::BelongsHere;
    missing.path = path(&["Settings", "Security", "sessionSettings", "forceRelogin"]);
    let f = b.finding("SF-SESS-002", Severity::Medium, "A login is not asked for again", missing.clone());
    f.help = Some("Add `forceRelogin: true`.".into());
    f.fixes = vec![Fix { title: "add `forceRelogin: true`".into(), safe: true, edits: vec![Edit { op: EditOp::Add(json!(true)), at: missing.path.clone(), place: Some(missing.clone()) }] }];

    let [first, second] = ["custom: true", "custom: false"].map(|s| b.entry(broken, s, "custom", ""));
    b.report.failures.push(Failure {
        id: "TL-YAML-002",
        rule: None,
        message: "The key `custom` is there twice".into(),
        place: second.key.map(|k| (broken, k)),
        labels: vec![(broken, first.key.expect("an entry has a key"), "first here".into())],
        help: "Keep one of the two entries.".into(),
    });
    for object in ["Case", "Lead", "Contact", "Account"] {
        b.report.not_evaluated.push(NotEvaluated {
            rule: "SF-GUEST-007".into(),
            severity: Severity::High,
            tenant: "merchant-portal".into(),
            message: format!("The organisation-wide default of {object} was not exported; retrieve CustomObject:{object}"),
            place: (object == "Case").then(|| missing.clone()),
        });
    }
    b.report.notices.push(Notice {
        message: "the text was transcoded from UTF-16".into(),
        place: Some((security, Span::new(0, 4))),
    });
    b.report.counts = Counts { tenants: 1, files: 16, unrecognised_files: 1, rules: 17 };
    b.report
}

fn narrow() -> Style {
    Style { width: 80, ..Style::default() }
}

#[test]
fn human_at_width_80() {
    insta::assert_snapshot!(render(&portal(), Format::Human, &narrow()));
}

#[test]
fn human_at_width_120_verbose() {
    let style = Style { width: 120, verbose: true, ..Style::default() };
    insta::assert_snapshot!(render(&portal(), Format::Human, &style));
}

#[test]
fn human_in_ascii() {
    let style = Style { unicode: false, ..narrow() };
    insta::assert_snapshot!(render(&portal(), Format::Human, &style));
}

#[test]
fn human_in_color() {
    let style = Style { color: true, hyperlinks: true, ..narrow() };
    let colored = render(&portal(), Format::Human, &style);
    insta::assert_snapshot!(colored.replace('\u{1b}', "␛"));
    assert_eq!(plain(&colored), render(&portal(), Format::Human, &narrow()));
}

/// A text without its ANSI escapes.
fn plain(text: &str) -> String {
    let mut out = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\u{1b}' {
            out.push(c);
        } else if chars.next() == Some('[') {
            chars.by_ref().find(|c| c.is_ascii_alphabetic());
        } else {
            // An operating system command ends in ESC and a backslash.
            chars.by_ref().find(|&c| c == '\\');
        }
    }
    out
}
