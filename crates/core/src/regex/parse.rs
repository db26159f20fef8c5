//! A pattern's text to its parts ([ECMA-262 §22.2.1][spec]; without `u` the grammar of [Annex B][annex]).
//!
//! All of it is read before something unsupported is reported, so that what JavaScript refuses is always invalid.
//! Groups are read by recursion, at most [`Limits::regex_depth`] deep.
//!
//! [spec]: https://tc39.es/ecma262/#sec-patterns
//! [annex]: https://tc39.es/ecma262/#sec-regular-expressions-patterns

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use super::fold::Folder;
use super::set::Set;
use super::text::halves;
use super::{Assertion, Flags, Node, OutOfSteps, Repeat, Steps, Times, invalid, unsupported};
use crate::error::{Error, ErrorKind};
use crate::limits::Limits;

/// A pattern that was read.
#[derive(Debug)]
pub(super) struct Pattern {
    pub(super) flags: Flags,
    pub(super) node: Node,
    pub(super) classes: Vec<Set>,
    pub(super) groups: usize,
    pub(super) names: Vec<(String, usize)>,
}

#[derive(Debug)]
pub(super) struct Parser<'a> {
    pub(super) flags: Flags,
    limits: &'a Limits,
    steps: &'a mut Steps,
    /// Each unit and its byte.
    units: Vec<(u32, usize)>,
    end: usize,
    pub(super) at: usize,
    pub(super) census: Census,
    groups: usize,
    depth: usize,
    pub(super) names: Vec<(String, usize)>,
    /// Names that a back-reference means.
    pub(super) referred: Vec<(String, usize)>,
    classes: Vec<Set>,
    folder: Folder,
    /// The first thing that is valid and not supported.
    refused: Option<Error>,
}

/// The capturing groups of the whole pattern: what an escape means depends on those behind it too.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Census {
    pub(super) groups: usize,
    pub(super) has_names: bool,
}

/// A term without its quantifier.
enum Term {
    Atom(Node),
    /// Cannot be repeated.
    Assertion(Node),
}

impl Pattern {
    pub(super) fn parse(text: &str, flags: Flags, limits: &Limits, steps: &mut Steps) -> Result<Self, Error> {
        if text.len() > limits.regex_bytes {
            return Err(Error::new(ErrorKind::TextTooLong { found: text.len(), limit: limits.regex_bytes }));
        }
        let mut parser = Parser::new(text, flags, limits, steps);
        let node = parser.disjunction()?;
        if parser.at < parser.units.len() {
            return Err(parser.invalid("a bracket that closes nothing"));
        }
        parser.check_names()?;
        match parser.refused {
            Some(error) => Err(error),
            None => {
                Ok(Self { flags, node, classes: parser.classes, groups: parser.groups, names: parser.names })
            }
        }
    }
}

impl<'a> Parser<'a> {
    fn new(text: &str, flags: Flags, limits: &'a Limits, steps: &'a mut Steps) -> Self {
        let mut units = Vec::with_capacity(text.len());
        for (offset, letter) in text.char_indices() {
            match halves(letter) {
                Some((high, low)) if !flags.unicode => units.extend([(high, offset), (low, offset)]),
                _ => units.push((letter.into(), offset)),
            }
        }
        let mut parser = Self {
            flags,
            limits,
            steps,
            units,
            end: text.len(),
            at: 0,
            census: Census::default(),
            groups: 0,
            depth: 0,
            names: Vec::new(),
            referred: Vec::new(),
            classes: Vec::new(),
            folder: Folder::new(flags),
            refused: None,
        };
        parser.census = parser.count_groups();
        parser
    }

    /// Looks through the whole pattern for brackets that begin a capturing group.
    fn count_groups(&mut self) -> Census {
        let mut census = Census::default();
        let mut in_class = false;
        while let Some(unit) = self.bump() {
            match unit {
                '\\' => drop(self.bump()),
                '[' => in_class = true,
                ']' => in_class = false,
                '(' if !in_class => {
                    let is_named = self.looks_at("?<") && !self.looks_at("?<=") && !self.looks_at("?<!");
                    census.has_names |= is_named;
                    census.groups += usize::from(is_named || self.peek() != Some('?'));
                }
                _ => {}
            }
        }
        self.at = 0;
        census
    }

    // The places of the pattern.

