//! The Cloudflare Worker of cuecard: a thin shell that reads requests, calls the core, and executes what it says.
//!
//! Routes are in [`routes`], credits in the durable object [`objects::account::Account`], the catalog in D1, card
//! files in R2. The clock and the random source are in [`ambient`] and nowhere else.

extern crate alloc;

mod ambient;
mod body;
mod catalog;
mod config;
mod credits;
mod cross_site;
mod departure;
mod download;
mod files;
pub mod objects;
mod problem;
mod query;
mod relay;
mod routes;
mod turn;
mod upload;
mod upstream;

use alloc::sync::Arc;
use std::sync::OnceLock;

use axum::Json;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use http::{HeaderValue, header};
use tower_service::Service as _;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use worker::{Context, Env, HttpRequest, WorkerVersionMetadata, event};

use crate::catalog::{Catalog, Stored};
use crate::config::Config;
use crate::credits::Account;
use crate::download::Validator;
use crate::files::Files;
use crate::problem::Problem;

/// What routes work with.
#[derive(Clone, Debug)]
struct App {
    env: Env,
    context: Arc<Context>,
    config: Arc<Config>,
}

impl App {
    fn catalog(&self) -> Result<Catalog, Problem> {
        Ok(Catalog::new(self.env.d1("DB")?))
    }

    fn files(&self) -> Result<Files, Problem> {
        Ok(Files::new(self.env.bucket("FILES")?))
    }

    /// The validator of what is `made` of a character: other programs make other things of the same card.
    fn validator(&self, stored: &Stored, made: &[&str], cache_control: &'static str) -> Validator {
        let version = self.env.get_binding::<WorkerVersionMetadata>("VERSION");
        let version = version.map_or_else(|_| env!("CARGO_PKG_VERSION").to_owned(), |version| version.id());
        let kept = &stored.kept;
        let file = kept.file_key.as_deref().unwrap_or_default();
        let character = serde_json::to_string(&stored.character).unwrap_or_default();
        let parts = [&version, &character, &kept.card, &kept.format, file, &kept.updated_at.to_string()];
        Validator::new(&[made, &parts].concat(), cache_control)
    }

    /// The account of whoever asks. Without identity nothing is looked up.
    fn account(&self, user_id: &str) -> Result<Account, Problem> {
        if !self.config.is_open {
            return Err(Problem::auth_required());
        }
        let accounts = self.env.durable_object("ACCOUNTS").map_err(Problem::ledger_unavailable)?;
        let stub = accounts.get_by_name(user_id).map_err(Problem::ledger_unavailable)?;
        Ok(Account::new(stub, Arc::clone(&self.context)))
    }
}

#[derive(OpenApi)]
#[openapi(info(title = "cuecard", description = "Character chat at the edge."))]
struct Document;

/// The routes and the document of them, made once: no request changes them.
static ROUTES: OnceLock<axum::Router<App>> = OnceLock::new();

fn routes() -> axum::Router<App> {
    let (router, document) = OpenApiRouter::with_openapi(Document::openapi())
        .routes(routes!(routes::health::get))
        .routes(routes!(routes::characters::get_first))
        .routes(routes!(routes::characters::get))
        .routes(routes!(routes::character::get))
        .routes(routes!(routes::retrieve::get))
        .routes(routes!(routes::import::post))
        .routes(routes!(routes::export::get))
        .routes(routes!(routes::avatar::get))
        .routes(routes!(routes::preview::post))
        .routes(routes!(routes::ask::post))
        .split_for_parts();
    router
        .route("/openapi.json", get(|| async move { Json(document) }))
        .fallback(|| async { Problem::not_found() })
        .method_not_allowed_fallback(|| async { Problem::method_not_allowed() })
}

#[event(fetch)]
async fn fetch(request: HttpRequest, env: Env, context: Context) -> worker::Result<Response> {
    let app = App { config: Arc::new(Config::read(&env)), context: Arc::new(context), env };
    let mut response =
        match cross_site::refuse(request.method(), request.headers(), &app.config.allowed_origins) {
            Ok(()) => ROUTES.get_or_init(routes).clone().with_state(app).call(request).await?,
            Err(problem) => problem.into_response(),
        };
    response.headers_mut().insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    Ok(response)
}
