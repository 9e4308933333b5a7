//! Many states of the same files, judged by the same policies: each text is parsed once for as long as
//! it is one of the state, and a part of a state that was judged before need not be again.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::gather::{self, Gathered, GroupKind, Target};
use super::reader::{self, Reader};
use super::shelf::{Key, Shelf};
use super::{Settings, Silent, Wanted, foreign, judge_survey, nested, survey};
use crate::assess::seen::State;
use crate::check::Check;
use crate::engine::{Memory, Prepared};
use crate::finding::Failure;
use crate::host::{Changed, Host, plain_path};
use crate::report::{self, Report};
use crate::rule::{self, Module, RuleSet};
use crate::source::{FileId, SourceMap};
use crate::threads::on_large_stack;

/// Raised when a state that was kept by an older version would be misunderstood.
const FORMAT: u32 = 1;

/// How much more text than that of the current state is held, in bytes.
const MOST_OLD_TEXT: usize = 32 << 20;

/// How much text the tenants hold that are remembered as they were judged last, in bytes.
const MOST_REMEMBERED: usize = 16 << 20;

/// How many days keep policies that are ready to judge as of them.
const MOST_DAYS: usize = 24;

/// Policies, and what they have read.
pub struct Replay<'h> {
    policies: &'h dyn Host,
    settings: Settings,
    rules: RuleSet,
    params: BTreeMap<String, BTreeMap<String, Value>>,
    wanted: Wanted,
    /// By the date of judgement.
    prepared: BTreeMap<String, Prepared>,
    sources: SourceMap,
    /// How many of the texts, the first ones, are those of the policies.
    of_policies: usize,
    /// The texts of tenants.
    shelf: Shelf,
    /// How tenants were judged last, and by group of files how many bytes of text that is.
    memory: Memory,
    remembered: BTreeMap<usize, usize>,
    /// How many bytes of tenants' texts are held.
    held: usize,
    /// Stands for everything but files and date that decides what is found.
    basis: String,
    clock: Clock,
}

/// On which days the judgement of the same files may change.
#[derive(Clone)]
enum Clock {
    /// On these and no others, in their order.
    Days(Vec<String>),
    /// On any: a policy of somebody else asks for the date.
    Any,
}

/// The files of a state that are judged.
pub struct Files {
    gathered: Gathered,
    /// By target, what stands for its content.
    ids: Vec<String>,
    /// By full path, the number of the target.
    numbers: HashMap<PathBuf, usize>,
    parts: Vec<Part>,
}

/// Files of a state that are judged together, apart from the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    group: usize,
    /// Stands for everything but the date that decides what is found in them.
    pub key: Arc<str>,
}

impl<'h> Replay<'h> {
    /// Loads the policies of the settings. What is wrong with them is told, since it would make every
    /// state look better than it is.
    ///
    /// # Errors
    /// What is wrong with the policies.
    pub fn new(
        policies: &'h dyn Host,
        settings: &Settings,
        mut sources: SourceMap,
    ) -> Result<Self, (SourceMap, Vec<Failure>)> {
        let (all, mut failures) = super::load_rules(policies, settings, &mut sources);
        let (params, mut problems) = rule::complete_params(&all, &settings.params);
        failures.append(&mut problems);
        if !failures.is_empty() {
            return Err((sources, failures));
        }
        let rules = super::selected(all, settings);
        Ok(Self {
            policies,
            basis: basis(settings, &rules, &params),
            clock: Clock::of(&rules, &params),
            wanted: super::wanted(&rules),
            settings: settings.clone(),
            rules,
            params,
            prepared: BTreeMap::new(),
            of_policies: sources.len(),
            sources,
            shelf: Shelf::default(),
            memory: Memory::default(),
            remembered: BTreeMap::new(),
            held: 0,
        })
    }

