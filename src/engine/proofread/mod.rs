//! What is wrong with policies that load: keys of the input that no tenant can have, and rules
//! that nothing uses. Neither is an error of Rego, and both can make a rule say nothing.

mod kind;
mod reader;

use std::collections::{BTreeMap, BTreeSet};

use super::Limits;
use super::load::{Loading, parsed};
use super::prepare::{modules, policies};
use crate::check::{Check, Severity};
use crate::finding::Finding;
use crate::rule::{Module, Rule, RuleSet};
use crate::source::{FileId, Span};
use crate::tenant::Platform;
use crate::threads::on_large_stack;

use reader::{Missing, Reader, Text};

/// The rules of a policy that are asked for.
const ASKED: [&str; 2] = ["deny", "not_evaluated"];

/// How alike a name has to be to one of those, from 0 to 1, to be meant for it.
const LIKENESS: f64 = 0.7;

/// Reads policies and says what is wrong with them, in the order of their places. `wanted` tells
/// the modules that are of interest; what they call is read with them.
pub fn proofread(
    rules: &RuleSet,
    limits: &Limits,
    wanted: &(dyn Fn(&Module) -> bool + Sync),
) -> Vec<Finding> {
    if !all(rules).iter().any(|(module, _)| wanted(module)) {
        return Vec::new();
    }
    on_large_stack(limits.stack_bytes, || {
        let mut findings = keys(rules, limits, wanted);
        findings.extend(unused(rules, limits, wanted));
        findings.sort_by_key(|f| (f.primary.file, f.primary.span));
        findings
    })
}

/// The position of all modules but tests, with the rule of each policy.
fn all(rules: &RuleSet) -> Vec<(&Module, Option<&Rule>)> {
    let policies: BTreeMap<usize, usize> = policies(rules).into_iter().collect();
    let rule = |n: usize| policies.get(&n).and_then(|&n| rules.rules.get(n));
    let numbered = modules(rules).into_iter().enumerate();
    numbered.map(|(n, (module, _))| (module, rule(n))).collect()
}

/// The wanted modules and those that they may call: whose packages they name, and so on.
fn read_with(
    all: &[(&Module, Option<&Rule>)],
    wanted: &(dyn Fn(&Module) -> bool + Sync),
) -> BTreeSet<usize> {
    let own = (0..all.len()).filter(|&n| wanted(all[n].0));
    let mut todo: Vec<usize> = own.collect();
    let mut read: BTreeSet<usize> = todo.iter().copied().collect();
    while let Some(number) = todo.pop() {
        let text = &all[number].0.text;
        for (other, (module, _)) in all.iter().enumerate() {
            if !read.contains(&other) && text.contains(&format!("data.{}", module.package)) {
                read.insert(other);
                todo.push(other);
            }
        }
    }
    read
}

/// Keys of the input that no tenant of a platform has.
fn keys(
    rules: &RuleSet,
    limits: &Limits,
    wanted: &(dyn Fn(&Module) -> bool + Sync),
) -> Vec<Finding> {
    let all = all(rules);
    let read = read_with(&all, wanted);
    let mut texts = Vec::new();
    for (number, (module, _)) in all.iter().enumerate() {
        if !read.contains(&number) {
            continue;
        }
        // A module that does not parse is told elsewhere.
        if let Some((stripped, tree)) = parsed(number, module, limits) {
            texts.push((
                Text {
                    number,
                    package: module.package.clone(),
                    text: stripped.text.clone(),
                    tree,
                },
                stripped,
            ));
        }
    }
    let (texts, ways): (Vec<Text>, Vec<_>) = texts.into_iter().unzip();
    let platforms: BTreeSet<Platform> = rules.rules.iter().filter_map(|r| r.platform).collect();
    // By module and place; what is right for one platform is right.
    let mut found: BTreeMap<(usize, usize, usize), (usize, Missing)> = BTreeMap::new();
    for platform in &platforms {
        let of_platform = |text: &Text| {
            let (module, rule) = all[text.number];
            let of_others = rules.library.policies.iter().any(|o| o.file == module.file);
            wanted(module) && !of_others && rule.is_none_or(|r| r.platform == Some(*platform))
        };
        let own: Vec<usize> = (0..texts.len())
            .filter(|&n| of_platform(&texts[n]))
            .collect();
        let mut reader = Reader::new(&texts, *platform);
        reader.read(&own);
        let Some(missing) = reader.missing() else {
            return own
                .first()
                .map(|&n| too_long(all[texts[n].number].0))
                .into_iter()
                .collect();
        };
        for (place, missing) in missing {
            found.entry(place).or_insert((0, missing)).0 += 1;
        }
    }
    let mut findings = Vec::new();
    for ((at, start, end), (times, missing)) in found {
        let (module, rule) = all[texts[at].number];
        let shared = rule.is_none() && times < platforms.len();
        if shared || !wanted(module) {
            continue;
        }
        let place = (module.file, ways[at].span_of(start..end));
        findings.push(missing_key(module, &missing, place));
    }
    findings
}

