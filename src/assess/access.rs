//! Two accesses side by side: what the second has more, and what it has less.

use std::collections::BTreeSet;

use super::people::PRINCIPALS;
use crate::check::Severity;
use crate::finding::Access;

/// What two accesses differ in, each difference in words such as `field Email__c`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Widening {
    /// What the second has that the first had not.
    pub wider: Vec<String>,
    /// What the first had that the second has not.
    pub narrower: Vec<String>,
}

impl Widening {
    /// Whether the second has nothing that the first had not.
    pub fn is_no_wider(&self) -> bool {
        self.wider.is_empty()
    }

    fn add(&mut self, before: &BTreeSet<String>, after: &BTreeSet<String>) {
        self.wider.extend(after.difference(before).cloned());
        self.narrower.extend(before.difference(after).cloned());
    }
}

/// Compares what a finding opened with what it opens. Wider is one more object, field, action or
/// a principal who is trusted less; counts of records and the ways that lead there do not matter.
///
/// What is no longer told cannot be called narrower: an access that names no object, no principal
/// or nothing at all where there was one before counts as wider.
pub fn widening(before: Option<&Access>, after: Option<&Access>) -> Widening {
    let mut widening = Widening::default();
    let (before, after) = match (before, after) {
        (None, None) => return widening,
        (Some(_), None) => {
            widening.wider.push("access that is not told".to_owned());
            return widening;
        }
        (None, Some(after)) => (&Access::default(), after),
        (Some(before), Some(after)) => (before, after),
    };
    principals(before, after, &mut widening);
    objects(before, after, &mut widening);
    widening.add(
        &named("action", actions(before)),
        &named("action", actions(after)),
    );
    widening.add(
        &named("field", fields(before)),
        &named("field", fields(after)),
    );
    widening
}

/// As [`widening`], for findings with their severities: a worse one is wider too.
pub fn widening_of_case(
    (severity_before, before): (Severity, Option<&Access>),
    (severity_after, after): (Severity, Option<&Access>),
) -> Widening {
    let mut widening = widening(before, after);
    if severity_after != severity_before {
        let difference = format!("severity {severity_after} instead of {severity_before}");
        match severity_after > severity_before {
            true => widening.wider.push(difference),
            false => widening.narrower.push(difference),
        }
    }
    widening
}

fn principals(before: &Access, after: &Access, widening: &mut Widening) {
    let rank = |word: &str| PRINCIPALS.iter().position(|p| *p == word);
    match (before.principal.as_deref(), after.principal.as_deref()) {
        (before, after) if before == after => {}
        (Some(_), None) => widening
            .wider
            .push("a principal that is not told".to_owned()),
        (None, Some(after)) => widening.wider.push(format!("principal {after}")),
        (Some(before), Some(after)) => {
            let difference = format!("principal {after} instead of {before}");
            match (rank(before), rank(after)) {
                (Some(one), Some(other)) if other > one => widening.narrower.push(difference),
                // Words that only a policy knows cannot be ranked.
                _ => widening.wider.push(difference),
            }
        }
        (None, None) => {}
    }
}

fn objects(before: &Access, after: &Access, widening: &mut Widening) {
    match (&before.object, &after.object) {
        (Some(_), None) => widening.wider.push("an object that is not told".to_owned()),
        (before, after) => {
            let object = |o: &Option<String>| named("object", o.iter().map(String::as_str));
            widening.add(&object(before), &object(after));
        }
    }
}

fn actions(access: &Access) -> impl Iterator<Item = &str> {
    access.actions.iter().map(String::as_str)
}

/// The open fields, also those that only their category tells.
fn fields(access: &Access) -> impl Iterator<Item = &str> {
    let by_category = access.categories.values().flatten();
    access.fields.iter().chain(by_category).map(String::as_str)
}

