//! The whole of an entry or item, and nodes by their place.

use super::{Document, Kind, NodeId, places};
use crate::source::Span;

impl Document {
    /// The bytes of each entry of a mapping, or item of a sequence, as a whole and in their order:
    /// from its dash, `?`, anchor, tag or key to the end of its value; in XML from `<` to the `>` of
    /// its end. Comments around it and commas do not belong to it.
    pub fn extents(&self, id: NodeId) -> Vec<Span> {
        let children: Vec<NodeId> = self.children(id).collect();
        match self.kind(id) {
            Kind::Map if self.markup => children.chunks_exact(2).map(|e| self.element(e)).collect(),
            Kind::Map => self.own_extents(id, children.chunks_exact(2)),
            Kind::Seq => self.own_extents(id, children.chunks_exact(1)),
            Kind::Scalar | Kind::Alias => Vec::new(),
        }
    }

    fn own_extents<'a>(&self, id: NodeId, parts: impl Iterator<Item = &'a [NodeId]>) -> Vec<Span> {
        let text = self.source.as_bytes();
        let brackets = self.has_brackets(id);
        let mut end = self.span(id).start as usize + usize::from(brackets);
        let mut extents = Vec::new();
        for part in parts {
            let mut start = places::skip_blank(text, end);
            if brackets && text.get(start) == Some(&b',') {
                start = places::skip_blank(text, start + 1);
            }
            let ends = part.iter().map(|n| self.span(*n).end as usize);
            end = ends.max().unwrap_or(start).max(start);
            extents.push(Span::new(start, end));
        }
        extents
    }

    /// Whether a collection is written in brackets or braces of its own.
    pub fn has_brackets(&self, id: NodeId) -> bool {
        let open = match self.kind(id) {
            Kind::Map => b'{',
            Kind::Seq => b'[',
            Kind::Scalar | Kind::Alias => return false,
        };
        let start = self.span(id).start as usize;
        self.style(id) == super::Style::Flow && self.source.as_bytes().get(start) == Some(&open)
    }

    /// An element of XML, by its key and value.
    fn element(&self, entry: &[NodeId]) -> Span {
        let (key, value) = (self.span(entry[0]), self.span(entry[1]));
        let text = &self.source;
        let before = text.get(..key.start as usize).unwrap_or("");
        let start = before.rfind('<').unwrap_or(before.len());
        let mut at = value.end as usize;
        if value.is_empty() && text[at..].starts_with("/>") {
            return Span::new(start, at + 2);
        }
        // Behind what is told of an element stand at most blanks, comments, instructions and the
        // end of a CDATA section.
        loop {
            let rest = text[at..].trim_start();
            at = text.len() - rest.len();
            let (opening, closing) = match rest {
                r if r.starts_with("]]>") => ("", "]]>"),
                r if r.starts_with("<!--") => ("<!--", "-->"),
                r if r.starts_with("<![CDATA[") => ("<![CDATA[", "]]>"),
                r if r.starts_with("<?") => ("<?", "?>"),
                r => {
                    let length = r.find('>').map_or(r.len(), |n| n + 1);
                    return Span::new(start, at + length);
                }
            };
            let inner = &rest[opening.len()..];
            let length = inner
                .find(closing)
                .map_or(inner.len(), |n| n + closing.len());
            at += opening.len() + length;
        }
    }

    /// The node that is written at exactly these bytes, no key; of several, the innermost one.
    pub fn node_at(&self, span: Span) -> Option<NodeId> {
        let first = self.nodes.partition_point(|n| n.start < span.start);
        let here = self.nodes[first..]
            .iter()
            .take_while(|n| n.start == span.start);
        let same = here.enumerate().filter(|(_, n)| n.end == span.end);
        let (at, _) = same.last()?;
        u32::try_from(first + at).ok().map(NodeId)
    }

    /// The collection that each node is a key, a value or an item of, by the number of the node.
    pub fn parents(&self) -> &[Option<NodeId>] {
        self.parents.get_or_init(|| self.find_parents())
    }

    /// Where aliases stand, in source order.
    pub fn alias_spans(&self) -> impl Iterator<Item = Span> + '_ {
        let aliases = self.aliases.iter();
        aliases.map(|&(node, _)| self.span(NodeId(node)))
    }

    fn find_parents(&self) -> Vec<Option<NodeId>> {
        let mut parents = Vec::with_capacity(self.nodes.len());
        let mut open: Vec<(NodeId, u32)> = Vec::new();
        for (number, node) in (0u32..).zip(&self.nodes) {
            while open.last().is_some_and(|(_, next)| *next <= number) {
                open.pop();
            }
            parents.push(open.last().map(|(id, _)| *id));
            if node.next > number + 1 {
                open.push((NodeId(number), node.next));
            }
        }
        parents
    }
}

#[cfg(test)]
mod tests {
    use crate::document::{Limits, parse};
    use crate::source::{Encoding, SourceMap};

    fn extents(text: &str) -> Vec<String> {
        let file = SourceMap::new().add("t", text, Encoding::Utf8);
        let document = parse(file, text.into(), &Limits::default()).expect("a document");
        let mut id = document.roots()[0];
        if document.is_markup() {
            id = document.written_entries(id).next().expect("a root").1;
        }
        let extents = document.extents(id).into_iter();
        extents.map(|s| text[s.range()].to_owned()).collect()
    }

    #[test]
    fn an_entry_is_all_that_belongs_to_it() {
        let text = "# c\n? &k !!str a # d\n: 1\n# e\nb: |\n  x\n\nc:\nd: &x\n  - 1\n";
        let want = ["? &k !!str a # d\n: 1", "b: |\n  x", "c:", "d: &x\n  - 1"];
        assert_eq!(extents(text), want);
        assert_eq!(
            extents("{a: [1, 2], \"b\" : {}, c}"),
            ["a: [1, 2]", "\"b\" : {}", "c"]
        );
        assert_eq!(
            extents("- a\n-\n- - b\n  - c # d\n"),
            ["- a", "-", "- - b\n  - c"]
        );
        assert_eq!(extents("[a , # x\n b]"), ["a", "b"]);
    }

    #[test]
    fn an_element_is_all_from_its_start_to_its_end() {
        let text =
            "<r><!-- c --><x:a>1</x:a><b/><c></c><d> <e/> <!-- f --> </d><g><![CDATA[h]]></g></r>";
        let want = [
            "<x:a>1</x:a>",
            "<b/>",
            "<c></c>",
            "<d> <e/> <!-- f --> </d>",
            "<g><![CDATA[h]]></g>",
        ];
        assert_eq!(extents(text), want);
    }
}
