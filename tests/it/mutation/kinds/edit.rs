//! Changes to a plan's text that keep track of where the mistake ends up.

use super::super::plan::{Plan, Rng, Section, Span, Step, Task};
use super::Mutant;

struct Change {
    at: Span,
    with: String,
    /// What of `with` is at fault.
    mark: Option<Span>,
}

/// Collects replacements and marks in terms of the *original* text.
pub(super) struct Edit<'p> {
    plan: &'p Plan,
    changes: Vec<Change>,
    marks: Vec<Span>,
}

impl<'p> Edit<'p> {
    pub(super) const fn new(plan: &'p Plan) -> Self {
        Self { plan, changes: Vec::new(), marks: Vec::new() }
    }

    /// Replaces without marking.
    pub(super) fn put(self, at: &Span, with: impl Into<String>) -> Self {
        self.put_marking(at, with, None)
    }

    /// Replaces; the new text is at fault.
    pub(super) fn fault(self, at: &Span, with: impl Into<String>) -> Self {
        let with = with.into();
        let blanks = with.len() - with.trim_start_matches('\n').len();
        let all = blanks..with.trim_end_matches('\n').len().max(blanks);
        self.put_marking(at, with, Some(all))
    }

    /// Replaces; the first line of the new text is at fault (the heading of what was pasted).
    pub(super) fn fault_head(self, at: &Span, with: impl Into<String>) -> Self {
        let with = with.into();
        let from = with.len() - with.trim_start_matches('\n').len();
        let to = with[from..].find('\n').map_or(with.len(), |n| from + n);
        self.put_marking(at, with, Some(from..to))
    }

    fn put_marking(mut self, at: &Span, with: impl Into<String>, mark: Option<Span>) -> Self {
        self.changes.push(Change { at: at.clone(), with: with.into(), mark });
        self
    }

    /// Marks text of the original, whether changed or not.
    pub(super) fn mark(mut self, span: &Span) -> Self {
        self.marks.push(span.clone());
        self
    }

    pub(super) fn mark_all<'a>(mut self, spans: impl IntoIterator<Item = &'a Span>) -> Self {
        self.marks.extend(spans.into_iter().cloned());
        self
    }

    /// Marks the lines next to a gap.
    pub(super) fn around(mut self, gap: &Span) -> Self {
        self.marks.extend(self.plan.neighbours(gap));
        self
    }

    /// Takes something out, and marks the lines next to the gap.
    pub(super) fn drop(self, gap: &Span) -> Self {
        self.put(gap, "").around(gap)
    }

    pub(super) fn done(mut self) -> Option<Mutant> {
        let old = &self.plan.text;
        self.changes.sort_by_key(|c| (c.at.start, c.at.end));
        if self.changes.windows(2).any(|w| w[0].at.end > w[1].at.start) {
            return None;
        }
        let (mut text, mut at, mut done) = (String::new(), Vec::new(), 0);
        let mut moved = Vec::new();
        for change in &self.changes {
            text.push_str(&old[done..change.at.start]);
            let start = text.len();
            at.extend(change.mark.iter().map(|m| start + m.start..start + m.end));
            text.push_str(&change.with);
            moved.push((change.at.clone(), start..text.len()));
            done = change.at.end;
        }
        text.push_str(&old[done..]);
        for mark in &self.marks {
            let start = place(&moved, mark.start, true);
            let end = place(&moved, mark.end, false).max(start);
            at.push(start..start + text[start..end].trim_end_matches('\n').len());
        }
        at.sort_by_key(|r| (r.start, r.end));
        at.dedup();
        (text != *old).then_some(Mutant { text, at })
    }
}

/// Where a position of the old text lies in the new one.
fn place(moved: &[(Span, Span)], old: usize, opens: bool) -> usize {
    let mut shift = (0, 0);
    for (was, is) in moved {
        if was.start > old || (was.start == old && !(opens && was.is_empty())) {
            break;
        }
        if old < was.end {
            return if opens { is.start } else { is.end };
        }
        shift = (was.end, is.end);
    }
    shift.1 + (old - shift.0)
}

pub(super) fn any_task<'p>(plan: &'p Plan, rng: &mut Rng) -> Option<&'p Task> {
    rng.pick(&plan.tasks)
}

pub(super) fn any_section<'p>(plan: &'p Plan, rng: &mut Rng) -> Option<&'p Section> {
    let task = any_task(plan, rng)?;
    rng.pick(&task.sections)
}

pub(super) fn any_step<'p>(plan: &'p Plan, rng: &mut Rng) -> Option<(&'p Task, &'p Step)> {
    let task = any_task(plan, rng)?;
    Some((task, rng.pick(&task.steps)?))
}

/// A slip of the fingers: letters left out, doubled, swapped or hit beside the key. The first
/// letter stays, as it does in most slips.
pub(super) fn misspell(word: &str, rng: &mut Rng) -> String {
    let slips = if word.len() >= 12 && rng.coin() { 2 } else { 1 };
    let mut letters: Vec<char> = word.chars().collect();
    for _ in 0..slips {
        let inner: Vec<usize> = (1..letters.len().saturating_sub(1))
            .filter(|&i| letters[i - 1..=i + 1].iter().all(char::is_ascii_alphabetic))
            .collect();
        let Some(&at) = rng.pick(&inner) else { break };
        match rng.below(4) {
            0 => drop(letters.remove(at)),
            1 => letters.insert(at, letters[at]),
            2 if letters[at] != letters[at + 1] => letters.swap(at, at + 1),
            _ => letters[at] = if letters[at] == 'r' { 't' } else { 'r' },
        }
    }
    let slipped: String = letters.into_iter().collect();
    if slipped == word { format!("{word}e") } else { slipped }
}