fn named<'a>(what: &str, names: impl Iterator<Item = &'a str>) -> BTreeSet<String> {
    names.map(|name| format!("{what} {name}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn access(principal: &str, actions: &[&str], object: &str, fields: &[&str]) -> Access {
        let owned = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect();
        Access {
            principal: Some(principal.to_owned()),
            actions: owned(actions),
            object: Some(object.to_owned()),
            fields: owned(fields),
            ..Access::default()
        }
    }

    fn check(before: Option<&Access>, after: Option<&Access>, wider: &[&str], narrower: &[&str]) {
        let got = widening(before, after);
        assert_eq!(got.wider, wider, "wider");
        assert_eq!(got.narrower, narrower, "narrower");
        assert_eq!(got.is_no_wider(), wider.is_empty());
    }

    #[test]
    fn fields_actions_and_objects_are_compared_as_sets() {
        let one = access("guest", &["read"], "Lead", &["Email", "Phone"]);
        check(Some(&one), Some(&one), &[], &[]);
        let other = access("guest", &["edit", "read"], "Lead", &["Phone", "Fax"]);
        check(
            Some(&one),
            Some(&other),
            &["action edit", "field Fax"],
            &["field Email"],
        );
        let elsewhere = access("guest", &["read"], "Case", &["Phone", "Email"]);
        check(
            Some(&one),
            Some(&elsewhere),
            &["object Case"],
            &["object Lead"],
        );
    }

    #[test]
    fn principals_are_ranked_by_trust() {
        let of = |principal| access(principal, &[], "Lead", &[]);
        for pair in PRINCIPALS.windows(2) {
            let (unknown, trusted) = (of(pair[0]), of(pair[1]));
            let up = format!("principal {} instead of {}", pair[0], pair[1]);
            check(Some(&trusted), Some(&unknown), &[&up], &[]);
            let down = format!("principal {} instead of {}", pair[1], pair[0]);
            check(Some(&unknown), Some(&trusted), &[], &[&down]);
        }
        let (guest, robot) = (of("guest"), of("robot"));
        check(
            Some(&guest),
            Some(&robot),
            &["principal robot instead of guest"],
            &[],
        );
        check(
            Some(&robot),
            Some(&guest),
            &["principal guest instead of robot"],
            &[],
        );
    }

    #[test]
    fn what_is_not_told_is_not_narrower() {
        let one = access("guest", &["read"], "Lead", &["Email"]);
        check(None, None, &[], &[]);
        let all = [
            "principal guest",
            "object Lead",
            "action read",
            "field Email",
        ];
        check(None, Some(&one), &all, &[]);
        check(Some(&one), None, &["access that is not told"], &[]);
        let vague = Access {
            principal: None,
            object: None,
            ..one.clone()
        };
        let wider = ["a principal that is not told", "an object that is not told"];
        check(Some(&one), Some(&vague), &wider, &[]);
    }

    #[test]
    fn categories_name_fields_and_counts_do_not_matter() {
        let one = access("guest", &["read"], "Lead", &["Email"]);
        let by_category = |fields: &[&str]| Access {
            fields: Vec::new(),
            categories: [(
                "e-mail".to_owned(),
                fields.iter().map(|f| (*f).to_owned()).collect(),
            )]
            .into(),
            records: Some(1_381_735),
            via: vec!["sharing rule".to_owned()],
            ..one.clone()
        };
        check(Some(&one), Some(&by_category(&["Email"])), &[], &[]);
        check(
            Some(&one),
            Some(&by_category(&["Email", "Backup__c"])),
            &["field Backup__c"],
            &[],
        );
    }

    #[test]
    fn a_worse_severity_is_wider() {
        let one = access("guest", &["read"], "Lead", &["Email"]);
        let of = |before, after| widening_of_case((before, Some(&one)), (after, Some(&one)));
        let worse = of(Severity::Low, Severity::High);
        assert_eq!(worse.wider, ["severity high instead of low"]);
        let better = of(Severity::High, Severity::Low);
        assert_eq!(better.narrower, ["severity low instead of high"]);
        assert!(better.is_no_wider());
        assert_eq!(of(Severity::Low, Severity::Low), Widening::default());
    }
}
