//! Reports to write in every format, made by hand over the files of the example tenant and over
//! texts that try to break out.

#![allow(
    dead_code,
    reason = "each test that takes this module uses a part of it"
)]

use std::collections::BTreeMap;

use serde_json::json;
use tenantlint::check::Severity;
use tenantlint::document::{DataPath, Segment};
use tenantlint::finding::{
    Access, Change, Edit, EditOp, Failure, Finding, Fix, NotEvaluated, Notice, Place, Precision,
    Related, Status, Subject, Waiver,
};
use tenantlint::report::{Comparison, Counts, Report, RuleInfo, Style};
use tenantlint::rule::Reference;
use tenantlint::source::{Encoding, FileId, Span};

pub const PORTAL: &str = "examples/merchant-portal";
pub const PROFILE: &str = "profiles/Merchant Portal Profile.profile-meta.yaml";
pub const SITE: &str = "sites/Merchant_Portal.site-meta.yaml";
pub const OBJECT: &str = "objects/Merchant__c/Merchant__c.object-meta.yaml";
pub const SHARING: &str = "sharingRules/Merchant__c.sharingRules-meta.yaml";
pub const EMAIL: &str = "objects/Merchant__c/fields/Email__c.field-meta.yaml";

/// A report under construction.
#[derive(Default)]
pub struct Build {
    pub report: Report,
}

impl Build {
    pub fn new() -> Self {
        let mut build = Self::default();
        build.report.as_of = "2026-06-30".into();
        build.report.thresholds.findings = Some(Severity::Low);
        build.report.thresholds.unknown = Some(Severity::Critical);
        build.report.counts = Counts {
            tenants: 1,
            files: 1,
            rules: 1,
            rules_without_data: 0,
            ..Counts::default()
        };
        build
    }

    pub fn text(&mut self, name: &str, text: &str) -> FileId {
        self.report.sources.add(name, text, Encoding::Utf8)
    }

    /// A file of the example tenant.
    pub fn portal(&mut self, name: &str) -> FileId {
        let root = env!("CARGO_MANIFEST_DIR");
        let path = format!("{root}/{PORTAL}/{name}");
        let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{path}: {e}"));
        self.text(&format!("{PORTAL}/{name}"), &text)
    }

