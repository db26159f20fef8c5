//! What clients are told when something is wrong: RFC 9457 problem details with a stable `code`.
//!
//! The cause goes to the log and never into the answer: it may hold addresses, keys and other people's text.

use axum::response::{IntoResponse, Response};
use cuecard_core::Error;
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;

/// A problem, and its cause for the log.
#[derive(Debug)]
pub(crate) struct Problem {
    status: StatusCode,
    body: Body,
    cause: Option<String>,
    /// Seconds after which the same request may succeed.
    retry_after: Option<u32>,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = Problem)]
pub(crate) struct Body {
    /// `urn:cuecard:problem:` and the code.
    r#type: String,
    title: &'static str,
    status: u16,
    detail: String,
    /// A name that never changes.
    code: &'static str,
    /// Where in the input, in bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    offset: Option<usize>,
    /// Which field, as a JSON Pointer.
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<String>,
    /// Credits that the request costs.
    #[serde(skip_serializing_if = "Option::is_none")]
    needed: Option<u64>,
    /// Credits that the account has.
    #[serde(skip_serializing_if = "Option::is_none")]
    available: Option<u64>,
}

impl Problem {
    fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        let body = Body {
            r#type: format!("urn:cuecard:problem:{code}"),
            title: status.canonical_reason().unwrap_or("Error"),
            status: status.as_u16(),
            detail: detail.into(),
            code,
            offset: None,
            path: None,
            needed: None,
            available: None,
        };
        Self { status, body, cause: None, retry_after: None }
    }

    fn because(self, cause: impl ToString) -> Self {
        Self { cause: Some(cause.to_string()), ..self }
    }

    pub(crate) fn auth_required() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "auth_required", "This deployment does not know who you are.")
    }

    pub(crate) fn cross_site() -> Self {
        let detail = "Pages of other sites may not write here.";
        Self::new(StatusCode::FORBIDDEN, "cross_site", detail)
    }

    pub(crate) fn insufficient_credits(needed: u64, available: u64) -> Self {
        let credits = if needed == 1 { "credit" } else { "credits" };
        let detail = format!("The answer costs {needed} {credits}, the account has {available}.");
        let mut problem = Self::new(StatusCode::PAYMENT_REQUIRED, "insufficient_credits", detail);
        problem.body.needed = Some(needed);
        problem.body.available = Some(available);
        problem
    }

    pub(crate) fn character_not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "character_not_found", "There is no character of that name.")
    }

    pub(crate) fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", "There is nothing at this address.")
    }

    pub(crate) fn method_not_allowed() -> Self {
        let detail = "This address does not answer that method.";
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", detail)
    }

    pub(crate) fn body_too_large(limit: usize) -> Self {
        let detail = format!("The body may have {limit} bytes.");
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "body_too_large", detail)
    }

    pub(crate) fn card_too_large(limit: usize) -> Self {
        let detail = format!("The card itself, without its picture, may have {limit} bytes.");
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "card_too_large", detail)
    }

    pub(crate) fn invalid_multipart(cause: &str) -> Self {
        let detail = format!("The form has to hold one file and nothing else: {cause}.");
        Self::new(StatusCode::BAD_REQUEST, "invalid_multipart", detail)
    }

    pub(crate) fn unsupported_media_type(expected: &str) -> Self {
        let detail = format!("The content type has to be {expected}.");
        Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", detail)
    }

    pub(crate) fn missing_query(name: &str) -> Self {
        let mut problem =
            Self::new(StatusCode::BAD_REQUEST, "missing_field", format!("The query needs {name}."));
        problem.body.path = Some(format!("?{name}"));
        problem
    }

    pub(crate) fn unknown_query(name: &str) -> Self {
        let detail = format!("The query may not have the name \"{name}\".");
        let mut problem = Self::new(StatusCode::BAD_REQUEST, "unknown_field", detail);
        problem.body.path = Some(format!("?{name}"));
        problem
    }

    pub(crate) fn invalid_query(name: &str, expected: &str) -> Self {
        let what = if name.is_empty() { "The query" } else { name };
        let mut problem =
            Self::new(StatusCode::BAD_REQUEST, "invalid_value", format!("{what} has to be {expected}."));
        problem.body.path = Some(format!("?{name}"));
        problem
    }

    pub(crate) fn unknown_brain() -> Self {
        let mut problem =
            Self::new(StatusCode::BAD_REQUEST, "unknown_brain", "This deployment has no such brain.");
        problem.body.path = Some("/brain".to_owned());
        problem
    }

    /// The operator's default brain is none of those that there are, or lacks its address.
    pub(crate) fn brain_not_configured(name: &str) -> Self {
        let detail = "This deployment has no brain to answer with.";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "brain_not_configured", detail)
            .because(format!("BRAIN is {name}; it has to be scripted, or ollama with OLLAMA_URL"))
    }

    /// The account did not answer, so nothing was asked of any provider.
    pub(crate) fn ledger_unavailable(cause: impl ToString) -> Self {
        let detail = "Credits cannot be checked at the moment.";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "ledger_unavailable", detail).because(cause)
    }

    pub(crate) fn provider_unreachable(cause: impl ToString) -> Self {
        let detail = "The model cannot be reached.";
        Self::new(StatusCode::BAD_GATEWAY, "provider_unreachable", detail).because(cause)
    }

    /// The provider answered with an error before any content.
    pub(crate) fn provider_status(status: u16, retry_after: Option<u32>) -> Self {
        let problem = if status == 429 || status >= 500 {
            let detail = "The model is busy or out of order.";
            Self::new(StatusCode::SERVICE_UNAVAILABLE, "provider_unavailable", detail)
        } else {
            Self::new(StatusCode::BAD_GATEWAY, "provider_rejected", "The model refused the request.")
        };
        Self { retry_after, ..problem.because(format!("status {status}")) }
    }

    /// The provider's stream failed before any content.
    pub(crate) fn provider_failed(cause: impl ToString) -> Self {
        let detail = "The model failed before its first word.";
        Self::new(StatusCode::BAD_GATEWAY, "provider_failed", detail).because(cause)
    }

    pub(crate) fn provider_timeout() -> Self {
        let detail = "The model took too long to its first word.";
        Self::new(StatusCode::GATEWAY_TIMEOUT, "provider_timeout", detail)
    }

    /// For a request whose client is gone.
    pub(crate) fn client_left() -> Self {
        Self::new(StatusCode::REQUEST_TIMEOUT, "client_left", "The client left before the answer.")
    }

    pub(crate) fn internal(cause: impl ToString) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "Something went wrong here.").because(cause)
    }

    /// A query that the core does not accept; the fields of its error are the names of the query.
    pub(crate) fn query(error: &Error) -> Self {
        let mut problem = Self::core(StatusCode::BAD_REQUEST, error);
        if let Some(path) = error.path().map(|path| path.replacen('/', "?", 1)) {
            problem.body.detail = format!("{}, in {path}", error.kind());
            problem.body.path = Some(path);
        }
        problem
    }

    /// A file that cannot be read as a card.
    pub(crate) fn card(error: &Error) -> Self {
        Self::core(StatusCode::UNPROCESSABLE_ENTITY, error)
    }

    fn core(status: StatusCode, error: &Error) -> Self {
        let status = match error.code() {
            "file_too_large" | "prompt_too_large" | "text_too_long" => StatusCode::PAYLOAD_TOO_LARGE,
            "template_error" => StatusCode::INTERNAL_SERVER_ERROR,
            _ => status,
        };
        let mut problem = Self::new(status, error.code(), error.to_string());
        problem.body.offset = error.offset();
        problem.body.path = error.path().map(str::to_owned);
        problem
    }
}

/// A body of a request that is not of its shape.
impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        Self::core(StatusCode::BAD_REQUEST, &error)
    }
}

/// A binding that failed.
impl From<worker::Error> for Problem {
    fn from(error: worker::Error) -> Self {
        Self::internal(error)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        if let Some(cause) = &self.cause {
            worker::console_error!("{} {}: {cause}", self.status, self.body.code);
        }
        let json = serde_json::to_string(&self.body).unwrap_or_default();
        let mut response = (self.status, json).into_response();
        let content_type = HeaderValue::from_static("application/problem+json");
        response.headers_mut().insert(header::CONTENT_TYPE, content_type);
        if self.status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}
