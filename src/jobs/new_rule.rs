//! The folder of a new rule: a policy with whole METADATA, its unit tests and examples, which pass
//! as they stand. What it is about until its author says otherwise, the platform knows.

use std::path::Path;

use super::init::NewFile;
use crate::check::Severity;
use crate::tenant::Platform;

/// A rule that is to be written.
#[derive(Debug)]
pub struct NewRule<'a> {
    /// The id: letters, digits and `-`.
    pub id: &'a str,
    /// The pack: the first part of the package.
    pub pack: &'a str,
    /// The name of the folder and the second part of the package.
    pub name: &'a str,
    /// The platform.
    pub platform: Platform,
    /// The severity.
    pub severity: Severity,
    /// The family: letters, digits and `-`.
    pub family: &'a str,
}

const POLICY: &str = r#"# METADATA
# scope: package
# title: <TITLE>
# description: >-
#   Say why this is bad, in two or three sentences: what somebody can do because of it, and to whom.
# related_resources: []
# custom:
#   id: <ID>
#   severity: <SEVERITY>
#   platform: <PLATFORM>
#   family: <FAMILY>
#   types: [<SECTION>]
#   unit: a <THING>
#   remediation: Set <KEY> to <GOOD>.
#   frameworks: {}
#   params:
#     - name: refused
#       description: The values of <KEY> that are bad.
#       schema: {type: array, items: {type: string}}
#       default: [<BAD>]
package <PACK>.<NAME>

deny contains violation if {
	some name, <THING> in object.get(input, "<SECTION>", {})
	value := object.get(<THING>, "<KEY>", null)
	value in data.tenantlint.params["<ID>"].refused
	violation := {
		"message": sprintf("The <THING> %s has <KEY> %s", [name, value]),
		"at": ["<SECTION>", name, "<KEY>"],
		"identity": {"<THING>": name},
	}
}

# What was not exported is not known: that is said, and never shown as passed.
not_evaluated contains gap if {
	some name, <THING> in object.get(input, "<SECTION>", {})
	object.get(<THING>, "<KEY>", null) == null
	gap := {
		"message": sprintf("The <THING> %s does not state <KEY>", [name]),
		"at": ["<SECTION>", name, "<KEY>"],
	}
}
"#;

const TESTS: &str = r#"package <PACK>.<NAME>_test

import data.<PACK>.<NAME> as rule
import data.tenantlint.examples

test_bad if {
	tenant := examples["bad.yaml"]
	names := {violation.identity.<THING> | some violation in rule.deny} with input as tenant
	names == {"<FIRST>"}
}

test_good if {
	tenant := examples["good.yaml"]
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 0 with input as tenant
}

test_what_is_not_stated_is_told if {
	tenant := {"<SECTION>": {"<FIRST>": {}}}
	count(rule.deny) == 0 with input as tenant
	count(rule.not_evaluated) == 1 with input as tenant
}
"#;

const BAD: &str = "# An invented tenant. Each line on which a violation has to appear is marked.
platform: <PLATFORM>
<SECTION>:
  <FIRST>:
    <KEY>: <BAD> # expect: <ID>
  <SECOND>:
    <KEY>: <GOOD>
";

const GOOD: &str = "# The same tenant, repaired.
platform: <PLATFORM>
<SECTION>:
  <FIRST>:
    <KEY>: <GOOD>
  <SECOND>:
    <KEY>: <GOOD>
";

/// The files of a new rule in the folder of its pack.
pub fn files(rule: &NewRule<'_>, pack: &Path) -> Vec<NewFile> {
    let folder = pack.join(rule.name);
    let texts = [
        ("policy.rego", POLICY, "the rule, with its METADATA"),
        ("policy_test.rego", TESTS, "its unit tests"),
        ("bad.yaml", BAD, "a tenant that breaks it, with marks"),
        ("good.yaml", GOOD, "the same tenant, repaired"),
    ];
    let file = |(name, text, purpose): (&str, &str, &str)| NewFile {
        path: folder.join(name),
        text: filled(text, rule),
        purpose: purpose.to_owned(),
        program: false,
    };
    texts.into_iter().map(file).collect()
}

fn filled(text: &str, rule: &NewRule<'_>) -> String {
    let example = rule.platform.rule_example();
    let words = rule.name.replace('_', " ");
    let title = match words.split_at_checked(1) {
        Some((first, rest)) => format!("{}{rest}", first.to_uppercase()),
        None => words,
    };
    let marks = [
        ("<TITLE>", title.as_str()),
        ("<ID>", rule.id),
        ("<SEVERITY>", rule.severity.as_str()),
        ("<PLATFORM>", rule.platform.as_str()),
        ("<FAMILY>", rule.family),
        ("<PACK>", rule.pack),
        ("<NAME>", rule.name),
        ("<SECTION>", example.section),
        ("<THING>", example.thing),
        ("<KEY>", example.key),
        ("<BAD>", example.bad),
        ("<GOOD>", example.good),
        ("<FIRST>", example.names[0]),
        ("<SECOND>", example.names[1]),
    ];
    let fill = |text: String, (mark, word): (&str, &str)| text.replace(mark, word);
    marks.into_iter().fold(text.to_owned(), fill)
}
