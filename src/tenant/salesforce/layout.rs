//! What the name of a file says about what is in it: in a DX project, a folder of the Metadata
//! API, or an exporter's folder. Names only decide what is worth reading; what a file holds, its
//! content says.

use super::SETTINGS;
use super::recognise;
use super::types::{self, Role};
use crate::tenant::Holds;

/// Ignore files of the platform's own tools, in the syntax of `.gitignore`.
pub(in crate::tenant) const IGNORE_FILES: &[&str] = &[".forceignore"];

/// Suffixes of sources, which have their settings in a file `X.<suffix>-meta.xml` beside them.
const SOURCES: &[&str] = &[
    "cls",
    "trigger",
    "page",
    "component",
    "resource",
    "email",
    "document",
    "snapshot",
    "wdf",
    "wdash",
    "dashboard-source",
];

/// Folders of code and of what belongs to it, in which no file holds settings of its own.
const CODE: &[&str] = &[
    "node_modules",
    "lwc",
    "aura",
    "staticresources",
    "__tests__",
    "__mocks__",
];

/// What a file holds by its path, with `/` between the parts.
pub(in crate::tenant) fn holds(path: &str) -> Holds {
    let (folders, file) = path.rsplit_once('/').unwrap_or(("", path));
    let folder = folders.rsplit('/').next().unwrap_or("");
    if is_project_file(file) {
        return Holds::Project;
    }
    if folders.split('/').any(|part| CODE.contains(&part)) {
        return Holds::Nothing("code");
    }
    let ending = file.rsplit_once('.').map_or("", |(_, ending)| ending);
    let is_json = ending.eq_ignore_ascii_case("json");
    if is_json && folders.split('/').any(|part| part == "experiences") {
        return Holds::Sections(vec!["ExperienceBundle"]);
    }
    let data = ["yaml", "yml", "json", "xml"]
        .iter()
        .any(|known| ending.eq_ignore_ascii_case(known));
    // `README.md` is no record of custom metadata.
    let prose = ending == "md" && folder != "customMetadata";
    if !data && (prose || SOURCES.contains(&ending)) {
        return Holds::Nothing("neither settings nor metadata");
    }
    let sections: Vec<&'static str> = recognise::types_by_name(path)
        .into_iter()
        .map(section_of)
        .collect();
    match (sections.is_empty(), data) {
        (false, _) => Holds::Sections(sections),
        (true, true) => Holds::Anything,
        (true, false) => Holds::Nothing("neither settings nor metadata"),
    }
}

/// The section of the canonical input in which a type's components stand.
fn section_of(type_name: &'static str) -> &'static str {
    match types::role_of(type_name) {
        Some(Role::Settings) => SETTINGS,
        Some(Role::Child(parent)) => section_of(parent.type_name),
        Some(Role::Component | Role::Part) | None => type_name,
    }
}

/// Files that say how a project is organised, and what to retrieve or to delete.
fn is_project_file(file: &str) -> bool {
    let manifest = |name: &str| {
        let stem = name.strip_suffix(".xml");
        stem.is_some_and(|stem| stem == "package" || stem.starts_with("destructiveChanges"))
    };
    file == "sfdx-project.json" || manifest(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sections(path: &str) -> Vec<&'static str> {
        match holds(path) {
            Holds::Sections(sections) => sections,
            other => panic!("{path}: {other:?}"),
        }
    }

    #[test]
    fn a_name_tells_its_sections() {
        assert_eq!(sections("profiles/A B.profile-meta.xml"), ["Profile"]);
        assert_eq!(sections("profiles/A B.profile"), ["Profile"]);
        assert_eq!(
            sections("objects/X__c/fields/Y__c.field-meta.xml"),
            ["CustomObject"]
        );
        assert_eq!(sections("settings/Security.settings"), ["Settings"]);
        assert!(sections("sites/S.site-meta.xml").contains(&"CustomSite"));
        assert_eq!(
            sections("experiences/S1/config/s.json"),
            ["ExperienceBundle"]
        );
    }

    #[test]
    fn other_names_leave_it_to_the_content_or_hold_nothing() {
        for path in ["tenant.yaml", "a/b/export.json", "X.brandNewType-meta.xml"] {
            assert_eq!(holds(path), Holds::Anything, "{path}");
        }
        for path in [
            "README.md",
            "lwc/a/a.js-meta.xml",
            "x.svg",
            "LICENSE",
            "classes/A.cls",
        ] {
            assert!(matches!(holds(path), Holds::Nothing(_)), "{path}");
        }
        for path in [
            "sfdx-project.json",
            "x/package.xml",
            "destructiveChangesPost.xml",
        ] {
            assert_eq!(holds(path), Holds::Project, "{path}");
        }
    }
}
