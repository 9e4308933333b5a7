//! A tenant as files in the canonical form.
//!
//! The files are to be read back as the same tenant. What only the program computes (coverage) is
//! left out, and computed again when they are read.

use std::sync::Arc;

use super::value::{Map, Node, Origin, Value};
use super::{Tenant, yaml};
use crate::document::{DataPath, Segment};

/// The first line of every file that is written here, by which it is known again.
pub const MARK: &str = "# Written by `tenantlint import`, which overwrites changes.\n";

/// How a tenant is spread over files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Layout {
    /// A file for each component.
    #[default]
    Component,
    /// One file.
    Tenant,
}

/// The longest name of a file before its ending, in bytes.
const LONGEST_NAME: usize = 150;

/// A file of an export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// Its path below the export's folder, with `/` between the parts.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// The files of a tenant. Entries that grant nothing are written as `{}`: that they were retrieved
/// is all they say. `instead` stands for what was written at a hidden place. What has no platform
/// has no files either: it is written as it stands.
///
/// # Errors
/// The paths of values that have several readings: which of them is meant is not decided here.
pub fn export(
    tenant: &Tenant,
    layout: Layout,
    hidden: &dyn Fn(&Origin) -> bool,
    instead: &str,
) -> Result<Vec<Exported>, Vec<DataPath>> {
    let Some(platform) = tenant.platform else {
        return Ok(Vec::new());
    };
    let mut doubts = Vec::new();
    doubtful(&tenant.root, &mut DataPath::default(), &mut doubts);
    if !doubts.is_empty() {
        return Err(doubts);
    }
    let mut whole = tenant.root.clone();
    hide(&mut whole, hidden, &Value::String(instead.into()));
    let Value::Map(root) = whole.value else {
        return Ok(Vec::new());
    };
    let mut head = vec![
        entry("platform", tenant.platform_name()),
        (
            "tenant".into(),
            root.get("tenant").cloned().unwrap_or_else(|| named(tenant)),
        ),
    ];
    let mut sections = Map::new();
    for (key, mut node) in root {
        match &*key {
            "platform" | "tenant" | "coverage" => {}
            section if platform.is_section(section) => {
                platform.drop_denials(section, &mut node);
                sections.insert(key, node);
            }
            _ => head.push((key, node)),
        }
    }
    Ok(match layout {
        Layout::Tenant => {
            head.extend(sections);
            let name = file_name(&tenant.name);
            vec![file(format!("{name}.yaml"), &head)]
        }
        Layout::Component => by_component(tenant, head, sections),
    })
}

fn by_component(tenant: &Tenant, mut head: Vec<(Arc<str>, Node)>, sections: Map) -> Vec<Exported> {
    let mut files = Vec::new();
    for (section, node) in sections {
        let components = match node.value {
            Value::Map(components) if !components.is_empty() => components,
            // That there are none of a type, or that the section is none, is said in one place.
            value => {
                head.push((section, Node::computed(value)));
                continue;
            }
        };
        let mut taken = std::collections::HashSet::new();
        for (name, component) in components {
            let mut stem = file_name(&name);
            while !taken.insert(stem.to_lowercase()) {
                stem.push('~');
            }
            let own = Node::computed(Value::Map(Map::from([(name, component)])));
            let entries = [
                entry("platform", tenant.platform_name()),
                (Arc::clone(&section), own),
            ];
            files.push(file(format!("{section}/{stem}.yaml"), &entries));
        }
    }
    files.push(file("tenant.yaml".to_owned(), &head));
    files
}

fn entry(key: &str, value: &str) -> (Arc<str>, Node) {
    (key.into(), Node::computed(Value::String(value.into())))
}

fn named(tenant: &Tenant) -> Node {
    let name = Node::computed(Value::String(Arc::clone(&tenant.name)));
    Node::computed(Value::Map(Map::from([("name".into(), name)])))
}

fn file(path: String, entries: &[(Arc<str>, Node)]) -> Exported {
    let mut text = MARK.to_owned();
    for (key, node) in entries {
        yaml::write_entry(key, node, 0, &mut text);
    }
    Exported { path, text }
}

/// Puts `instead` in the place of what was written at hidden places.
fn hide(node: &mut Node, hidden: &dyn Fn(&Origin) -> bool, instead: &Value) {
    if node.origin().as_ref().is_some_and(hidden) {
        node.value = instead.clone();
        return;
    }
    match &mut node.value {
        Value::Map(map) => map.values_mut().for_each(|n| hide(n, hidden, instead)),
        Value::List(items) => items.iter_mut().for_each(|n| hide(n, hidden, instead)),
        _ => {}
    }
}

/// The paths of values with several readings.
fn doubtful(node: &Node, path: &mut DataPath, out: &mut Vec<DataPath>) {
    if !node.readings().is_empty() {
        out.push(path.clone());
    }
    let children: Vec<(Segment, &Node)> = match &node.value {
        Value::Map(map) => map
            .iter()
            .map(|(key, child)| (Segment::Key(Arc::clone(key)), child))
            .collect(),
        Value::List(items) => items
            .iter()
            .enumerate()
            .map(|(i, item)| (Segment::Index(i), item))
            .collect(),
        _ => Vec::new(),
    };
    for (step, child) in children {
        path.0.push(step);
        doubtful(child, path, out);
        path.0.pop();
    }
}

/// A name as that of a file on any system: letters, digits, blanks inside, `_`, `-`, `(` and `)`
/// stay, everything else is written as `%XX`, by UTF-8 bytes. Names that would be too long end in
/// a number of their own.
pub fn file_name(name: &str) -> String {
    let keeps = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '(' | ')' | ' ');
    let mut stem = String::new();
    for c in name.chars() {
        if keeps(c) {
            stem.push(c);
        } else {
            for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                stem.push_str(&format!("%{byte:02X}"));
            }
        }
    }
    // A blank at either end, and the names of devices, mean something else to some systems.
    if stem.ends_with(' ') {
        stem.pop();
        stem.push_str("%20");
    }
    if stem.starts_with(' ') {
        stem.replace_range(0..1, "%20");
    }
    if is_device(&stem) {
        stem = format!("%{:02X}{}", stem.as_bytes()[0], &stem[1..]);
    }
    if stem.len() > LONGEST_NAME {
        let mut end = LONGEST_NAME - 17;
        while !stem.is_char_boundary(end) {
            end -= 1;
        }
        stem = format!("{}~{:016x}", &stem[..end], crate::finding::short_hash(name));
    }
    stem
}

fn is_device(stem: &str) -> bool {
    let upper = stem.to_ascii_uppercase();
    let numbered = upper
        .strip_prefix("COM")
        .or_else(|| upper.strip_prefix("LPT"));
    matches!(upper.as_str(), "CON" | "PRN" | "AUX" | "NUL")
        || numbered.is_some_and(|n| n.len() == 1 && n.as_bytes()[0].is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_are_safe_on_any_system() {
        assert_eq!(file_name("E-Bikes Profile"), "E-Bikes Profile");
        assert_eq!(file_name("SEC/SEB"), "SEC%2FSEB");
        assert_eq!(file_name("../x"), "%2E%2E%2Fx");
        assert_eq!(file_name("nul"), "%6Eul");
        assert_eq!(file_name(" a "), "%20a%20");
        assert_eq!(file_name("a\u{202e}b"), "a%E2%80%AEb");
        let long = file_name(&"x".repeat(5_000));
        assert!(long.len() <= LONGEST_NAME, "{}", long.len());
        assert_ne!(long, file_name(&"x".repeat(5_001)));
    }
}
