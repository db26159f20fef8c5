//! Where a key is a word of its own.
//!
//! SillyTavern's words are of ASCII letters, digits and `_`: every other neighbour is an end. The standard profile takes
//! letters and digits of all scripts, with their marks; scripts that put no spaces between words have an end at every
//! letter ([UAX #29 §4][spec] leaves these to dictionaries).
//!
//! [spec]: https://www.unicode.org/reports/tr29/#Word_Boundaries

use core::ops::Range;

use super::Profile;

/// Whether no letter stands beside what is at `range`.
pub(super) fn is_whole(text: &str, range: Range<usize>, profile: Profile) -> bool {
    let before = text.get(..range.start).and_then(|text| text.chars().next_back());
    let after = text.get(range.end..).and_then(|text| text.chars().next());
    if profile == Profile::SillyTavern {
        let is_word = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
        return !before.is_some_and(is_word) && !after.is_some_and(is_word);
    }
    let key = text.get(range).unwrap_or_default();
    let first = key.chars().next();
    let last = key.chars().next_back();
    !is_joined(before, first) && !is_joined(last, after)
}

/// Whether two neighbours are of one word. At the edge of a key that is no letter a word ends.
fn is_joined(left: Option<char>, right: Option<char>) -> bool {
    let (Some(left), Some(right)) = (left, right) else { return false };
    // A mark belongs to what it follows, whatever that is.
    is_mark(right) || (is_letter(left) && is_letter(right) && !has_no_spaces(left) && !has_no_spaces(right))
}

fn is_letter(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_' || is_mark(letter)
}

/// Marks of the scripts whose letters are written with them, and joiners.
const fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5bd}' | '\u{64b}'..='\u{65f}' | '\u{670}')
        || matches!(letter, '\u{93a}'..='\u{93c}' | '\u{93e}'..='\u{94f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}')
        || matches!(letter, '\u{200d}' | '\u{20d0}'..='\u{20ff}' | '\u{fe00}'..='\u{fe0f}' | '\u{fe20}'..='\u{fe2f}')
}

/// Thai, Lao, Burmese, Khmer, Kana, Han.
const fn has_no_spaces(letter: char) -> bool {
    matches!(letter, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}')
        || matches!(letter, '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}')
        || matches!(letter, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff66}'..='\u{ff9d}' | '\u{20000}'..='\u{3fffd}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_word(text: &str, key: &str, profile: Profile) -> bool {
        text.match_indices(key).any(|(start, _)| is_whole(text, start..start + key.len(), profile))
    }

    #[test]
    fn each_profile_has_its_words() {
        for (text, key, in_silly_tavern, in_standard) in [
            ("a cat.", "cat", true, true),
            ("a cat_x", "cat", false, false),
            ("un café", "caf", true, false),
            ("лиса", "лис", true, false),
            ("黒猫だ", "猫", true, true),
            ("bored foxes", "red fox", false, false),
            ("cafe\u{301}", "cafe", true, false),
            ("मित्र", "मित", true, false),
            ("C++x", "C++", false, true),
        ] {
            assert_eq!(is_word(text, key, Profile::SillyTavern), in_silly_tavern, "{key} in {text}");
            assert_eq!(is_word(text, key, Profile::Standard), in_standard, "{key} in {text}");
        }
    }
}
