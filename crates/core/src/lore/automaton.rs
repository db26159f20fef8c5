//! Every occurrence of every key in one pass over a text: the automaton of Aho and Corasick (1975, [CACM 18.6][paper])
//! over the bytes of UTF-8.
//!
//! The states nearest the root, where a search spends its time, have a row that answers for every byte. The others
//! have their children and a failure link, and stand one behind the other along a key: many keys do not fit into the
//! caches of a processor. Bytes that no key holds share a column. A search takes time for the text and for what it
//! finds, whatever the keys are.
//!
//! It folds no capitals and knows no words: the caller gives keys and text as they are to be compared.
//! [`Limits::key_bytes`] bounds its memory.
//!
//! [paper]: https://doi.org/10.1145/360825.360855

use alloc::vec;
use alloc::vec::Vec;
use core::ops::Range;

use crate::error::{Error, ErrorKind};
use crate::limits::Limits;
use crate::order::places;

/// Keys, compiled. Equal ones are each found.
#[derive(Clone, Debug)]
pub(super) struct Automaton {
    /// The column of each byte. The first is for bytes that are in no key.
    columns: [u8; 256],
    /// A row has this power of two of columns: a shift is on the way of every byte, and takes less than a product.
    width_bits: u32,
    /// The next state by state and column, for as many states as have a row; with [`ENDS`] where a key ends in it, so
    /// that a search looks at no other state.
    rows: Vec<u32>,
    /// The first has read nothing. The children of a state are neighbours.
    states: Vec<State>,
    /// The column of the byte that leads to each state.
    labels: Vec<u8>,
    ends: Vec<End>,
    /// Places of keys in the order of their texts: equal ones are neighbours.
    keys: Vec<usize>,
}

#[derive(Clone, Copy, Debug, Default)]
struct State {
    /// The first child. Most states have no other.
    children: u32,
    /// The state of the longest end of what was read that begins a key.
    failure: u32,
    /// The longest key that ends here, as its place in `ends` and one.
    end: u32,
    count: u8,
    /// The label of the first child, here so that a step looks at one place in memory.
    first_label: u8,
}

/// Equal keys.
#[derive(Clone, Copy, Debug)]
struct End {
    first: u32,
    count: u32,
    /// The next shorter key that ends with it, as [`State::end`].
    shorter: u32,
}

const ROOT: u32 = 0;

/// Set beside the number of a state in which a key ends.
const ENDS: u32 = 1 << 31;

/// Numbers in rows, for each byte of a key.
const ROWS_FOR_KEY_BYTE: usize = 1;

/// Numbers in rows where there are few keys.
const ROWS_AT_LEAST: usize = 16 * 1024;

/// Bytes of keys for which every number fits into 31 bits, and a place in the rows into 32.
const MOST_KEY_BYTES: usize = 16 * 1024 * 1024;

impl Automaton {
    /// Compiles `keys`. An empty one is never found.
    ///
    /// # Errors
    ///
    /// Fails when the keys together have more than [`Limits::key_bytes`].
    pub(super) fn new<T: AsRef<str>>(keys: &[T], limits: &Limits) -> Result<Self, Error> {
        let texts: Vec<&[u8]> = keys.iter().map(|key| key.as_ref().as_bytes()).collect();
        let found = texts.iter().fold(0_usize, |sum, text| sum.saturating_add(text.len()));
        let limit = limits.key_bytes.min(MOST_KEY_BYTES);
        if found > limit {
            return Err(Error::new(ErrorKind::BookTooLarge { what: "bytes of keys", found, limit }));
        }
        Ok(Self::compile(&texts, found, (found * ROWS_FOR_KEY_BYTE).max(ROWS_AT_LEAST)))
    }

    /// Compiles keys of so many bytes together, with at most so many numbers in rows beside those of the root.
    fn compile(texts: &[&[u8]], bytes: usize, numbers: usize) -> Self {
        let (columns, width) = columns(texts);
        let width_bits = width.next_power_of_two().trailing_zeros();
        let mut automaton = Self {
            columns,
            width_bits,
            rows: Vec::new(),
            states: Vec::with_capacity(bytes + 1),
            labels: Vec::with_capacity(bytes + 1),
            ends: Vec::new(),
            keys: places(texts.len(), &|a, b| texts.get(a).cmp(&texts.get(b))),
        };
        automaton.grow(texts);
        let rows = automaton.rows_within(numbers >> width_bits);
        let by_depth = automaton.numbers(rows);
        automaton.arrange(&by_depth);
        automaton.link(&by_depth, rows);
        automaton
    }

