//! Time of each bundled rule on a tenant of about 10 MB, slowest first, and how it grows when the
//! tenant has twice the profiles, fields or sharing rules: `cargo bench --bench rules`.
//!
//! A rule that grows faster than its tenant is marked, and makes the exit code 1.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "a program that measures and prints a table"
)]

use std::fmt::Write as _;
use std::process::ExitCode;
use std::sync::{Mutex, OnceLock};
use std::time::Duration;

use tenantlint::document;
use tenantlint::engine::Prepared;
use tenantlint::host::Disk;
use tenantlint::lint::{self, Settings};
use tenantlint::rule::{self, RuleSet};
use tenantlint::source::{Encoding, SourceMap};
use tenantlint::tenant::{self, Group, Part, Tenant};

/// How large a tenant is.
#[derive(Debug, Clone, Copy)]
struct Size {
    profiles: usize,
    objects: usize,
    fields: usize,
    sharing_rules: usize,
}

/// About 10 MB of canonical YAML.
const BASE: Size = Size {
    profiles: 300,
    objects: 250,
    fields: 40,
    sharing_rules: 2_000,
};

/// A thread's time is told in steps of 4 ms here, so that of a rule that takes less than this it
/// cannot be told how it grows.
const LEAST: Duration = Duration::from_millis(20);

/// Twice the tenant may take this many times as long: 2, and what caches and noise cost.
const MOST: f64 = 2.9;

fn main() -> ExitCode {
    // Other arguments are those of `cargo bench`.
    let settings = Settings::default();
    let mut sources = SourceMap::new();
    let (rules, failures) = lint::load_rules(&Disk, &settings, &mut sources);
    assert!(failures.is_empty(), "{failures:?}");
    let sizes = [
        ("base", BASE),
        (
            "profiles",
            Size {
                profiles: BASE.profiles * 2,
                ..BASE
            },
        ),
        (
            "fields",
            Size {
                fields: BASE.fields * 2,
                ..BASE
            },
        ),
        (
            "sharing rules",
            Size {
                sharing_rules: BASE.sharing_rules * 2,
                ..BASE
            },
        ),
    ];
    let mut columns = Vec::new();
    for (name, size) in sizes {
        let text = yaml(size);
        let megabytes = text.len() / 1_000_000;
        let tenant = built(text);
        let times = best_of(3, &rules, &settings, &tenant);
        let Size {
            profiles,
            objects,
            fields,
            sharing_rules,
        } = size;
        eprintln!(
            "{name}: {profiles} profiles, {objects} objects of {fields} fields, {sharing_rules} sharing rules, {megabytes} MB"
        );
        columns.push((name, times));
    }
    print(&columns)
}

fn built(text: String) -> Tenant {
    let mut sources = SourceMap::new();
    let file = sources.add("tenant.yaml", text.as_str(), Encoding::Utf8);
    let parsed = document::parse(
        file,
        sources.file(file).text().clone(),
        &document::Limits::default(),
    );
    let document = parsed.unwrap_or_else(|errors| panic!("{errors:?}"));
    let group = Group {
        parts: vec![Part {
            path: "tenant.yaml",
            below: "tenant.yaml",
            document: &document,
            made: None,
        }],
        ..Group::default()
    };
    tenant::build(&group).tenants.remove(0)
}

/// Name and time of each step: making the input and the models, then every rule.
type Times = Vec<(String, Duration)>;

fn best_of(runs: usize, rules: &RuleSet, settings: &Settings, tenant: &Tenant) -> Times {
    let mut best: Times = Vec::new();
    for _ in 0..runs {
        let now = timed(rules, settings, tenant);
        if best.is_empty() {
            best = now;
        } else {
            for (best, now) in best.iter_mut().zip(now) {
                best.1 = best.1.min(now.1);
            }
        }
    }
    best
}

fn timed(rules: &RuleSet, settings: &Settings, tenant: &Tenant) -> Times {
    let (params, failures) = rule::complete_params(rules, &settings.params);
    assert!(failures.is_empty(), "{failures:?}");
    // The first rule stands twice: its first time holds the input and the models as well.
    let mut doubled = rules.clone();
    doubled.rules.insert(0, rules.rules[0].clone());
    let (prepared, failures) = Prepared::new(&doubled, &params, "2026-11-01", &settings.evaluate);
    assert!(failures.is_empty(), "{failures:?}");
    // One thread judges, so that its own time tells, whatever else the machine does.
    let marks = Mutex::new(vec![Duration::ZERO]);
    let done = || {
        if let Ok(mut marks) = marks.lock() {
            marks.push(of_this_thread());
        }
    };
    let outcomes = prepared.judge_all(std::slice::from_ref(tenant), 1, &done);
    drop(outcomes);
    let marks = marks.into_inner().unwrap_or_default();
    let names = std::iter::once("input and models").chain(rules.rules.iter().map(|r| &*r.id));
    names
        .zip(marks.windows(2))
        .map(|(name, pair)| (name.to_owned(), pair[1] - pair[0]))
        .collect()
}

/// The time that this thread has been on a processor (Linux: `/proc/thread-self/schedstat`, first
/// number, nanoseconds); elsewhere the time since the first call.
fn of_this_thread() -> Duration {
    static START: OnceLock<std::time::Instant> = OnceLock::new();
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|t| t.split(' ').next()?.parse().ok());
    nanoseconds.map_or_else(
        || START.get_or_init(std::time::Instant::now).elapsed(),
        Duration::from_nanos,
    )
}

