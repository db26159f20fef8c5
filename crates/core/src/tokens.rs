//! How many tokens a text takes: a trait for exact counters and an estimator without tables.
//!
//! The estimator classes each character once and adds thousandths of a token; it allocates nothing. It is fitted to
//! OpenAI's `o200k` vocabulary and errs by a few per cent on prose.

/// Counts the tokens of a text.
pub trait CountTokens {
    /// Tokens that `text` takes in the model's vocabulary.
    fn count(&self, text: &str) -> usize;

    /// Tokens of `whole`, whose last part is `added` and of which the rest took `before`.
    ///
    /// The sum, so that a text that grows piece by piece is read once. Override it where tokens across the seam matter.
    fn count_joined(&self, before: usize, whole: &str, added: &str) -> usize {
        let _ = whole;
        before + self.count(added)
    }
}

/// Estimates tokens from the classes of characters.
///
/// ```
/// use cuecard_core::tokens::{CountTokens, Estimator};
///
/// assert_eq!(Estimator.count("The sky is a spiral."), 6);
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Estimator;

impl CountTokens for Estimator {
    fn count(&self, text: &str) -> usize {
        let mut rest = text;
        let mut milli_tokens = 0_usize;
        while let Some(first) = rest.chars().next() {
            let run = Run::of(first);
            let length = rest.find(|next| Run::of(next) != run).unwrap_or(rest.len());
            let (piece, tail) = rest.split_at_checked(length).unwrap_or((rest, ""));
            milli_tokens += run.milli_tokens(piece);
            rest = tail;
        }
        // A text of one short word is one token, not two for the thousandths above it.
        let rounded = (milli_tokens + 500) / 1_000;
        rounded.max(usize::from(!text.is_empty()))
    }
}

/// Characters that a tokenizer keeps together.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Run {
    /// Letters of the Latin script.
    Word,
    Digits,
    Spaces,
    Newlines,
    Punctuation,
    /// Letters of other scripts, with the thousandths of a token that each takes.
    Letters(usize),
}

impl Run {
    fn of(character: char) -> Self {
        match character {
            'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => Self::Word,
            '0'..='9' => Self::Digits,
            '\n' | '\r' => Self::Newlines,
            ' ' | '\t' | '\u{a0}' => Self::Spaces,
            '\u{0}'..='\u{bf}' | '\u{2000}'..='\u{206f}' => Self::Punctuation,
            '\u{370}'..='\u{3ff}' => Self::Letters(400),
            '\u{400}'..='\u{52f}' => Self::Letters(270),
            '\u{590}'..='\u{5ff}' => Self::Letters(470),
            '\u{600}'..='\u{77f}' => Self::Letters(440),
            '\u{900}'..='\u{dff}' => Self::Letters(340),
            '\u{e00}'..='\u{eff}' => Self::Letters(485),
            '\u{3040}'..='\u{30ff}' => Self::Letters(790),
            '\u{3400}'..='\u{9fff}' => Self::Letters(870),
            '\u{ac00}'..='\u{d7af}' => Self::Letters(735),
            '\u{1f000}'..='\u{1faff}' => Self::Letters(1_400),
            _ => Self::Letters(700),
        }
    }

    fn milli_tokens(self, piece: &str) -> usize {
        let length = || piece.chars().count();
        match self {
            Self::Word => word(piece),
            Self::Digits => 1_000 * piece.len().div_ceil(3),
            // One space belongs to the word behind it.
            Self::Spaces => usize::from(length() > 1) * 700,
            Self::Newlines => 1_000,
            Self::Punctuation => match length() {
                0..=2 => 850,
                3..=4 => 1_000,
                more => 250 * more,
            },
            Self::Letters(each) => each * length(),
        }
    }
}

fn word(piece: &str) -> usize {
    let length = piece.chars().count();
    let accents: usize = piece
        .chars()
        .map(|letter| match letter {
            '\0'..='\u{7f}' => 0,
            '\u{80}'..='\u{ff}' => 190,
            _ => 420,
        })
        .sum();
    if accents > 0 {
        return (250 * length + accents).max(1_000);
    }
    let is_lower = |text: &str| text.bytes().all(|byte| byte.is_ascii_lowercase());
    if length > 3 && piece.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return 1_000 * length.div_ceil(4);
    }
    match length {
        0..=5 => 1_030,
        6..=8 if is_lower(piece.get(1..).unwrap_or_default()) => 1_030,
        6..=8 => 1_250,
        more => 1_000 + 175 * (more - 8),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn estimates_stay_near_the_vocabulary() {
        // Exact counts of o200k, taken once.
        let texts = [
            ("", 0),
            ("Hello, world!", 4),
            ("The quick brown fox jumps over the lazy dog.", 10),
            ("Why is the sky spiral-shaped?", 7),
            ("1234567", 3),
        ];
        for (text, exact) in texts {
            let estimate = Estimator.count(text);
            assert!(estimate.abs_diff(exact) <= 1, "{text:?}: {estimate}, exactly {exact}");
        }
    }

    #[test]
    fn longer_text_never_takes_fewer_tokens() {
        let text = "A lamp, a stair; 40 gulls. Ångström möter 東京のタワー and Жук 🐦\n\n  end";
        let mut last = 0;
        for (end, _) in text.char_indices() {
            let count = Estimator.count(&text[..end]);
            assert!(count + 1 >= last, "{:?}", &text[..end]);
            last = count;
        }
    }
}