/// Policies that are not read to their end. They are judged by all the same.
fn too_long(module: &Module) -> Finding {
    let message = "the policies call each other so often that keys of the input are not looked at";
    let help = "give functions what they need and no more, or split the pack";
    let place = (module.file, Span::new(0, 1));
    let mut finding = Finding::of_policy(
        Check::PolicyUnknownKey,
        message.to_owned(),
        help.to_owned(),
        place,
        &[("package", &module.package)],
    );
    finding.severity = Severity::Info;
    finding
}

fn missing_key(module: &Module, missing: &Missing, place: (FileId, Span)) -> Finding {
    let Missing { key, of, meant } = missing;
    let message = match of.as_str() {
        "input" => format!("no tenant has a section `{key}`"),
        of => format!("`{of}` has no key `{key}`"),
    };
    let help = match meant {
        Some(meant) => format!("did you mean `{meant}`? As it stands this is always undefined"),
        None => "as it stands this is always undefined, unless the platform has the key since"
            .to_owned(),
    };
    let identity = [
        ("package", module.package.as_str()),
        ("of", of),
        ("key", key),
    ];
    Finding::of_policy(Check::PolicyUnknownKey, message, help, place, &identity)
}

/// Rules of policies that neither what is asked for nor a test uses.
fn unused(
    rules: &RuleSet,
    limits: &Limits,
    wanted: &(dyn Fn(&Module) -> bool + Sync),
) -> Vec<Finding> {
    let shared = modules(rules);
    let count = shared.len();
    let of_rules = rules.rules.iter().flat_map(|r| &r.tests);
    let tests = of_rules.chain(&rules.library.tests);
    let all: Vec<(&Module, bool)> = shared
        .into_iter()
        .chain(tests.map(|t| (t, false)))
        .collect();
    let loading = Loading::new(&all, limits);
    let policies = policies(rules);
    let mut roots = Vec::new();
    for (number, loaded) in loading.modules.iter().enumerate() {
        let policy = policies.iter().any(|(module, _)| *module == number);
        // What a test module that does not load uses is not known.
        if !policy && number >= count && !loaded.failures.is_empty() {
            return Vec::new();
        }
        let package = &loaded.package;
        let heads = loaded.heads.keys().filter(|path| {
            let asked = |name: &&str| **path == format!("data.{package}.{name}");
            !policy || ASKED.iter().any(asked)
        });
        roots.extend(heads.cloned());
    }
    let reached = loading.reached(&roots);
    let mut findings = Vec::new();
    for (number, rule) in policies {
        let rule = &rules.rules[rule];
        let loaded = &loading.modules[number];
        if !wanted(&rule.policy) || !loaded.failures.is_empty() {
            continue;
        }
        let prefix = format!("data.{}.", loaded.package);
        for (path, &at) in &loaded.heads {
            let name = path.strip_prefix(&prefix).unwrap_or(path);
            if !reached.contains(path.as_str()) {
                findings.push(unused_rule(&rule.policy, name, (loaded.file, at)));
            }
        }
    }
    findings
}

fn unused_rule(module: &Module, name: &str, place: (FileId, Span)) -> Finding {
    let likeness = |asked: &str| strsim::normalized_damerau_levenshtein(name, asked);
    let meant = ASKED.into_iter().find(|asked| likeness(asked) >= LIKENESS);
    let message =
        format!("nothing uses the rule `{name}`: neither `deny` or `not_evaluated` nor a test");
    let help = match meant {
        Some(meant) => format!("did you mean `{meant}`? As it stands nobody asks for it"),
        None => "use it, or take it away".to_owned(),
    };
    let identity = [("package", module.package.as_str()), ("name", name)];
    Finding::of_policy(Check::PolicyUnused, message, help, place, &identity)
}
