//! What a tenant is made of before it is written: its objects, its sites, and what guests get.

use super::words::{self, PERSONAL};
use super::{Numbers, Size};

/// What a guest sharing rule asks of records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Criterion {
    /// A flag that somebody sets.
    Published,
    /// One that every record meets.
    NotEmpty,
}

/// What the guests of a site get of an object.
#[derive(Debug, Clone, Copy, Default)]
pub struct Grant {
    /// Read permission.
    pub read: bool,
    /// View All.
    pub view_all: bool,
    /// A guest sharing rule.
    pub rule: Option<Criterion>,
}

/// An object with the names of its fields, each with its own.
#[derive(Debug)]
pub struct Object {
    /// Its API name.
    pub name: String,
    /// Whether it holds personal data by its name.
    pub personal: bool,
    /// The API names of its own fields.
    pub fields: Vec<String>,
}

/// A site. The first of a tenant is off, and what its guests get is harmless.
#[derive(Debug)]
pub struct Portal {
    /// Its API name.
    pub name: String,
    /// Its label, with which the name of its guest profile begins.
    pub label: String,
    /// Whether it is on.
    pub active: bool,
    /// What its guests get of each object.
    pub grants: Vec<Grant>,
}

/// Whose profile it is.
#[derive(Debug, Clone, Copy)]
pub enum Holder {
    /// Of people who log in to the org.
    Employee,
    /// Of people who log in to a site.
    Member,
    /// Of the site with this number.
    Guest(usize),
}

/// The objects of a tenant: those that hold personal data first.
pub fn objects(size: Size, numbers: &mut Numbers) -> Vec<Object> {
    let first = if size.objects > 400 {
        0
    } else {
        numbers.below(400)
    };
    (0..size.objects)
        .map(|number| {
            let standard = PERSONAL.get(number).copied();
            let name = standard.map_or_else(
                || format!("{}__c", words::thing(first + number)),
                str::to_owned,
            );
            let fields = 0..size.fields - 4 + numbers.below(9);
            let start = numbers.below(32);
            Object {
                personal: standard.is_some(),
                fields: fields
                    .map(|field| {
                        format!(
                            "{}__c",
                            words::matter((start + field) % 32 + field / 32 * 32)
                        )
                    })
                    .collect(),
                name,
            }
        })
        .collect()
}

/// The sites of a tenant.
pub fn portals(size: Size, objects: &[Object], numbers: &mut Numbers) -> Vec<Portal> {
    (0..=size.sites)
        .map(|number| {
            let (active, label) = match number {
                0 => (false, "Former Shop".to_owned()),
                1 => (true, "Service Portal".to_owned()),
                more => (true, format!("Portal {more}")),
            };
            Portal {
                name: label.replace(' ', "_"),
                label,
                active,
                grants: objects
                    .iter()
                    .enumerate()
                    .map(|(place, object)| grant(size, active, place, object, numbers))
                    .collect(),
            }
        })
        .collect()
}

/// What guests get of the object at a place. Most may not even read it.
fn grant(size: Size, active: bool, place: usize, object: &Object, numbers: &mut Numbers) -> Grant {
    let shared = (PERSONAL.len()..PERSONAL.len() + size.shared).contains(&place);
    if !active {
        return Grant {
            read: !object.personal && numbers.one_in(3),
            view_all: false,
            rule: (shared && numbers.one_in(3)).then_some(Criterion::Published),
        };
    }
    if object.personal {
        let read = numbers.one_in(12);
        return Grant {
            read,
            ..Grant::default()
        };
    }
    let rule = match (shared, numbers.below(6)) {
        (true, 0) => Some(Criterion::NotEmpty),
        (true, 1) => Some(Criterion::Published),
        _ => None,
    };
    Grant {
        read: numbers.one_in(4),
        view_all: numbers.one_in(24),
        rule,
    }
}

/// So many of the objects from one on, with their places.
pub fn window(
    objects: &[Object],
    first: usize,
    most: usize,
) -> impl Iterator<Item = (usize, &Object)> {
    let all = objects.iter().enumerate();
    all.clone().skip(first).chain(all.take(first)).take(most)
}
