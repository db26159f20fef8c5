//! The parts of a pattern as a program for a search.
//!
//! A quantifier becomes copies of what it repeats, and a loop behind them when it has no end. A round that is not owed
//! ends its thread when it matched nothing ([ECMA-262 §22.2.2.3.1, RepeatMatcher][spec]), and every round begins with
//! its groups unset. The program has at most [`Limits::regex_instructions`].
//!
//! [spec]: https://tc39.es/ecma262/#sec-runtime-semantics-repeatmatcher-abstract-operation

use alloc::vec;
use alloc::vec::Vec;

use super::parse::{Pattern, too_many_steps};
use super::set::Set;
use super::{Assertion, Node, OutOfSteps, Repeat, Steps};
use crate::error::{Error, ErrorKind};
use crate::limits::Limits;

/// What a thread of a search does next.
#[derive(Clone, Debug)]
pub(super) enum Instruction {
    Assert(Assertion),
    /// A round that need not match anything begins.
    BeginRound,
    /// Unsets the places from `first` to before `end`.
    Clear {
        first: usize,
        end: usize,
    },
    /// Takes a unit of the class.
    Class(usize),
    /// Ends the thread if nothing was taken since the round began.
    EndRound,
    Jump(usize),
    Match,
    Save(usize),
    /// Goes on at both, preferring the first.
    Split {
        first: usize,
        second: usize,
    },
    Unit(u32),
}

/// A compiled pattern.
#[derive(Clone, Debug)]
pub(super) struct Program {
    pub(super) code: Vec<Instruction>,
    pub(super) classes: Vec<Set>,
    pub(super) groups: usize,
    /// It can match at the start of the text alone.
    pub(super) is_anchored: bool,
    /// For each byte whether a match can begin with it; none if one can be empty or begin within a letter.
    pub(super) starts: Option<Vec<bool>>,
}

impl Program {
    pub(super) fn new(pattern: &Pattern, limits: &Limits, steps: &mut Steps) -> Result<Self, Error> {
        let mut compiler = Compiler { code: Vec::new(), limits, steps };
        compiler.node(&pattern.node)?;
        compiler.push(Instruction::Match)?;
        let code = compiler.code;
        let is_anchored = matches!(code.first(), Some(Instruction::Assert(Assertion::Start)));
        let (classes, groups) = (pattern.classes.clone(), pattern.groups);
        let mut program = Self { code, classes, groups, is_anchored, starts: None };
        program.starts = program.starts(pattern.flags.unicode);
        Ok(program)
    }

    pub(super) fn size(&self) -> usize {
        self.code.len() + self.classes.iter().map(Set::places).sum::<usize>()
    }

    /// Follows all ways from the start to the first unit of each.
    fn starts(&self, unicode: bool) -> Option<Vec<bool>> {
        let mut starts = vec![false; 256];
        let mut seen = vec![false; self.code.len()];
        let mut ways = vec![0];
        while let Some(at) = ways.pop() {
            if core::mem::replace(seen.get_mut(at)?, true) {
                continue;
            }
            match self.code.get(at)? {
                Instruction::Match => return None,
                Instruction::Unit(unit) => add_first_bytes(&mut starts, (*unit, *unit), unicode)?,
                Instruction::Class(class) => {
                    for range in self.classes.get(*class)?.ranges() {
                        add_first_bytes(&mut starts, range, unicode)?;
                    }
                }
                Instruction::Jump(target) => ways.push(*target),
                Instruction::Split { first, second } => ways.extend([*first, *second]),
                _ => ways.push(at + 1),
            }
        }
        // No letter begins with one of these.
        starts.get_mut(0x80..0xC0)?.fill(false);
        Some(starts)
    }
}

/// Adds the bytes with which the UTF-8 of these units begins; none for second halves of letters.
fn add_first_bytes(starts: &mut [bool], (first, last): (u32, u32), unicode: bool) -> Option<()> {
    if !unicode && first < 0xE000 && last >= 0xD800 {
        if last >= 0xDC00 {
            return None;
        }
        starts.get_mut(0xF0..=0xF4)?.fill(true);
    }
    let bytes = usize::from(first_byte(first))..=usize::from(first_byte(last));
    starts.get_mut(bytes)?.fill(true);
    Some(())
}

#[expect(clippy::cast_possible_truncation, reason = "each branch is below 256")]
const fn first_byte(unit: u32) -> u8 {
    match unit {
        0..0x80 => unit as u8,
        0x80..0x800 => 0xC0 | (unit >> 6) as u8,
        0x800..0x1_0000 => 0xE0 | (unit >> 12) as u8,
        0x1_0000..0x11_0000 => 0xF0 | (unit >> 18) as u8,
        _ => 0xF4,
    }
}

struct Compiler<'a> {
    code: Vec<Instruction>,
    limits: &'a Limits,
    steps: &'a mut Steps,
}

