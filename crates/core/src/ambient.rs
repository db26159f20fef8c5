//! What a prompt needs from outside: the clock, the time zone and luck, all as arguments.
//!
//! Nothing in this crate reads a clock or draws a random number. Who calls it passes both in and may
//! store them, so that a preview and the request that follows it are the same bytes.

use serde::Serialize;

/// The clock and the seed of one call. The same ambient and input give the same prompt.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize)]

pub struct Ambient {
    /// Wall clock when the turn began, in milliseconds since 1970-01-01 UTC.
    pub now_unix_ms: u64,
    /// What to add to UTC for the user's local time, in minutes.
    pub utc_offset_minutes: i32,
    /// Seed of everything that is left to chance.
    pub seed: u64,
}
