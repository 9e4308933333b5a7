//! Paths into data: what a rule speaks in.

use std::fmt;
use std::sync::Arc;

/// One step of a [`DataPath`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Segment {
    /// The key of a map.
    Key(Arc<str>),
    /// The zero-based item of a list.
    Index(usize),
}

/// Where something stands in data, from the root.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct DataPath(pub Vec<Segment>);

impl DataPath {
    /// The path to an entry of what this path leads to.
    #[must_use]
    pub fn key(&self, key: impl Into<Arc<str>>) -> Self {
        self.with(Segment::Key(key.into()))
    }

    /// The path to an item of what this path leads to.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        self.with(Segment::Index(index))
    }

    fn with(&self, segment: Segment) -> Self {
        let mut segments = self.0.clone();
        segments.push(segment);
        Self(segments)
    }

    /// The path as JSON: an array of strings and integers.
    pub fn to_json(&self) -> serde_json::Value {
        self.0
            .iter()
            .map(|s| match s {
                Segment::Key(k) => serde_json::Value::from(&**k),
                Segment::Index(i) => serde_json::Value::from(*i),
            })
            .collect()
    }
}

impl FromIterator<Segment> for DataPath {
    fn from_iter<I: IntoIterator<Item = Segment>>(segments: I) -> Self {
        Self(segments.into_iter().collect())
    }
}

/// `Profile."E-Bikes Profile".loginIpRanges[0]`: keys that are no plain words stand in quotes.
impl fmt::Display for DataPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, segment) in self.0.iter().enumerate() {
            match segment {
                Segment::Index(n) => write!(f, "[{n}]")?,
                Segment::Key(k) => {
                    let dot = if i == 0 { "" } else { "." };
                    let word = !k.is_empty() && k.chars().all(|c| c.is_alphanumeric() || c == '_');
                    if word {
                        write!(f, "{dot}{k}")?;
                    } else {
                        write!(f, "{dot}{}", serde_json::Value::from(&**k))?;
                    }
                }
            }
        }
        Ok(())
    }
}
