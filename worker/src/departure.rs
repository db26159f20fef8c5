//! Notices that the client has left, before it was given anything.
//!
//! Once an answer streams, its cancellation says the same. Before that nothing would: the platform stops the request
//! where it stands, and what it had set aside would wait for an alarm. Needs the compatibility flag
//! `enable_request_signal`.

use axum::extract::Request;
use futures::future::{Either, select};
use worker::AbortSignal;
use worker::js_sys::Promise;
use worker::wasm_bindgen::JsValue;
use worker::wasm_bindgen_futures::JsFuture;

/// The signal of one request.
pub(crate) struct Departure {
    signal: AbortSignal,
    aborted: JsFuture,
}

impl Departure {
    /// Listens to the request, where the platform tells of it.
    pub(crate) fn of(request: &Request) -> Option<Self> {
        let signal = request.extensions().get::<AbortSignal>()?.clone();
        // A signal that was given before is not given again.
        let aborted = if signal.aborted() {
            Promise::resolve(&JsValue::UNDEFINED)
        } else {
            Promise::new(&mut |resolve, _| signal.set_onabort(Some(&resolve)))
        };
        Some(Self { signal, aborted: aborted.into() })
    }
}

impl Drop for Departure {
    fn drop(&mut self) {
        self.signal.set_onabort(None);
    }
}

/// Does `work` unless the client leaves first: then it is dropped, and `None`.
pub(crate) async fn unless_departed<T>(
    departure: Option<Departure>,
    work: impl Future<Output = T>,
) -> Option<T> {
    let Some(mut departure) = departure else { return Some(work.await) };
    match select(Box::pin(work), &mut departure.aborted).await {
        Either::Left((value, _)) => Some(value),
        Either::Right(_) => None,
    }
}
