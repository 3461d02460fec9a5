//! A baseline: how many findings of each rule each file had when planvet was adopted, so that new ones stand out. Pure.
//!
//! Counts are kept, not lines, so that a change elsewhere in a file does not bring old findings back.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::diagnostic::Diagnostic;

/// Findings that are known, by file and rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Baseline {
    schema: u32,
    /// By path, relative to the folder of the baseline, with slashes.
    files: BTreeMap<String, Counts>,
}

/// Findings by rule.
pub(crate) type Counts = BTreeMap<String, usize>;

/// An entry that records more than there is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Stale {
    pub(crate) file: String,
    pub(crate) rule: String,
    pub(crate) recorded: usize,
    pub(crate) present: usize,
}

/// The form of the file that this version writes.
const SCHEMA: u32 = 1;

impl Default for Baseline {
    fn default() -> Self {
        Self { schema: SCHEMA, files: BTreeMap::new() }
    }
}

impl Baseline {
    /// Reads the text of a file, or says why it is no baseline.
    pub(crate) fn read(text: &str) -> Result<Self, String> {
        // Some editors write a byte-order mark.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut found: Self = serde_json::from_str(text).map_err(|error| {
            if error.is_data() {
                let (line, column) = (error.line(), error.column());
                format!("is not a baseline: {line}:{column} has another form; remove it, and `--write-baseline` writes it anew")
            } else {
                format!("is not JSON: {error}")
            }
        })?;
        if found.schema != SCHEMA {
            return Err(format!("has `\"schema\": {}`, which this planvet does not read", found.schema));
        }
        let files = found.files.into_iter();
        found.files = files.map(|(file, counts)| (file.trim_start_matches("./").to_owned(), counts)).collect();
        Ok(found)
    }

    /// The text of the file: sorted, the same for the same counts.
    pub(crate) fn text(&self) -> String {
        // Maps with string keys always have a JSON form.
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    /// How many findings are recorded, and in how many files.
    pub(crate) fn size(&self) -> (usize, usize) {
        (self.files.values().flat_map(BTreeMap::values).sum(), self.files.len())
    }

    /// The files that are recorded.
    pub(crate) fn files(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// What is recorded of a file.
    pub(crate) fn of(&self, file: &str) -> Option<&Counts> {
        self.files.get(file)
    }

    /// Records the findings of a file; without any it is not recorded.
    pub(crate) fn set(&mut self, file: &str, mut counts: Counts) {
        counts.retain(|_, count| *count > 0);
        if counts.is_empty() {
            self.files.remove(file);
        } else {
            self.files.insert(file.to_owned(), counts);
        }
    }

    /// Lowers an entry to what there is.
    pub(crate) fn lower(&mut self, stale: &Stale) {
        if let Some(mut counts) = self.files.get(&stale.file).cloned() {
            counts.insert(stale.rule.clone(), stale.present);
            self.set(&stale.file, counts);
        }
    }
}

/// Findings by rule.
pub(crate) fn count(found: &[Diagnostic]) -> Counts {
    let mut counts = Counts::new();
    for diagnostic in found {
        *counts.entry(diagnostic.rule.to_owned()).or_default() += 1;
    }
    counts
}

/// Takes away what is recorded; how many there were. Which of several findings is the new one cannot be told, so that a
/// rule with more of them than recorded shows all.
pub(crate) fn hide(recorded: &Counts, found: &mut Vec<Diagnostic>) -> usize {
    let present = count(found);
    let before = found.len();
    found.retain(|diagnostic| {
        let of = |counts: &Counts| counts.get(diagnostic.rule).copied().unwrap_or(0);
        of(&present) > of(recorded)
    });
    before - found.len()
}

/// The entries of a file that record more than there is, of the rules that run.
pub(crate) fn stale(file: &str, recorded: &Counts, present: &Counts, runs: impl Fn(&str) -> bool) -> Vec<Stale> {
    let entries = recorded.iter().filter(|(rule, _)| runs(rule));
    let entries = entries.map(|(rule, recorded)| Stale {
        file: file.to_owned(),
        rule: rule.clone(),
        recorded: *recorded,
        present: present.get(rule).copied().unwrap_or(0),
    });
    entries.filter(|entry| entry.present < entry.recorded).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_baseline_is_sorted_and_reads_what_it_writes() {
        let mut baseline = Baseline::default();
        baseline
            .set("b.md", Counts::from([("wrong-value".to_owned(), 2), ("chat".to_owned(), 1), ("none".to_owned(), 0)]));
        baseline.set("a.md", Counts::from([("chat".to_owned(), 1)]));
        let text = baseline.text();
        assert_eq!(
            text,
            "{\n  \"schema\": 1,\n  \"files\": {\n    \"a.md\": {\n      \"chat\": 1\n    },\n    \"b.md\": {\n      \"chat\": 1,\n      \"wrong-value\": 2\n    }\n  }\n}\n"
        );
        assert_eq!(Baseline::read(&text), Ok(baseline.clone()));
        assert_eq!(baseline.size(), (4, 2));
        baseline.lower(&Stale { file: "a.md".to_owned(), rule: "chat".to_owned(), recorded: 1, present: 0 });
        assert_eq!(baseline.files().collect::<Vec<_>>(), ["b.md"]);
    }

    #[test]
    fn what_people_write_is_read() {
        let text = "\u{feff}{\"schema\": 1, \"files\": {\"./a.md\": {\"chat\": 1}}}";
        assert_eq!(Baseline::read(text).expect("a baseline").files().collect::<Vec<_>>(), ["a.md"]);
    }

    #[test]
    fn what_is_no_baseline_is_told_why() {
        assert_eq!(
            Baseline::read("[]").expect_err("no object"),
            "is not a baseline: 1:2 has another form; remove it, and `--write-baseline` writes it anew"
        );
        assert!(Baseline::read("x").expect_err("no JSON").starts_with("is not JSON: "));
        assert!(Baseline::read("{\"schema\": 2, \"files\": {}}").expect_err("another form").contains("\"schema\": 2"));
        assert!(Baseline::read("{\"schema\": 1, \"files\": {\"a\": {\"chat\": -1}}}").is_err());
    }
}
