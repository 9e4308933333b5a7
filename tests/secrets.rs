//! Secrets in an export: no output shows them, whatever a policy does with them.

mod cli_support;

use cli_support::{Memory, run, run_args};

const SECRET: &str = "hunter2-Zx81-not-for-anyone";

const POLICY: &str = r#"# METADATA
# title: A rule that talks too much
# custom:
#   id: ACME-001
#   severity: high
#   platform: salesforce
#   types: [NamedCredential]
package acme.talks

deny contains violation if {
	some name, credential in input.NamedCredential
	violation := {
		"message": sprintf("the password is %s", [credential.password]),
		"at": ["NamedCredential", name, "password"],
		"identity": {"credential": name, "password": credential.password},
		"related": [{"at": ["NamedCredential", name, "password"], "message": sprintf("here: %s", [credential.password])}],
		"fixes": [{"title": sprintf("not %s", [credential.password]), "safe": false, "edits": [{"op": "set", "at": ["NamedCredential", name, "password"], "value": credential.password}]}],
	}
}
"#;

fn host() -> Memory {
    let tenant = format!(
        "platform: salesforce\nx-keep: &it {SECRET}\nNamedCredential:\n  Bank:\n    endpoint: https://bank.example\n    password: {SECRET}\n  Post:\n    password: \"{SECRET}\"\n  Alias:\n    password: *it\n"
    );
    Memory::new(&[("t/tenant.yaml", &tenant), ("p/talks/policy.rego", POLICY)])
}

#[test]
fn no_format_shows_a_secret() {
    let host = host();
    for format in ["human", "concise", "json"] {
        let format = format!("--format={format}");
        let ran = run_args(
            &host,
            &[
                "check",
                "t",
                "--policy",
                "p",
                "--no-builtin",
                "--verbose",
                &format,
            ],
        );
        assert_eq!(ran.code, 1, "{}{}", ran.stdout, ran.stderr);
        assert!(ran.stdout.contains("********"), "{}", ran.stdout);
        let all = format!("{}{}", ran.stdout, ran.stderr);
        assert!(!all.contains(SECRET), "{all}");
    }
}

