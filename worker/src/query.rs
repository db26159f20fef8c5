//! Queries of addresses: every name that the address describes, at most once, and no other.
//!
//! A misspelt name would otherwise be answered as if it had not been there. Values are read by the routes. The
//! platform bounds the length of an address.

use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use utoipa::IntoParams;

use crate::problem::Problem;

/// A name, and a value that does not matter.
#[derive(Deserialize)]
struct Named(String, IgnoredAny);

/// Reads a query, whose names are those of its description.
pub(crate) fn read<T: DeserializeOwned + IntoParams>(query: Option<&str>) -> Result<T, Problem> {
    let query = query.unwrap_or_default();
    let malformed = |_| Problem::invalid_query("", "one value for each name");
    let pairs: Vec<Named> = serde_urlencoded::from_str(query).map_err(malformed)?;
    let known = T::into_params(|| None);
    match pairs.iter().find(|Named(name, _)| known.iter().all(|param| param.name != *name)) {
        Some(Named(name, _)) => Err(Problem::unknown_query(name)),
        None => serde_urlencoded::from_str(query).map_err(malformed),
    }
}
