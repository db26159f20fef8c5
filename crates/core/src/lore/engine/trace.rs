//! Why an entry is active, or why it is not.

/// What made an entry active.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Reason {
    /// It always is.
    Constant,
    /// A decorator says so.
    Decorator,
    /// It was activated from outside.
    Forced,
    /// This key of it was found, by its place.
    Key(usize),
    /// It stays from an earlier scan.
    Sticky,
}

/// What became of an entry in the last pass that looked at it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Outcome {
    /// It is active.
    Active(Reason),
    /// It does not fit into the budget.
    Budget,
    /// It is for other characters.
    Character,
    /// It rests.
    Cooldown,
    /// A decorator forbids it.
    Decorator,
    /// The chat is too short yet.
    Delay,
    /// Its level of recursion did not come.
    DelayUntilRecursion,
    /// It is disabled.
    Disabled,
    /// It is not for texts of other entries.
    ExcludeRecursion,
    /// Another member of its group stayed.
    Group,
    /// None of its keys was found.
    NoKey,
    /// It had no luck.
    Probability,
    /// Its secondary keys forbid it.
    SecondaryKeys,
    /// It is for other kinds of generation.
    Trigger,
}
