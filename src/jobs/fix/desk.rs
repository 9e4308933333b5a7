//! The documents that edits are made in, each parsed once.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::document::{DataPath, Document, Form, Limits, parse};
use crate::finding::{EditOp, Finding};
use crate::fix::Change;
use crate::source::{Encoding, FileId, Texts};
use crate::tenant::{self, Documents, Tenant};

/// What is to become of texts.
pub(super) type Changes = BTreeMap<FileId, Vec<Change>>;

/// Reads texts and writes changes of data as changes of them.
pub(super) struct Desk<'a> {
    texts: Texts<'a>,
    limits: &'a Limits,
    documents: Documents,
    /// Why texts cannot be edited.
    unread: HashMap<FileId, String>,
}

impl<'a> Desk<'a> {
    pub(super) fn new(texts: Texts<'a>, limits: &'a Limits) -> Self {
        Self {
            texts,
            limits,
            documents: Documents::new(),
            unread: HashMap::new(),
        }
    }

    /// Adds what one change of a tenant's data does to its texts.
    ///
    /// # Errors
    /// Why it cannot be made.
    pub(super) fn add(
        &mut self,
        tenant: &Tenant,
        at: &DataPath,
        op: &EditOp,
        into: &mut Changes,
    ) -> Result<(), String> {
        self.read(tenant, at)?;
        for (file, change) in tenant::changes(tenant, op, at, &self.documents)? {
            into.entry(file).or_default().push(change);
        }
        Ok(())
    }

    /// The document of a text that something changes.
    pub(super) fn document(&self, file: FileId) -> &Document {
        &self.documents[&file]
    }

    /// Parses the texts that say what stands at a path, or around it.
    fn read(&mut self, tenant: &Tenant, at: &DataPath) -> Result<(), String> {
        let mut node = &tenant.root;
        let mut around = node.origin();
        for step in &at.0 {
            let Some(child) = node.child(step) else { break };
            node = child;
            around = node.origin().or(around);
        }
        let files = around
            .iter()
            .chain(node.further())
            .map(|origin| origin.file);
        for file in files {
            if let Some(why) = self.unread.get(&file) {
                return Err(why.clone());
            }
            if self.documents.contains_key(&file) {
                continue;
            }
            match self.parsed(file) {
                Ok(document) => {
                    self.documents.insert(file, document);
                }
                Err(why) => {
                    self.unread.insert(file, why.clone());
                    return Err(why);
                }
            }
        }
        Ok(())
    }

    /// A text that can be edited.
    fn parsed(&self, file: FileId) -> Result<Document, String> {
        let source = self.texts.file(file);
        let name = source.name();
        if source.encoding() != Encoding::Utf8 {
            return Err(format!("{name} is no UTF-8, and is only read"));
        }
        if tenant::form(name) != Form::Data {
            return Err(format!("{name} is of a form that is only read"));
        }
        parse(file, Arc::clone(source.text()), self.limits)
            .map_err(|_| format!("{name} is not read as one document"))
    }
}

/// The number of the tenant that a finding is about.
pub(super) fn tenant_of(tenants: &[Tenant], finding: &Finding) -> Option<usize> {
    tenants.iter().position(|tenant| {
        tenant.platform_name() == finding.subject.platform
            && *tenant.name == *finding.subject.tenant
            && tenant.files.contains(&finding.primary.file)
    })
}
