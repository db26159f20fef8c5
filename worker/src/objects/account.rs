//! An account: credits, as an append-only journal in the SQLite database of one durable object.
//!
//! Balance and rules live in checks and triggers ([`SCHEMA`]), so that each movement of credits is one statement,
//! which happens whole or not at all. The alarm ends holds that nobody resolved; they cost nothing.

use serde::Deserialize;
use worker::{
    DurableObject, Env, Request, Response, Result, SqlStorage, SqlStorageValue, State, durable_object,
};

use crate::ambient::now_unix_ms;
use crate::credits::{Op, Outcome};

const SCHEMA: &str = include_str!("account.sql");

/// The durable object.
#[durable_object]
#[derive(Debug)]
pub struct Account {
    state: State,
    sql: SqlStorage,
}

impl DurableObject for Account {
    fn new(state: State, _env: Env) -> Self {
        let sql = state.storage().sql();
        // A failure here shows in the first statement, which answers it.
        if let Err(error) = sql.exec(SCHEMA, None) {
            worker::console_error!("account schema: {error}");
        }
        Self { state, sql }
    }

    async fn fetch(&self, mut request: Request) -> Result<Response> {
        let op: Op = request.json().await?;
        let outcome = match op {
            Op::Hold { id, amount, deadline_unix_ms, allowance } => {
                let outcome = self.hold(&id, amount, deadline_unix_ms, allowance)?;
                self.set_alarm().await?;
                outcome
            }
            Op::Settle { id, amount } => self.resolve(&id, "settle", amount)?,
            Op::Release { id } => self.resolve(&id, "release", 0)?,
        };
        Response::from_json(&outcome)
    }

    async fn alarm(&self) -> Result<Response> {
        let now = integer(now_unix_ms())?;
        let due = self.sql.exec("SELECT id FROM open_holds WHERE deadline_unix_ms <= ?1", vec![now])?;
        for hold in due.to_array::<Due>()? {
            self.resolve(&hold.id, "expire", 0)?;
        }
        self.set_alarm().await?;
        Response::empty()
    }
}

#[derive(Deserialize)]
struct Balance {
    available: u64,
}

#[derive(Deserialize)]
struct Amount {
    amount: u64,
}

#[derive(Deserialize)]
struct Resolution {
    kind: String,
    amount: u64,
}

#[derive(Deserialize)]
struct Due {
    id: String,
}

#[derive(Deserialize)]
struct Deadline {
    deadline_unix_ms: Option<i64>,
}

impl Account {
    fn hold(&self, id: &str, amount: u64, deadline_unix_ms: u64, allowance: u64) -> Result<Outcome> {
        if allowance > 0 {
            self.sql.exec(
                "INSERT INTO grants (id, amount, at_unix_ms) VALUES ('welcome', ?1, ?2) ON CONFLICT (id) DO NOTHING",
                vec![integer(allowance)?, integer(now_unix_ms())?],
            )?;
        }
        if let Some(known) = self.amount_of_hold(id)? {
            let available = self.available()?;
            return Ok(if known == amount {
                Outcome::Done { available }
            } else {
                Outcome::Conflict { available }
            });
        }
        let available = self.available()?;
        if available < amount {
            return Ok(Outcome::Insufficient { available });
        }
        self.sql.exec(
            "INSERT INTO holds (id, amount, deadline_unix_ms) VALUES (?1, ?2, ?3)",
            vec![id.into(), integer(amount)?, integer(deadline_unix_ms)?],
        )?;
        Ok(Outcome::Done { available: self.available()? })
    }

    /// The first resolution of a hold stands; the same again is done, another is a conflict.
    fn resolve(&self, id: &str, kind: &str, amount: u64) -> Result<Outcome> {
        let known =
            self.sql.exec("SELECT kind, amount FROM resolutions WHERE hold_id = ?1", vec![id.into()])?;
        if let Some(known) = known.to_array::<Resolution>()?.pop() {
            let available = self.available()?;
            let is_same = known.kind == kind && known.amount == amount;
            return Ok(if is_same { Outcome::Done { available } } else { Outcome::Conflict { available } });
        }
        if self.amount_of_hold(id)?.is_none_or(|held| held < amount) {
            return Ok(Outcome::Conflict { available: self.available()? });
        }
        self.sql.exec(
            "INSERT INTO resolutions (hold_id, kind, amount, at_unix_ms) VALUES (?1, ?2, ?3, ?4)",
            vec![id.into(), kind.into(), integer(amount)?, integer(now_unix_ms())?],
        )?;
        Ok(Outcome::Done { available: self.available()? })
    }

    fn available(&self) -> Result<u64> {
        let sql = "SELECT granted - posted - pending AS available FROM balance";
        Ok(self.sql.exec(sql, None)?.one::<Balance>()?.available)
    }

    fn amount_of_hold(&self, id: &str) -> Result<Option<u64>> {
        let held = self.sql.exec("SELECT amount FROM holds WHERE id = ?1", vec![id.into()])?;
        Ok(held.to_array::<Amount>()?.pop().map(|row| row.amount))
    }

    /// The alarm rings when the next hold is due, if any is open.
    async fn set_alarm(&self) -> Result<()> {
        let next = self.sql.exec("SELECT min(deadline_unix_ms) AS deadline_unix_ms FROM open_holds", None)?;
        match next.one::<Deadline>()?.deadline_unix_ms {
            Some(deadline) => {
                let date = worker::js_sys::Date::new(&(deadline as f64).into());
                self.state.storage().set_alarm(worker::ScheduledTime::new(date)).await
            }
            None => Ok(()),
        }
    }
}

/// Numbers cross as doubles, which hold 53 bits.
fn integer(number: u64) -> Result<SqlStorageValue> {
    SqlStorageValue::try_from_i64(i64::try_from(number).unwrap_or(i64::MAX))
}
