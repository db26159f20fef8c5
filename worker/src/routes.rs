//! One file for each address.

pub(crate) mod ask;
pub(crate) mod avatar;
pub(crate) mod character;
pub(crate) mod characters;
pub(crate) mod export;
pub(crate) mod health;
pub(crate) mod import;
pub(crate) mod preview;
pub(crate) mod retrieve;