    /// The unit ahead, a replacement character for half of a letter.
    pub(super) fn peek(&self) -> Option<char> {
        self.peek_unit().map(|unit| char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    pub(super) fn peek_unit(&self) -> Option<u32> {
        self.units.get(self.at).map(|(unit, _)| *unit)
    }

    pub(super) fn bump(&mut self) -> Option<char> {
        let unit = self.peek()?;
        self.at += 1;
        Some(unit)
    }

    pub(super) fn looks_at(&self, text: &str) -> bool {
        let ahead = self.units.get(self.at..).unwrap_or_default().iter().map(|(unit, _)| *unit);
        ahead.take(text.len()).eq(text.bytes().map(u32::from))
    }

    pub(super) fn eat(&mut self, text: &str) -> bool {
        let found = self.looks_at(text);
        self.at += if found { text.len() } else { 0 };
        found
    }

    pub(super) fn offset(&self) -> usize {
        self.units.get(self.at).map_or(self.end, |(_, offset)| *offset)
    }

    pub(super) fn invalid(&self, what: &'static str) -> Error {
        invalid(what, self.offset())
    }

    /// Notes what is valid and not supported.
    pub(super) fn refuse(&mut self, what: &'static str, offset: usize) {
        self.refused.get_or_insert_with(|| unsupported(what, offset));
    }

    // What parts are made of.

    /// Steps for work on something of this size.
    pub(super) fn take_steps(&mut self, size: usize) -> Result<(), Error> {
        self.steps.take(size).map_err(|OutOfSteps| too_many_steps(self.limits))
    }

    /// The set with what ignoring case adds.
    pub(super) fn closed(&mut self, set: Set) -> Result<Set, Error> {
        self.take_steps(set.places() + if self.flags.ignore_case { FOLD_STEPS } else { 1 })?;
        Ok(self.folder.close(set))
    }

    /// A part that matches one unit of the set.
    pub(super) fn class(&mut self, set: Set) -> Node {
        if let (Some(1), Some((unit, _))) = (set.count(1), set.ranges().next()) {
            return Node::Unit(unit);
        }
        let known = self.classes.iter().position(|class| *class == set);
        Node::Class(known.unwrap_or_else(|| {
            self.classes.push(set);
            self.classes.len() - 1
        }))
    }

    pub(super) fn unit(&mut self, unit: u32) -> Result<Node, Error> {
        let set = self.closed(Set::one(unit))?;
        Ok(self.class(set))
    }

    // The grammar, from the whole to its terms.

    fn disjunction(&mut self) -> Result<Node, Error> {
        let mut choices = Vec::new();
        loop {
            choices.push(self.alternative()?);
            if !self.eat("|") {
                return Ok(single(choices, Node::Choice));
            }
        }
    }

    fn alternative(&mut self) -> Result<Node, Error> {
        let mut terms = Vec::new();
        while !matches!(self.peek(), None | Some('|' | ')')) {
            let groups = self.groups;
            let term = match self.term()? {
                Term::Assertion(node) => node,
                Term::Atom(node) => match self.quantifier()? {
                    None => node,
                    Some(times) => {
                        Node::Repeat(Box::new(Repeat { node, times, groups: groups..self.groups }))
                    }
                },
            };
            terms.push(term);
        }
        Ok(single(terms, Node::Sequence))
    }

    fn term(&mut self) -> Result<Term, Error> {
        let multiline = self.flags.multiline;
        let Some(unit) = self.peek() else { return Ok(Term::Atom(Node::Empty)) };
        let assertion = match unit {
            '^' if multiline => Assertion::LineStart,
            '^' => Assertion::Start,
            '$' if multiline => Assertion::LineEnd,
            '$' => Assertion::End,
            '(' => return self.group(),
            '\\' if self.eat("\\b") => return Ok(Term::Assertion(Node::Assertion(Assertion::WordBoundary))),
            '\\' if self.eat("\\B") => {
                return Ok(Term::Assertion(Node::Assertion(Assertion::NoWordBoundary)));
            }
            _ => return self.atom(unit).map(Term::Atom),
        };
        self.at += 1;
        Ok(Term::Assertion(Node::Assertion(assertion)))
    }

    fn atom(&mut self, unit: char) -> Result<Node, Error> {
        match unit {
            '.' => {
                self.at += 1;
                let lines = Set::from_units([0x0A, 0x0D, 0x2028, 0x2029]);
                Ok(self.class(if self.flags.dot_all { Set::all() } else { lines.complement() }))
            }
            '[' => self.bracketed_class(),
            '\\' => self.atom_escape(),
            '*' | '+' | '?' => Err(self.invalid("nothing to repeat")),
            '{' if self.braces()?.is_some() => Err(self.invalid("nothing to repeat")),
            '{' | '}' | ']' if self.flags.unicode => Err(self.invalid("a bracket without its other one")),
            _ => {
                let unit = self.peek_unit().unwrap_or_default();
                self.at += 1;
                self.unit(unit)
            }
        }
    }

    fn group(&mut self) -> Result<Term, Error> {
        let start = self.offset();
        self.depth += 1;
        if self.depth > self.limits.regex_depth {
            let kind =
                ErrorKind::TooMany { what: "levels of groups in a pattern", limit: self.limits.regex_depth };
            return Err(Error::new(kind).at(start));
        }
        self.at += 1;
        let term = self.group_behind_bracket(start)?;
        self.depth -= 1;
        Ok(term)
    }

    fn group_behind_bracket(&mut self, start: usize) -> Result<Term, Error> {
        if self.eat("?:") {
            return self.rest_of_group(start).map(Term::Atom);
        }
        if self.eat("?=") || self.eat("?!") {
            self.refuse("look-ahead", start);
            let node = self.rest_of_group(start)?;
            return Ok(if self.flags.unicode { Term::Assertion(node) } else { Term::Atom(node) });
        }
        if self.eat("?<=") || self.eat("?<!") {
            self.refuse("look-behind", start);
            return self.rest_of_group(start).map(Term::Assertion);
        }
        let index = self.groups;
        self.groups += 1;
        if self.groups > self.limits.regex_groups {
            let kind = ErrorKind::TooMany { what: "groups in a pattern", limit: self.limits.regex_groups };
            return Err(Error::new(kind).at(start));
        }
        if self.eat("?<") {
            self.group_name(index)?;
        } else if self.looks_at("?") {
            return Err(self.invalid("an unknown kind of group"));
        }
        let node = Box::new(self.rest_of_group(start)?);
        Ok(Term::Atom(Node::Group { index, node }))
    }

    fn rest_of_group(&mut self, start: usize) -> Result<Node, Error> {
        let node = self.disjunction()?;
        if self.eat(")") { Ok(node) } else { Err(invalid("a bracket that is not closed", start)) }
    }

    fn quantifier(&mut self) -> Result<Option<Times>, Error> {
        let (min, max) = match self.peek() {
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            Some('{') => match self.braces()? {
                Some((min, max, behind)) => {
                    self.at = behind - 1;
                    (min, max)
                }
                None if self.flags.unicode => return Err(self.invalid("a bracket without its other one")),
                None => return Ok(None),
            },
            _ => return Ok(None),
        };
        self.at += 1;
        Ok(Some(Times { min, max, lazy: self.eat("?") }))
    }

    /// Reads `{2}`, `{2,}` or `{2,3}` without going behind it; tells where that is.
    fn braces(&mut self) -> Result<Option<(u32, Option<u32>, usize)>, Error> {
        let start = self.at;
        let found = self.numbers_in_braces();
        let behind = core::mem::replace(&mut self.at, start);
        match found {
            Some((min, Some(max))) if min > max => Err(self.invalid("numbers out of order")),
            found => Ok(found.map(|(min, max)| (min, max, behind))),
        }
    }

    fn numbers_in_braces(&mut self) -> Option<(u32, Option<u32>)> {
        self.at += 1;
        let min = self.decimal()?;
        let max = if !self.eat(",") { Some(min) } else { self.decimal() };
        self.eat("}").then_some((min, max))
    }

    /// A number; one that is too large for any limit becomes the largest.
    pub(super) fn decimal(&mut self) -> Option<u32> {
        let mut number = self.digit(10)?;
        while let Some(digit) = self.digit(10) {
            number = number.saturating_mul(10).saturating_add(digit);
        }
        Some(number)
    }

    pub(super) fn digit(&mut self, radix: u32) -> Option<u32> {
        let digit = self.peek()?.to_digit(radix)?;
        self.at += 1;
        Some(digit)
    }
}

/// What folding one set may cost at most.
const FOLD_STEPS: usize = 1_000;

pub(super) fn too_many_steps(limits: &Limits) -> Error {
    let limit = usize::try_from(limits.regex_steps).unwrap_or(usize::MAX);
    Error::new(ErrorKind::TooMany { what: "steps for patterns", limit })
}

/// The only one, or all of them as one part.
fn single(mut nodes: Vec<Node>, all: fn(Vec<Node>) -> Node) -> Node {
    match nodes.len() {
        0 => Node::Empty,
        1 => nodes.pop().unwrap_or(Node::Empty),
        _ => all(nodes),
    }
}
