//! Tenants one after the other: a run says what it would say of all at once, and holds no more of
//! them than judge at a time.

mod cli_support;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use cli_support::Memory;
use tenantlint::finding::Finding;
use tenantlint::jobs::fix::{propose, propose_for};
use tenantlint::lint::{self, Settings, Silent, TenantSpec};
use tenantlint::report::{Format, Report, Style, render};
use tenantlint::source::{SourceMap, Texts};
use tenantlint::tenant::Tenant;

/// Files of many tenants, below a folder for each: examples of the rules, so that many a section is
/// in one of them alone, and with each something that takes a way of its own through the program.
fn files() -> Vec<(String, String)> {
    let policies = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies/salesforce");
    let rules = fs::read_dir(policies).expect("the policies");
    let examples = rules.map(|rule| rule.expect("a rule").path().join("bad.yaml"));
    let mut examples: Vec<PathBuf> = examples.filter(|path| path.is_file()).collect();
    examples.sort();
    let mut files = Vec::new();
    for (number, path) in examples.iter().step_by(7).enumerate() {
        let mut put = |name: &str, text: String| {
            files.push((format!("t/n{number:02}/{name}"), text));
        };
        let mut text = fs::read_to_string(path).expect("an example");
        // More text than is held of tenants that were only looked at.
        text.push_str(&"# A comment that says nothing at all of what is meant.\n".repeat(2_000));
        put("tenant.yaml", text);
        match number % 6 {
            0 => put("broken.yaml", "a: [1\n".to_owned()),
            1 => put("of-nobody.yaml", "kind: Other\nanswer: yes\n".to_owned()),
            2 => put("W.profile", PROFILE.to_owned()),
            3 => {
                put("A.authprovider", SECRET.to_owned());
                put("Y.profile.yaml", YAML.to_owned());
            }
            _ => {}
        }
    }
    files.push((
        "runtime.yaml".to_owned(),
        "recordCounts: {Account: 1381735}\n".to_owned(),
    ));
    files
}

const PROFILE: &str = "<Profile xmlns=\"http://soap.sforce.com/2006/04/metadata\">
  <!-- tenantlint: waive SF-GUEST-001 until 2026-12-31 by crm: it is a catalogue -->
  <objectPermissions>
    <allowRead>true</allowRead><object>Account</object><viewAllRecords>true</viewAllRecords>
  </objectPermissions>
  <userLicense>Guest User License</userLicense>
</Profile>
";

/// A secret in a text into which nothing points, of the kind that stands for one left out.
const SECRET: &str = "<AuthProvider xmlns=\"http://soap.sforce.com/2006/04/metadata\">
  <consumerSecret>hidden_object__c</consumerSecret>
  <friendlyName>F</friendlyName><providerType>Google</providerType>
</AuthProvider>
";

/// What is said of it quotes that secret.
const YAML: &str = "_tag: Profile
userLicense: Guest User License
objectPermissions:
- object: hidden_object__c
  allowRead: \"true\"
  viewAllRecords: yes
";

fn settings(files: &[(String, String)], threads: usize) -> Settings {
    let names: BTreeSet<&str> = files
        .iter()
        .filter_map(|(f, _)| f.split('/').nth(1))
        .collect();
    let tenants = names.iter().map(|name| TenantSpec {
        name: (*name).to_owned(),
        include: vec![format!("t/{name}/**")],
        ..TenantSpec::default()
    });
    Settings {
        paths: vec![PathBuf::from(".")],
        tenants: tenants.collect(),
        runtime: vec![PathBuf::from("runtime.yaml")],
        threads: Some(threads),
        as_of: Some("2026-11-22".to_owned()),
        ..Settings::default()
    }
}

fn written(report: &Report) -> String {
    let style = Style {
        verbose: true,
        ..Style::default()
    };
    let formats = Format::ALL.iter();
    formats
        .map(|&format| render(report, format, &style))
        .collect()
}

#[test]
fn tenants_that_pass_are_told_as_those_that_are_kept() {
    let files = files();
    let host: Vec<(&str, &str)> = files.iter().map(|(f, t)| (&**f, &**t)).collect();
    let host = Memory::new(&host);
    let settings = |threads| settings(&files, threads);
    let mut kept = lint::judge(&host, &settings(2), SourceMap::new(), &Silent);
    propose(&mut kept.report, &kept.tenants, &settings(2));
    assert!(kept.tenants.len() > 12 && kept.report.findings.len() > 40);
    assert!(!kept.inline_waivers.is_empty());
    let fixes = kept.report.findings.iter().flat_map(|f| &f.fixes);
    assert!(fixes.filter(|fix| fix.splices.is_some()).count() > 10);
    let kept = written(&kept.report);
    assert!(kept.contains("View All Records on ********"));
    for threads in [1, 2, 8] {
        let settings = settings(threads);
        let mend = |findings: &mut [&mut Finding], tenants: &[Tenant], texts: Texts<'_>| {
            propose_for(findings, tenants, texts, &settings);
        };
        let (report, _) = lint::pass(&host, &settings, SourceMap::new(), Some(&mend), &Silent);
        let texts = report
            .sources
            .iter()
            .filter(|(_, file)| file.name().starts_with("t/"));
        let gone = texts.filter(|(_, file)| file.bytes() > 0 && file.text().is_empty());
        assert!(gone.count() > 0, "some texts are let go of");
        assert!(
            written(&report) == kept,
            "{threads} threads say something else"
        );
    }
}

/// The most memory that the program held while it judged so many tenants, in bytes.
fn peak(folder: &Path, tenants: usize) -> u64 {
    let profile = |number: usize| {
        let mut text = "_tag: Profile\nuserLicense: Salesforce\nobjectPermissions:\n".to_owned();
        for object in 0..1_000 {
            text.push_str(&format!(
                "- object: Object_{object}_{number}__c\n  allowRead: true\n  viewAllRecords: false\n"
            ));
        }
        text
    };
    let mut inventory = String::from("tenants:\n");
    for number in 0..tenants {
        let below = folder.join(format!("t/n{number}"));
        fs::create_dir_all(&below).expect("a folder");
        fs::write(below.join("A.profile.yaml"), profile(number)).expect("a file");
        inventory.push_str(&format!(
            "- {{name: n{number}, include: [t/n{number}/**]}}\n"
        ));
    }
    fs::write(folder.join("tenantlint.yaml"), inventory).expect("a file");
    let mut child = Command::new(env!("CARGO_BIN_EXE_tenantlint"))
        .current_dir(folder)
        .args([
            "check",
            "--select",
            "SF-PERM-001",
            "--threads",
            "2",
            "--quiet",
        ])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    let status = format!("/proc/{}/status", child.id());
    let mut most = 0;
    while child.try_wait().expect("it is ours").is_none() {
        let held = fs::read_to_string(&status).unwrap_or_default();
        let line = held.lines().find_map(|l| l.strip_prefix("VmHWM:"));
        let held = line.and_then(|l| l.trim().strip_suffix(" kB")?.parse::<u64>().ok());
        most = most.max(held.unwrap_or(0) << 10);
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    most
}

#[test]
#[cfg(target_os = "linux")]
fn memory_does_not_grow_with_the_number_of_tenants() {
    let folder = std::env::temp_dir().join(format!("tenantlint-streaming-{}", std::process::id()));
    let (few, many) = (peak(&folder.join("few"), 8), peak(&folder.join("many"), 40));
    fs::remove_dir_all(&folder).expect("it is ours");
    // All of them at once take several times as much.
    assert!(
        few > 0 && many < few * 5 / 4,
        "8 tenants take {few} bytes, 40 take {many}"
    );
}