    /// Another one for a thread of its own, which has read nothing yet.
    #[must_use]
    pub fn fork(&self) -> Self {
        let settings = Settings {
            threads: Some(1),
            ..self.settings.clone()
        };
        Self {
            policies: self.policies,
            settings,
            rules: self.rules.clone(),
            params: self.params.clone(),
            wanted: self.wanted.clone(),
            prepared: BTreeMap::new(),
            sources: self.sources.first(self.of_policies),
            of_policies: self.of_policies,
            shelf: Shelf::default(),
            memory: Memory::default(),
            remembered: BTreeMap::new(),
            held: 0,
            basis: self.basis.clone(),
            clock: self.clock.clone(),
        }
    }

    /// How many threads may judge at a time.
    pub fn threads(&self) -> usize {
        self.settings
            .threads
            .unwrap_or_else(|| self.policies.threads())
    }

    /// The rules that judge.
    pub fn rules(&self) -> &RuleSet {
        &self.rules
    }

    /// Finds the files of a state.
    pub fn files(&self, host: &dyn Host) -> Files {
        let gathered = gather::gather(host, &self.settings, &self.wanted);
        let limit = self.settings.parse.max_bytes;
        let id = |target: &Target| match target.path() {
            Some(path) => host.content_id(path).unwrap_or_else(|| {
                // What is outside the repository is the same for all states.
                host.read(path, limit)
                    .map_or_else(|e| e, |bytes| hex(&Sha256::digest(bytes)))
            }),
            None => String::new(),
        };
        let ids = gathered.targets.iter().map(id).collect();
        let current = self.policies.current_dir();
        let numbers = gathered
            .targets
            .iter()
            .enumerate()
            .filter_map(|(number, target)| {
                Some((plain_path(&current.join(target.path()?)), number))
            });
        let numbers = numbers.collect();
        let mut files = Files {
            gathered,
            ids,
            numbers,
            parts: Vec::new(),
        };
        for group in 0..files.gathered.groups.len() {
            let key = self.key(&files, group);
            files.parts.extend(key.map(|key| Part { group, key }));
        }
        files
    }

    /// Takes changes of files, by their paths from `top`, where the same files stay: gives whether it
    /// could. Where it could not, the files have to be found anew.
    pub fn absorb(&self, files: &mut Files, top: &Path, changes: &[Changed]) -> bool {
        let mut touched = Vec::new();
        for change in changes {
            let number = files.numbers.get(&top.join(&change.path));
            match (number, &change.before, &change.after) {
                (Some(&number), Some(_), Some(after)) => touched.push((number, after)),
                (None, Some(_), Some(_)) if !gather::decides(&change.path) => {}
                (None, _, _) => {
                    let path = std::slice::from_ref(&change.path);
                    if gather::concerns(self.policies, &self.settings, path) {
                        return false;
                    }
                }
                (Some(_), _, _) => return false,
            }
        }
        let groups: Vec<usize> = touched
            .iter()
            .map(|(number, _)| files.gathered.targets[*number].group)
            .collect();
        for (number, id) in touched {
            files.ids[number].clone_from(id);
        }
        let runtime = files.runtime();
        let all = runtime.is_some_and(|runtime| groups.contains(&runtime));
        let mut parts = std::mem::take(&mut files.parts);
        for part in parts
            .iter_mut()
            .filter(|part| all || groups.contains(&part.group))
        {
            part.key = self.key(files, part.group).unwrap_or_else(|| "".into());
        }
        files.parts = parts;
        true
    }

    /// Stands for what is in the files of a group; none where there is no file to judge.
    fn key(&self, files: &Files, group: usize) -> Option<Arc<str>> {
        let gathered = &files.gathered;
        let kind = gathered.groups.get(group)?;
        if *kind == GroupKind::Runtime {
            return None;
        }
        let mut hash = Sha256::new();
        let mut add = |text: &str| {
            hash.update(text.len().to_le_bytes());
            hash.update(text.as_bytes());
        };
        add(&self.basis);
        add(&match kind {
            GroupKind::Folder => "folder".to_owned(),
            GroupKind::Files => "files".to_owned(),
            GroupKind::Inventory(at) => format!("tenant {at}"),
            GroupKind::Runtime => return None,
        });
        let mut count = 0;
        for number in files.of(group) {
            let target = &gathered.targets[number];
            count += usize::from(target.group == group);
            let stated = [&*target.shown, &target.below, &files.ids[number]];
            stated.into_iter().for_each(&mut add);
        }
        for (target, sections) in gathered.unread.iter().filter(|(t, _)| t.group == group) {
            add(&target.shown);
            sections.iter().for_each(|section| add(section));
        }
        (count > 0).then(|| hex(&hash.finalize()).into())
    }