    pub fn rule(&mut self, id: &str, title: &str, severity: Severity, remediation: &str) {
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
    pub fn entry(&self, file: FileId, around: &str, key: &str, value: &str) -> Place {
        let text = self.report.sources.file(file).text();
        let from = text.find(around).unwrap_or_else(|| panic!("no {around:?}"));
        let at = from + around.find(key).unwrap_or_else(|| panic!("no {key:?}"));
        let after = at + key.len();
        let to = after
            + text[after..]
                .find(value)
                .unwrap_or_else(|| panic!("no {value:?}"));
        let value = Span::new(to, to + value.len());
        Place {
            key: Some(Span::new(at, at + key.len())),
            value: Some(value),
            ..Place::of_span(file, value)
        }
    }

    pub fn finding(
        &mut self,
        rule: &str,
        severity: Severity,
        message: &str,
        primary: Place,
    ) -> &mut Finding {
        let n = self.report.findings.len();
        let subject = Subject {
            platform: "salesforce".into(),
            tenant: "merchant-portal".into(),
            identity: BTreeMap::from([
                ("object".into(), json!("Merchant__c")),
                ("n".into(), json!(n)),
            ]),
        };
        let finding = Finding::new(rule, severity, message, primary, subject);
        self.report.findings.push(finding);
        self.report.findings.last_mut().expect("one was pushed")
    }
}

pub fn path(keys: &[&str]) -> DataPath {
    keys.iter().map(|k| Segment::Key((*k).into())).collect()
}

pub fn step(place: Place, message: &str) -> Related {
    Related {
        place: Some(place),
        message: message.into(),
    }
}

/// The example tenant's exposure, an absent setting, an alias, an unparsable file, a rule that
/// was not evaluated and a notice.
pub fn portal() -> Report {
    let mut b = Build::new();
    let [profile, site, object, sharing, email] =
        [PROFILE, SITE, OBJECT, SHARING, EMAIL].map(|f| b.portal(f));
    let security = b.text(
        "tenant/settings/Security.settings-meta.yaml",
        "_tag: SecuritySettings\nsessionSettings:\n  sessionTimeout: TwoHours\n",
    );
    let aliases = b.text("tenant/aliases.yaml", "defaults:\n  open: &open\n    allowRead: true\nProfile:\n  'Guest':\n    objectPermissions:\n      Account: *open\n");
    let broken = b.text(
        "tenant/broken.yaml",
        "Profile:\n  Admin:\n    custom: true\n    custom: false\n",
    );
    b.rule("SF-GUEST-001", "Anonymous visitors can read personal data", Severity::Critical,
        "Close the external default of the object, delete the guest sharing rule, and take read access away from the guest profile; serve the search from a class that returns only what the page shows.");
    b.rule(
        "SF-GUEST-007",
        "Guests may own records",
        Severity::High,
        "Turn on `enableSecureGuestAccess`.",
    );
    b.rule(
        "SF-SESS-002",
        "Sessions last",
        Severity::Medium,
        "Require a new login.",
    );

    let field = |b: &Build, name: &str| {
        let around = format!("field: Merchant__c.{name}\n  readable: true");
        let mut place = b.entry(profile, &around, "readable", "true");
        let name = format!("Merchant__c.{name}");
        place.path = path(&[
            "Profile",
            "Merchant Portal Profile",
            "fieldPermissions",
            &name,
            "readable",
        ]);
        place
    };
    let grant = "allowRead: true\n  modifyAllRecords: false\n  object: Merchant__c";
    let mut primary = b.entry(profile, grant, "allowRead", "true");
    primary.path = path(&[
        "Profile",
        "Merchant Portal Profile",
        "objectPermissions",
        "Merchant__c",
        "allowRead",
    ]);
    let mut rule = b.entry(
        sharing,
        "sharingGuestRules:\n  fullName: Portal_search_keeps_working\n  accessLevel: Read",
        "accessLevel",
        "Read",
    );
    rule.path = path(&[
        "SharingRules",
        "Merchant__c",
        "sharingGuestRules",
        "Portal_search_keeps_working",
        "accessLevel",
    ]);
    let mut related = vec![
        step(
            b.entry(site, "active: true", "active", "true"),
            "the site Merchant_Portal is active, so that anyone can open it",
        ),
        step(
            b.entry(
                profile,
                "userLicense: Guest User License",
                "userLicense",
                "Guest User License",
            ),
            "visitors of the site have this profile",
        ),
        step(primary.clone(), "it reads the object Merchant__c"),
        step(
            b.entry(
                object,
                "externalSharingModel: Read",
                "externalSharingModel",
                "Read",
            ),
            "every record is open to everyone outside the company",
        ),
        step(
            rule,
            "and since 2020-08 this rule opens every record whose name is not empty",
        ),
        step(
            b.entry(email, "type: Email", "type", "Email"),
            "a field that holds e-mail addresses",
        ),
    ];
    let categories = [
        ("company name", "Company_Name__c"),
        ("shop name", "Shop_Name__c"),
        ("address", "Address__c"),
        ("representative's name", "Representative_Name__c"),
        ("contact's name", "Contact_Name__c"),
        ("phone", "Phone__c"),
        ("fax", "Fax__c"),
        ("e-mail", "Email__c"),
        ("sales information", "Monthly_Sales__c"),
    ];
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
        categories: categories
            .iter()
            .map(|(c, f)| ((*c).to_owned(), vec![(*f).to_owned()]))
            .collect(),
        ..Access::default()
    });
    f.fixes = vec![Fix {
        title: "take read access to Merchant__c away from the guest profile".into(),
        safe: false,
        edits: vec![Edit {
            op: EditOp::Set(json!(false)),
            at: primary.path.clone(),
            place: Some(primary),
        }],
        splices: None,
    }];

    let mut alias = b.entry(aliases, "Account: *open", "Account", "*open");
    let defined = b.entry(aliases, "allowRead: true", "allowRead", "true");
    alias.definition = Some((aliases, defined.span));
    b.finding(
        "SF-GUEST-001",
        Severity::High,
        "The guest profile reads Account",
        alias,
    );

    let mut missing = b.entry(security, "sessionSettings", "sessionSettings", "");
    missing.span = missing.key.expect("an entry has a key");
    missing.precision = Precision::BelongsHere;
    missing.path = path(&["Settings", "Security", "sessionSettings", "forceRelogin"]);
    let f = b.finding(
        "SF-SESS-002",
        Severity::Medium,
        "A login is not asked for again",
        missing.clone(),
    );
    f.help = Some("Add `forceRelogin: true`.".into());
    f.fixes = vec![Fix {
        title: "add `forceRelogin: true`".into(),
        safe: true,
        edits: vec![Edit {
            op: EditOp::Add(json!(true)),
            at: missing.path.clone(),
            place: Some(missing.clone()),
        }],
        splices: None,
    }];

    let [first, second] =
        ["custom: true", "custom: false"].map(|s| b.entry(broken, s, "custom", ""));
    b.report.failures.push(Failure {
        id: "TL-YAML-002",
        rule: None,
        message: "The key `custom` is there twice".into(),
        place: second.key.map(|k| (broken, k)),
        labels: vec![(
            broken,
            first.key.expect("an entry has a key"),
            "first here".into(),
        )],
        help: "Keep one of the two entries.".into(),
    });
    for object in ["Case", "Lead", "Contact", "Account"] {
        b.report.not_evaluated.push(NotEvaluated {
            rule: "SF-GUEST-007".into(),
            severity: Severity::High,
            tenant: "merchant-portal".into(),
            message: format!("The organisation-wide default of {object} was not exported; retrieve CustomObject:{object}"),
            place: (object == "Case").then(|| missing.clone()),
            unchanged: false,
        });
    }
    b.report.notices.push(Notice {
        message: "the text was transcoded from UTF-16".into(),
        place: Some((security, Span::new(0, 4))),
    });
    b.report.counts = Counts {
        documents: 0,
        tenants: 1,
        files: 16,
        unrecognised_files: 1,
        rules: 17,
        rules_without_data: 0,
    };
    b.report
}

