//! What is said about a text that is refused: our words for the parser's errors, and the limits.

use granit_parser::{ErrorKind, ScanError};

use super::{Error, Limits};
use crate::check::Check;
use crate::source::Span;

/// How many errors of one text are kept.
pub(super) const MAX_ERRORS: usize = 1_000;
/// The longest key in characters, quotes included: how far the parser looks ahead for a `:`.
pub(super) const MAX_KEY_CHARS: usize = 65_536;
/// The longest run of comments before a place where the parser cannot yet tell what follows.
pub(super) const MAX_COMMENT_RUN: usize = 100_000;
/// The bytes of one directive.
pub(super) const MAX_DIRECTIVE_BYTES: usize = 1_024;

/// An error without further labels.
pub(super) fn error(check: Check, span: Span, message: impl Into<String>, help: &str) -> Error {
    Error {
        check,
        message: message.into(),
        span,
        labels: Vec::new(),
        help: help.to_owned(),
    }
}

/// An error about a setting of [`Limits`]: what is beyond it, its name and its value.
pub(super) fn limit(span: Span, what: &str, name: &str, value: usize) -> Error {
    Error {
        check: Check::YamlLimit,
        message: format!("{what}: the limit `{name}` is {value}"),
        span,
        labels: Vec::new(),
        help: format!("Split the file, or raise `limits.{name}` in `tenantlint.yaml`."),
    }
}

fn fixed_limit(span: Span, what: &str, value: usize) -> Error {
    let message = format!("{what}: at most {value} are read");
    error(
        Check::YamlLimit,
        span,
        message,
        "Shorten the text at this place.",
    )
}

/// The parser's error in our words, at the character where it gave up.
pub(super) fn from_scan(scan: &ScanError, source: &str, limits: &Limits) -> Error {
    let span = place(scan, source);
    match scan.kind() {
        ErrorKind::RecursionLimitExceeded => limit(
            span,
            "the collections are nested too deeply",
            "max-depth",
            limits.max_depth,
        ),
        ErrorKind::TooManyComments => {
            fixed_limit(span, "too many comments in a row", MAX_COMMENT_RUN)
        }
        ErrorKind::DirectiveByteLimitExceeded { limit } => {
            fixed_limit(span, "a directive of too many bytes", *limit)
        }
        ErrorKind::TooManyReservedDirectiveParams { limit } => {
            fixed_limit(span, "a directive with too many parameters", *limit)
        }
        kind => {
            let (message, help) = words(kind);
            error(Check::YamlSyntax, span, message, help)
        }
    }
}

/// The character of an error, or the empty place at the end of the text.
fn place(scan: &ScanError, source: &str) -> Span {
    let mut at = scan.marker().byte_offset().unwrap_or(0).min(source.len());
    while !source.is_char_boundary(at) {
        at -= 1;
    }
    let length = source[at..]
        .chars()
        .next()
        .filter(|c| !matches!(c, '\n' | '\r'))
        .map_or(0, char::len_utf8);
    Span::new(at, at + length)
}

/// A sentence and what to do.
fn words(kind: &ErrorKind) -> (String, &'static str) {
    flow_words(kind)
        .or_else(|| layout_words(kind))
        .or_else(|| scalar_words(kind))
        .or_else(|| property_words(kind))
        .unwrap_or_else(|| {
            (
                format!("this is no YAML ({kind})"),
                "Correct the text at this place.",
            )
        })
}

fn flow_words(kind: &ErrorKind) -> Option<(String, &'static str)> {
    use ErrorKind as E;
    Some(match kind {
        E::UnclosedFlowCollection { open } => (
            format!("this `{open}` is never closed"),
            "Add the closing bracket.",
        ),
        E::UnexpectedEofFlowSequence
        | E::UnexpectedEofFlowMapping
        | E::UnexpectedEofImplicitFlowMapping => (
            "the text ends inside brackets".to_owned(),
            "Add the closing bracket.",
        ),
        E::MismatchedFlowCollectionEnd { open, close } => (
            format!("`{close}` closes what `{open}` opened"),
            "Make the two brackets match.",
        ),
        E::MisplacedFlowCollectionEnd => (
            "this bracket closes nothing".to_owned(),
            "Remove it, or quote the text that it belongs to.",
        ),
        E::ExpectedFlowMappingSeparator => (
            "`,` or `}` is missing here".to_owned(),
            "Separate the entries with commas and close the braces. A key in braces may have at most 65,536 characters.",
        ),
        E::ExpectedFlowSequenceSeparator => (
            "`,` or `]` is missing here".to_owned(),
            "Separate the items with commas and close the brackets.",
        ),
        E::BlockEntryInFlowCollection => (
            "`-` cannot begin an item inside brackets".to_owned(),
            "Separate the items with commas.",
        ),
        E::FlowMappingValueAdjacentCollection | E::InvalidColonPlacement => (
            "`:` cannot stand here".to_owned(),
            "Put a key before it and a space after it.",
        ),
        E::InvalidFlowScalarIndent => (
            "this line belongs to brackets but is not indented like them".to_owned(),
            "Indent it further than the key that the brackets belong to.",
        ),
        _ => return None,
    })
}