#[test]
fn the_input_is_shown_without_its_secrets() {
    for args in ["input t", "input t --with-data"] {
        let ran = run(&host(), args);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        assert!(
            ran.stdout.contains(r#""password": "********""#),
            "{}",
            ran.stdout
        );
        assert!(ran.stdout.contains("https://bank.example"));
        // What an alias takes for a secret is hidden where it is defined too.
        assert!(!ran.stdout.contains(SECRET), "{}", ran.stdout);
    }
}

/// A rule that quotes addresses wherever a rule can quote anything.
const QUOTES: &str = r#"# METADATA
# title: A rule that quotes addresses
# custom:
#   id: ACME-002
#   severity: high
#   platform: salesforce
#   types: [RemoteSiteSetting]
package acme.quotes

deny contains violation if {
	some name, site in input.RemoteSiteSetting
	violation := {
		"message": sprintf("the site %s is open", [site.url]),
		"at": ["RemoteSiteSetting", name, "url"],
		"identity": {"site": name, "url": site.url},
		"access": {"principal": "guest", "actions": ["read"], "object": site.url, "fields": [site.url], "categories": {"address": [site.url]}, "via": [site.url]},
		"related": [{"at": ["RemoteSiteSetting", name, "url"], "message": sprintf("here: %s", [site.url])}],
		"fixes": [{"title": sprintf("not %s", [site.url]), "safe": false, "edits": [{"op": "set", "at": ["RemoteSiteSetting", name, site.url], "value": site.url}]}],
	}
}
"#;

const FORMATS: [&str; 3] = ["human", "concise", "json"];

fn quoted(files: &[(&str, &str)], format: &str) -> cli_support::Ran {
    let files = [files, &[("p/quotes/policy.rego", QUOTES)]].concat();
    let format = format!("--format={format}");
    let args = ["check", "t", "--policy", "p", "--no-builtin", "--verbose"];
    run_args(
        &Memory::new(&files),
        &[args.as_slice(), &[format.as_str()]].concat(),
    )
}

fn site(url: &str) -> String {
    format!(
        "platform: salesforce\nRemoteSiteSetting:\n  Bank:\n    url: {url}\n    isActive: true\n"
    )
}

#[test]
fn no_format_shows_the_password_of_an_address() {
    let addresses = [
        "https://robot:Zx81@bank.example/api",
        "\"https://robot:Zx81@bank.example:8443?a=b@c\"",
        "'https://robot:Zx81@bank.example'",
        "https://robot:a@Zx81@bank.example/x@y",
        "https://robot:a/Zx81@bank.example",
        "https://:Zx81@bank.example",
        r#""https:\/\/robot:Zx81@bank.example\/api""#,
        "https://open.example/?next=ftp://robot:Zx81@bank.example",
        "https://open.example:443,https://robot:Zx81@bank.example",
        "jdbc:postgresql://robot:Zx81@bank.example/db",
    ];
    for address in addresses {
        for format in FORMATS {
            let ran = quoted(&[("t/tenant.yaml", &site(address))], format);
            let all = format!("{}{}", ran.stdout, ran.stderr);
            assert_eq!(ran.code, 1, "{all}");
            assert!(!all.contains("Zx81"), "{address}: {all}");
            assert!(all.contains(":********@bank.example"), "{address}: {all}");
        }
        let host = Memory::new(&[("t/tenant.yaml", &site(address))]);
        let ran = run(&host, "input t");
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        assert!(!ran.stdout.contains("Zx81"), "{}", ran.stdout);
    }
}

#[test]
fn the_password_of_an_address_in_vendor_xml_is_not_shown() {
    let xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<RemoteSiteSetting xmlns=\"http://soap.sforce.com/2006/04/metadata\"><isActive>true</isActive><url>https://robot:Z&amp;x81@bank.example</url></RemoteSiteSetting>\n";
    let path = "t/remoteSiteSettings/Bank.remoteSite-meta.xml";
    for format in FORMATS {
        let ran = quoted(&[(path, xml)], format);
        let all = format!("{}{}", ran.stdout, ran.stderr);
        assert_eq!(ran.code, 1, "{all}");
        assert!(!all.contains("x81"), "{all}");
        assert!(all.contains("robot:********@bank.example"), "{all}");
    }
}

#[test]
fn what_is_broken_shows_no_password_of_an_address() {
    let text = "platform: salesforce\nRemoteSiteSetting:\n  Bank:\n    url: [ https://robot:Zx81@bank.example\n";
    for format in FORMATS {
        let ran = quoted(&[("t/tenant.yaml", text)], format);
        let all = format!("{}{}", ran.stdout, ran.stderr);
        assert_eq!(ran.code, 2, "{all}");
        assert!(!all.contains("Zx81"), "{all}");
    }
}

#[test]
fn an_address_is_pointed_at_whole_and_others_are_shown_as_they_are() {
    let ran = quoted(
        &[(
            "t/tenant.yaml",
            &site("https://robot:secret-of-many-letters@bank.example"),
        )],
        "human",
    );
    let lines: Vec<&str> = ran.stdout.lines().collect();
    let at = lines
        .iter()
        .position(|l| l.contains("url: https://"))
        .expect("an excerpt");
    let columns = |line: &str, from: char, to: char| {
        let line: Vec<char> = line.chars().collect();
        let first = line.iter().position(|&c| c == from);
        first.zip(line.iter().rposition(|&c| c == to))
    };
    let shown = "https://robot:********@bank.example";
    let begin = lines[at]
        .find(shown)
        .map(|b| lines[at][..b].chars().count());
    let (first, last) = columns(lines[at + 1], '─', '─').expect("a line below");
    assert_eq!(Some(first), begin, "{}", ran.stdout);
    assert_eq!(last + 1 - first, shown.len(), "{}", ran.stdout);

    for address in [
        "https://bank.example:8443/a@b",
        "https://robot@bank.example",
        "https://robot:@bank.example",
        "https://[2001:db8::1]:8443/a@b",
        "https://bank.example/a:b@c",
    ] {
        let ran = quoted(&[("t/tenant.yaml", &site(address))], "human");
        assert!(ran.stdout.contains(address), "{}", ran.stdout);
        assert!(!ran.stdout.contains("********"), "{}", ran.stdout);
    }
}

/// Tab-separated columns of a table of the tenant model.
fn table(name: &str) -> Vec<Vec<String>> {
    let path = format!(
        "{}/src/tenant/salesforce/{name}",
        env!("CARGO_MANIFEST_DIR")
    );
    let text = std::fs::read_to_string(path).expect("a table");
    let columns = |line: &str| line.split('\t').map(str::to_owned).collect();
    text.lines().map(columns).collect()
}

#[test]
fn what_is_never_shown_is_what_may_not_stand_in_an_export() {
    let hidden: std::collections::BTreeSet<(String, String)> = table("secrets.tsv")
        .into_iter()
        .map(|row| (row[0].clone(), row[1].clone()))
        .collect();
    assert!(hidden.len() > 10, "{hidden:?}");
    let facts = [table("types_supplement.tsv"), table("types.tsv")].concat();
    let of_field = |holder: &str, field: &str| {
        let row = facts.iter().find(|r| r[0] == holder && r[1] == field);
        row.unwrap_or_else(|| panic!("{holder}.{field} is no field"))[2].clone()
    };
    let path = format!(
        "{}/policies/salesforce/data/secrets.yaml",
        env!("CARGO_MANIFEST_DIR")
    );
    let text = std::fs::read_to_string(path).expect("the policy's data");
    let data: serde_json::Value = yaml_serde::from_str(&text).expect("YAML");
    let texts = |value: &serde_json::Value| -> Vec<String> {
        let items = value.as_array().into_iter().flatten();
        items
            .filter_map(|t| t.as_str().map(str::to_owned))
            .collect()
    };
    let fields = data["fields"].as_array().into_iter().flatten();
    let fields = fields.map(|f| (f["type"].clone(), texts(&f["path"])));
    let listed = data["listed"].as_array().into_iter().flatten();
    let listed = listed.map(|l| {
        let steps = serde_json::json!([l["list"], l["value"]]);
        (l["type"].clone(), texts(&steps))
    });
    let judged = fields.chain(listed).map(|(holder, path)| {
        let (field, above) = path.split_last().expect("a path");
        let holder = holder.as_str().expect("a type").to_owned();
        let holder = above.iter().fold(holder, |h, step| of_field(&h, step));
        (holder, field.clone())
    });
    assert_eq!(judged.collect::<std::collections::BTreeSet<_>>(), hidden);
}