/// The same tenant as a change leaves it: the exposure is new, by a line of the sharing rules;
/// another finding is wider; of the rest, one is unchanged, one is waived, one in the baseline, and
/// one is gone.
pub fn compared() -> Report {
    let mut report = portal();
    report.failures.clear();
    report.not_evaluated.truncate(2);
    report.not_evaluated[1].unchanged = true;
    report.not_evaluated[1].rule = "SF-SESS-002".into();
    let mut b = Build { report };
    let waivers = b.text(
        "tenantlint.yaml",
        "waivers:\n  - rule: SF-SESS-002\n    owner: 情報 security@merchant-portal.example\n",
    );
    let waived = b
        .entry(waivers, "rule: SF-SESS-002", "rule", "SF-SESS-002")
        .span;
    let sharing = b.report.findings[0].related[4].place.clone();
    let last = b.report.findings[2].clone();
    let again = |n: u8, message: &str| {
        let mut subject = last.subject.clone();
        subject.identity.insert("again".into(), json!(n));
        let mut f = Finding::new(
            "SF-SESS-002",
            last.severity,
            message,
            last.primary.clone(),
            subject,
        );
        f.change = Some(Change::Unchanged);
        f
    };
    let mut set_aside = [
        again(1, "A session outlives the day"),
        again(2, "A session is never closed"),
    ];
    set_aside[0].status = Status::Waived(std::sync::Arc::new(Waiver {
        reason: "The kiosk in the lobby shows opening hours only".into(),
        owner: "security@merchant-portal.example".into(),
        until: "2026-12-31".into(),
        place: (waivers, waived),
    }));
    set_aside[0].change = Some(Change::New);
    set_aside[1].status = Status::Baselined;
    let fixed = again(3, "A session is never locked");
    let findings = &mut b.report.findings;
    findings[0].change = Some(Change::New);
    findings[0].causes = vec![
        Related {
            place: sharing,
            message: "the rule opens every record".into(),
        },
        Related {
            place: None,
            message: "the rule that kept them closed is gone".into(),
        },
    ];
    findings[1].change = Some(Change::Widened);
    findings[2].change = Some(Change::Unchanged);
    findings.extend(set_aside);
    b.report.comparison = Some(Comparison {
        base: "main (1a2b3c4d5e6f)".into(),
        head: "the index".into(),
        lead: vec![
            "This change lets anonymous visitors read up to 1,381,735 records of Merchant__c."
                .into(),
            "It takes nothing away from anyone.".into(),
        ],
        fixed: vec![fixed],
        before: BTreeMap::new(),
        all: false,
        untouched: false,
    });
    b.report
}

pub fn narrow() -> Style {
    Style {
        width: 80,
        ..Style::default()
    }
}

