//! Texts that a match cannot do without, so that most patterns need not be run on most texts.
//!
//! For each part of a pattern there is either the whole set of texts that it can match, if that is small, or the best
//! set found within it of which each match contains one. Where case is ignored, the texts are those of the lower-cased
//! text: each letter that the pattern accepts is lower-cased, so letters whose lower case is longer, or is not that of
//! the others, are alternatives like any. A final sigma is one too.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::parse::Pattern;
use super::text::joined;
use super::{Node, Repeat};

/// Texts of one set, and the letters of a class that become so many.
const MOST_TEXTS: usize = 16;
const MOST_LETTERS: usize = 8;
/// Bytes of one text: a longer one is not more selective.
const MOST_BYTES: usize = 64;

/// What is known of the texts that a part matches.
enum Known {
    /// It matches nothing but these.
    All(Vec<String>),
    /// What it matches contains one of these, if there are any.
    Within(Option<Vec<String>>),
}

impl Known {
    fn into_needles(self) -> Option<Vec<String>> {
        match self {
            Self::All(texts) => Some(texts),
            Self::Within(texts) => texts,
        }
    }

    fn nothing() -> Self {
        Self::All(vec![String::new()])
    }
}

/// The needles of a pattern.
pub(super) fn of(pattern: &Pattern) -> Option<Vec<String>> {
    let mut texts = known(pattern, &pattern.node).into_needles().filter(|texts| worth(texts) > 0)?;
    // Where a text is found, those within it are found.
    let all = texts.clone();
    let mut place = 0;
    texts.retain(|text| {
        place += 1;
        let is_told_by = |(other, known): (usize, &String)| {
            text.contains(known.as_str()) && (text != known || other + 1 < place)
        };
        !all.iter().enumerate().any(is_told_by)
    });
    Some(texts)
}

fn known(pattern: &Pattern, node: &Node) -> Known {
    match node {
        Node::Assertion(_) | Node::Empty => Known::nothing(),
        Node::Choice(nodes) => choice(pattern, nodes),
        Node::Class(class) => match pattern.classes.get(*class) {
            Some(class) if class.count(MOST_LETTERS).is_some() => {
                letters(pattern, class.ranges().flat_map(|(first, last)| first..=last))
            }
            _ => Known::Within(None),
        },
        Node::Group { node, .. } => known(pattern, node),
        Node::Repeat(repeat) => repeated(pattern, repeat),
        Node::Sequence(nodes) => sequence(pattern, nodes),
        Node::Unit(unit) => letters(pattern, [*unit].into_iter()),
    }
}

/// Any of some letters. A half of a letter is in no text.
fn letters(pattern: &Pattern, units: impl Iterator<Item = u32>) -> Known {
    let mut texts = Vec::new();
    for unit in units {
        let Some(letter) = char::from_u32(unit) else { return Known::Within(None) };
        if pattern.flags.ignore_case {
            texts.push(letter.to_lowercase().collect());
        } else {
            texts.push(letter.into());
        }
        if letter == 'Σ' && pattern.flags.ignore_case {
            texts.push("ς".to_owned());
        }
    }
    Known::All(distinct(texts))
}

fn distinct(texts: Vec<String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for text in texts {
        if !kept.contains(&text) {
            kept.push(text);
        }
    }
    kept
}

fn choice(pattern: &Pattern, nodes: &[Node]) -> Known {
    let (mut texts, mut is_all) = (Vec::new(), true);
    for node in nodes {
        let known = known(pattern, node);
        is_all &= matches!(known, Known::All(_));
        let Some(more) = known.into_needles() else { return Known::Within(None) };
        texts.extend(more);
        if texts.len() > MOST_TEXTS {
            texts = distinct(texts);
        }
        if texts.len() > MOST_TEXTS {
            return Known::Within(None);
        }
    }
    let texts = distinct(texts);
    if is_all { Known::All(texts) } else { Known::Within(Some(texts)) }
}

fn repeated(pattern: &Pattern, repeat: &Repeat) -> Known {
    let once = known(pattern, &repeat.node);
    match (repeat.times.min, repeat.times.max, once) {
        (1, Some(1), once) => once,
        (0, Some(1), Known::All(mut texts)) if texts.len() < MOST_TEXTS => {
            texts.push(String::new());
            Known::All(distinct(texts))
        }
        (0, ..) => Known::Within(None),
        (_, _, Known::Within(texts)) => Known::Within(texts),
        (min, max, Known::All(texts)) => {
            // So many rounds stand next to each other, whether or not more follow.
            let (mut all, mut rounds) = (texts.clone(), 1);
            while rounds < min
                && let Some(longer) = product(&all, &texts)
            {
                // Rounds of nothing are nothing, however many there are.
                rounds = if longer == all { min } else { rounds + 1 };
                all = longer;
            }
            if max == Some(rounds) { Known::All(all) } else { Known::Within(Some(all)) }
        }
    }
}

fn sequence(pattern: &Pattern, nodes: &[Node]) -> Known {
    let mut best: Option<Vec<String>> = None;
    // What the last parts match, from the last one on that is not known whole.
    let mut run = vec![String::new()];
    let mut is_all = true;
    let mut nodes = nodes.iter().peekable();
    while let Some(node) = nodes.next() {
        let pair = match (node, nodes.peek()) {
            (Node::Unit(high), Some(Node::Unit(low))) => joined(*high, *low),
            _ => None,
        };
        let part = match pair {
            Some(letter) => {
                nodes.next();
                letters(pattern, [letter].into_iter())
            }
            None => known(pattern, node),
        };
        if let Known::All(texts) = &part
            && let Some(longer) = product(&run, texts)
        {
            run = longer;
            continue;
        }
        is_all = false;
        better(&mut best, core::mem::take(&mut run));
        match part {
            Known::All(texts) => run = texts,
            Known::Within(texts) => {
                better(&mut best, texts.unwrap_or_default());
                run = vec![String::new()];
            }
        }
    }
    if is_all {
        return Known::All(run);
    }
    better(&mut best, run);
    Known::Within(best)
}

/// Each text of one set before each of the other, unless that is too much.
fn product(heads: &[String], tails: &[String]) -> Option<Vec<String>> {
    let is_short = |head: &String| tails.iter().all(|tail| head.len() + tail.len() <= MOST_BYTES);
    if heads.len() * tails.len() > MOST_TEXTS || !heads.iter().all(is_short) {
        return None;
    }
    let joined = heads.iter().flat_map(|head| tails.iter().map(|tail| [head.as_str(), tail].concat()));
    Some(distinct(joined.collect()))
}

/// The length of the shortest text: a longer one is found less often.
fn worth(texts: &[String]) -> usize {
    texts.iter().map(String::len).min().unwrap_or(0)
}

fn better(best: &mut Option<Vec<String>>, texts: Vec<String>) {
    let known = best.as_ref().map_or((0, 0), |best| (worth(best), usize::MAX - best.len()));
    if worth(&texts) > 0 && (worth(&texts), usize::MAX - texts.len()) > known {
        *best = Some(texts);
    }
}
