//! Which packages judge, of policies that follow the convention of other tools.

use globset::Glob;

use crate::check::Check;
use crate::finding::Failure;
use crate::rule::{Convention, RuleSet};

/// How many packages are named to somebody who names one that is not there.
const NAMED: usize = 10;

/// Leaves the rules whose package a pattern means, and those by our own contract; all where there
/// is no pattern. A pattern that means none is a failure: nothing would be judged by it.
pub(super) fn keep(set: &mut RuleSet, patterns: &[String]) -> Vec<Failure> {
    if patterns.is_empty() {
        return Vec::new();
    }
    let matchers = patterns.iter().map(|pattern| {
        let glob = Glob::new(pattern).map_err(|e| format!("`{pattern}` is no glob: {}", e.kind()));
        Ok((pattern, glob?.compile_matcher()))
    });
    let matchers: Vec<_> = match matchers.collect::<Result<_, String>>() {
        Ok(matchers) => matchers,
        Err(message) => return vec![failure(message, "name a package, or use `*`")],
    };
    set.rules.retain(|rule| {
        let package = &rule.policy.package;
        !matches!(rule.convention, Convention::Conftest { .. })
            || matchers.iter().any(|(_, m)| m.is_match(package))
    });
    let mut packages: Vec<&str> = set
        .library
        .policies
        .iter()
        .map(|module| &*module.package)
        .collect();
    packages.sort_unstable();
    packages.dedup();
    let idle = matchers
        .iter()
        .filter(|(_, m)| !packages.iter().any(|p| m.is_match(p)));
    let help = match packages.get(..NAMED.min(packages.len())) {
        Some(some) if !some.is_empty() => format!("there are: {}", some.join(", ")),
        _ => "name the folder of the policies by `--policy`".to_owned(),
    };
    idle.map(|(pattern, _)| {
        let message = format!("no policy has a package `{pattern}`, which a namespace names");
        failure(message, &help)
    })
    .collect()
}

fn failure(message: String, help: &str) -> Failure {
    Failure {
        id: Check::ConfigInvalid.id(),
        rule: None,
        message,
        place: None,
        labels: Vec::new(),
        help: help.to_owned(),
    }
}
