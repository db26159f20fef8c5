//! The only clock and the only source of randomness of the Worker.

use cuecard_core::Ambient;
use uuid::{Builder, Uuid};

/// Milliseconds since 1970-01-01 UTC.
#[expect(clippy::disallowed_methods, reason = "this is the one place")]
pub(crate) fn now_unix_ms() -> u64 {
    worker::Date::now().as_millis()
}

/// Milliseconds until then; 0 when it is past.
pub(crate) fn left_ms(until_unix_ms: u64) -> u64 {
    until_unix_ms.saturating_sub(now_unix_ms())
}

/// What a prompt is assembled with now.
pub(crate) fn ambient() -> Ambient {
    // 53 bits, so that the seed is the same number in JavaScript.
    let seed = u64::from_le_bytes(random_bytes()) >> 11;
    Ambient { now_unix_ms: now_unix_ms(), utc_offset_minutes: 0, seed }
}

/// A new id, ordered by time (UUID version 7).
pub(crate) fn new_id() -> String {
    Builder::from_unix_timestamp_millis(now_unix_ms(), &random_bytes()).into_uuid().to_string()
}

/// The random bytes of a random UUID, of which two are not random.
fn random_bytes<const N: usize>() -> [u8; N] {
    let uuid = Uuid::new_v4().into_bytes();
    let mut random =
        uuid.into_iter().enumerate().filter(|(place, _)| !matches!(place, 6 | 8)).map(|(_, byte)| byte);
    core::array::from_fn(|_| random.next().unwrap_or_default())
}