impl Compiler<'_> {
    fn push(&mut self, instruction: Instruction) -> Result<usize, Error> {
        let limit = self.limits.regex_instructions;
        if self.code.len() >= limit {
            return Err(Error::new(ErrorKind::TooMany { what: "instructions of a pattern", limit }));
        }
        self.code.push(instruction);
        Ok(self.code.len() - 1)
    }

    fn node(&mut self, node: &Node) -> Result<(), Error> {
        self.steps.take(1).map_err(|OutOfSteps| too_many_steps(self.limits))?;
        match node {
            Node::Empty => {}
            Node::Assertion(assertion) => drop(self.push(Instruction::Assert(*assertion))?),
            Node::Class(class) => drop(self.push(Instruction::Class(*class))?),
            Node::Unit(unit) => drop(self.push(Instruction::Unit(*unit))?),
            Node::Sequence(nodes) => nodes.iter().try_for_each(|node| self.node(node))?,
            Node::Choice(nodes) => self.choice(nodes)?,
            Node::Group { index, node } => {
                self.push(Instruction::Save(1 + 2 * index))?;
                self.node(node)?;
                self.push(Instruction::Save(2 + 2 * index))?;
            }
            Node::Repeat(repeat) => self.repeat(repeat)?,
        }
        Ok(())
    }

    fn choice(&mut self, nodes: &[Node]) -> Result<(), Error> {
        let mut jumps = Vec::new();
        let Some((last, others)) = nodes.split_last() else { return Ok(()) };
        for node in others {
            let split = self.split()?;
            self.node(node)?;
            jumps.push(self.push(Instruction::Jump(0))?);
            self.end_split(split, Preferred::First);
        }
        self.node(last)?;
        let end = self.code.len();
        for jump in jumps {
            self.set(jump, Instruction::Jump(end));
        }
        Ok(())
    }

    fn repeat(&mut self, repeat: &Repeat) -> Result<(), Error> {
        for _ in 0..repeat.times.min {
            let before = self.code.len();
            self.round(repeat)?;
            // More rounds of nothing are nothing.
            if self.code.len() == before {
                break;
            }
        }
        match repeat.times.max {
            None => self.repeat_endlessly(repeat),
            Some(max) => self.repeat_at_most(max.saturating_sub(repeat.times.min), repeat),
        }
    }

    fn repeat_endlessly(&mut self, repeat: &Repeat) -> Result<(), Error> {
        let split = self.split()?;
        self.optional_round(repeat)?;
        self.push(Instruction::Jump(split))?;
        self.end_split(split, preferred(repeat));
        Ok(())
    }

    fn repeat_at_most(&mut self, rounds: u32, repeat: &Repeat) -> Result<(), Error> {
        let mut splits = Vec::new();
        for _ in 0..rounds {
            splits.push(self.split()?);
            self.optional_round(repeat)?;
        }
        for split in splits {
            self.end_split(split, preferred(repeat));
        }
        Ok(())
    }

    fn round(&mut self, repeat: &Repeat) -> Result<(), Error> {
        if !repeat.groups.is_empty() {
            let (first, end) = (1 + 2 * repeat.groups.start, 1 + 2 * repeat.groups.end);
            self.push(Instruction::Clear { first, end })?;
        }
        self.node(&repeat.node)
    }

    fn optional_round(&mut self, repeat: &Repeat) -> Result<(), Error> {
        if !can_be_empty(&repeat.node) {
            return self.round(repeat);
        }
        self.push(Instruction::BeginRound)?;
        self.round(repeat)?;
        self.push(Instruction::EndRound)?;
        Ok(())
    }

    /// A choice between what follows and a place that is not known yet.
    fn split(&mut self) -> Result<usize, Error> {
        let next = self.code.len() + 1;
        self.push(Instruction::Split { first: next, second: next })
    }

    /// The place is here.
    fn end_split(&mut self, split: usize, preferred: Preferred) {
        let (next, end) = (split + 1, self.code.len());
        let (first, second) = match preferred {
            Preferred::First => (next, end),
            Preferred::Second => (end, next),
        };
        self.set(split, Instruction::Split { first, second });
    }

    fn set(&mut self, at: usize, instruction: Instruction) {
        if let Some(place) = self.code.get_mut(at) {
            *place = instruction;
        }
    }
}

/// Which way of a split is tried first: what stands next, or what stands behind that.
#[derive(Clone, Copy)]
enum Preferred {
    First,
    Second,
}

const fn preferred(repeat: &Repeat) -> Preferred {
    if repeat.times.lazy { Preferred::Second } else { Preferred::First }
}

fn can_be_empty(node: &Node) -> bool {
    match node {
        Node::Assertion(_) | Node::Empty => true,
        Node::Class(_) | Node::Unit(_) => false,
        Node::Choice(nodes) => nodes.iter().any(can_be_empty),
        Node::Group { node, .. } => can_be_empty(node),
        Node::Repeat(repeat) => repeat.times.min == 0 || can_be_empty(&repeat.node),
        Node::Sequence(nodes) => nodes.iter().all(can_be_empty),
    }
}
