//! What is printed about a step: its name when it begins, its time when it ends, and a table of all of them.

use core::time::Duration;
use std::time::Instant;

use crate::failure::Failure;

/// How a step went.
#[derive(Debug)]
pub(crate) struct Took {
    name: String,
    time: Duration,
    is_done: bool,
}

/// Steps in their order, with their times.
#[derive(Debug, Default)]
pub(crate) struct Steps(Vec<Took>);

impl Steps {
    /// Does `work`, and keeps its name and its time.
    pub(crate) fn time<T>(
        &mut self,
        name: &str,
        work: impl FnOnce() -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let begin = Instant::now();
        let result = work();
        self.0.push(Took { name: name.to_owned(), time: begin.elapsed(), is_done: result.is_ok() });
        result
    }

    /// Steps that were done, and steps that failed.
    pub(crate) fn counts(&self) -> (usize, usize) {
        let done = self.0.iter().filter(|step| step.is_done).count();
        (done, self.0.len() - done)
    }

    pub(crate) fn print_table(&self) {
        let width = self.0.iter().map(|step| step.name.chars().count()).max().unwrap_or(0);
        let total: Duration = self.0.iter().map(|step| step.time).sum();
        println!();
        for Took { name, time, is_done } in &self.0 {
            println!("{} {name:width$}  {:>8}", mark(*is_done), seconds(*time));
        }
        println!("  {:width$}  {:>8}", "total", seconds(total));
    }
}

/// Does `work` between a line that says so and a line with its time.
pub(crate) fn announced<T>(name: &str, work: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
    println!("· {name}");
    let begin = Instant::now();
    let result = work();
    println!("{} {name}  {}", mark(result.is_ok()), seconds(begin.elapsed()));
    result
}

/// Says that nothing had to be done.
pub(crate) fn up_to_date(name: &str) {
    println!("· {name} up to date");
}

pub(crate) fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}

const fn mark(is_done: bool) -> char {
    if is_done { '✓' } else { '✗' }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_counted_by_how_they_went() {
        let mut steps = Steps::default();
        steps.time("one", || Ok(())).unwrap();
        steps.time("two", || Ok(())).unwrap();
        steps.time("three", || Err::<(), _>(Failure::new("no"))).unwrap_err();
        assert_eq!(steps.counts(), (2, 1));
    }

    #[test]
    fn times_are_in_seconds() {
        assert_eq!(seconds(Duration::from_millis(12_340)), "12.3 s");
    }
}
