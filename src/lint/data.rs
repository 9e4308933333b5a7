//! Documents of data that a user gives to policies of their own, below `data`.
//!
//! A folder stands for the top; the folders in it are steps of the path, names of files are none,
//! as in OPA. What two files say of one path must be the same, and nobody adds to the program's
//! own data.

use std::path::Path;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::Settings;
use super::gather;
use super::paths::shown;
use crate::check::Check;
use crate::document::{self, NodeId};
use crate::finding::Failure;
use crate::host::{Host, PathKind};
use crate::rule::Data;
use crate::source::{Encoding, FileId, SourceMap, Span};
use crate::tenant;

/// Where the program's own data stands.
const OWN: &str = "tenantlint";

/// Reads the data of the settings.
pub(super) fn load(
    host: &dyn Host,
    settings: &Settings,
    sources: &mut SourceMap,
) -> (Vec<Data>, Vec<Failure>) {
    let mut reader = Reader {
        host,
        settings,
        sources,
        all: Map::new(),
        failures: Vec::new(),
    };
    for path in &settings.data {
        reader.path(path);
    }
    let data = reader.all.into_iter().map(|(key, value)| Data {
        path: vec![key],
        json: value.to_string().into(),
    });
    (data.collect(), reader.failures)
}

struct Reader<'a> {
    host: &'a dyn Host,
    settings: &'a Settings,
    sources: &'a mut SourceMap,
    all: Map<String, Value>,
    failures: Vec<Failure>,
}

impl Reader<'_> {
    fn path(&mut self, path: &Path) {
        match self.host.kind(path) {
            PathKind::File => self.file(path, &[]),
            PathKind::Missing => self.failures.push(gather::no_input(&shown(path))),
            PathKind::Folder => {
                for file in self.host.walk(path, &[]).files {
                    let below = file.strip_prefix(path).unwrap_or(&file);
                    let steps = below.parent().map_or_else(Vec::new, |folders| {
                        let names = folders.iter().map(|name| name.to_string_lossy());
                        names.map(|name| name.into_owned()).collect()
                    });
                    if is_data(&file) {
                        self.file(&file, &steps);
                    }
                }
            }
        }
    }

    fn file(&mut self, path: &Path, steps: &[String]) {
        let name = shown(path);
        let text = self
            .host
            .read(path, self.settings.parse.max_bytes)
            .and_then(|bytes| document::decode(&bytes).map_err(|e| e.message));
        let (text, encoding): (Arc<str>, Encoding) = match text {
            Ok((text, encoding)) => (text.into(), encoding),
            Err(reason) => {
                self.failures.push(gather::unreadable(&name, &reason));
                return;
            }
        };
        let file = self.sources.add(name.as_str(), Arc::clone(&text), encoding);
        let form = tenant::form(&name);
        match document::parse_as(form, file, text, &self.settings.parse) {
            Ok(document) => self.document(&document, steps),
            Err(errors) => {
                let failures = errors.into_iter().map(|e| gather::failure(file, e));
                self.failures.extend(failures);
            }
        }
    }

    fn document(&mut self, document: &document::Document, steps: &[String]) {
        let whole = |at: NodeId| (document.file(), document.span(at));
        let root = match document.roots() {
            [] => return,
            [root] => *root,
            [_, second, ..] => {
                let message = "data is one document, and this begins a second".to_owned();
                self.fail(whole(*second), message);
                return;
            }
        };
        if document.kind(document.resolve(root)) != document::Kind::Map {
            let message = "data is a mapping, whose keys stand below `data`".to_owned();
            self.fail(whole(root), message);
            return;
        }
        let mut value = tenant::plain_json(document, root);
        for step in steps.iter().rev() {
            value = Value::Object(Map::from_iter([(step.clone(), value)]));
        }
        let Value::Object(value) = value else { return };
        if value.contains_key(OWN) {
            let message = format!("`data.{OWN}` is the program's own");
            self.fail(whole(root), message);
            return;
        }
        if let Err(path) = merge(&mut self.all, value, "data") {
            let message = format!("`{path}` has another value in another file");
            self.fail(whole(root), message);
        }
    }

    fn fail(&mut self, at: (FileId, Span), message: String) {
        self.failures.push(Failure {
            id: Check::PolicyInvalid.id(),
            rule: None,
            message,
            place: Some(at),
            labels: Vec::new(),
            help: "Correct the data that `--data` names.".to_owned(),
        });
    }
}

fn is_data(path: &Path) -> bool {
    let ending = path.extension().and_then(|e| e.to_str()).unwrap_or("");
    ["yaml", "yml", "json", "toml"]
        .iter()
        .any(|known| ending.eq_ignore_ascii_case(known))
}

/// Merges mappings; the error is the path of two values that differ.
fn merge(into: &mut Map<String, Value>, from: Map<String, Value>, at: &str) -> Result<(), String> {
    for (key, value) in from {
        let path = format!("{at}.{key}");
        match (into.get_mut(&key), value) {
            (None, value) => drop(into.insert(key, value)),
            (Some(Value::Object(into)), Value::Object(from)) => merge(into, from, &path)?,
            (Some(there), value) if *there == value => {}
            _ => return Err(path),
        }
    }
    Ok(())
}
