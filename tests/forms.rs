//! One violation in every form that YAML and exporters give it: found at its exact place, or
//! refused, never passed over.

use std::path::PathBuf;

use tenantlint::host::Disk;
use tenantlint::lint::{self, Settings, Silent};
use tenantlint::report::Report;
use tenantlint::source::SourceMap;

/// What must come of a form.
enum Want {
    /// SF-GUEST-002 at exactly this text, which stands once in the file or is the last of them.
    At(&'static str),
    /// A failure with this id.
    Refused(&'static str),
}

use Want::{At, Refused};

const BODY: &str = "platform: salesforce
Profile:
  Guest P:
    userLicense: Guest User License
    objectPermissions:
      Account:
        allowRead: false
        viewAllRecords: VALUE
";

fn with(value: &str) -> Vec<u8> {
    BODY.replace("VALUE", value).into_bytes()
}

fn instead(value: &str) -> Vec<u8> {
    BODY.replace("        viewAllRecords: VALUE\n", value)
        .into_bytes()
}

fn utf16(text: &str) -> Vec<u8> {
    let units = std::iter::once(0xfeff).chain(text.encode_utf16());
    units.flat_map(u16::to_le_bytes).collect()
}

fn forms() -> Vec<(&'static str, Vec<u8>, Want)> {
    let plain = BODY.replace("VALUE", "true");
    let flow = "{platform: salesforce, Profile: {Guest P: {userLicense: Guest User License, objectPermissions: {Account: {viewAllRecords: true}}}}}\n";
    let entry = BODY.replace(
        "      Account:\n        allowRead: false\n        viewAllRecords: VALUE\n",
        "      Lead: &e\n        viewAllRecords: true\n      Account: *e\n",
    );
    let component = "_tag: Profile\nuserLicense: Guest User License\nobjectPermissions:\n";
    vec![
        ("true", with("true"), At("true")),
        ("True", with("True"), At("True")),
        ("yes", with("yes"), At("yes")),
        ("on", with("on"), At("on")),
        ("y", with("y"), At("y")),
        ("no is judged as true too", with("no"), At("no")),
        ("quoted", with("\"true\""), At("\"true\"")),
        ("!!bool", with("!!bool true"), At("true")),
        ("!!bool yes", with("!!bool yes"), Refused("TL-YAML-001")),
        ("flow", flow.into(), At("true")),
        ("quoted key", instead("        \"viewAllRecords\": true\n"), At("true")),
        ("escaped key", instead("        \"view\\u0041llRecords\": true\n"), At("true")),
        ("complex key", instead("        ? viewAllRecords\n        : true\n"), At("true")),
        ("alias of the value", format!("x: &t true\n{}", BODY.replace("VALUE", "*t")).into(), At("*t")),
        ("alias of the entry", entry.into(), At("true")),
        ("merge key", format!("x: &m {{viewAllRecords: true}}\n{}", String::from_utf8_lossy(&instead("        <<: *m\n"))).into(), At("*m")),
        ("merge of a flow map", instead("        <<: {viewAllRecords: true}\n"), At("{viewAllRecords: true}")),
        ("duplicate, true first", [with("true"), b"        viewAllRecords: false\n".to_vec()].concat(), Refused("TL-YAML-002")),
        ("duplicate, true last", [with("false"), b"        viewAllRecords: true\n".to_vec()].concat(), Refused("TL-YAML-002")),
        ("second document", format!("a: 1\n---\n{plain}").into(), At("true")),
        ("CRLF", plain.replace('\n', "\r\n").into(), At("true")),
        ("BOM", format!("\u{feff}{plain}").into(), At("true")),
        ("UTF-16", utf16(&plain), At("true")),
        ("Japanese before it", instead("        説明: 加盟店\n        viewAllRecords: true\n"), At("true")),
        ("emoji before it on its line", BODY.replace("Account:\n        allowRead: false\n        viewAllRecords: VALUE", "Account: {x: \"😀日本\", viewAllRecords: true}").into(), At("true")),
        ("a list of entries", format!("{component}- object: Account\n  viewAllRecords: true\n").into(), At("true")),
        ("a single entry", format!("{component}  object: Account\n  viewAllRecords: true\n").into(), At("true")),
        ("lists of one", format!("{component}- object: [Account]\n  viewAllRecords: ['true']\n").into(), At("'true'")),
        ("another case of the name", [with("false"), b"      account: {viewAllRecords: true}\n".to_vec()].concat(), At("true")),
        ("JSON", br#"{"platform": "salesforce", "Profile": {"Guest P": {"userLicense": "Guest User License", "objectPermissions": {"Account": {"viewAllRecords": true}}}}}"#.to_vec(), At("true")),
    ]
}

fn judged(name: &str, bytes: &[u8]) -> Report {
    let folder: PathBuf = [env!("CARGO_TARGET_TMPDIR"), "forms"].iter().collect();
    std::fs::create_dir_all(&folder).expect("a folder");
    let stem: String = name
        .chars()
        .map(|c| if c.is_alphanumeric() { c } else { '_' })
        .collect();
    // A single component has its type in its name; the rest is recognised by content alone.
    let ending = if bytes.starts_with(b"_tag") {
        "profile-meta.yml"
    } else {
        "yml"
    };
    let path = folder.join(format!("Guest P {stem}.{ending}"));
    std::fs::write(&path, bytes).expect("a file");
    let settings = Settings {
        paths: vec![path],
        ..Settings::default()
    };
    lint::run(&Disk, &settings, SourceMap::new(), &Silent)
}

#[test]
fn every_form_is_found_or_refused() {
    let mut problems = Vec::new();
    for (name, bytes, want) in forms() {
        let report = judged(name, &bytes);
        let found: Vec<_> = report
            .findings
            .iter()
            .filter(|f| &*f.rule == "SF-GUEST-002")
            .collect();
        let texts: Vec<_> = found
            .iter()
            .map(|f| report.sources.slice(f.primary.file, f.primary.span))
            .collect();
        let failures: Vec<_> = report.failures.iter().map(|f| f.id).collect();
        let right = match want {
            At(text) => !texts.is_empty() && texts.iter().all(|t| *t == text),
            Refused(id) => texts.is_empty() && failures == [id],
        };
        if !right {
            problems.push(format!(
                "{name}: found at {texts:?}, refused by {failures:?}"
            ));
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    assert!(forms().len() >= 22);
}

#[test]
fn the_same_without_the_violation_is_silent() {
    for value in ["false", "False", "\"false\"", "!!bool false"] {
        let report = judged("false", &with(value));
        let found = report
            .findings
            .iter()
            .filter(|f| &*f.rule == "SF-GUEST-002");
        assert_eq!(found.count(), 0, "{value}");
        assert_eq!(report.failures, [], "{value}");
    }
}
