//! Applies fixes until nothing changes: edits that do not overlap, then another look. Pure.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Edit, Fix, Safety};
use crate::engine::{Settings, check};
use crate::lower::Document;
use crate::source::{Source, Span};
use crate::syntax::Limits;

/// A document after its fixes, with what remains.
#[derive(Debug)]
pub struct Fixed {
    /// The document; as it was when nothing could be applied.
    pub document: Document,
    /// What remains to be found in it.
    pub found: Vec<Diagnostic>,
    /// The rules whose fixes were applied, one entry for each fix, in the order in which they were applied.
    pub applied: Vec<&'static str>,
    /// Why nothing was applied although there were fixes: a defect of the rules.
    pub restless: Option<Restless>,
}

/// Fixes that never come to rest. The document is left as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restless {
    /// The rules whose fixes were applied in the last pass.
    pub rules: Vec<&'static str>,
    /// How it was noticed.
    pub cause: Unrest,
}

/// How it was noticed that fixes do not come to rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unrest {
    /// A pass gave a text that had been there before.
    Circle,
    /// The last pass that is allowed still changed something.
    Endless,
    /// Nothing of the format was recognised any more.
    Ruin,
}

/// Passes after which fixes must have come to rest. Fixes that meet at one place take turns, one in each pass.
const PASSES: usize = 200;

/// Applies the fixes of a document up to a safety, [`Safety::Unsafe`] being all of them, and looks again until nothing
/// changes any more.
///
/// In one pass the fixes are taken in the order of their findings; one that meets another is left for the next pass.
/// Unsafe fixes wait until no safe one is left, so that they work on a text that is settled.
#[must_use]
pub fn fix(document: Document, settings: &Settings, safety: Safety, limits: &Limits) -> Fixed {
    let found = check(&document, settings);
    let mut applied = Vec::new();
    let mut seen = HashSet::from([digest(document.source.text())]);
    let mut latest: Option<(Document, Vec<Diagnostic>)> = None;
    let restless = loop {
        let (now, left) = latest.as_ref().map_or((&document, &found), |(document, found)| (document, found));
        let pass = Pass::new(left, safety, now.source.text());
        if pass.rules.is_empty() {
            break None;
        }
        let unrest = |cause| Some(Restless { rules: distinct(&pass.rules), cause });
        if seen.len() > PASSES {
            break unrest(Unrest::Endless);
        }
        let text = Fix { title: String::new(), safety, edits: pass.edits }.apply(now.source.text());
        if !seen.insert(digest(&text)) {
            break unrest(Unrest::Circle);
        }
        let next = Document::read(Source::new(now.source.name(), text), Arc::clone(&now.format), limits);
        if now.is_recognised() && !next.is_recognised() {
            break unrest(Unrest::Ruin);
        }
        applied.extend(pass.rules);
        let left = check(&next, settings);
        latest = Some((next, left));
    };
    match (restless, latest) {
        (None, Some((document, found))) => Fixed { document, found, applied, restless: None },
        (restless, _) => Fixed { document, found, applied: Vec::new(), restless },
    }
}

/// The fixes of one pass.
#[derive(Debug, Default)]
struct Pass {
    /// All edits, in document order.
    edits: Vec<Edit>,
    /// The rule of each fix that was taken.
    rules: Vec<&'static str>,
}

impl Pass {
    fn new(found: &[Diagnostic], safety: Safety, text: &str) -> Self {
        let fixes = || found.iter().filter_map(|found| Some((Cause(found.rule, found.span), found.fix.as_ref()?)));
        let allowed = || fixes().filter(|(_, fix)| fix.safety <= safety && !fix.edits.is_empty());
        let Some(first) = allowed().map(|(_, fix)| fix.safety).min() else { return Self::default() };
        let (mut pass, mut taken) = (Self::default(), Taken::default());
        for (cause, fix) in allowed().filter(|(_, fix)| fix.safety == first) {
            if fits(&fix.edits, text) && taken.take(&fix.edits, cause) {
                pass.rules.push(cause.0);
                pass.edits.extend(fix.edits.iter().cloned());
            }
        }
        pass.edits.sort_by_key(|edit| edit.span);
        pass
    }
}

/// Whether edits stand in order, on borders of characters, and change something.
fn fits(edits: &[Edit], text: &str) -> bool {
    edits.iter().all(|edit| text.get(edit.span.range()).is_some())
        && edits.is_sorted_by(|one, other| one.span.end <= other.span.start)
        && edits.iter().any(|edit| text.get(edit.span.range()) != Some(&edit.content))
}

/// The rule and the place of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Cause(&'static str, Span);

/// The places that a pass has given away, and for what.
#[derive(Debug, Default)]
struct Taken(BTreeMap<(u32, u32), Cause>);

impl Taken {
    /// Takes the places of a fix, all or none.
    fn take(&mut self, edits: &[Edit], cause: Cause) -> bool {
        if edits.iter().any(|edit| self.meets((edit.span.start, edit.span.end), cause)) {
            return false;
        }
        self.0.extend(edits.iter().map(|edit| ((edit.span.start, edit.span.end), cause)));
        true
    }