/// The byte offset of a one-based line and column, counted by splitting the text from its start:
/// another way than the program's.
pub fn offset(text: &str, line: u64, column: u64, unit: fn(char) -> u64) -> usize {
    let mut at = (1, 1);
    let mut chars = text.char_indices().peekable();
    while let Some((i, c)) = chars.next() {
        if i == 0 && c == '\u{feff}' && at != (line, column) {
            continue;
        }
        if at == (line, column) {
            return if i == 0 && c == '\u{feff}' { 3 } else { i };
        }
        let crlf = c == '\r' && chars.peek().is_some_and(|n| n.1 == '\n');
        at = match c {
            '\n' => (at.0 + 1, 1),
            '\r' if !crlf => (at.0 + 1, 1),
            _ => (at.0, at.1 + unit(c)),
        };
    }
    assert_eq!(at, (line, column), "the place is in the text");
    text.len()
}

/// Names, keys, values and messages that try to break out of every format.
pub fn hostile() -> Report {
    let mut b = Build::new();
    let evil = "\u{1b}[2J\u{9b}31m\u{7f}\u{202e}\u{2066}\u{200b}\u{0}\r";
    let text = format!(
        "\u{feff}Profile:\r\n  \"加盟店\t😀{evil}x\": \t'名{evil}前😀'  # {evil}\r\n  <script>: %0A::error::\r\n"
    );
    let file = b.text(
        "dir\u{1b}[31m/\n::error file=x::%0A<script>\u{202e}.yaml",
        &text,
    );
    let value = |b: &Build, needle: &str| {
        let at = b
            .report
            .sources
            .file(file)
            .text()
            .find(needle)
            .expect("there");
        Place::of_span(file, Span::new(at, at + needle.len()))
    };
    let name = format!("'名{evil}前😀'");
    let messages = [
        "one\ntwo\r\nhigh[SF-X] three\u{1b}]0;title\u{7}".to_owned(),
        "x".repeat(50_000),
        "店舗の情報が公開されています。".repeat(40),
        "%0A::error::<script>alert(1)</script>".to_owned(),
        "=cmd|' /C calc'!A0 ]]> &amp; \"quoted\", `code` | cell".to_owned(),
        "@org #1 GH-2 ![x](http://evil.example/x.png) [y](1) {0} www.evil.example ##[error]x"
            .to_owned(),
        "+1\t-2".to_owned(),
    ];
    for message in &messages {
        let primary = value(&b, &name);
        let related = vec![
            step(value(&b, "%0A::error::"), message),
            Related {
                place: None,
                message: message.clone(),
            },
        ];
        let f = b.finding("SF-X-001\n\u{1b}", Severity::High, message, primary);
        f.related = related;
        f.help = Some(message.clone());
        f.subject.identity.insert(message.clone(), json!(message));
    }
    b.rule(
        "SF-X-001\n\u{1b}",
        &messages[4],
        Severity::High,
        &messages[5],
    );
    let rule = &mut b.report.rules[0];
    rule.description = messages.join("\n\n");
    rule.family = messages[0].clone();
    rule.references = vec![
        Reference {
            url: "javascript:alert(1)".into(),
            title: messages[5].clone(),
        },
        Reference {
            url: "https://x.example/a)[b](http://evil.example)<b>|".into(),
            title: messages[4].clone(),
        },
    ];
    rule.frameworks = BTreeMap::from([(messages[0].clone(), messages.to_vec())]);
    b.report.failures.push(Failure {
        id: "TL-YAML-005",
        rule: Some("SF-\u{1b}".into()),
        message: messages[0].clone(),
        place: Some((file, Span::new(0, 3))),
        labels: vec![(
            file,
            Span::new(text.len(), text.len() + 7),
            messages[0].clone(),
        )],
        help: messages[0].clone(),
    });
    b.report.notices.push(Notice {
        message: messages[0].clone(),
        place: Some((file, Span::new(3, 4))),
    });
    b.report.not_evaluated.push(NotEvaluated {
        rule: "SF-\u{202e}".into(),
        severity: Severity::Low,
        tenant: messages[0].clone(),
        message: messages[0].clone(),
        place: None,
        unchanged: false,
    });
    b.report
}

/// [`hostile`], with states: each finding in another one.
pub fn hostile_change() -> Report {
    let mut report = hostile();
    let texts: Vec<String> = report.findings.iter().map(|f| f.message.clone()).collect();
    let place = report.findings[0].primary.clone();
    let at = (place.file, place.span);
    for (n, f) in report.findings.iter_mut().enumerate() {
        f.change = Some(Change::ALL[n % 4]);
        f.causes = f.related.clone();
        f.access = Some(Access {
            principal: Some(texts[n].clone()),
            actions: texts.clone(),
            object: Some(texts[n].clone()),
            fields: texts.clone(),
            categories: BTreeMap::from([(texts[n].clone(), texts.clone())]),
            via: texts.clone(),
            records: Some(7),
        });
    }
    let fixed = report.findings.pop().expect("a finding");
    report.findings[3].status = Status::Baselined;
    report.findings[4].status = Status::Waived(std::sync::Arc::new(Waiver {
        reason: texts[0].clone(),
        owner: texts[4].clone(),
        until: texts[5].clone(),
        place: at,
    }));
    report.comparison = Some(Comparison {
        base: texts[0].clone(),
        head: texts[4].clone(),
        lead: texts,
        fixed: vec![fixed],
        before: BTreeMap::new(),
        all: true,
        untouched: false,
    });
    report
}