    /// Makes the states, one depth after the other.
    fn grow(&mut self, texts: &[&[u8]]) {
        self.add_state(0);
        let keys = self.keys.iter().enumerate();
        let text = |key: usize| texts.get(key).copied().unwrap_or_default();
        let mut reading: Vec<Reading<'_>> =
            keys.map(|(place, key)| Reading { place: place as u32, state: ROOT, rest: text(*key) }).collect();
        while !reading.is_empty() {
            let mut last = None;
            reading.retain_mut(|key| self.read(key, &mut last));
        }
    }

    /// Takes a key one byte further, from the states of one depth to those of the next, and answers false at its end.
    /// Keys come in the order of their texts, so that a new state is last.
    fn read(&mut self, key: &mut Reading<'_>, last: &mut Option<(u32, u8)>) -> bool {
        let Some((byte, rest)) = key.rest.split_first() else { return false };
        if *last != Some((key.state, *byte)) {
            *last = Some((key.state, *byte));
            let label = self.column(*byte);
            self.adopt(key.state, label);
            self.add_state(label);
        }
        key.state = self.states.len() as u32 - 1;
        key.rest = rest;
        if rest.is_empty() {
            self.end(key.place);
        }
        !rest.is_empty()
    }

    /// Makes the next new state a child.
    fn adopt(&mut self, parent: u32, label: u8) {
        let child = self.states.len() as u32;
        let Some(parent) = self.states.get_mut(parent as usize) else { return };
        if parent.count == 0 {
            parent.children = child;
            parent.first_label = label;
        }
        parent.count += 1;
    }

    fn add_state(&mut self, label: u8) {
        self.states.push(State::default());
        self.labels.push(label);
    }

    /// Notes that a key ends in the newest state.
    fn end(&mut self, place: u32) {
        let Some(state) = self.states.last_mut() else { return };
        if state.end == 0 {
            self.ends.push(End { first: place, count: 0, shorter: 0 });
            state.end = self.ends.len() as u32;
        }
        if let Some(end) = self.ends.last_mut() {
            end.count += 1;
        }
    }

    /// How many states get a row: at most `rows`, and the root. Neighbours do or do not together.
    fn rows_within(&self, rows: usize) -> u32 {
        let all = self.states.len() as u32;
        let most = rows.min(all as usize) as u32;
        let starts = self.states.iter().map(|state| state.children).filter(|start| *start <= most);
        if most == all { all } else { starts.max().unwrap_or_default().max(1) }
    }

    /// The numbers that states are to have instead of those by depth. The first ones keep theirs. Of the others each
    /// stands right before its children, so that a search that follows a key finds them in one place of memory.
    fn numbers(&self, kept: u32) -> Vec<u32> {
        let mut numbers: Vec<u32> = (0..self.states.len() as u32).collect();
        let mut next = kept;
        let mut open = Vec::new();
        for state in 0..kept {
            open.push(state);
            while let Some(state) = open.pop() {
                let children = self.children(state);
                if children.start < kept {
                    continue;
                }
                for child in children.clone() {
                    if let Some(number) = numbers.get_mut(child as usize) {
                        *number = next;
                    }
                    next += 1;
                }
                open.extend(children.rev());
            }
        }
        numbers
    }

    fn arrange(&mut self, numbers: &[u32]) {
        let mut states = vec![State::default(); self.states.len()];
        let mut labels = vec![0; self.states.len()];
        for ((state, label), number) in self.states.iter().zip(&self.labels).zip(numbers) {
            let place = *number as usize;
            if let (Some(to), Some(to_label)) = (states.get_mut(place), labels.get_mut(place)) {
                let children = numbers.get(state.children as usize).copied().unwrap_or_default();
                *to = State { children, ..*state };
                *to_label = *label;
            }
        }
        self.states = states;
        self.labels = labels;
    }

    /// Makes failures and rows. Those of a state follow from states of less depth, which have theirs already.
    fn link(&mut self, by_depth: &[u32], rows: u32) {
        self.rows.reserve_exact((rows as usize) << self.width_bits);
        for state in by_depth.iter().copied() {
            let failure = self.state(state).failure;
            for child in self.children(state) {
                let failure =
                    if state == ROOT { ROOT } else { self.next(failure, self.label(child)) & !ENDS };
                self.fail(child, failure);
            }
            if state < rows {
                self.add_row(state, failure);
            }
        }
    }