    /// Whether a span overlaps one that is taken. Two that only touch are apart, unless one of them is an insertion: what
    /// it inserts may depend on what stands on both sides.
    ///
    /// Insertions at one place are apart when one rule reports them on one place: parts that are missing side by side,
    /// in the order in which they belong there.
    fn meets(&self, span: (u32, u32), cause: Cause) -> bool {
        let is_met = |(other, taken): (&(u32, u32), &Cause)| {
            let apart = span.1 < other.0 || other.1 < span.0;
            let touch = span.1 == other.0 || other.1 == span.0;
            let inserts = span.0 == span.1 || other.0 == other.1;
            let beside = *other == span && span.0 == span.1 && *taken == cause;
            !apart && !beside && (!touch || inserts)
        };
        // Taken spans do not overlap, so that only the nearest ones can be met. At most one that begins before the span
        // reaches it, but an insertion may stand at its start too.
        let before = self.0.range(..span).rev().take(2);
        before.chain(self.0.range(span..).take_while(|(other, _)| other.0 <= span.1)).any(is_met)
    }
}

fn distinct(rules: &[&'static str]) -> Vec<&'static str> {
    rules.iter().copied().collect::<BTreeSet<_>>().into_iter().collect()
}

fn digest(text: &str) -> (usize, u64) {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    (text.len(), hasher.finish())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Severity;

    fn finding(rule: &'static str, safety: Safety, edits: &[(u32, u32, &str)]) -> Diagnostic {
        let edits = edits.iter().map(|(start, end, text)| Edit::replace(Span::new(*start, *end), *text));
        Diagnostic {
            rule,
            severity: Severity::Error,
            message: String::new(),
            span: Span::at(rule.len().try_into().expect("small")),
            task: None,
            step: None,
            labels: Vec::new(),
            help: None,
            fix: Some(Fix { title: String::new(), safety, edits: edits.collect() }),
        }
    }

    fn one(edits: &[(u32, u32, &str)]) -> Diagnostic {
        finding("one", Safety::Safe, edits)
    }

    fn two(edits: &[(u32, u32, &str)]) -> Diagnostic {
        finding("two", Safety::Safe, edits)
    }

    fn taken(found: &[Diagnostic], safety: Safety) -> Vec<&'static str> {
        Pass::new(found, safety, &"x".repeat(40)).rules
    }

    #[test]
    fn of_two_fixes_that_meet_the_first_is_taken() {
        use Safety::{Safe, Unsafe};
        for (first, second, meet) in [
            ((0, 4), (4, 6), false),
            ((4, 6), (0, 4), false),
            ((0, 4), (3, 6), true),
            ((3, 6), (0, 4), true),
            ((0, 9), (3, 6), true),
            ((3, 6), (0, 9), true),
            ((4, 4), (4, 4), true),
            ((4, 4), (4, 6), true),
            ((4, 4), (2, 4), true),
            ((4, 6), (4, 4), true),
            ((2, 4), (4, 4), true),
            ((4, 4), (5, 5), false),
        ] {
            let found = [one(&[(first.0, first.1, "a")]), two(&[(second.0, second.1, "b")])];
            let expected: &[&str] = if meet { &["one"] } else { &["one", "two"] };
            assert_eq!(taken(&found, Safe), expected, "{first:?} and {second:?}");
        }
        // All edits of a fix or none.
        let found = [one(&[(10, 12, "a")]), two(&[(0, 1, "b"), (11, 13, "b")]), finding("three", Safe, &[(0, 1, "c")])];
        assert_eq!(taken(&found, Safe), ["one", "three"]);
        // Side by side and for one reason.
        let found = [one(&[(4, 4, "a")]), one(&[(4, 4, "b")]), two(&[(4, 4, "c")])];
        let pass = Pass::new(&found, Safe, &"x".repeat(40));
        assert_eq!(pass.rules, ["one", "one"]);
        assert_eq!(pass.edits.iter().map(|edit| edit.content.as_str()).collect::<String>(), "ab");
        // An insertion and a deletion at one place, then something that meets the deletion only.
        let found = [one(&[(2, 4, "")]), two(&[(4, 6, "")]), finding("three", Safe, &[(3, 3, "c")])];
        assert_eq!(taken(&found, Safe), ["one", "two"]);
        // Unsafe fixes wait for safe ones.
        let found = [finding("one", Unsafe, &[(0, 1, "a")]), two(&[(5, 6, "b")])];
        assert_eq!(taken(&found, Unsafe), ["two"]);
        assert_eq!(taken(&found[..1], Unsafe), ["one"]);
        assert_eq!(taken(&found[..1], Safe), [""; 0]);
    }

    #[test]
    fn edits_that_do_not_fit_are_left_out() {
        let text = "é and x";
        let edit = |start, end, with: &str| Edit::replace(Span::new(start, end), with);
        assert!(fits(&[edit(0, 2, "e")], text));
        assert!(!fits(&[edit(0, 1, "e")], text), "inside a character");
        assert!(!fits(&[edit(0, 99, "e")], text), "past the end");
        assert!(!fits(&[edit(2, 4, "e"), edit(0, 2, "e")], text), "out of order");
        assert!(!fits(&[edit(0, 2, "é")], text), "changes nothing");
    }
}