/// The secret of [`secretive`].
pub const SECRET: &str = "abc123-secret-value";

/// A report in which every text quotes a secret.
pub fn secretive() -> Report {
    let mut b = Build::new();
    let file = b.text(
        "a.yaml",
        &format!("consumerSecret: '{SECRET}'\nopen: true\n"),
    );
    let quoted = format!("'{SECRET}'");
    let entry = format!("consumerSecret: {quoted}");
    let mut place = b.entry(file, &entry, "consumerSecret", &quoted);
    place.path = path(&["ConnectedApp", SECRET, "consumerSecret"]);
    b.report.redactions.add(file, place.span);
    let says = |what: &str| format!("{what} says {SECRET} aloud");
    b.rule(
        "SF-SEC-001",
        "A secret is in the export",
        Severity::High,
        &says("what to do"),
    );
    b.report.rules[0].description = says("why");
    let at = (file, place.span);
    let states = [
        Status::Open,
        Status::Baselined,
        Status::Waived(std::sync::Arc::new(Waiver {
            reason: says("a reason"),
            owner: says("an owner"),
            until: says("a day"),
            place: at,
        })),
    ];
    for (n, status) in states.into_iter().enumerate() {
        let f = b.finding(
            "SF-SEC-001",
            Severity::High,
            &says("a message"),
            place.clone(),
        );
        f.status = status;
        f.change = Some(Change::New);
        f.help = (n > 0).then(|| says("a help"));
        f.related = vec![
            step(place.clone(), &says("a step")),
            Related {
                place: None,
                message: says("a note"),
            },
        ];
        f.causes = f.related.clone();
        f.subject.tenant = says("a tenant");
        f.subject
            .identity
            .insert(says("a key"), json!([says("a name")]));
        f.access = Some(Access {
            principal: Some(says("who")),
            actions: vec![says("what")],
            object: Some(says("an object")),
            fields: vec![says("a field")],
            categories: BTreeMap::from([(says("a category"), vec![says("its field")])]),
            via: vec![says("a way")],
            records: None,
        });
        f.fixes = vec![Fix {
            title: says("a fix"),
            safe: true,
            edits: vec![Edit {
                op: EditOp::Set(json!({says("a key"): says("a value")})),
                at: place.path.clone(),
                place: Some(place.clone()),
            }],
            splices: None,
        }];
    }
    let fixed = b.report.findings[0].clone();
    b.report.failures.push(Failure {
        id: "TL-YAML-005",
        rule: Some("SF-SEC-001".into()),
        message: says("a failure"),
        place: Some(at),
        labels: vec![(file, place.span, says("a label"))],
        help: says("a help"),
    });
    b.report.not_evaluated.push(NotEvaluated {
        rule: "SF-SEC-001".into(),
        severity: Severity::Critical,
        tenant: says("a tenant"),
        message: says("a gap"),
        place: Some(place.clone()),
        unchanged: false,
    });
    let notice = |what: &str| Notice {
        message: says(what),
        place: Some(at),
    };
    b.report.notices.push(notice("a notice"));
    b.report.warnings.push(notice("a warning"));
    b.report.comparison = Some(Comparison {
        base: says("a base"),
        head: says("a head"),
        lead: vec![says("a lead")],
        fixed: vec![fixed],
        before: BTreeMap::new(),
        all: true,
        untouched: false,
    });
    b.report
}

/// Where `.ci/run` puts the schemas and programs that read formats; nothing where it did not run.
#[allow(clippy::print_stderr, reason = "a test that is skipped says so")]
pub fn tools() -> Option<std::path::PathBuf> {
    let tools = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("target/tools/formats");
    if tools.is_dir() {
        return Some(tools);
    }
    let ci = std::env::var_os("TENANTLINT_NEEDS_FORMATS").is_some();
    assert!(!ci, "{} is not there", tools.display());
    eprintln!("skipped: {} is not there", tools.display());
    None
}
