//! The local D1 database of `wrangler dev`, in `.wrangler/state`.

use crate::failure::Failure;
use crate::job::Job;
use crate::repo::Repo;
use crate::seed;
use crate::stamp::Stamp;
use crate::step::{announced, up_to_date};

/// Brings the local database to the newest migration and the newest seed data. What visitors added stays.
pub(crate) fn prepare(repo: &Repo) -> Result<(), Failure> {
    let inputs = ["worker/migrations", seed::FILE, "wrangler.toml"];
    let stamp = Stamp::new(repo, "database", "", &inputs, &[".wrangler/state/v3/d1"])?;
    if stamp.is_fresh() {
        up_to_date("database");
        return Ok(());
    }
    announced("database", || {
        stamp.around(|| {
            Job::wrangler(repo)
                .args(["d1", "migrations", "apply", "cuecard", "--local"])
                .run_quietly("migrations")?;
            let execute = ["d1", "execute", "cuecard", "--local", "--yes", "--file", seed::FILE];
            Job::wrangler(repo).args(execute).run_quietly("seed")
        })
    })
}