    /// The days after `from` and up to `to` on which the judgement of the same files may change.
    pub fn turns(&self, from: &str, to: &str) -> Vec<String> {
        self.clock.turns(from, to)
    }

    /// The first day of those that judge as a day does.
    pub fn era(&self, day: &str) -> String {
        self.clock.era(day)
    }

    /// Judges the files of one part of a state, as [`Files::only`] gives them, as of a day.
    pub fn judge(&mut self, host: &dyn Host, files: &Files, as_of: &str) -> State {
        self.parse(host, files);
        self.remember(files);
        let shelf = &self.shelf;
        let parsed = files.names().zip(&files.gathered.targets);
        let parsed: Vec<survey::Parsed<'_>> = parsed
            .filter_map(|(name, target)| Some((target, shelf.get(&name)?)))
            .collect();
        let mut survey = survey::of_parsed(&self.settings, &files.gathered, &parsed, &self.wanted);
        foreign::unwrap(&mut survey.tenants, &self.rules);
        let mut settings = self.settings.clone();
        nested::lay_demands(host, &mut settings, &mut survey, &self.sources);
        if self.prepared.len() >= MOST_DAYS && !self.prepared.contains_key(as_of) {
            self.prepared.clear();
        }
        let threads = self.threads();
        let mut failures = Vec::new();
        let prepared = self.prepared.entry(as_of.to_owned()).or_insert_with(|| {
            let limits = &self.settings.evaluate;
            let (prepared, problems) = Prepared::new(&self.rules, &self.params, as_of, limits);
            failures = problems;
            prepared
        });
        let judges = (&*prepared, &self.rules);
        let (report, tenants) = judge_survey(judges, &settings, survey, threads, &self.memory);
        let mut report = Report {
            sources: std::mem::take(&mut self.sources),
            ..report
        };
        report.failures.extend(failures);
        let state = report::state(&report, &tenants);
        self.sources = report.sources;
        state
    }

    /// Parses what is not parsed yet, and lets go of what is no longer there when it becomes much.
    fn parse(&mut self, host: &dyn Host, files: &Files) {
        if self.held > MOST_OLD_TEXT {
            self.forget(files);
        }
        let named = files.names().zip(&files.gathered.targets);
        let missing = named.filter(|(name, _)| self.shelf.get(name).is_none());
        let (names, targets): (Vec<_>, Vec<Target>) =
            missing.map(|(name, target)| (name, target.clone())).unzip();
        let sources = &mut self.sources;
        let targets = targets.iter();
        let targets: Vec<(FileId, &Target)> = targets
            .map(|target| (sources.reserve(Arc::clone(&target.shown)), target))
            .collect();
        let reader = Reader::new(host, &self.settings);
        let threads = self.threads();
        let taken = on_large_stack(reader::STACK_BYTES, || {
            reader.take(&targets, threads, &Silent)
        });
        for ((name, (id, _)), taken) in names.into_iter().zip(targets).zip(taken) {
            if let Some(file) = &taken.file {
                self.held += file.bytes();
                self.sources.fill(id, file.clone());
            }
            self.shelf.slot(name, || id).put(taken);
        }
    }

    /// Lets go of the documents that are not of this state, and of their texts.
    fn forget(&mut self, files: &Files) {
        let kept = self.shelf.keep(&files.names().collect());
        self.sources.forget(self.of_policies, &kept);
        self.held = 0;
    }

    /// Notes whose tenants are about to be remembered as they are judged, and forgets all others
    /// when that becomes much.
    fn remember(&mut self, files: &Files) {
        let slots = files.names().filter_map(|name| self.shelf.get(&name));
        let bytes = slots.filter_map(|slot| Some(slot.file()?.bytes())).sum();
        self.remembered
            .extend(files.group().map(|group| (group, bytes)));
        if self.remembered.values().sum::<usize>() > MOST_REMEMBERED {
            self.memory.clear();
            self.remembered.clear();
        }
    }
}

