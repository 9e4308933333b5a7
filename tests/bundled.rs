//! The bundled policies as the build prepared them say what they say when they are read.

mod engine_common;

use std::collections::BTreeMap;

use engine_common::Bench;
use tenantlint::document::{Limits, parse};
use tenantlint::engine::{Outcome, Prepared};
use tenantlint::rule::{
    Module, PolicyFile, PolicyFolder, RegoVersion, Rule, RuleSet, bundled, complete_params, load,
};
use tenantlint::source::SourceMap;
use tenantlint::tenant::{Group, Part, Tenant, build};

fn prepared(sources: &mut SourceMap) -> RuleSet {
    bundled(sources).expect("the build prepared the bundled policies")
}

/// The bundled policies as files.
fn folder() -> PolicyFolder {
    let files = tenantlint::embedded::policies().iter();
    PolicyFolder {
        pack: None,
        name: "tenantlint".to_owned(),
        builtin: true,
        version: RegoVersion::V1,
        files: files
            .map(|(below, text)| PolicyFile {
                shown: format!("policies/{below}"),
                below: (*below).to_owned(),
                text: (*text).into(),
            })
            .collect(),
    }
}

fn read(sources: &mut SourceMap) -> RuleSet {
    let (set, failures) = load(RuleSet::default(), vec![folder()], sources);
    assert!(failures.is_empty(), "{failures:?}");
    set
}

/// Everything but that it was prepared.
fn as_read(modules: impl IntoIterator<Item = Module>) -> Vec<String> {
    let modules = modules.into_iter().map(|module| Module {
        prepared: None,
        ..module
    });
    modules.map(|m| format!("{m:#?}")).collect()
}

#[test]
fn every_bundled_policy_says_what_its_file_says() {
    let (mut ours, mut theirs) = (SourceMap::new(), SourceMap::new());
    let (ours, theirs) = (prepared(&mut ours), read(&mut theirs));
    let ids = |set: &RuleSet| set.rules.iter().map(|r| r.id.clone()).collect::<Vec<_>>();
    assert_eq!(ids(&ours), ids(&theirs));
    let plain = |rule: &Rule| Rule {
        policy: Module {
            prepared: None,
            ..rule.policy.clone()
        },
        ..rule.clone()
    };
    for (ours, theirs) in ours.rules.iter().zip(&theirs.rules) {
        assert!(ours.policy.prepared.is_some());
        assert_eq!(format!("{:#?}", plain(ours)), format!("{theirs:#?}"));
    }
    let (ours, theirs) = (ours.library, theirs.library);
    assert_eq!(as_read(ours.functions), as_read(theirs.functions));
    assert_eq!(as_read(ours.tests), as_read(theirs.tests));
    assert_eq!(ours.models.len(), theirs.models.len());
    for (ours, theirs) in ours.models.into_iter().zip(theirs.models) {
        assert_eq!(
            (ours.id, ours.params, ours.types),
            (theirs.id, theirs.params, theirs.types)
        );
        assert_eq!(as_read([ours.module]), as_read([theirs.module]));
    }
    let values = |set: Vec<tenantlint::rule::Data>| -> BTreeMap<Vec<String>, serde_json::Value> {
        let parsed = |json: &str| serde_json::from_str(json).expect("JSON");
        set.into_iter().map(|d| (d.path, parsed(&d.json))).collect()
    };
    assert_eq!(values(ours.data), values(theirs.data));
}

/// The examples of a rule as tenants.
fn examples(rule: &Rule, sources: &SourceMap) -> Vec<Tenant> {
    let mut tenants = Vec::new();
    for (name, file) in &rule.examples {
        let text = sources.file(*file).text().clone();
        let document = parse(*file, text, &Limits::default()).expect("an example parses");
        let part = Part {
            path: name,
            below: name,
            document: &document,
            made: None,
        };
        let group = Group {
            parts: vec![part],
            ..Group::default()
        };
        tenants.extend(build(&group).tenants);
    }
    tenants
}

fn judged(set: &RuleSet, tenants: &[Tenant], as_of: &str) -> Vec<Vec<Outcome>> {
    let (params, failures) = complete_params(set, &BTreeMap::new());
    assert!(failures.is_empty(), "{failures:?}");
    let (prepared, failures) = Prepared::new(set, &params, as_of, &Default::default());
    assert!(failures.is_empty(), "{failures:?}");
    prepared.judge_all(tenants, 1, &|| ())
}

