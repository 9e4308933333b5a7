//! Bytes of a text, looked at eight at a time.
//!
//! Offsets are bytes. Behind the end of a text stand line breaks, as far as these functions tell.

const ONES: u64 = u64::MAX / 255;
const HIGH: u64 = ONES << 7;
const BLANKS: u64 = ONES * 0x20;

/// What a byte is at the start of a token of a block.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// Begins a plain scalar that is nothing but its text.
    Plain,
    /// Begins a plain scalar that, as a key, may be another form of `null`, `true` or `false`, or
    /// a merge key.
    Word,
    /// Begins a plain scalar that may be a number or an ambiguous word.
    Number,
    /// `-`: begins an item, or a plain scalar.
    Dash,
    /// `'`
    Single,
    /// `"`
    Double,
    /// `{` or `[`
    Open,
    /// `|` or `>`
    Block,
    /// `#`
    Hash,
    /// A line break.
    Break,
    /// All that is left to the full parser.
    Odd,
}

impl Class {
    /// Whether a plain scalar may begin with it.
    #[inline(always)]
    pub(super) fn is_plain(self) -> bool {
        matches!(self, Self::Plain | Self::Word | Self::Number | Self::Dash)
    }
}

const CLASSES: [Class; 256] = classes();

const fn classes() -> [Class; 256] {
    let mut table = [Class::Plain; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = match byte as u8 {
            b'\n' | b'\r' => Class::Break,
            0..=b' ' | 0x7F => Class::Odd,
            b'|' | b'>' => Class::Block,
            b'?' | b':' | b',' | b']' | b'}' | b'&' | b'*' | b'!' | b'%' | b'@' | b'`' => {
                Class::Odd
            }
            b'~' | b'N' | b'T' | b'F' | b'<' => Class::Word,
            b'0'..=b'9' | b'+' | b'.' | b'=' => Class::Number,
            b'-' => Class::Dash,
            b'\'' => Class::Single,
            b'"' => Class::Double,
            b'{' | b'[' => Class::Open,
            b'#' => Class::Hash,
            _ => Class::Plain,
        };
        byte += 1;
    }
    table
}

/// What the byte at an offset begins.
#[inline]
pub(super) fn class(text: &[u8], at: usize) -> Class {
    CLASSES[byte(text, at) as usize]
}

/// The byte at an offset.
#[inline]
pub(super) fn byte(text: &[u8], at: usize) -> u8 {
    text.get(at).copied().unwrap_or(b'\n')
}

/// What is left of a text.
#[inline(always)]
fn rest(text: &[u8], at: usize) -> &[u8] {
    text.get(at..).unwrap_or_default()
}

/// Fewer than eight bytes and the line breaks behind them.
#[cold]
#[inline(never)]
fn last_word(rest: &[u8]) -> u64 {
    let mut bytes = [b'\n'; 8];
    for (to, from) in bytes.iter_mut().zip(rest) {
        *to = *from;
    }
    u64::from_le_bytes(bytes)
}

/// The offset of the first byte from `at` on that is no space.
#[inline(always)]
pub(super) fn after_spaces(text: &[u8], at: usize) -> usize {
    let mut rest = rest(text, at);
    loop {
        let (word, others) = match rest.split_first_chunk::<8>() {
            Some((bytes, others)) => (u64::from_le_bytes(*bytes), others),
            None => (last_word(rest), rest),
        };
        if word != BLANKS {
            let spaces = (word ^ BLANKS).trailing_zeros() / 8;
            return text.len() - rest.len() + spaces as usize;
        }
        rest = others;
    }
}

/// The offset of the first byte from `at` on that is `A`, `B` or a control character, tabs and
/// line breaks among them.
#[inline(always)]
pub(super) fn find<const A: u8, const B: u8>(text: &[u8], at: usize) -> usize {
    let mut rest = rest(text, at);
    loop {
        let (word, others) = match rest.split_first_chunk::<8>() {
            Some((bytes, others)) => (u64::from_le_bytes(*bytes), others),
            None => (last_word(rest), rest),
        };
        // Each subtraction sets the high bit of the lowest byte that is met; what it borrows
        // spoils only the bytes above. Bytes that are no ASCII are left out by their own high bit.
        let a = (word ^ (ONES * A as u64)).wrapping_sub(ONES);
        let b = (word ^ (ONES * B as u64)).wrapping_sub(ONES);
        let control = word.wrapping_sub(BLANKS);
        let met = (a | b | control) & !word & HIGH;
        if met != 0 {
            return text.len() - rest.len() + (met.trailing_zeros() / 8) as usize;
        }
        rest = others;
    }
}

/// Whether a space or a line break stands at an offset.
#[inline]
pub(super) fn is_apart(text: &[u8], at: usize) -> bool {
    matches!(byte(text, at), b' ' | b'\n' | b'\r')
}

/// The offset after the line break that stands at an offset, if one does.
#[inline]
pub(super) fn after_break(text: &[u8], at: usize) -> Option<usize> {
    match byte(text, at) {
        b'\n' => Some((at + 1).min(text.len())),
        b'\r' => Some((at + 2).min(text.len())),
        _ => None,
    }
}

/// A number that is the same for the same bytes, and hardly ever for others.
#[inline(always)]
pub(super) fn hash(bytes: &[u8]) -> u32 {
    const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;
    let mix = |hash: u64, word: u64| (hash.rotate_left(5) ^ word).wrapping_mul(FACTOR);
    let mut hash = bytes.len() as u64;
    let mut rest = bytes;
    while let Some((word, others)) = rest.split_first_chunk::<8>() {
        hash = mix(hash, u64::from_le_bytes(*word));
        rest = others;
    }
    (mix(hash, last(bytes)) >> 32) as u32
}

/// The last eight bytes, or all, some of them twice.
#[inline(always)]
fn last(bytes: &[u8]) -> u64 {
    if let Some(last) = bytes.last_chunk::<8>() {
        return u64::from_le_bytes(*last);
    }
    match (bytes.first_chunk::<4>(), bytes.last_chunk::<4>(), bytes) {
        (Some(first), Some(last), _) => {
            u64::from(u32::from_le_bytes(*first)) | u64::from(u32::from_le_bytes(*last)) << 32
        }
        (_, _, [first, .., last]) => {
            let middle = bytes[bytes.len() / 2];
            u64::from_le_bytes([*first, middle, *last, 0, 0, 0, 0, 0])
        }
        _ => bytes.first().copied().unwrap_or(0).into(),
    }
}