    /// The row of a state is that of its failure, but for its children.
    fn add_row(&mut self, state: u32, failure: u32) {
        let start = self.rows.len();
        if state == ROOT {
            self.rows.resize(1 << self.width_bits, ROOT);
        } else {
            let copied = failure as usize;
            self.rows.extend_from_within(copied << self.width_bits..(copied + 1) << self.width_bits);
        }
        for child in self.children(state) {
            let (column, marked) = (usize::from(self.label(child)), self.marked(child));
            if let Some(next) = self.rows.get_mut(start + column) {
                *next = marked;
            }
        }
    }

    fn fail(&mut self, state: u32, failure: u32) {
        let shorter = self.state(failure).end;
        let Some(state) = self.states.get_mut(state as usize) else { return };
        state.failure = failure;
        match self.ends.get_mut((state.end as usize).wrapping_sub(1)) {
            Some(end) => end.shorter = shorter,
            None => state.end = shorter,
        }
    }

    /// Calls `each` with the place of a key and the offset behind it, for all that stand in `text`, until it answers
    /// false. They come in the order of their ends; of one end the longest first, of equal keys the first.
    pub(super) fn find(&self, text: &str, each: &mut dyn FnMut(usize, usize) -> bool) {
        if self.ends.is_empty() {
            return;
        }
        let mut state = ROOT;
        for (offset, byte) in text.bytes().enumerate() {
            state = self.next(state, self.column(byte));
            if state & ENDS != 0 {
                state &= !ENDS;
                if !self.tell(self.state(state).end, offset + 1, each) {
                    return;
                }
            }
        }
    }

    fn tell(&self, mut end: u32, offset: usize, each: &mut dyn FnMut(usize, usize) -> bool) -> bool {
        while let Some(found) = self.ends.get((end as usize).wrapping_sub(1)) {
            let keys = found.first as usize..(found.first + found.count) as usize;
            if !self.keys.get(keys).unwrap_or_default().iter().all(|key| each(*key, offset)) {
                return false;
            }
            end = found.shorter;
        }
        true
    }

    /// The next state, marked.
    #[inline(always)]
    fn next(&self, state: u32, column: u8) -> u32 {
        match self.row(state, column) {
            Some(next) => next,
            None => self.next_without_row(state, column),
        }
    }

    #[inline(always)]
    fn row(&self, state: u32, column: u8) -> Option<u32> {
        self.rows.get((state as usize) << self.width_bits | usize::from(column)).copied()
    }

    /// A state without a row has a failure of less depth, and the root has a row.
    fn next_without_row(&self, state: u32, column: u8) -> u32 {
        let mut state = self.state(state);
        loop {
            if let Some(child) = self.child(state, column) {
                return self.marked(child);
            }
            if let Some(next) = self.row(state.failure, column) {
                return next;
            }
            state = self.state(state.failure);
        }
    }

    fn marked(&self, state: u32) -> u32 {
        if self.state(state).end == 0 { state } else { state | ENDS }
    }

    fn child(&self, state: State, column: u8) -> Option<u32> {
        if state.count < 2 || state.first_label == column {
            return (state.count > 0 && state.first_label == column).then_some(state.children);
        }
        let children = state.children as usize..state.children as usize + usize::from(state.count);
        let place = self.labels.get(children)?.binary_search(&column).ok()?;
        Some(state.children + place as u32)
    }

    fn children(&self, state: u32) -> Range<u32> {
        let state = self.state(state);
        state.children..state.children + u32::from(state.count)
    }

    /// Every number of a state is in range, and every byte has a column.
    fn state(&self, state: u32) -> State {
        self.states.get(state as usize).copied().unwrap_or_default()
    }

    fn label(&self, state: u32) -> u8 {
        self.labels.get(state as usize).copied().unwrap_or_default()
    }

    fn column(&self, byte: u8) -> u8 {
        self.columns.get(usize::from(byte)).copied().unwrap_or_default()
    }
}

/// A key while its states are made.
struct Reading<'a> {
    place: u32,
    state: u32,
    rest: &'a [u8],
}

/// The column of each byte, in the order of bytes, and how many there are. UTF-8 has fewer than 256 bytes.
fn columns(texts: &[&[u8]]) -> ([u8; 256], usize) {
    let mut columns = [0; 256];
    for byte in texts.iter().copied().flatten() {
        if let Some(column) = columns.get_mut(usize::from(*byte)) {
            *column = 1;
        }
    }
    let mut last = 0;
    for column in columns.iter_mut().filter(|column| **column != 0) {
        last += 1;
        *column = last;
    }
    (columns, usize::from(last) + 1)
}

#[cfg(test)]
mod tests;
