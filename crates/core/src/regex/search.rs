//! Runs a program over a text: at each place all threads that are still possible, in the order of preference.
//!
//! Two threads at the same instruction go on alike, so only the preferred one is kept, and a search is linear in the
//! text. The one thing besides the instruction that they can differ in is whether they took a unit since their round
//! began: it is a part of what a thread is. The innermost round is enough, because what leaves it took a unit in all
//! rounds around it.

use alloc::vec;
use alloc::vec::Vec;
use core::ops::Range;

use super::compile::{Instruction, Program};
use super::text::Text;
use super::{Captures, OutOfSteps, Steps};

/// One search of one text.
#[derive(Debug)]
pub(super) struct Search<'a> {
    program: &'a Program,
    text: Text<'a>,
    steps: &'a mut Steps,
    groups: usize,
    current: Threads,
    next: Threads,
    /// Where the thread that is followed has been: its start, then both ends of each group.
    places: Vec<usize>,
    tasks: Vec<Task>,
}

/// A place that was not reached.
const UNSET: usize = usize::MAX;

/// An instruction, and whether a unit was taken since the round began.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
struct Thread {
    at: usize,
    moved: bool,
}

impl Thread {
    const fn number(self) -> usize {
        2 * self.at + self.moved as usize
    }

    const fn to(self, at: usize) -> Self {
        Self { at, ..self }
    }
}

#[derive(Debug)]
enum Task {
    Follow(Thread),
    Restore { place: usize, value: usize },
}

/// Threads at one place of the text, the preferred ones first.
#[derive(Debug)]
struct Threads {
    waiting: Vec<Thread>,
    /// For each thread the last generation that it was in.
    seen: Vec<usize>,
    generation: usize,
    places: Vec<usize>,
    width: usize,
}

impl Threads {
    fn new(program: &Program, width: usize) -> Self {
        let count = 2 * program.code.len();
        Self {
            waiting: Vec::new(),
            seen: vec![0; count],
            generation: 1,
            places: vec![UNSET; count * width],
            width,
        }
    }

    fn clear(&mut self) {
        self.waiting.clear();
        self.generation += 1;
    }

    /// False for one that was there before.
    fn enter(&mut self, thread: Thread) -> bool {
        let Some(seen) = self.seen.get_mut(thread.number()) else { return false };
        core::mem::replace(seen, self.generation) != self.generation
    }

    fn places_of(&self, thread: Thread) -> &[usize] {
        let start = thread.number() * self.width;
        self.places.get(start..start + self.width).unwrap_or_default()
    }

    fn wait(&mut self, thread: Thread, places: &[usize]) {
        let start = thread.number() * self.width;
        if let Some(kept) = self.places.get_mut(start..start + self.width)
            && kept.len() == places.len()
        {
            kept.copy_from_slice(places);
        }
        self.waiting.push(thread);
    }
}

impl<'a> Search<'a> {
    /// With the places of the first `groups` groups.
    pub(super) fn new(program: &'a Program, text: Text<'a>, steps: &'a mut Steps, groups: usize) -> Self {
        let width = 1 + 2 * groups;
        Self {
            program,
            text,
            steps,
            groups,
            current: Threads::new(program, width),
            next: Threads::new(program, width),
            places: vec![UNSET; width],
            tasks: Vec::new(),
        }
    }

    pub(super) fn run(mut self, from: usize) -> Result<Option<Captures>, OutOfSteps> {
        // Making room for all threads takes its time, however short the text is.
        self.steps.take((self.current.places.len() + self.current.seen.len()) / PLACES_PER_STEP)?;
        let from = self.text.place(from);
        let mut at = from;
        let mut found = None;
        loop {
            if self.current.waiting.is_empty() {
                if found.is_some() {
                    break;
                }
                // What ended at this place need not end at the one that comes.
                self.current.clear();
                match self.possible_start(from, at)? {
                    Some(start) => at = start,
                    None => break,
                }
            }
            if found.is_none() && self.may_start(from, at) {
                self.start(at)?;
            }
            let Some(behind) = self.step(at, &mut found)? else { break };
            at = behind;
        }
        Ok(found)
    }

    fn may_start(&self, from: usize, at: usize) -> bool {
        at == from && !(self.program.is_anchored && at > 0)
            || !self.text.flags.sticky && !self.program.is_anchored
    }

    /// The next place where a match can begin, as far as its first byte tells.
    fn possible_start(&mut self, from: usize, at: usize) -> Result<Option<usize>, OutOfSteps> {
        if !self.may_start(from, at) {
            return Ok(None);
        }
        let (Some(starts), false) = (&self.program.starts, self.text.flags.sticky) else {
            return Ok(Some(at));
        };
        let rest = self.text.text.as_bytes().get(at..).unwrap_or_default();
        let skipped =
            rest.iter().position(|byte| starts.get(usize::from(*byte)).is_some_and(|starts| *starts));
        self.steps.take(skipped.unwrap_or(rest.len()) / SKIPPED_BYTES_PER_STEP)?;
        Ok(skipped.map(|skipped| at + skipped))
    }

