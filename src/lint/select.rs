//! Which rules and checks take part, and what they read.

use std::collections::BTreeSet;

use crate::check::Severity;
use crate::rule::{Module, Rule, RuleSet, means};

/// Words that choose rules: an id, a prefix of ids (`SF-GUEST`), a family or a severity.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// What takes part; empty for all.
    pub select: Vec<String>,
    /// What does not, whatever else says so.
    pub ignore: Vec<String>,
}

impl Selection {
    /// Whether everything takes part.
    pub fn is_all(&self) -> bool {
        self.select.is_empty() && self.ignore.is_empty()
    }

    /// Whether a rule takes part.
    pub fn takes(&self, id: &str, family: &str, severity: Severity) -> bool {
        let named = |words: &[String]| words.iter().any(|w| means(w, id, family, severity));
        (self.select.is_empty() || named(&self.select)) && !named(&self.ignore)
    }
}

/// The sections of the input that a rule reads: see `sections_of_all`.
pub fn sections(rules: &RuleSet, rule: &Rule) -> Option<BTreeSet<String>> {
    sections_of_all(rules, [rule])
}

/// The sections of the input that rules read: their own, and those of the models that they use,
/// themselves or through what they import. `None` where one does not say, and may read any.
///
/// A module that came with the program uses what it imports. A user's may name a module in more
/// ways: it uses what its text names, and where it could name any, all count.
pub(super) fn sections_of_all<'r>(
    rules: &'r RuleSet,
    readers: impl IntoIterator<Item = &'r Rule>,
) -> Option<BTreeSet<String>> {
    let functions = rules.library.functions.iter().map(|module| (module, None));
    let models = rules.library.models.iter();
    let models = models.map(|model| (&model.module, Some(&model.types)));
    let mut unused: Vec<(&Module, Option<&Vec<String>>)> = functions.chain(models).collect();
    let mut all = Vec::new();
    let mut texts = Vec::new();
    for rule in readers {
        all.push(&rule.types);
        texts.push((&*rule.policy.text, rule.builtin));
    }
    while let Some((text, builtin)) = texts.pop() {
        let mut ways = ["tenantlint", "data[", "(data"].iter();
        let may = !builtin && ways.any(|way| text.contains(way));
        let imported: Vec<&str> = imports(text).filter(|_| builtin).collect();
        let names = |module: &Module| match builtin {
            true => imported.contains(&module.package.as_str()),
            false => may || text.contains(&module.package),
        };
        let (used, others): (Vec<_>, Vec<_>) =
            unused.into_iter().partition(|(module, _)| names(module));
        unused = others;
        texts.extend(
            used.iter()
                .map(|(module, _)| (&*module.text, is_ours(module))),
        );
        all.extend(used.into_iter().filter_map(|(_, types)| types));
    }
    let says = all.iter().all(|types| !types.is_empty());
    says.then(|| all.into_iter().flatten().cloned().collect())
}

/// Whether a module came with the program, to which alone these packages belong.
pub(super) fn is_ours(module: &Module) -> bool {
    module.package.starts_with("tenantlint.")
}

/// The packages that a module imports, read from its first lines.
fn imports(text: &str) -> impl Iterator<Item = &str> {
    let head = text.lines().take_while(|line| {
        let start = line.as_bytes().first();
        start.is_none_or(|&b| b == b'#')
            || line.starts_with("package ")
            || line.starts_with("import ")
    });
    let paths = head.filter_map(|line| line.strip_prefix("import data."));
    paths.filter_map(|path| path.split_whitespace().next())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceMap;

    #[test]
    fn bundled_modules_name_each_other_by_imports_only() {
        let mut sources = SourceMap::new();
        let set = crate::rule::bundled(&mut sources).expect("the build prepared them");
        let functions = set.library.functions.iter();
        let shared = functions.chain(set.library.models.iter().map(|m| &m.module));
        let packages: Vec<&str> = shared.clone().map(|m| m.package.as_str()).collect();
        for module in shared.chain(set.rules.iter().map(|r| &r.policy)) {
            let imported: Vec<&str> = imports(&module.text).collect();
            let lines = module
                .text
                .lines()
                .map(|l| l.split('#').next().unwrap_or(l));
            let code: String = lines.filter(|l| !l.starts_with("package ")).collect();
            for package in &packages {
                assert_eq!(
                    code.contains(&format!("data.{package}")),
                    imported.contains(package),
                    "{} and {package}",
                    module.path
                );
            }
        }
    }

    #[test]
    fn words_mean_ids_prefixes_families_and_severities() {
        let says = |word| means(word, "SF-GUEST-002", "guest-access", Severity::Critical);
        for word in [
            "SF-GUEST-002",
            "SF-GUEST",
            "SF",
            "guest-access",
            "critical",
            "sf-guest",
        ] {
            assert!(says(word), "{word}");
        }
        for word in ["SF-GUEST-00", "SF-G", "SF-SITE", "guest", "high", ""] {
            assert!(!says(word), "{word}");
        }
    }

    #[test]
    fn ignoring_wins_over_selecting() {
        let selection = Selection {
            select: vec!["SF-GUEST".into()],
            ignore: vec!["SF-GUEST-002".into()],
        };
        let takes = |id| selection.takes(id, "guest-access", Severity::High);
        assert!(takes("SF-GUEST-001"));
        assert!(!takes("SF-GUEST-002"));
        assert!(!takes("SF-SITE-001"));
    }
}
