//! One file for each address.

pub(crate) mod ask;
pub(crate) mod characters;
pub(crate) mod health;
pub(crate) mod import;
pub(crate) mod preview;
pub(crate) mod retrieve;