fn print(columns: &[(&str, Times)]) -> ExitCode {
    let base = &columns[0].1;
    let total: Duration = base.iter().map(|(_, t)| *t).sum();
    let mut rows: Vec<usize> = (0..base.len()).collect();
    rows.sort_by_key(|&row| std::cmp::Reverse(base[row].1));
    let mut head = String::from("| Rule | ms | share |");
    for (name, _) in &columns[1..] {
        let _ = write!(head, " x2 {name} |");
    }
    println!("{head}\n|{}", "---|".repeat(columns.len() + 2));
    let mut superlinear = false;
    for row in rows {
        let (name, time) = &base[row];
        let mut line = format!(
            "| {name} | {:.1} | {:.1} % |",
            time.as_secs_f64() * 1e3,
            100.0 * time.as_secs_f64() / total.as_secs_f64()
        );
        for (_, times) in &columns[1..] {
            let grown = times[row].1;
            let factor = grown.as_secs_f64() / time.as_secs_f64().max(1e-9);
            let too_much = *time >= LEAST && factor > MOST;
            superlinear |= too_much;
            let _ = write!(line, " {factor:.1}{} |", if too_much { " (!)" } else { "" });
        }
        println!("{line}");
    }
    println!("total: {:.0} ms", total.as_secs_f64() * 1e3);
    if superlinear {
        eprintln!("some rule grows faster than its tenant");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

/// A tenant of a size, with something of every kind that the rules read.
fn yaml(size: Size) -> String {
    let mut out = String::from("platform: salesforce\ntenant: {name: bench}\nCustomObject:\n");
    for object in 0..size.objects {
        let _ = writeln!(
            out,
            "  Object_{object}__c:\n    sharingModel: Private\n    externalSharingModel: Private\n    fields:"
        );
        for field in 0..size.fields {
            let (label, kind) = match field % 8 {
                0 => ("Contact e-mail", "Email"),
                1 => ("Phone", "Phone"),
                2 => ("Shop name", "Text"),
                _ => ("Amount", "Number"),
            };
            let _ = writeln!(
                out,
                "      Field_{field}__c: {{label: {label} {field}, type: {kind}}}"
            );
        }
        if object > 0 && object % 5 == 0 {
            let _ = writeln!(
                out,
                "      Parent__c: {{label: Parent, type: MasterDetail, referenceTo: Object_{}__c}}",
                object - 1
            );
        }
    }
    out.push_str("Profile:\n");
    for profile in 0..size.profiles {
        let guest = profile % 10 == 0;
        let licence = match profile % 10 {
            0 => "Guest User License",
            1 | 2 => "Customer Community",
            _ => "Salesforce",
        };
        let _ = writeln!(
            out,
            "  Team {profile} Profile:\n    userLicense: {licence}\n    objectPermissions:"
        );
        for step in 0..20 {
            let object = (profile * 7 + step) % size.objects;
            let _ = writeln!(
                out,
                "      Object_{object}__c: {{allowCreate: false, allowDelete: false, allowEdit: false, allowRead: true, modifyAllRecords: false, viewAllRecords: {}}}",
                guest && step == 0
            );
        }
        out.push_str("    fieldPermissions:\n");
        for step in 0..20 {
            let object = (profile * 7 + step) % size.objects;
            for field in 0..size.fields.min(8 + size.fields / 8) {
                let _ = writeln!(
                    out,
                    "      Object_{object}__c.Field_{field}__c: {{editable: false, readable: true}}"
                );
            }
        }
        out.push_str("    userPermissions: {ApiEnabled: false, PasswordNeverExpires: false, ViewSetup: true}\n    classAccesses:\n");
        for class in 0..30 {
            let _ = writeln!(out, "      Service{}: true", (profile + class) % 200);
        }
    }
    out.push_str("CustomSite:\n");
    for site in (0..size.profiles).step_by(10) {
        let _ = writeln!(
            out,
            "  Team_{site}: {{active: true, masterLabel: Team {site}, clickjackProtectionLevel: SameOriginOnly, siteType: ChatterNetwork}}"
        );
    }
    out.push_str("Network:\n");
    for site in (0..size.profiles).step_by(10) {
        let _ = writeln!(
            out,
            "  Team {site}: {{site: Team_{site}, status: Live, enableGuestChatter: false, selfRegistration: false}}"
        );
    }
    out.push_str("SharingRules:\n");
    let per_object = size.sharing_rules.div_ceil(size.objects);
    for object in 0..size.objects {
        let _ = writeln!(out, "  Object_{object}__c:\n    sharingGuestRules:");
        for rule in 0..per_object {
            let site = (object + rule) % size.profiles.div_ceil(10) * 10;
            let _ = writeln!(
                out,
                "      Open_{rule}: {{accessLevel: Read, sharedTo: {{guestUser: [Team_{site}]}}, criteriaItems: [{{field: Published__c, operation: equals, value: 'True'}}]}}"
            );
        }
    }
    out.push_str("PermissionSet:\n");
    for set in 0..size.profiles {
        let _ = writeln!(
            out,
            "  Set_{set}: {{label: Set {set}, license: Salesforce, userPermissions: {{ApiEnabled: true}}, classAccesses: {{Service{}: true}}}}",
            set % 200
        );
    }
    out.push_str("ApexClass:\n");
    for class in 0..200 {
        let _ = writeln!(out, "  Service{class}: {{apiVersion: 66, status: Active}}");
    }
    out.push_str("Settings:\n  Sharing: {enableExternalSharingModel: true}\n  Security: {sessionSettings: {lockSessionsToDomain: true}}\n  Communities: {enableNetworksEnabled: true}\n");
    out
}
