//! `docs/rules/` is what `tenantlint rules --format markdown` prints of the bundled rules.

mod cli_support;

use std::collections::BTreeMap;
use std::path::Path;

use cli_support::{Memory, run};

const RENEW: &str = "renew them: `cargo run -- rules --format markdown --output docs/rules`";

#[test]
fn the_pages_of_the_rules_are_current() {
    let host = Memory::new(&[]);
    assert_eq!(run(&host, "rules --format markdown --output docs").code, 0);
    let mut names = vec!["README.md".to_owned()];
    let ids = run(&host, "rules --format json").stdout;
    let listed: serde_json::Value = serde_json::from_str(&ids).expect("JSON");
    let rules = listed["rules"].as_array().expect("a list");
    let own = rules.iter().filter(|r| !r["platform"].is_null());
    names.extend(own.map(|r| format!("{}.md", r["id"].as_str().expect("an id"))));
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules");
    let on_disk: BTreeMap<String, String> = std::fs::read_dir(&folder)
        .expect("docs/rules is there")
        .map(|entry| {
            let path = entry.expect("an entry").path();
            let name = path
                .file_name()
                .expect("a name")
                .to_string_lossy()
                .into_owned();
            (name, std::fs::read_to_string(&path).expect("text"))
        })
        .collect();
    for name in &names {
        let wanted = host.text(&format!("docs/{name}")).expect("it was written");
        assert_eq!(
            on_disk.get(name),
            Some(&wanted),
            "docs/rules/{name} is not current; {RENEW}"
        );
    }
    let stray: Vec<&String> = on_disk
        .keys()
        .filter(|name| !names.contains(name))
        .collect();
    assert!(stray.is_empty(), "pages of no rule: {stray:?}");
}

#[test]
fn without_a_folder_all_pages_are_printed() {
    let host = Memory::new(&[]);
    let ran = run(
        &host,
        "rules --format markdown --select SF-GUEST-003,SF-GUEST-002",
    );
    assert_eq!(ran.code, 0);
    let heads: Vec<&str> = ran.stdout.lines().filter(|l| l.starts_with("# ")).collect();
    assert_eq!(
        heads,
        [
            "# Rules and checks",
            "# SF-GUEST-002: Guest profile bypasses sharing",
            "# SF-GUEST-003: Guest sharing rule matches every record"
        ]
    );
}

#[test]
fn a_folder_goes_with_pages_only() {
    let host = Memory::new(&[]);
    let ran = run(&host, "rules --output docs");
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("--format markdown"), "{}", ran.stderr);
    assert_eq!(host.text("docs/README.md"), None);
}
