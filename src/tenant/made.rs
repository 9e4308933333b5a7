//! What was made of a text, kept beside it for the next tenant that it is a part of.
//!
//! Only what says nothing about the text is kept: a finding names the tenant.

use std::sync::OnceLock;

use super::builder::Sink;
use super::value::{Node, Value};
use crate::source::{FileId, Span};

/// What a text gives each tenant that it is a part of, found out once. Its tenants share it.
#[derive(Debug, Default)]
pub struct Made(OnceLock<Option<Kept>>);

/// A component, and where it stands in its tenant.
pub(super) type Component = (Vec<String>, Node);

#[derive(Debug)]
struct Kept {
    component: Component,
    secrets: Vec<(FileId, Span)>,
    /// Whether something of it may not be regular.
    irregular: bool,
}

impl Made {
    /// The component that `make` makes of the text. It is kept if nothing was said of it and
    /// `settled` tells that nothing is done to it in its tenant unless another text adds to it.
    pub(super) fn once(
        &self,
        sink: &mut Sink,
        make: &dyn Fn(&mut Sink) -> Option<Component>,
        settled: &dyn Fn(&Node) -> bool,
    ) -> Option<Component> {
        let mut made = None;
        let kept = self.0.get_or_init(|| {
            let (said, secrets) = (said(sink), sink.secrets.len());
            let irregularities = sink.irregularities;
            let component = make(sink);
            match component {
                Some(component) if self::said(sink) == said && settled(&component.1) => {
                    Some(Kept {
                        irregular: sink.irregularities > irregularities,
                        ..Kept::of(component, sink.secrets.split_off(secrets))
                    })
                }
                component => {
                    made = Some(component);
                    None
                }
            }
        });
        match (kept, made) {
            (Some(kept), _) => {
                sink.secrets.extend_from_slice(&kept.secrets);
                if let Some(section) = kept.component.0.first().filter(|_| kept.irregular) {
                    sink.irregular(section);
                }
                Some(kept.component.clone())
            }
            (None, Some(made)) => made,
            (None, None) => make(sink),
        }
    }
}

impl Kept {
    fn of((keys, mut node): Component, secrets: Vec<(FileId, Span)>) -> Self {
        if let Value::Map(map) = &mut node.value {
            map.share();
        }
        Self {
            component: (keys, node),
            secrets,
            irregular: false,
        }
    }
}

/// How much was said of texts so far.
fn said(sink: &Sink) -> (usize, usize, usize) {
    let quoted = sink.quoted.as_ref().map_or(0, |(_, _, count)| *count);
    (sink.findings.len(), sink.failures.len(), quoted)
}
