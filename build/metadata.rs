//! METADATA blocks and data files, read with the build's own YAML reader. A test holds the result
//! against what the program's reader says.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value as Json;

/// A METADATA block.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Metadata {
    pub(crate) title: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) related_resources: Vec<Resource>,
    pub(crate) custom: Custom,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum Resource {
    Plain(String),
    Described {
        r#ref: String,
        description: Option<String>,
    },
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Custom {
    pub(crate) id: Option<String>,
    pub(crate) severity: Option<String>,
    pub(crate) platform: Option<String>,
    pub(crate) family: Option<String>,
    pub(crate) types: Vec<String>,
    pub(crate) remediation: Option<String>,
    pub(crate) frameworks: BTreeMap<String, Texts>,
    pub(crate) params: Vec<Param>,
    pub(crate) unit: Option<String>,
    pub(crate) evaluate: Option<String>,
}

/// A list of texts, or one alone.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum Texts {
    One(String),
    Many(Vec<String>),
}

#[derive(Debug, Deserialize)]
pub(crate) struct Param {
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) description: String,
    #[serde(default)]
    pub(crate) schema: Json,
    #[serde(default)]
    pub(crate) default: Json,
}

/// The block above a module's package.
pub(crate) fn of_module(text: &str) -> Result<Metadata, String> {
    let mut lines = text.lines().skip_while(|l| l.trim_end() != "# METADATA");
    lines.next();
    let block: Vec<&str> = lines
        .map_while(|l| l.trim_end().strip_prefix('#'))
        .collect();
    if block.is_empty() {
        return Ok(Metadata::default());
    }
    yaml_serde::from_str(&block.join("\n")).map_err(|e| e.to_string())
}

/// The value of a data file.
pub(crate) fn data(text: &str) -> Result<Json, String> {
    yaml_serde::from_str(text).map_err(|e| e.to_string())
}
