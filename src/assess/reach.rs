//! What several accesses let people reach together.

use std::collections::{BTreeMap, BTreeSet};

use super::people::{ACTIONS, rank};
use crate::finding::Access;

/// The union of accesses.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reach {
    /// What people can do, each once: read, create, edit, delete, then policies' own words.
    pub actions: Vec<String>,
    /// The fields that they reach, in order of their names.
    pub fields: BTreeSet<String>,
    /// Those of them that a rule knows the data category of, by category.
    pub categories: BTreeMap<String, BTreeSet<String>>,
    /// How many records there are at most, where the tenant's files say.
    pub records: Option<u64>,
    /// What opens it, in the rules' words.
    pub via: BTreeSet<String>,
}

impl Reach {
    /// Adds what one more access lets reach.
    pub fn add(&mut self, access: &Access) {
        for action in &access.actions {
            if !self.actions.contains(action) {
                self.actions.push(action.clone());
            }
        }
        self.actions.sort_by_key(|a| rank(&ACTIONS, a));
        self.fields.extend(access.fields.iter().cloned());
        for (category, fields) in &access.categories {
            let known = self.categories.entry(category.clone()).or_default();
            known.extend(fields.iter().cloned());
            self.fields.extend(fields.iter().cloned());
        }
        self.records = self.records.max(access.records);
        self.via.extend(access.via.iter().cloned());
    }
}
