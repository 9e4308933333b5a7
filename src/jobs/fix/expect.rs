//! A tenant's data after changes, as data alone.

use serde_json::Value as Json;

use crate::document::{DataPath, Segment};
use crate::finding::EditOp;

/// Makes a change of data.
///
/// # Errors
/// When there is nothing that it could be made of.
pub(super) fn change(data: &mut Json, at: &DataPath, op: &EditOp) -> Result<(), String> {
    let (last, way) = at.0.split_last().ok_or("a tenant is no setting")?;
    let mut node = data;
    for step in way {
        if let (EditOp::Remove, None) = (op, child(node, step)) {
            return Ok(());
        }
        node = match (node, step) {
            (Json::Object(map), Segment::Key(key)) => map
                .entry(&**key)
                .or_insert_with(|| Json::Object(serde_json::Map::new())),
            (Json::Array(items), Segment::Index(n)) => items
                .get_mut(*n)
                .ok_or_else(|| format!("`{at}` leads nowhere"))?,
            _ => return Err(format!("`{at}` leads nowhere")),
        };
    }
    match (node, last, op) {
        (Json::Object(map), Segment::Key(key), EditOp::Set(value)) => {
            map.insert(key.to_string(), value.clone());
        }
        (Json::Object(map), Segment::Key(key), EditOp::Add(value)) => match map.get_mut(&**key) {
            Some(Json::Array(items)) => items.push(value.clone()),
            Some(_) => return Err(format!("`{at}` is there already")),
            None => {
                map.insert(key.to_string(), value.clone());
            }
        },
        (Json::Object(map), Segment::Key(key), EditOp::Remove) => {
            map.remove(&**key);
        }
        (Json::Array(items), Segment::Index(n), op) if *n < items.len() => match op {
            EditOp::Set(value) => items[*n] = value.clone(),
            EditOp::Add(_) => return Err(format!("`{at}` is there already")),
            EditOp::Remove => {
                items.remove(*n);
            }
        },
        _ => return Err(format!("`{at}` leads nowhere")),
    }
    Ok(())
}

fn child<'j>(node: &'j Json, step: &Segment) -> Option<&'j Json> {
    match step {
        Segment::Key(key) => node.get(&**key),
        Segment::Index(n) => node.get(n),
    }
}

/// The first path at which two data differ. Where something was taken away, a collection that is
/// left empty may as well be gone: some forms cannot write it.
pub(super) fn difference(wanted: &Json, is: &Json, emptied: &[DataPath]) -> Option<String> {
    let mut at = DataPath::default();
    differs(wanted, is, emptied, &mut at).then(|| at.to_string())
}

fn differs(wanted: &Json, is: &Json, emptied: &[DataPath], at: &mut DataPath) -> bool {
    match (wanted, is) {
        (Json::Object(wanted), Json::Object(is)) => {
            let keys = wanted
                .keys()
                .chain(is.keys().filter(|k| !wanted.contains_key(*k)));
            for key in keys {
                at.0.push(Segment::Key(key.as_str().into()));
                let different = match (wanted.get(key), is.get(key)) {
                    (Some(wanted), Some(is)) => differs(wanted, is, emptied, at),
                    (Some(left), None) => !(is_empty(left) && emptied.contains(at)),
                    _ => true,
                };
                if different {
                    return true;
                }
                at.0.pop();
            }
            false
        }
        (Json::Array(wanted), Json::Array(is)) => {
            let longest = wanted.len().max(is.len());
            for n in 0..longest {
                at.0.push(Segment::Index(n));
                match (wanted.get(n), is.get(n)) {
                    (Some(wanted), Some(is)) if !differs(wanted, is, emptied, at) => {}
                    _ => return true,
                }
                at.0.pop();
            }
            false
        }
        (wanted, is) => wanted != is,
    }
}

fn is_empty(value: &Json) -> bool {
    value.as_object().is_some_and(serde_json::Map::is_empty)
        || value.as_array().is_some_and(Vec::is_empty)
}