    fn start(&mut self, at: usize) -> Result<(), OutOfSteps> {
        self.places.fill(UNSET);
        if let Some(start) = self.places.first_mut() {
            *start = at;
        }
        // No round has begun, so none can be empty.
        follow(self, Side::Current, Thread { at: 0, moved: true }, at)
    }

    /// Moves all threads over the unit at `at`; tells where it ends, or nothing at the end of the text.
    fn step(&mut self, at: usize, found: &mut Option<Captures>) -> Result<Option<usize>, OutOfSteps> {
        let ahead = self.text.next(at);
        self.steps.take(1 + self.current.waiting.len())?;
        let waiting = core::mem::take(&mut self.current.waiting);
        for thread in &waiting {
            let takes = match self.program.code.get(thread.at) {
                Some(Instruction::Match) => {
                    *found = self.captures(*thread, at);
                    break;
                }
                Some(Instruction::Unit(unit)) => ahead.is_some_and(|(found, _)| found == *unit),
                Some(Instruction::Class(class)) => {
                    let class = self.program.classes.get(*class);
                    ahead.is_some_and(|(found, _)| class.is_some_and(|class| class.contains(found)))
                }
                _ => false,
            };
            if let (true, Some((_, behind))) = (takes, ahead) {
                self.places.copy_from_slice(self.current.places_of(*thread));
                follow(self, Side::Next, Thread { at: thread.at + 1, moved: true }, behind)?;
            }
        }
        self.current.waiting = waiting;
        self.current.clear();
        core::mem::swap(&mut self.current, &mut self.next);
        Ok(ahead.map(|(_, behind)| behind))
    }

    fn captures(&self, thread: Thread, end: usize) -> Option<Captures> {
        let (start, groups) = self.current.places_of(thread).split_first()?;
        let range = |places: &[usize]| match places {
            [start, end] if *start != UNSET && *end != UNSET => Some(Range { start: *start, end: *end }),
            _ => None,
        };
        Some(Captures { span: *start..end, groups: groups.chunks(2).take(self.groups).map(range).collect() })
    }
}

/// How many bytes a search skips in the time of a step.
const SKIPPED_BYTES_PER_STEP: usize = 16;

#[derive(Clone, Copy)]
enum Side {
    Current,
    Next,
}

/// Follows a thread through all that takes no unit, to where it waits for one.
fn follow(search: &mut Search<'_>, side: Side, thread: Thread, at: usize) -> Result<(), OutOfSteps> {
    let Search { program, text, steps, current, next, places, tasks, .. } = search;
    let threads = match side {
        Side::Current => current,
        Side::Next => next,
    };
    tasks.push(Task::Follow(thread));
    while let Some(task) = tasks.pop() {
        let thread = match task {
            Task::Follow(thread) => thread,
            Task::Restore { place, value } => {
                set(places, place, value);
                continue;
            }
        };
        steps.take(1)?;
        if !threads.enter(thread) {
            continue;
        }
        let behind = thread.to(thread.at + 1);
        let next = match program.code.get(thread.at) {
            Some(Instruction::Assert(assertion)) if text.holds(*assertion, at) => behind,
            Some(Instruction::BeginRound) => Thread { moved: false, ..behind },
            Some(Instruction::EndRound) if thread.moved => behind,
            Some(Instruction::Jump(target)) => thread.to(*target),
            Some(Instruction::Split { first, second }) => {
                tasks.push(Task::Follow(thread.to(*second)));
                thread.to(*first)
            }
            Some(Instruction::Save(place)) => {
                replace(places, tasks, *place, at);
                behind
            }
            Some(Instruction::Clear { first, end }) => {
                let end = (*end).min(places.len());
                steps.take(end.saturating_sub(*first))?;
                (*first..end).for_each(|place| replace(places, tasks, place, UNSET));
                behind
            }
            Some(Instruction::Class(_) | Instruction::Match | Instruction::Unit(_)) => {
                steps.take(places.len() / PLACES_PER_STEP)?;
                threads.wait(thread, places);
                continue;
            }
            _ => continue,
        };
        tasks.push(Task::Follow(next));
    }
    Ok(())
}

/// How many places are copied in the time of a step.
const PLACES_PER_STEP: usize = 8;

fn set(places: &mut [usize], place: usize, value: usize) {
    if let Some(place) = places.get_mut(place) {
        *place = value;
    }
}

/// Sets a place, until the ways from here were followed.
fn replace(places: &mut [usize], tasks: &mut Vec<Task>, place: usize, value: usize) {
    if let Some(before) = places.get(place).copied().filter(|before| *before != value) {
        tasks.push(Task::Restore { place, value: before });
        set(places, place, value);
    }
}
