//! JavaScript's regular expressions, in time linear in the text ([ECMA-262 §22.2][spec], with Annex B without `u`).
//!
//! A pattern becomes a program (`parse`, `compile`) that runs over all places of a text at once (`search`) and finds
//! what a backtracker would find. Look-around, back-references and the flag `v` are refused by name; so are patterns
//! beyond [`Limits::regex_bytes`], [`Limits::regex_groups`], [`Limits::regex_depth`] and
//! [`Limits::regex_instructions`]. [`Steps`] bound the time of all patterns and texts together.
//!
//! [spec]: https://tc39.es/ecma262/#sec-regexp-regular-expression-objects

mod class;
mod compile;
mod escape;
mod fold;
mod name;
mod needles;
mod parse;
mod search;
mod set;
mod tables;
mod text;

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

use self::compile::Program;
use self::parse::Pattern;
use self::search::Search;
use self::text::Text;
use crate::error::{Error, ErrorKind};
use crate::limits::Limits;

/// What the letters behind a pattern change.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub struct Flags {
    /// `i`: capitals do not count.
    pub ignore_case: bool,
    /// `m`: `^` and `$` also match at lines.
    pub multiline: bool,
    /// `s`: `.` also matches the end of a line.
    pub dot_all: bool,
    /// `u`: letters are code points, and the grammar is strict.
    pub unicode: bool,
    /// `y`: a match begins where the search does.
    pub sticky: bool,
    /// `g`: the caller wants all matches. A search finds one.
    pub global: bool,
    /// `d`: the caller wants places. A search always gives them.
    pub indices: bool,
}

impl Flags {
    /// Reads the letters, in any order.
    ///
    /// # Errors
    ///
    /// Fails on a letter that JavaScript does not know, on one that stands twice, on `u` beside `v`, and on `v`.
    pub fn parse(letters: &str) -> Result<Self, Error> {
        let mut flags = Self::default();
        let mut sets = false;
        for (offset, letter) in letters.char_indices() {
            let flag = match letter {
                'd' => &mut flags.indices,
                'g' => &mut flags.global,
                'i' => &mut flags.ignore_case,
                'm' => &mut flags.multiline,
                's' => &mut flags.dot_all,
                'u' => &mut flags.unicode,
                'v' => &mut sets,
                'y' => &mut flags.sticky,
                _ => return Err(invalid("an unknown flag", offset)),
            };
            if core::mem::replace(flag, true) {
                return Err(invalid("the same flag twice", offset));
            }
        }
        match letters.find('v') {
            Some(offset) if flags.unicode => Err(invalid("the flags u and v together", offset)),
            Some(offset) => Err(unsupported("the flag v", offset)),
            None => Ok(flags),
        }
    }
}

fn invalid(what: &'static str, offset: usize) -> Error {
    Error::new(ErrorKind::InvalidPattern { what }).at(offset)
}

fn unsupported(what: &'static str, offset: usize) -> Error {
    Error::new(ErrorKind::UnsupportedPattern { what }).at(offset)
}

/// What may still be spent on compiling and searching, by all patterns that share it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Steps(u64);

impl Steps {
    /// [`Limits::regex_steps`].
    #[must_use]
    pub const fn new(limits: &Limits) -> Self {
        Self(limits.regex_steps)
    }

    /// How many are left.
    #[must_use]
    pub const fn left(&self) -> u64 {
        self.0
    }

    fn take(&mut self, steps: usize) -> Result<(), OutOfSteps> {
        let left = self.0.checked_sub(steps as u64);
        self.0 = left.unwrap_or(0);
        left.map(drop).ok_or(OutOfSteps)
    }
}

/// A search that ended because its [`Steps`] were spent: whether the text matches is not known.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct OutOfSteps;

/// A compiled pattern.
#[derive(Clone, Debug)]
pub struct Regex {
    flags: Flags,
    program: Program,
    names: Vec<(String, usize)>,
    needles: Option<Vec<String>>,
}

