//! What is known of a value without evaluating it: where in the input it stands.

use std::collections::{BTreeMap, BTreeSet};

use crate::tenant::{InputPlace, InputStep};

/// The most places that one value is followed to, and the most parts that are known of one: a
/// policy could double them with every line.
const MOST: usize = 64;

/// Where a text is written: the position of its module, and bytes.
pub(super) type Written = (usize, usize, usize);

/// What is known of a value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Kind {
    /// Nothing.
    Unknown,
    /// It has no entries that anybody could ask for: a text, a number, an empty object.
    Bare,
    /// It is this text, which is written there.
    Text(String, Written),
    /// It stands at one of these places of the input.
    At(BTreeSet<InputPlace>),
    /// It is a collection of such values.
    Each(Box<Kind>),
    /// It is an object that the policy makes, with these entries.
    Made(BTreeMap<String, Kind>),
}

/// What asking a value for a key leads to.
pub(super) struct Asked {
    /// The entry.
    pub(super) kind: Kind,
    /// Where it is certain that there is none: the places, and the key that was meant.
    pub(super) missing: Option<(String, Option<String>)>,
    /// Whether there may be one.
    pub(super) may_be: bool,
}

impl Kind {
    /// A value at one place.
    pub(super) fn at(place: InputPlace) -> Self {
        Self::At(BTreeSet::from([place]))
    }

    /// A collection of values.
    pub(super) fn each(self) -> Self {
        match self {
            Self::Unknown => Self::Unknown,
            known => Self::Each(Box::new(known)).bounded(),
        }
    }

    /// An object with these entries.
    pub(super) fn made(entries: BTreeMap<String, Self>) -> Self {
        match entries.is_empty() {
            true => Self::Bare,
            false => Self::Made(entries).bounded(),
        }
    }

    fn bounded(self) -> Self {
        if self.parts() > MOST {
            return Self::Unknown;
        }
        self
    }

    /// How many parts are known of it. None of its parts has more than [`MOST`].
    fn parts(&self) -> usize {
        match self {
            Self::Unknown | Self::Bare | Self::Text(..) => 1,
            Self::At(places) => places.len(),
            Self::Each(kind) => 1 + kind.parts(),
            Self::Made(entries) => 1 + entries.values().map(Self::parts).sum::<usize>(),
        }
    }

    /// One of two values.
    pub(super) fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Text(a, at), Self::Text(b, _)) if a == b => Self::Text(a, at),
            (Self::Text(..), Self::Bare | Self::Text(..)) | (Self::Bare, Self::Text(..)) => {
                Self::Bare
            }
            (Self::Text(..), known) | (known, Self::Text(..)) => known.or(Self::Bare),
            (Self::Bare, known) | (known, Self::Bare) => known,
            (Self::At(a), Self::At(b)) if a.len() + b.len() <= MOST => Self::At(&a | &b),
            (Self::Each(a), Self::Each(b)) => a.or(*b).each(),
            (Self::Made(a), Self::Made(mut b)) if a.keys().eq(b.keys()) => {
                let both = a.into_iter().map(|(key, kind)| {
                    let other = b.remove(&key).unwrap_or(Self::Unknown);
                    (key, kind.or(other))
                });
                Self::made(both.collect())
            }
            _ => Self::Unknown,
        }
    }

    /// An entry of a name that is not known, or an item.
    pub(super) fn any(&self) -> Self {
        match self {
            Self::Unknown => Self::Unknown,
            Self::Bare | Self::Text(..) => Self::Bare,
            Self::Each(kind) => (**kind).clone(),
            Self::Made(entries) => {
                let one = entries.values().cloned().reduce(Self::or);
                one.unwrap_or(Self::Bare)
            }
            Self::At(places) => {
                let steps = places.iter().map(|place| match place.any() {
                    InputStep::To(place) => Self::at(place),
                    InputStep::Open | InputStep::Nowhere(_) => Self::Unknown,
                });
                steps.reduce(Self::or).unwrap_or(Self::Unknown)
            }
        }
    }

    /// The entry of a key.
    pub(super) fn key(&self, key: &str) -> Asked {
        let places = match self {
            Self::At(places) => places,
            // Whether an object that the policy makes has a key is not what is looked for.
            Self::Made(entries) => {
                return Asked {
                    kind: entries.get(key).cloned().unwrap_or(Self::Unknown),
                    missing: None,
                    may_be: true,
                };
            }
            other => {
                return Asked {
                    kind: other.any(),
                    missing: None,
                    may_be: !matches!(other, Self::Bare | Self::Text(..)),
                };
            }
        };
        let mut found: Option<Self> = None;
        let mut missing = None;
        for place in places {
            let kind = match place.key(key) {
                InputStep::To(place) => Self::at(place),
                InputStep::Open => Self::Unknown,
                InputStep::Nowhere(meant) => {
                    missing.get_or_insert((place.path().to_owned(), meant));
                    continue;
                }
            };
            found = Some(match found {
                Some(other) => other.or(kind),
                None => kind,
            });
        }
        Asked {
            may_be: found.is_some(),
            missing: missing.filter(|_| found.is_none()),
            kind: found.unwrap_or(Self::Bare),
        }
    }
}
