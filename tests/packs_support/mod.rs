//! Real packs of others, where they are: `TENANTLINT_PACKS` holds them.

use std::path::PathBuf;

use serde_json::Value;

use crate::git_support::{Ran, Repo};

/// A real pack with the sample report of its author's program.
pub(crate) struct Pack {
    name: &'static str,
    pub(crate) dir: PathBuf,
    /// The report, which holds the input as well.
    pub(crate) sample: String,
}

/// By name: where a pack lies, and where in it its sample.
const KNOWN: &[(&str, &str, &str)] = &[
    ("scubagoggles", "scubagoggles", "sample-report"),
    (
        "scubagear",
        "scubagear/PowerShell/ScubaGear",
        "Sample-Reports",
    ),
];

#[allow(dead_code, reason = "not every file of tests needs all of it")]
impl Pack {
    /// The pack of this name, if it is there; else says that it is not.
    pub(crate) fn real(name: &str) -> Option<Self> {
        let (name, below, samples) = KNOWN.iter().find(|known| known.0 == name)?;
        let packs = std::env::var_os("TENANTLINT_PACKS").map(PathBuf::from);
        let dir = packs.map(|packs| packs.join(below));
        let Some(dir) = dir.filter(|dir| dir.is_dir()) else {
            eprintln!("skipped: TENANTLINT_PACKS holds no {below}");
            return None;
        };
        let files = std::fs::read_dir(dir.join(samples)).expect("a folder");
        let mut files = files.filter_map(|entry| Some(entry.ok()?.path()));
        let is_sample = |path: &PathBuf| {
            let name = path.file_name().and_then(|name| name.to_str());
            name.is_some_and(|n| n.starts_with("ScubaResults") && n.ends_with(".json"))
        };
        let file = files.find(is_sample).expect("a sample report");
        let sample = std::fs::read_to_string(file).expect("a text");
        Some(Self { name, dir, sample })
    }

    /// What `check` says of the sample with this configuration, in a folder of the test's own.
    pub(crate) fn judge(&self, test: &str, config: &str) -> Value {
        let repo = Repo::folder(&format!("packs-{test}-{}", self.name));
        repo.write("tenantlint.yaml", config);
        repo.write("sample.json", &self.sample);
        let pack = format!("{}={}", self.name, self.dir.display());
        let args = ["--no-builtin", "--format", "json", "--pack", &pack];
        report(&repo.check(&[&args[..], &["sample.json"]].concat()))
    }

    /// The findings of its controls.
    pub(crate) fn findings<'r>(&self, report: &'r Value) -> Vec<&'r Value> {
        let findings = report["findings"].as_array().expect("findings").iter();
        findings
            .filter(|f| !text(f, "rule").starts_with("TL-"))
            .collect()
    }
}

/// A text of an object; empty where there is none.
pub(crate) fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or_default()
}

/// The report of a run; behind it, failures are told again.
pub(crate) fn report(ran: &Ran) -> Value {
    let mut values = serde_json::Deserializer::from_str(&ran.said).into_iter();
    let report = values.next().expect("a report");
    report.unwrap_or_else(|e| panic!("{e}: {}", ran.said))
}