/// What is left out for a rule, and for all of them, changes no answer.
#[test]
fn prepared_policies_judge_as_those_that_are_read() {
    let mut sources = SourceMap::new();
    let ours = prepared(&mut sources);
    let theirs = read(&mut SourceMap::new());
    let of_rules = ours.rules.iter().map(|rule| examples(rule, &sources));
    let of_rules: Vec<Vec<Tenant>> = of_rules.collect();
    for as_of in ["2020-06-01", "2026-11-22"] {
        for (number, tenants) in of_rules.iter().enumerate() {
            assert!(tenants.len() > 1);
            let alone = |set: &RuleSet| RuleSet {
                rules: vec![set.rules[number].clone()],
                library: set.library.clone(),
                remarks: Vec::new(),
            };
            assert_eq!(
                judged(&alone(&ours), tenants, as_of),
                judged(&alone(&theirs), tenants, as_of),
                "{}",
                ours.rules[number].id
            );
        }
    }
    // All rules together, over some of the examples: all over all would take minutes.
    let some: Vec<Tenant> = of_rules.into_iter().flatten().step_by(11).collect();
    let as_of = "2026-11-22";
    assert_eq!(judged(&ours, &some, as_of), judged(&theirs, &some, as_of));
}

/// A user's rule beside the bundled ones.
fn with_users_rule(body: &str) -> (Bench, Vec<tenantlint::finding::Failure>) {
    let mut bench = Bench::new();
    bench.set = prepared(&mut bench.sources);
    bench.params = complete_params(&bench.set, &BTreeMap::new()).0;
    let bench = bench.users_rule(body);
    let (_, failures) = bench.prepare();
    (bench, failures)
}

const TENANT: &str = r#"{"platform": "salesforce",
    "CustomSite": {"Portal": {"active": true, "masterLabel": "Portal"}},
    "Profile": {"Portal Profile": {"userLicense": "Guest User License",
        "objectPermissions": {"Account": {"allowRead": true, "viewAllRecords": true}}}}}"#;

#[test]
fn a_users_rule_may_build_on_the_bundled_library() {
    let (bench, failures) = with_users_rule(
        "package acme.x\nimport data.tenantlint.salesforce.lib.access\nimport data.tenantlint.salesforce.lib.categories\nimport data.tenantlint.salesforce.lib.paths\ndeny contains {\"message\": m} if {\n\tsome name in access.guest_profiles\n\tsome object_name, _ in paths.object_at(input.Profile[name], \"objectPermissions\")\n\tm := sprintf(\"%s %s %v\", [name, object_name, categories.of(\"Contact\", \"Phone\", {}, {})])\n}\n",
    );
    assert!(failures.is_empty(), "{failures:?}");
    let tenant = serde_json::from_str(TENANT).expect("JSON");
    let outcomes = bench.judge(&tenant);
    let own = outcomes.last().expect("an outcome");
    assert_eq!(
        engine_common::messages(own),
        Ok(vec!["Portal Profile Account {\"phone\"}".to_owned()])
    );
    let bypasses = bench
        .set
        .rules
        .iter()
        .position(|r| &*r.id == "SF-GUEST-002");
    let bypasses = &outcomes[bypasses.expect("the rule")];
    assert_eq!(engine_common::messages(bypasses).map(|m| m.len()), Ok(1));
}

#[test]
fn a_users_rule_may_ask_what_a_bundled_rule_says() {
    let (bench, failures) = with_users_rule(
        "package acme.x\ndeny contains {\"message\": v.message} if some v in data.tenantlint.salesforce.guest_bypasses_sharing.deny\n",
    );
    assert!(failures.is_empty(), "{failures:?}");
    let tenant = serde_json::from_str(TENANT).expect("JSON");
    let outcomes = bench.judge(&tenant);
    let own = outcomes.last().expect("an outcome");
    assert_eq!(engine_common::messages(own).map(|m| m.len()), Ok(1));
}

#[test]
fn a_users_mistake_about_the_bundled_library_is_refused() {
    for (call, wanted) in [
        ("paths.object_at(input)", "takes 2 arguments and gets 1"),
        ("paths.objekt_at(input, \"a\")", "there is no function"),
    ] {
        let (_, failures) = with_users_rule(&format!(
            "package acme.x\nimport data.tenantlint.salesforce.lib.paths\ndeny contains {{\"message\": \"m\"}} if {call} == 1\n",
        ));
        let told: Vec<&str> = failures.iter().map(|f| f.message.as_str()).collect();
        assert!(told.iter().any(|m| m.contains(wanted)), "{told:?}");
    }
}
