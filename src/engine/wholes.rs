//! Packages that some rule takes as a whole: `data.p`, `data.p[name]`.
//!
//! The engine holds such a package, with all packages below it, for evaluated behind the first of
//! its modules (B21), and in those that follow it finds none of the rules that were not evaluated
//! yet. Where there are several modules, one more goes before: its only rule, which is never
//! defined, asks for all rules of the others by their names.

use std::collections::BTreeSet;

use regorus::Engine;

/// A package that is taken as a whole and stands in several modules, or above others.
#[derive(Debug)]
pub(super) struct Whole {
    /// What the engine's errors call what goes before.
    name: String,
    /// The numbers of those modules.
    modules: BTreeSet<usize>,
    /// What goes before them.
    text: String,
}

/// The only rule of what goes before; no policy may use its name.
const RULE: &str = "__tl_whole";

/// The packages that need it. `taken` are the paths that rules refer to, `modules` the packages of
/// modules, by number, with the full paths of their rules, functions excepted.
pub(super) fn wholes(taken: &BTreeSet<&str>, modules: &[(&str, Vec<&str>)]) -> Vec<Whole> {
    let packages: BTreeSet<&str> = modules.iter().map(|(package, _)| *package).collect();
    let packages = packages.into_iter().filter(|p| is_taken(taken, p));
    packages
        .filter_map(|package| Whole::of(package, modules))
        .collect()
}

/// Whether a path leads to a package or to what it stands in.
fn is_taken(taken: &BTreeSet<&str>, package: &str) -> bool {
    let path = format!("data.{package}");
    let ends = path.match_indices('.').skip(1).map(|(at, _)| at);
    let mut ends = ends.chain([path.len()]);
    ends.any(|end| path.get(..end).is_some_and(|p| taken.contains(p)))
}

impl Whole {
    fn of(package: &str, modules: &[(&str, Vec<&str>)]) -> Option<Self> {
        let within = |other: &str| {
            let below = other.strip_prefix(package);
            below.is_some_and(|b| b.is_empty() || b.starts_with('.'))
        };
        let mut numbers = BTreeSet::new();
        let mut rules = BTreeSet::new();
        for (number, (own, paths)) in modules.iter().enumerate() {
            if within(own) {
                numbers.insert(number);
                rules.extend(paths.iter().map(|path| first_step(own, path)));
            }
        }
        let asked = rules.iter().map(|rule| format!("[x | x := {rule}]"));
        let asked = asked.collect::<Vec<_>>().join(", ");
        (numbers.len() > 1).then(|| Self {
            name: format!("{RULE} {package}"),
            modules: numbers,
            text: format!("package {package}\n{RULE} if {{ all := [{asked}]; count(all) < 0 }}\n"),
        })
    }

    /// Adds what goes before these modules to an engine that has none of them yet.
    pub(super) fn add_to(&self, numbers: &[usize], engine: &mut Engine) -> Result<(), String> {
        let present = numbers.iter().filter(|&n| self.modules.contains(n));
        if present.count() > 1 {
            let added = engine.add_policy(self.name.clone(), self.text.clone());
            added.map_err(|e| e.to_string())?;
        }
        Ok(())
    }
}

/// The full path of a rule of a package without the steps below its name.
fn first_step<'p>(package: &str, path: &'p str) -> &'p str {
    let name = "data.".len() + package.len() + 1;
    let below = path.get(name..).and_then(|name| name.find('.'));
    below.and_then(|n| path.get(..name + n)).unwrap_or(path)
}
