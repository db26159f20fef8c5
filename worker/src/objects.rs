//! Durable objects.

pub(crate) mod account;
