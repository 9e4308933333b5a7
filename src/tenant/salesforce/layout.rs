//! What the name of a file says about what is in it: in a DX project, a folder of the Metadata
//! API, or an exporter's folder. Names only decide what is worth reading; what a file holds, its
//! content says.

use super::SETTINGS;
use super::recognise;
use super::types::{self, Role};
use crate::tenant::Holds;

/// Ignore files of the platform's own tools, in the syntax of `.gitignore`.
pub(in crate::tenant) const IGNORE_FILES: &[&str] = &[".forceignore"];

/// Suffixes of contents, which have their settings in a file `X.<suffix>-meta.xml` beside them
/// (public source: the registry of the npm package @salesforce/source-deploy-retrieve 12.37, the
/// adapters `matchingContentFile` and `mixedContent`).
const SOURCES: &[&str] = &[
    "asset",
    "component",
    "crt",
    "dashboard-source",
    "dataPipeline",
    "document",
    "dt",
    "dwl",
    "email",
    "geodata",
    "inboundCertificate",
    "model",
    "networkBranding",
    "orchestration",
    "page",
    "policy",
    "resource",
    "scf",
    "slackapp",
    "snapshot",
    "story",
    "trigger",
    "uiplugin",
    "uiview",
    "view",
    "wcomp",
    "wdash",
    "wdf",
    "wdpr",
    "wlens",
];

/// Folders of sites, whose pages are files of JSON.
const SITES: &[&str] = &["experiences", "digitalExperiences"];

/// Folders of code and of what belongs to it, in which no file holds settings of its own.
const CODE: &[&str] = &[
    "node_modules",
    "lwc",
    "aura",
    "staticresources",
    "__tests__",
    "__mocks__",
];

/// Whether a file is a class, of which facts are read and no settings.
pub(in crate::tenant) fn is_code(path: &str) -> bool {
    path.ends_with(".cls")
}

/// What a file holds by its path, with `/` between the parts.
pub(in crate::tenant) fn holds(path: &str) -> Holds {
    let (folders, file) = recognise::split_last(path, b'/').unwrap_or(("", path));
    let folder = recognise::split_last(folders, b'/').map_or(folders, |(_, folder)| folder);
    if is_project_file(file) {
        return Holds::Project;
    }
    let is_in = |names: &[&str]| {
        let mut parts = folders.as_bytes().split(|&byte| byte == b'/');
        parts.any(|part| names.iter().any(|name| name.as_bytes() == part))
    };
    if is_in(CODE) {
        return Holds::Nothing("code");
    }
    let ending = recognise::split_last(file, b'.').map_or("", |(_, ending)| ending);
    if is_code(path) {
        return Holds::Sections(vec!["ApexClass"]);
    }
    // Site.com keeps its pages in a binary that ends as the settings of other sites do.
    if ending == "site" && folder == "siteDotComSites" {
        return Holds::Nothing("how a site looks");
    }
    if ending.eq_ignore_ascii_case("json") && is_in(SITES) {
        return match recognise::site_part(path) {
            Some(part) => Holds::Sections(vec![part.bundle]),
            None => Holds::Nothing("how a site looks"),
        };
    }
    let data = ["yaml", "yml", "json", "xml"]
        .iter()
        .any(|known| ending.eq_ignore_ascii_case(known));
    // `README.md` is no record of custom metadata.
    let prose = ending == "md" && folder != "customMetadata";
    if !data && (prose || SOURCES.contains(&ending)) {
        return Holds::Nothing("neither settings nor metadata");
    }
    if let Some((type_name, ..)) = recognise::whole_by_folder(path)
        && data
    {
        return Holds::Sections(vec![type_name]);
    }
    let types = recognise::types_by_name(file);
    match (types.is_empty(), data) {
        (false, _) => Holds::Sections(types.iter().copied().map(section_of).collect()),
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

/// Whether a file says how a project is organised, by its path.
pub(in crate::tenant) fn is_project(path: &str) -> bool {
    is_project_file(recognise::split_last(path, b'/').map_or(path, |(_, file)| file))
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
        assert!(sections("sites/S.site").contains(&"CustomSite"));
        assert_eq!(
            sections("experiences/S1/config/s.json"),
            ["ExperienceBundle"]
        );
        assert_eq!(
            sections("digitalExperiences/site/S1/sfdc_cms__route/Home__c/content.json"),
            ["DigitalExperienceBundle"]
        );
        assert_eq!(sections("classes/A.cls"), ["ApexClass"]);
        assert_eq!(
            sections("permissionsets/HR/customPermissions/X.customPermission-meta.xml"),
            ["PermissionSet"]
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
            "triggers/A.trigger",
            "experiences/S1/views/home.json",
            "siteDotComSites/Shop_C.site",
            "digitalExperiences/site/S1/sfdc_cms__view/home/content.json",
        ] {
            assert!(matches!(holds(path), Holds::Nothing(_)), "{path}");
        }
        for path in [
            "sfdx-project.json",
            "x/package.xml",
            "destructiveChangesPost.xml",
        ] {
            assert_eq!(holds(path), Holds::Project, "{path}");
            assert!(is_project(path), "{path}");
        }
        assert!(!is_project("package.xml/tenant.yaml"));
    }
}
