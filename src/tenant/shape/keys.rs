//! Which keys a place of the canonical input can have, without a tenant: for policies, whose
//! misspelt keys are silently undefined.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use serde_json::Value as Json;

use super::super::{COMMON_KEYS, Platform};
use super::{Known, words};
use crate::embedded;

/// A place of the input, told by the steps to it. An entry of any name is `[_]`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InputPlace {
    platform: Platform,
    at: At,
    path: String,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum At {
    Root,
    Section(String),
    /// A schema below `schemas/`, and a pointer into it.
    Schema(String, String),
}

/// Where a step leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// To a place whose keys are known.
    To(InputPlace),
    /// Somewhere that is not known.
    Open,
    /// Nowhere: no tenant of the platform has it. With the key that was most likely meant.
    Nowhere(Option<String>),
}

impl InputPlace {
    /// The input as a whole.
    pub fn root(platform: Platform) -> Self {
        Self {
            platform,
            at: At::Root,
            path: "input".to_owned(),
        }
    }

    /// The steps to the place, such as `input.Profile[_]`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The entry of a key.
    pub fn key(&self, key: &str) -> Step {
        let path = format!("{}.{key}", self.path);
        match &self.at {
            At::Root if COMMON_KEYS.contains(&key) => Step::Open,
            At::Root if self.platform.is_section(key) => self.to(At::Section(key.to_owned()), path),
            At::Root => {
                let known = self.platform.sections().chain(COMMON_KEYS.iter().copied());
                Step::Nowhere(words::nearest(key, known).map(str::to_owned))
            }
            At::Section(section) => match self.platform.known(section, key) {
                Known::Schema(file) => self.to(At::Schema(file, String::new()), path),
                Known::Mapping => Step::Open,
                Known::Nothing => {
                    let known = self.platform.components(section);
                    Step::Nowhere(words::nearest(key, known).map(str::to_owned))
                }
            },
            At::Schema(file, pointer) => self.property(file, pointer, key, path),
        }
    }

    fn property(&self, file: &str, pointer: &str, key: &str, path: String) -> Step {
        let Some((schema, pointer)) = resolved(file, pointer) else {
            return Step::Open;
        };
        let Some(object) = schema.pointer(&pointer) else {
            return Step::Open;
        };
        let properties = object.get("properties").and_then(Json::as_object);
        if properties.is_some_and(|p| p.contains_key(key)) {
            let inner = format!("{pointer}/properties/{}", escaped(key));
            return self.to(At::Schema(file.to_owned(), inner), path);
        }
        match object.get("additionalProperties") {
            Some(Json::Bool(false)) => {
                let known = properties.into_iter().flatten().map(|(k, _)| k.as_str());
                Step::Nowhere(words::nearest(key, known).map(str::to_owned))
            }
            Some(Json::Object(_)) => {
                let inner = format!("{pointer}/additionalProperties");
                self.to(At::Schema(file.to_owned(), inner), path)
            }
            _ => Step::Open,
        }
    }

    /// An entry of a name that is not known, or an item of a list.
    pub fn any(&self) -> Step {
        let path = format!("{}[_]", self.path);
        match &self.at {
            At::Root => Step::Open,
            // Where the platform names the components, they differ in what they hold.
            At::Section(section) if self.platform.components(section).next().is_some() => {
                Step::Open
            }
            At::Section(section) => match self.platform.known(section, "") {
                Known::Schema(file) => self.to(At::Schema(file, String::new()), path),
                Known::Mapping | Known::Nothing => Step::Open,
            },
            At::Schema(file, pointer) => {
                let Some((schema, pointer)) = resolved(file, pointer) else {
                    return Step::Open;
                };
                let holder = schema.pointer(&pointer);
                let is = |key: &str| holder.and_then(|h| h.get(key)).is_some_and(Json::is_object);
                let mixed = is("properties");
                let inner = ["items", "additionalProperties"]
                    .into_iter()
                    .find(|key| !mixed && is(key));
                match inner {
                    Some(key) => {
                        self.to(At::Schema(file.clone(), format!("{pointer}/{key}")), path)
                    }
                    None => Step::Open,
                }
            }
        }
    }

    fn to(&self, at: At, path: String) -> Step {
        Step::To(Self {
            platform: self.platform,
            at,
            path,
        })
    }
}

/// The schema of a file, and the pointer behind references to its own definitions.
fn resolved(file: &str, pointer: &str) -> Option<(Arc<Json>, String)> {
    let schema = text(file)?;
    let mut pointer = pointer.to_owned();
    // A definition that only leads to another one is followed a few steps, and not in a circle.
    for _ in 0..8 {
        let reference = schema.pointer(&pointer)?.get("$ref");
        match reference.map(|r| r.as_str().and_then(|r| r.strip_prefix('#'))) {
            None => return Some((schema, pointer)),
            Some(inner) => inner?.clone_into(&mut pointer),
        }
    }
    None
}

fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

/// A published schema, read when it is first asked for.
fn text(file: &str) -> Option<Arc<Json>> {
    static TEXTS: OnceLock<Mutex<HashMap<String, Option<Arc<Json>>>>> = OnceLock::new();
    let texts = TEXTS.get_or_init(Mutex::default);
    let mut texts = texts.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = texts.get(file) {
        return known.clone();
    }
    let read = embedded::schema(file).and_then(|text| serde_json::from_str(text).ok());
    let read = read.map(Arc::new);
    texts.insert(file.to_owned(), read.clone());
    read
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where steps from the input lead; `*` is an entry of any name.
    fn walk(steps: &[&str]) -> Step {
        let mut at = Step::To(InputPlace::root(Platform::Salesforce));
        for step in steps {
            let Step::To(place) = at else {
                return at;
            };
            at = match *step {
                "*" => place.any(),
                key => place.key(key),
            };
        }
        at
    }

    fn nowhere(meant: &str) -> Step {
        Step::Nowhere(Some(meant.to_owned()))
    }

    #[test]
    fn keys_are_known_where_the_schemas_know_them() {
        assert_eq!(walk(&["Profil"]), nowhere("Profile"));
        let known = walk(&["Profile", "*", "objectPermissions", "*"]);
        let Step::To(place) = known else {
            panic!("{known:?}");
        };
        assert_eq!(place.path(), "input.Profile[_].objectPermissions[_]");
        assert_eq!(place.key("allowReed"), nowhere("allowRead"));
        let misspelt = walk(&["Profile", "Admin", "objectPermission"]);
        assert_eq!(misspelt, nowhere("objectPermissions"));
        assert_eq!(walk(&["Settings", "Sharng"]), nowhere("Sharing"));
    }

    #[test]
    fn what_is_not_known_is_open() {
        for open in [&["*"][..], &["tenant", "nam"], &["Settings", "*"]] {
            assert_eq!(walk(open), Step::Open, "{open:?}");
        }
        let text = walk(&["Profile", "*", "userLicense", "x"]);
        assert_eq!(text, Step::Open);
    }
}