impl Files {
    /// Name and content's id of each target.
    fn names(&self) -> impl Iterator<Item = Key> {
        let shown = self
            .gathered
            .targets
            .iter()
            .map(|target| Arc::clone(&target.shown));
        shown.zip(self.ids.iter().cloned())
    }

    /// The files of one part alone, to be judged later.
    #[must_use]
    pub fn only(&self, part: &Part) -> Self {
        let numbers: Vec<usize> = self.of(part.group).collect();
        let gathered = Gathered {
            targets: numbers
                .iter()
                .map(|&n| self.gathered.targets[n].clone())
                .collect(),
            groups: self.gathered.groups.clone(),
            // That there is nothing at a path yet is no failure of a state.
            failures: self
                .gathered
                .failures
                .iter()
                .filter(|f| f.id != Check::TenantNothing.id())
                .cloned()
                .collect(),
            unread: self
                .gathered
                .unread
                .iter()
                .filter(|(t, _)| t.group == part.group)
                .cloned()
                .collect(),
            ..Gathered::default()
        };
        Self {
            gathered,
            ids: numbers.iter().map(|&n| self.ids[n].clone()).collect(),
            numbers: HashMap::new(),
            parts: vec![part.clone()],
        }
    }

    /// The group of files that is judged, where it is one alone.
    pub fn group(&self) -> Option<usize> {
        match self.parts.as_slice() {
            [only] => Some(only.group),
            _ => None,
        }
    }

    /// The files, and what stands for the content of each.
    pub fn contents(&self) -> impl Iterator<Item = (&Path, &str)> {
        let targets = self.gathered.targets.iter().zip(&self.ids);
        targets.filter_map(|(target, id)| Some((target.path()?, id.as_str())))
    }

    /// The parts that are judged by themselves.
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    fn runtime(&self) -> Option<usize> {
        self.gathered
            .groups
            .iter()
            .position(|kind| *kind == GroupKind::Runtime)
    }

    /// The numbers of the targets of a group, and of those that are every group's.
    fn of(&self, group: usize) -> impl Iterator<Item = usize> {
        let runtime = self.runtime();
        let targets = self.gathered.targets.iter().enumerate();
        targets
            .filter(move |(_, target)| target.group == group || Some(target.group) == runtime)
            .map(|(number, _)| number)
    }
}

impl Clock {
    fn turns(&self, from: &str, to: &str) -> Vec<String> {
        match self {
            Self::Days(days) => {
                let between = |day: &&String| from < day.as_str() && day.as_str() <= to;
                days.iter().filter(between).cloned().collect()
            }
            Self::Any if from < to => vec![to.to_owned()],
            Self::Any => Vec::new(),
        }
    }

    fn era(&self, day: &str) -> String {
        match self {
            Self::Days(days) => {
                let before = days.iter().rev().find(|turn| turn.as_str() <= day);
                before.map_or("0001-01-01", String::as_str).to_owned()
            }
            Self::Any => day.to_owned(),
        }
    }

    /// Our own policies ask only whether the date is before days that their data names; of those of
    /// others nobody knows.
    fn of(rules: &RuleSet, params: &BTreeMap<String, BTreeMap<String, Value>>) -> Self {
        let is_ours = |module: &&Module| super::select::is_ours(module);
        let mut asking = modules(rules).filter(|module| module.text.contains("as_of"));
        if asking.any(|module| !is_ours(&module)) {
            return Self::Any;
        }
        let mut days = Vec::new();
        for data in &rules.library.data {
            // It was JSON when the policies were loaded.
            let value: Value = serde_json::from_str(&data.json).unwrap_or_default();
            dates(&value, &mut days);
        }
        let params = params.values().flat_map(BTreeMap::values);
        params.for_each(|value| dates(value, &mut days));
        days.sort();
        days.dedup();
        Self::Days(days)
    }
}

