//! Times of several runs of the same work.

use serde_json::Value;

/// Milliseconds in rising order, at least one.
#[derive(Debug)]
pub(super) struct Samples(Vec<f64>);

impl Samples {
    /// Reads a JSON array of milliseconds.
    pub(super) fn parse(value: &Value) -> Option<Self> {
        let mut samples = value.as_array()?.iter().map(Value::as_f64).collect::<Option<Vec<f64>>>()?;
        samples.sort_by(f64::total_cmp);
        (!samples.is_empty()).then_some(Self(samples))
    }

    pub(super) fn median(&self) -> f64 {
        self.at(1, 2)
    }

    /// The quartiles, between which half of the runs lie.
    pub(super) fn spread(&self) -> (f64, f64) {
        (self.at(1, 4), self.at(3, 4))
    }

    fn at(&self, part: usize, of: usize) -> f64 {
        self.0.get((self.0.len() - 1) * part / of).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn one_slow_run_does_not_move_the_median() {
        let samples = Samples::parse(&json!([3, 1.5, 2, 900, 2.5])).unwrap();
        assert!((samples.median() - 2.5).abs() < 1e-9);
        assert_eq!(samples.spread(), (2.0, 3.0));
        assert!(Samples::parse(&json!([])).is_none() && Samples::parse(&json!(["1"])).is_none());
    }
}
