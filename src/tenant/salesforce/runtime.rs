//! Record counts and guest users, which no metadata tells, as the platform's interfaces give them.
//!
//! - `limits/recordCount` of the REST API: `{"sObjects": [{"name": "Account", "count": 3}]}`
//!   (<https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/responses_record_count.htm>),
//!   or a table with such columns;
//! - the answer of a SOQL query on `User` or `PermissionSetAssignment`: `{"records": [...]}`, the
//!   same under `result` (as the platform's command line writes it), a bare list, or a table whose
//!   columns are paths such as `Profile.Name`;
//! - `runtime` itself, or what stands below it, in our own form.

use std::sync::Arc;

use crate::check::Check;
use crate::finding::Failure;
use crate::tenant::value::{Map, Node, Value};
use crate::tenant::{Part, Sink, plain};

/// Columns that name an object, folded.
const NAMES: &[&str] = &["name", "object", "sobject", "qualifiedapiname"];

/// Columns that hold a number of records, folded.
const COUNTS: &[&str] = &["count", "records", "recordcount", "expr0"];

/// What a text says, in the shape of `runtime`.
pub(in crate::tenant) fn runtime(part: &Part<'_>, sink: &mut Sink) -> Node {
    let document = part.document;
    let mut all = Runtime::default();
    let mut whole = None;
    for &root in document.roots() {
        let node = plain(document, root, None, None);
        let origin = node.origin();
        match node.value {
            Value::List(rows) => all.rows(rows.into_vec(), sink),
            Value::Map(mut map) => match rows_of(&mut map) {
                Some(rows) => all.rows(rows, sink),
                // Our own form, which has a schema.
                None => {
                    let own = map.remove("runtime");
                    let value = Value::Map(map);
                    whole = own.or(Some(match origin {
                        Some(origin) => Node::new(value, origin),
                        None => Node::computed(value),
                    }));
                }
            },
            _ => {}
        }
    }
    if let Some(own) = whole {
        return own;
    }
    if !all.understood {
        sink.failures.push(nothing(part));
    }
    let entries = [("recordCounts", all.counts), ("guestUsers", all.users)];
    let entries = entries.into_iter().filter(|(_, map)| !map.is_empty());
    let map = entries.map(|(key, map)| (key.into(), Node::computed(Value::Map(map))));
    Node::computed(Value::Map(map.collect()))
}

/// The rows of an answer.
fn rows_of(map: &mut Map) -> Option<Vec<Node>> {
    let mut inner = map.remove("result");
    let map = inner.as_mut().and_then(Node::as_map_mut).unwrap_or(map);
    let list = map.remove("sObjects").or_else(|| map.remove("records"))?;
    match list.value {
        Value::List(rows) => Some(rows.into_vec()),
        _ => None,
    }
}

#[derive(Default)]
struct Runtime {
    counts: Map,
    users: Map,
    /// Whether any row, or the lack of rows, made sense.
    understood: bool,
}

impl Runtime {
    fn rows(&mut self, rows: Vec<Node>, sink: &mut Sink) {
        self.understood |= rows.is_empty();
        for row in rows {
            let Some(fields) = row.as_map() else { continue };
            if let (Some(name), Some(count)) = (first(fields, NAMES), first(fields, COUNTS)) {
                if let Some(name) = name.as_str() {
                    self.understood = true;
                    self.counts.insert(name.into(), count.clone());
                }
            } else if is_user(fields) {
                self.understood = true;
                self.user(&row, fields, sink);
            }
        }
    }

    /// A row about a user: who it is, or one permission set of theirs.
    fn user(&mut self, row: &Node, fields: &Map, sink: &mut Sink) {
        let kind = of_user(fields, "usertype").and_then(Node::as_str);
        if kind.is_some_and(|kind| !kind.eq_ignore_ascii_case("guest")) {
            return;
        }
        let Some(nickname) = of_user(fields, "communitynickname") else {
            sink.failures.extend(nameless(row));
            return;
        };
        let Some(name) = nickname.as_str().map(Arc::<str>::from) else {
            return;
        };
        let user = self.users.entry(name).or_insert_with(|| Node {
            value: Value::Map(Map::new()),
            ..nickname.clone()
        });
        let Some(user) = user.as_map_mut() else {
            return;
        };
        user.insert("nickname".into(), nickname.clone());
        if let Some(profile) = of_user(fields, "profile.name") {
            user.insert("profile".into(), profile.clone());
        }
        // A profile has a permission set of its own, which says nothing new.
        let own = column(fields, "permissionset.isownedbyprofile");
        if own.is_some_and(|own| own.value == Value::Bool(true)) {
            return;
        }
        for (column_name, key) in [
            ("permissionset.name", "permissionSets"),
            ("permissionsetgroup.developername", "permissionSetGroups"),
        ] {
            let Some(name) =
                column(fields, column_name).filter(|n| n.as_str().is_some_and(|n| !n.is_empty()))
            else {
                continue;
            };
            let list = user.entry(key.into()).or_insert_with(|| Node {
                value: Value::List(Box::default()),
                ..name.clone()
            });
            if let Value::List(items) = &mut list.value
                && !items.iter().any(|item| item.value == name.value)
            {
                let mut more = std::mem::take(items).into_vec();
                more.push(name.clone());
                *items = more.into();
            }
        }
    }
}

/// A row that has a column of a user's.
fn is_user(fields: &Map) -> bool {
    let columns = ["communitynickname", "profile.name", "usertype", "username"];
    let user = columns.iter().any(|name| of_user(fields, name).is_some());
    user || column(fields, "permissionset.name").is_some()
}

/// A column of the user that a row is about, be it the row's own or that of an assignment.
fn of_user<'a>(fields: &'a Map, name: &str) -> Option<&'a Node> {
    column(fields, name).or_else(|| column(fields, &format!("assignee.{name}")))
}

fn first<'a>(fields: &'a Map, names: &[&str]) -> Option<&'a Node> {
    names.iter().find_map(|name| column(fields, name))
}

/// The value of a column by its folded path: `Profile.Name` as a column, or `Name` in `Profile`.
fn column<'a>(fields: &'a Map, path: &str) -> Option<&'a Node> {
    let own = |name: &str| {
        let mut entries = fields.iter();
        entries
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, node)| node)
    };
    own(path).or_else(|| {
        let (first, rest) = path.split_once('.')?;
        column(own(first)?.as_map()?, rest)
    })
}

fn nothing(part: &Part<'_>) -> Failure {
    Failure {
        id: Check::TenantUnrecognised.id(),
        rule: None,
        message: format!("{} holds neither record counts nor guest users", part.path),
        place: Some((part.document.file(), crate::source::Span::new(0, 0))),
        labels: Vec::new(),
        help: "Give the answer of `limits/recordCount`, of a query on `User` with `CommunityNickname` and `Profile.Name`, or a file with `recordCounts` and `guestUsers`.".to_owned(),
    }
}

fn nameless(row: &Node) -> Option<Failure> {
    let at = row.origin()?;
    Some(Failure {
        id: Check::TenantUnrecognised.id(),
        rule: None,
        message: "this guest user has no `CommunityNickname`, by which sharing rules name it".to_owned(),
        place: Some((at.file, at.value)),
        labels: Vec::new(),
        help: "Add the column to the query: SELECT CommunityNickname, Profile.Name FROM User WHERE UserType = 'Guest'".to_owned(),
    })
}
