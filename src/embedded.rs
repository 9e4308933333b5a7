//! The files that are part of the program: bundled policies and published schemas. Which they
//! are is decided by their folders alone, at build time.
//!
//! The build also takes the bundled policies through all that stands between their text and their
//! evaluation, so that a run pays only for those that it uses.

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// The bundled policies: paths below `policies/` with `/` between the parts, sorted, and texts.
pub fn policies() -> &'static [(&'static str, &'static str)] {
    POLICIES
}

/// The published schemas: paths below `schemas/`, sorted, and texts.
pub fn schemas() -> &'static [(&'static str, &'static str)] {
    SCHEMAS
}

/// The text of one published schema.
pub fn schema(path: &str) -> Option<&'static str> {
    let at = SCHEMAS
        .binary_search_by(|(name, _)| (*name).cmp(path))
        .ok()?;
    Some(SCHEMAS[at].1)
}

/// The bundled policies, ready to be used. `None` where one of them would be refused: then they
/// are read as everybody's are, and what is wrong is told with its place.
pub(crate) fn pack() -> Option<&'static Pack> {
    PACK
}

/// The bundled policies as the build prepared them.
#[derive(Debug)]
pub(crate) struct Pack {
    /// What they define, by its name in the one package of all of them, in order of these names:
    /// `engine::compiled::Code`, encoded.
    pub(crate) compiled: &'static [(&'static str, &'static [u8])],
    /// All modules but tests, by their paths.
    pub(crate) modules: &'static [Module],
    /// What they define, by full path.
    pub(crate) symbols: &'static [Symbol],
    /// The rules, by id.
    pub(crate) rules: &'static [Rule],
    /// The modules that rules share, by path.
    pub(crate) functions: &'static [u16],
    /// The models, by path.
    pub(crate) models: &'static [Model],
    /// Tests of the shared modules and models: numbers of files.
    pub(crate) tests: &'static [Test],
    /// Data files, by path.
    pub(crate) data: &'static [Data],
}

impl Pack {
    /// The number of a symbol.
    pub(crate) fn symbol(&self, path: &str) -> Option<u16> {
        let at = self.symbols.binary_search_by(|s| s.path.cmp(path)).ok()?;
        u16::try_from(at).ok()
    }
}

/// A module after the pre-pass.
#[derive(Debug)]
pub(crate) struct Module {
    /// The number of its file among [`policies`].
    pub(crate) file: u16,
    /// Its package.
    pub(crate) package: &'static str,
    /// Its rules in their order, each with the number of its symbol, in the one package of all
    /// modules here.
    pub(crate) rules: &'static [(u16, Text)],
    /// Its package and imports.
    pub(crate) header: Text,
    /// Its rules below that, with all names as they are written: for modules that are read when
    /// the program runs. None of models.
    pub(crate) for_others: &'static [(u16, Text)],
}

/// A test module.
#[derive(Debug)]
pub(crate) struct Test {
    /// The number of its file among [`policies`].
    pub(crate) file: u16,
    /// Its package.
    pub(crate) package: &'static str,
}

/// A stretch of a module after the pre-pass.
#[derive(Debug)]
pub(crate) struct Text {
    /// What the engine is given.
    pub(crate) text: &'static str,
    /// For bytes of `text`, bytes of the file, and whether those that follow were copied;
    /// otherwise they stand for that one byte.
    pub(crate) stretches: &'static [(u32, u32, bool)],
}

/// A rule or function.
#[derive(Debug)]
pub(crate) struct Symbol {
    /// Its full path, such as `data.tenantlint.x.lib.paths.object_at`.
    pub(crate) path: &'static str,
    /// How many arguments it takes, if it is a function.
    pub(crate) arity: Option<u8>,
    /// The number of its module.
    pub(crate) module: u16,
    /// Where its first head stands in the file, in bytes.
    pub(crate) head: (u32, u32),
    /// The symbols that it refers to.
    pub(crate) needs: &'static [u16],
    /// The data that it refers to.
    pub(crate) data: &'static [u16],
}

/// A rule folder.
#[derive(Debug)]
pub(crate) struct Rule {
    /// The number of its module.
    pub(crate) module: u16,
    /// The name of its folder.
    pub(crate) name: &'static str,
    /// Its METADATA.
    pub(crate) metadata: Metadata,
    /// Unit tests beside it.
    pub(crate) tests: &'static [Test],
    /// Examples beside it: names, and numbers of files.
    pub(crate) examples: &'static [(&'static str, u16)],
}

/// A model.
#[derive(Debug)]
pub(crate) struct Model {
    /// The number of its module.
    pub(crate) module: u16,
    /// Its METADATA.
    pub(crate) metadata: Metadata,
}

/// A METADATA block. Prose has no line breaks but those between paragraphs.
#[derive(Debug)]
pub(crate) struct Metadata {
    pub(crate) id: &'static str,
    pub(crate) title: &'static str,
    pub(crate) description: &'static str,
    pub(crate) severity: &'static str,
    pub(crate) platform: &'static str,
    pub(crate) family: &'static str,
    pub(crate) types: &'static [&'static str],
    pub(crate) remediation: &'static str,
    /// Addresses and titles.
    pub(crate) references: &'static [(&'static str, &'static str)],
    pub(crate) frameworks: &'static [(&'static str, &'static [&'static str])],
    pub(crate) params: &'static [Param],
    pub(crate) unit: &'static str,
}

/// A parameter.
#[derive(Debug)]
pub(crate) struct Param {
    pub(crate) name: &'static str,
    pub(crate) description: &'static str,
    /// JSON.
    pub(crate) schema: &'static str,
    /// JSON.
    pub(crate) default: &'static str,
}

/// A data file.
#[derive(Debug)]
pub(crate) struct Data {
    /// Its path below `data`.
    pub(crate) path: &'static [&'static str],
    /// Its value, as JSON.
    pub(crate) json: &'static str,
}
