//! Entries of the lists that components hold.

use super::Numbers;
use super::plan::{Criterion, Grant};
use super::sheets::{Field, Sheets, word};
use super::words::{LABELS, TYPES};

const BYPASSES: &str = "SF-GUEST-002";
const EVERY_RECORD: &str = "SF-GUEST-003";

/// A permission on a field, by its whole name.
pub fn field_permission(sheets: &mut Sheets, name: &str, readable: bool, editable: bool) {
    sheets.entry(
        "field",
        name,
        &[
            Field("editable", word(editable), &[]),
            Field("readable", word(readable), &[]),
        ],
    );
}

/// What guests get of an object, with the rules that find its read permission.
pub fn object_permission(sheets: &mut Sheets, object: &str, grant: Grant, rules: &[&'static str]) {
    let bypasses: &[&'static str] = if grant.view_all { &[BYPASSES] } else { &[] };
    sheets.entry(
        "object",
        object,
        &[
            Field("allowCreate", "false", &[]),
            Field("allowDelete", "false", &[]),
            Field("allowEdit", "false", &[]),
            Field("allowRead", word(grant.read), rules),
            Field("modifyAllRecords", "false", &[]),
            Field("viewAllFields", "false", &[]),
            Field("viewAllRecords", word(grant.view_all), bypasses),
        ],
    );
}

/// What employees and members get of an object.
pub fn employee_permission(sheets: &mut Sheets, object: &str, write: bool, all: bool) {
    sheets.entry(
        "object",
        object,
        &[
            Field("allowCreate", word(write), &[]),
            Field("allowDelete", "false", &[]),
            Field("allowEdit", word(write), &[]),
            Field("allowRead", "true", &[]),
            Field("modifyAllRecords", "false", &[]),
            Field("viewAllFields", "false", &[]),
            Field("viewAllRecords", word(all), &[]),
        ],
    );
}

/// A guest sharing rule.
pub fn guest_rule(sheets: &mut Sheets, site: &str, criterion: Criterion) {
    let (items, rules): (_, &[&'static str]) = match criterion {
        Criterion::Published => (
            "\n- field: Published__c\n  operation: equals\n  value: 'true'",
            &[],
        ),
        Criterion::NotEmpty => (
            "\n- field: Name\n  operation: notEqual\n  value: ''",
            &[EVERY_RECORD],
        ),
    };
    sheets.entry(
        "fullName",
        &format!("{site}_search"),
        &[
            Field("accessLevel", "Read", &[]),
            Field("criteriaItems", items, rules),
            Field("includeHVUOwnedRecords", "false", &[]),
            Field("label", "検索", &[]),
            Field("sharedTo", &format!("\n  guestUser: {site}"), &[]),
        ],
    );
}

/// A field of a custom object. What its type is follows from its place.
pub fn field(sheets: &mut Sheets, name: &str, place: usize, numbers: &mut Numbers) {
    let kind = TYPES[place % TYPES.len()];
    let label = format!("{} {}", LABELS[numbers.below(LABELS.len())], place + 1);
    let length = (20 + numbers.below(200)).to_string();
    let required = word(numbers.one_in(5));
    let (default, help) = (
        "false",
        "'Filled in by the office; see the handbook, chapter 4.'",
    );
    let mut fields = vec![
        Field("inlineHelpText", help, &[]),
        Field("label", &label, &[]),
        Field("required", required, &[]),
        Field("trackHistory", "false", &[]),
        Field("type", kind, &[]),
    ];
    match kind {
        "Text" => fields.push(Field("length", &length, &[])),
        "Number" => fields.extend([Field("precision", "18", &[]), Field("scale", "2", &[])]),
        "Checkbox" => fields.push(Field("defaultValue", default, &[])),
        "LongTextArea" => fields.extend([
            Field("length", "32768", &[]),
            Field("visibleLines", "5", &[]),
        ]),
        "Lookup" => fields.extend([
            Field("deleteConstraint", "SetNull", &[]),
            Field("referenceTo", "Account", &[]),
        ]),
        "Picklist" => fields.push(Field(
            "valueSet",
            "
  restricted: true
  valueSetDefinition:
    sorted: false
    value:
    - default: true
      fullName: Open
      label: 未回答
    - default: false
      fullName: Waiting
      label: 保留
    - default: false
      fullName: Done
      label: 完了",
            &[],
        )),
        _ => {}
    }
    fields.sort_by_key(|field| field.0);
    sheets.entry("fullName", name, &fields);
}