fn layout_words(kind: &ErrorKind) -> Option<(String, &'static str)> {
    use ErrorKind as E;
    const INDENT: &str = "Indent the entries of one mapping, and the items of one list, alike.";
    Some(match kind {
        E::TabInIndentation
        | E::TabInBlockIndentation
        | E::TabNotAllowed
        | E::TabAtBlockScalarStart
        | E::TabInPlainScalar => (
            "a tab stands where YAML wants spaces".to_owned(),
            "Indent with spaces.",
        ),
        E::InvalidIndentation | E::InvalidBlockScalarIndent | E::InvalidQuotedScalarIndent => {
            ("the indentation fits nothing above".to_owned(), INDENT)
        }
        E::ExpectedBlockMappingKey => ("a key is missing here".to_owned(), INDENT),
        E::ExpectedBlockSequenceEntry => ("an item with `- ` is missing here".to_owned(), INDENT),
        E::BlockSequenceEntryNotAllowed => ("a list cannot begin here".to_owned(), INDENT),
        E::MappingKeyNotAllowed => ("a key cannot stand here".to_owned(), INDENT),
        E::MappingValueNotAllowed => (
            "`: ` cannot stand here".to_owned(),
            "Quote the text if the colon belongs to it, or begin a line of its own.",
        ),
        E::SimpleKeyExpected | E::InvalidSimpleKey => (
            "this looks like a key without `:`".to_owned(),
            "Add `:` and a value. A key stands on one line and has at most 65,536 characters.",
        ),
        E::InvalidBlockEntryWhitespace
        | E::InvalidMappingValueWhitespace
        | E::ExpectedWhitespace => (
            "a space is missing here".to_owned(),
            "Put a space after `-`, `?` and `:`.",
        ),
        E::ExpectedDocumentStart | E::InvalidDocumentEnd => (
            "this does not belong to the document above".to_owned(),
            "Indent it like the rest, or begin a new document with `---`.",
        ),
        E::CommentNotSeparated | E::CommentInterceptedScalar => (
            "a comment cannot stand here".to_owned(),
            "Put a space before `#`, or quote the text if `#` belongs to it.",
        ),
        E::BomInsideDocument => (
            "a byte order mark stands inside the text".to_owned(),
            "Remove it.",
        ),
        E::UnexpectedEof
        | E::UnexpectedEofBlockSequence
        | E::UnexpectedEofBlockMapping
        | E::ExpectedNodeContent => (
            "a value is missing here".to_owned(),
            "Write the value, or `null`.",
        ),
        _ => return None,
    })
}

fn scalar_words(kind: &ErrorKind) -> Option<(String, &'static str)> {
    use ErrorKind as E;
    const ESCAPES: &str = "Write `\\\\` for a backslash, or use single quotes.";
    Some(match kind {
        E::UnclosedQuotedScalar => (
            "this quote is never closed".to_owned(),
            "Add the closing quote.",
        ),
        E::DocumentIndicatorInQuotedScalar => (
            "a document begins inside quotes".to_owned(),
            "Close the quotes before it, or indent the line.",
        ),
        E::InvalidTrailingSingleQuotedScalar | E::InvalidTrailingDoubleQuotedScalar => (
            "text follows the closing quote".to_owned(),
            "Quote the whole text; a quote inside single quotes is written twice.",
        ),
        E::UnknownQuotedScalarEscape => ("this escape does not exist".to_owned(), ESCAPES),
        E::InvalidQuotedScalarHexEscape | E::InvalidUnicodeEscape => {
            ("this escape names no character".to_owned(), ESCAPES)
        }
        E::InvalidLowSurrogateHexEscape
        | E::InvalidLowSurrogate
        | E::MissingLowSurrogate
        | E::UnpairedLowSurrogate => (
            "this escape is half of a surrogate pair".to_owned(),
            "Write both halves, or the character itself.",
        ),
        E::ZeroBlockScalarIndent | E::InvalidBlockScalarHeader => (
            "the line after `|` or `>` is no header of a block scalar".to_owned(),
            "Begin the text on the next line.",
        ),
        E::PlainScalarStartsWithDashFlowIndicator | E::UnexpectedEndOfPlainScalar => {
            ("this text needs quotes".to_owned(), "Put quotes around it.")
        }
        E::UnexpectedCharacter { character } => (
            format!("`{}` cannot begin a value", character.escape_default()),
            "Put quotes around the text.",
        ),
        _ => return None,
    })
}

fn property_words(kind: &ErrorKind) -> Option<(String, &'static str)> {
    use ErrorKind as E;
    Some(match kind {
        E::MissingAnchorOrAliasName => (
            "`&` and `*` need a name".to_owned(),
            "Quote the text if the sign belongs to it.",
        ),
        E::UndeclaredTagHandle => (
            "the handle of this tag is not declared".to_owned(),
            "Remove the tag, or declare its handle with `%TAG`.",
        ),
        E::InvalidTagTerminator
        | E::MissingTagUri
        | E::UnclosedVerbatimTag
        | E::InvalidTagEscape
        | E::InvalidTagUtf8LeadingByte
        | E::InvalidTagUtf8TrailingByte
        | E::InvalidTagUtf8
        | E::InvalidGlobalTagCharacter
        | E::ExpectedTagBang => (
            "this is no tag".to_owned(),
            "Correct it, or quote the text if `!` belongs to it.",
        ),
        E::DuplicateVersionDirective
        | E::DuplicateTagDirective
        | E::UnsupportedYamlMajorVersion
        | E::MissingDocumentEndBeforeDirective
        | E::InvalidDirectiveTerminator
        | E::MissingDirectiveName
        | E::InvalidDirectiveName
        | E::MissingYamlVersionSeparator
        | E::MissingYamlVersion
        | E::YamlVersionTooLong
        | E::InvalidTagDirectiveTerminator
        | E::ExpectedTagDirectiveBang => (
            format!("this directive is not valid ({kind})"),
            "Remove the line with `%`.",
        ),
        _ => return None,
    })
}