/// Where a pattern matches, in bytes of the text.
///
/// Without `u` a match can begin or end between the two halves of a letter of four bytes: its place is then two bytes
/// into it, where no letter begins, so that [`str::get`] gives nothing there.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Captures {
    /// The whole match.
    pub span: Range<usize>,
    /// The groups in the order of their brackets, the first at 0; none for one that took no part.
    pub groups: Vec<Option<Range<usize>>>,
}

/// What an assertion asks of a place.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Assertion {
    Start,
    End,
    LineStart,
    LineEnd,
    WordBoundary,
    NoWordBoundary,
}

/// A part of a pattern.
#[derive(Clone, Debug)]
enum Node {
    Assertion(Assertion),
    Choice(Vec<Self>),
    /// By its place among the classes of the pattern.
    Class(usize),
    Empty,
    Group {
        /// Counted from 0.
        index: usize,
        node: Box<Self>,
    },
    Repeat(Box<Repeat>),
    Sequence(Vec<Self>),
    Unit(u32),
}

#[derive(Clone, Debug)]
struct Repeat {
    node: Node,
    times: Times,
    /// The groups within, which each round begins without.
    groups: Range<usize>,
}

/// A quantifier.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
struct Times {
    min: u32,
    max: Option<u32>,
    lazy: bool,
}

impl Regex {
    /// Compiles what stands between the slashes of a literal; `\/` may stand there for a slash.
    ///
    /// # Errors
    ///
    /// Fails on what JavaScript refuses, on what is not supported here, beyond the limits, and when the steps are spent.
    pub fn new(pattern: &str, flags: Flags, limits: &Limits, steps: &mut Steps) -> Result<Self, Error> {
        let pattern = Pattern::parse(pattern, flags, limits, steps)?;
        let program = Program::new(&pattern, limits, steps)?;
        let needles = needles::of(&pattern);
        Ok(Self { flags, program, names: pattern.names, needles })
    }

    /// Finds the first match at or after the byte `from`; beyond the end of the text it is the end.
    ///
    /// # Errors
    ///
    /// Fails when the steps are spent.
    pub fn find(
        &self,
        text: &str,
        from: usize,
        steps: &mut Steps,
    ) -> Result<Option<Range<usize>>, OutOfSteps> {
        Ok(self.search(text, from, steps, 0)?.map(|captures| captures.span))
    }

    /// The same with what each group matched.
    ///
    /// # Errors
    ///
    /// Fails when the steps are spent.
    pub fn captures(
        &self,
        text: &str,
        from: usize,
        steps: &mut Steps,
    ) -> Result<Option<Captures>, OutOfSteps> {
        self.search(text, from, steps, self.program.groups)
    }

    fn search(
        &self,
        text: &str,
        from: usize,
        steps: &mut Steps,
        groups: usize,
    ) -> Result<Option<Captures>, OutOfSteps> {
        let text = Text { text, flags: self.flags };
        Search::new(&self.program, text, steps, groups).run(from)
    }

    /// The names of groups and which groups they are, in the order of their brackets.
    #[must_use]
    pub fn names(&self) -> &[(String, usize)] {
        &self.names
    }

    /// Texts of which each match contains at least one, if there are such texts.
    ///
    /// Where the pattern ignores case they are found in the lower-cased text ([`str::to_lowercase`]), otherwise in the
    /// text as it is.
    #[must_use]
    pub fn needles(&self) -> Option<&[String]> {
        self.needles.as_deref()
    }

    /// The flags that it was compiled with.
    #[must_use]
    pub const fn flags(&self) -> Flags {
        self.flags
    }

    /// Its instructions, and the places of its classes: each takes some ten bytes.
    #[must_use]
    pub fn size(&self) -> usize {
        self.program.size()
    }
}

#[cfg(test)]
mod tests;
