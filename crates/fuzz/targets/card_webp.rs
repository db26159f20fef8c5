//! libFuzzer's entry to [`Target::CardWebp`].
#![no_main]

use cuecard_fuzz::{Counting, Target};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

libfuzzer_sys::fuzz_target!(|data: &[u8]| Target::CardWebp.run(data));
