//! Requests that a page of another site makes with a visitor's browser: they do not write.
//!
//! A form or a `text/plain` body goes out without the browser asking first, so that the content type protects only
//! what reads JSON. Browsers say where a request comes from: in [`Sec-Fetch-Site`][fetch], which no page can set, and
//! older ones, or those on plain HTTP, in [`Origin`][origin]. Other programs say neither and are let through: nobody
//! else's browser is in their hands. Whether somebody may write at all is not decided here.
//!
//! [fetch]: https://www.w3.org/TR/fetch-metadata/#sec-fetch-site-header
//! [origin]: https://www.rfc-editor.org/rfc/rfc6454#section-7

use http::header::{HOST, ORIGIN};
use http::{HeaderMap, HeaderName, Method};

use crate::problem::Problem;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Refuses a request that writes, or could, for a page of another origin that is not `allowed`.
pub(crate) fn refuse(method: &Method, headers: &HeaderMap, allowed: &[String]) -> Result<(), Problem> {
    if method.is_safe() || is_own(headers) || is_allowed(headers, allowed) {
        Ok(())
    } else {
        Err(Problem::cross_site())
    }
}

fn is_own(headers: &HeaderMap) -> bool {
    let text = |name: HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    if let Some(site) = text(SEC_FETCH_SITE) {
        // `none`: the visitor did it, and no page.
        return matches!(site, "none" | "same-origin");
    }
    // The scheme is not compared: a proxy may have taken TLS away.
    text(ORIGIN)
        .is_none_or(|origin| origin.split_once("://").is_some_and(|(_, host)| text(HOST) == Some(host)))
}

/// `null` is the origin of every page that hides its own.
fn is_allowed(headers: &HeaderMap, allowed: &[String]) -> bool {
    let origin = headers.get(ORIGIN).and_then(|value| value.to_str().ok());
    origin.is_some_and(|origin| origin.contains("://") && allowed.iter().any(|other| other == origin))
}