/// The dates that stand in a value.
fn dates(value: &Value, days: &mut Vec<String>) {
    match value {
        Value::String(text) if crate::assess::date::day(text).is_some() => days.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| dates(item, days)),
        Value::Object(entries) => entries.values().for_each(|entry| dates(entry, days)),
        _ => {}
    }
}

fn modules(rules: &RuleSet) -> impl Iterator<Item = &Module> {
    let library = &rules.library;
    let models = library.models.iter().map(|model| &model.module);
    let shared = library
        .functions
        .iter()
        .chain(models)
        .chain(&library.policies);
    shared.chain(rules.rules.iter().map(|rule| &rule.policy))
}

/// Stands for the program, its policies and the settings.
fn basis(
    settings: &Settings,
    rules: &RuleSet,
    params: &BTreeMap<String, BTreeMap<String, Value>>,
) -> String {
    let usual = Settings::default();
    let judging = Settings {
        // None of these decides what is found.
        waivers: usual.waivers,
        baseline: usual.baseline,
        known_inline: usual.known_inline,
        threads: usual.threads,
        as_of: usual.as_of,
        ..settings.clone()
    };
    let mut hash = Sha256::new();
    let mut add = |text: &str| {
        hash.update(text.len().to_le_bytes());
        hash.update(text.as_bytes());
    };
    add(&format!(
        "{FORMAT} {} {judging:?} {params:?}",
        env!("CARGO_PKG_VERSION")
    ));
    for (path, text) in crate::embedded::policies() {
        add(path);
        add(text);
    }
    for module in modules(rules) {
        add(&module.path);
        add(&module.text);
    }
    for rule in &rules.rules {
        add(&rule.id);
    }
    for data in &rules.library.data {
        data.path.iter().for_each(|step| add(step));
        add(&data.json);
    }
    hex(&hash.finalize())
}

fn hex(digest: &[u8]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bundled_policies_ask_for_the_date_only_beside_days_of_their_data() {
        let mut asked = 0;
        for (path, text) in crate::embedded::policies() {
            let code = text
                .lines()
                .filter(|line| !line.trim_start().starts_with('#'));
            if path.ends_with("_test.rego") || !path.ends_with(".rego") {
                continue;
            }
            for line in code.filter(|line| line.contains("as_of")) {
                let rest = line.split("data.tenantlint.as_of ").nth(1);
                let compared = rest.is_some_and(|rest| {
                    let word = rest.split(' ').nth(1).unwrap_or_default();
                    rest.starts_with(['<', '>'])
                        && word.starts_with("releases.")
                        && word.ends_with(".from")
                });
                assert!(compared, "{path}: {line}");
                asked += 1;
            }
        }
        assert!(asked >= 3, "the bundled policies are read");
    }

    #[test]
    fn a_policy_of_somebody_else_may_change_its_mind_on_any_day() {
        let clock = Clock::Days(vec!["2020-11-01".to_owned(), "2021-03-01".to_owned()]);
        assert_eq!(clock.turns("2020-11-01", "2021-03-01"), ["2021-03-01"]);
        assert_eq!(clock.turns("2020-10-31", "2020-11-01"), ["2020-11-01"]);
        assert_eq!(clock.era("2020-10-31"), "0001-01-01");
        assert_eq!(clock.era("2021-02-28"), "2020-11-01");
        assert_eq!(Clock::Any.turns("2020-01-01", "2020-01-05"), ["2020-01-05"]);
        assert_eq!(
            Clock::Any.turns("2020-01-05", "2020-01-05"),
            Vec::<String>::new()
        );
        assert_eq!(Clock::Any.era("2020-01-05"), "2020-01-05");
    }

    #[test]
    fn the_days_of_data_are_those_that_are_dates() {
        let mut days = Vec::new();
        let value =
            serde_json::json!({"a": ["2020-11-01", "2020-13-01", 7], "b": {"c": "2021-03-01"}});
        dates(&value, &mut days);
        assert_eq!(days, ["2020-11-01", "2021-03-01"]);
    }
}
