//! Credits of an account: hold before the work, then exactly one of settle and release.
//!
//! The account itself is the durable object of [`crate::objects::account`]. A hold that is dropped on the way, because
//! the client went or a call failed, is resolved behind the answer; what even that misses, the object's alarm ends.

use alloc::sync::Arc;

use serde::{Deserialize, Serialize};
use worker::{Context, Headers, Method, Request, RequestInit, Stub};

use crate::ambient::{new_id, now_unix_ms};
use crate::config::Config;
use crate::problem::Problem;

/// What an account is asked.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Op {
    /// Sets `amount` aside until the deadline. A new account gets its allowance first.
    Hold { id: String, amount: u64, deadline_unix_ms: u64, allowance: u64 },
    /// Takes `amount` of a hold; the rest is free again.
    Settle { id: String, amount: u64 },
    /// Frees a hold.
    Release { id: String },
}

/// What an account answers.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Outcome {
    /// It is done, also when it had been done before.
    Done { available: u64 },
    /// The hold does not fit; nothing was changed.
    Insufficient { available: u64 },
    /// The id stands for something else already, or for nothing; nothing was changed.
    Conflict { available: u64 },
}

/// The way to one account.
#[derive(Clone, Debug)]
pub(crate) struct Account {
    stub: Arc<Stub>,
    context: Arc<Context>,
}

impl Account {
    pub(crate) fn new(stub: Stub, context: Arc<Context>) -> Self {
        Self { stub: Arc::new(stub), context }
    }

    /// Sets `amount` aside.
    pub(crate) async fn hold(self, amount: u64, config: &Config) -> Result<Hold, Problem> {
        let id = new_id();
        let deadline_unix_ms = now_unix_ms() + config.hold_ms();
        let op = Op::Hold { id: id.clone(), amount, deadline_unix_ms, allowance: config.allowance() };
        // Open before it is known to be there: whoever leaves meanwhile, or hears no reply, may have been held.
        let mut hold = Hold { account: self, id, amount, charge: 0, is_open: true };
        match hold.account.call(&op).await? {
            Outcome::Done { .. } => Ok(hold),
            Outcome::Insufficient { available } => {
                hold.is_open = false;
                Err(Problem::insufficient_credits(amount, available))
            }
            Outcome::Conflict { .. } => Err(Problem::ledger_unavailable("a new id is in use")),
        }
    }

    async fn call(&self, op: &Op) -> Result<Outcome, Problem> {
        let answer = async {
            let mut response = self.stub.fetch_with_request(request(op)?).await?;
            response.json::<Outcome>().await
        };
        answer.await.map_err(Problem::ledger_unavailable)
    }
}

fn request(op: &Op) -> worker::Result<Request> {
    let headers = Headers::new();
    headers.set("content-type", "application/json")?;
    let mut init = RequestInit::new();
    init.with_method(Method::Post).with_headers(headers).with_body(Some(serde_json::to_string(op)?.into()));
    Request::new_with_init("https://account/", &init)
}

/// Credits that were set aside.
#[derive(Debug)]
pub(crate) struct Hold {
    account: Account,
    id: String,
    amount: u64,
    /// What is owed if nothing more happens.
    charge: u64,
    is_open: bool,
}

impl Hold {
    /// From now on the price is owed, whatever happens.
    pub(crate) const fn owe(&mut self) {
        self.charge = self.amount;
    }

    /// Takes what is owed and answers with what was taken and what the account has left.
    pub(crate) async fn resolve(&mut self) -> Result<(u64, u64), Problem> {
        match self.account.call(&self.resolution()).await? {
            Outcome::Done { available } => {
                self.is_open = false;
                Ok((self.charge, available))
            }
            other => Err(Problem::ledger_unavailable(format!("{other:?}"))),
        }
    }

    fn resolution(&self) -> Op {
        let id = self.id.clone();
        if self.charge > 0 { Op::Settle { id, amount: self.charge } } else { Op::Release { id } }
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        if !self.is_open {
            return;
        }
        let (account, op) = (self.account.clone(), self.resolution());
        self.account.context.wait_until(async move {
            match account.call(&op).await {
                Ok(Outcome::Done { .. }) => {}
                Ok(outcome) => worker::console_error!("a hold was not resolved: {outcome:?}"),
                Err(problem) => worker::console_error!("a hold waits for its alarm: {problem:?}"),
            }
        });
    }
}
