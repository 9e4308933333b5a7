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
