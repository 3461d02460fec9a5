//! What is said of a task behind its name: that it is done, or something that makes it no prerequisite.

/// What stands between a mention and the end of its entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tail {
    /// Nothing, or a remark behind a dash.
    Remark,
    /// `is complete`, `from above`.
    Done,
    /// `can run in parallel`, `depends on this task`: nothing waits for it.
    Aside,
    Other,
}

/// Words that say no more than that a task comes first.
#[rustfmt::skip]
const DONE: [&str; 38] = [
    "is", "are", "was", "were", "has", "have", "been", "be", "must", "should", "need", "needs", "to", "will", "fully",
    "already", "all", "both", "done", "complete", "completed", "completion", "finished", "implemented", "merged", "from",
    "above", "in", "of", "the", "this", "plan", "task", "tasks", "before", "first", "only", "successfully",
];

/// Verbs that begin a statement about a task itself.
#[rustfmt::skip]
const VERBS: [&str; 22] = [
    "can", "could", "may", "might", "will", "would", "depend", "depends", "need", "needs", "require", "requires", "wait",
    "waits", "follow", "follows", "come", "comes", "start", "starts", "run", "runs",
];

/// Words that say that a task stands beside or behind.
const LOOSE: [&str; 10] = [
    "parallel",
    "optional",
    "optionally",
    "independent",
    "independently",
    "concurrently",
    "simultaneously",
    "later",
    "afterwards",
    "not",
];

/// Reads what stands behind a mention; a remark in brackets is left out but for words that make it no prerequisite.
pub(super) fn tail(text: &str, remark: &str) -> Tail {
    // The usual case.
    if text.trim().is_empty() && remark.trim().is_empty() {
        return Tail::Remark;
    }
    let plain = |text: &str| -> Vec<String> {
        let words =
            text.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase());
        words.filter(|word| !word.is_empty()).collect()
    };
    let words = plain(text);
    let is_loose = |word: &String| LOOSE.contains(&word.as_str());
    if !words.is_empty() && words.iter().all(|word| DONE.contains(&word.as_str())) {
        return if plain(remark).iter().any(is_loose) { Tail::Aside } else { Tail::Done };
    }
    let verb = words.first().is_some_and(|word| VERBS.contains(&word.as_str()));
    let waits = words
        .iter()
        .position(|word| word == "this")
        .is_some_and(|at| words.get(at + 1).is_none_or(|word| ["task", "one", "step"].contains(&word.as_str())));
    if verb || waits || words.iter().any(is_loose) || plain(remark).iter().any(is_loose) {
        return Tail::Aside;
    }
    let dash = text.trim_start().starts_with("- ") || text.trim_start().starts_with(['–', '—']);
    if words.is_empty() || (dash && text.starts_with(char::is_whitespace)) { Tail::Remark } else { Tail::Other }
}
