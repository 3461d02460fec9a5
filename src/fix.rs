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
}

/// Passes after which fixes must have come to rest. Fixes that meet at one place take turns, one in each pass.
const PASSES: usize = 200;

/// Applies the fixes of a document up to a safety, [`Safety::Unsafe`] being all of them, and looks again until nothing
/// changes any more.
///
/// In one pass the fixes are taken in the order of their findings; one that meets another is left for the next pass, and
/// one that does not take its finding away is not applied.
/// Unsafe fixes wait until no safe one is left, so that they work on a text that is settled.
///
/// A document that is not a text (see [`Source::unreadable`]) has no fixes, and its text is not the whole of it: who
/// writes files writes only where something was applied.
#[must_use]
pub fn fix(document: Document, settings: &Settings, safety: Safety, limits: &Limits) -> Fixed {
    settle(document, safety, limits, |document| check(document, settings))
}

/// Fixes what `look` finds, again and again.
fn settle(document: Document, safety: Safety, limits: &Limits, look: impl Fn(&Document) -> Vec<Diagnostic>) -> Fixed {
    let found = look(&document);
    let mut applied = Vec::new();
    let mut seen = HashSet::from([digest(document.source.text())]);
    let mut latest: Option<(Document, Vec<Diagnostic>)> = None;
    // Findings that their fixes did not take away.
    let mut vain: BTreeSet<Finding> = BTreeSet::new();
    let restless = loop {
        let (now, left) = latest.as_ref().map_or((&document, &found), |(document, found)| (document, found));
        let pass = Pass::new(left, safety, &now.source, &vain);
        if pass.rules.is_empty() {
            break None;
        }
        let unrest = |cause| Some(Restless { rules: distinct(&pass.rules), cause });
        if seen.len() > PASSES {
            break unrest(Unrest::Endless);
        }
        let text = Fix { title: String::new(), safety, edits: pass.edits }.apply(now.source.text());
        if seen.contains(&digest(&text)) {
            break unrest(Unrest::Circle);
        }
        let next = Document::read(Source::new(now.source.name(), text), Arc::clone(&now.format), limits);
        // Better mistakes than a text in which nothing of the format is left.
        if now.is_recognised() && !next.is_recognised() {
            break None;
        }
        let rest = look(&next);
        let stays = still_there(&pass.findings, (left, &now.source), (&rest, &next.source));
        if !stays.is_empty() {
            // Without those that mend nothing, from the same text again.
            vain.extend(stays);
            continue;
        }
        // On another text they may do better.
        vain.clear();
        seen.insert(digest(next.source.text()));
        applied.extend(pass.rules);
        latest = Some((next, rest));
    };
    let (document, mut found) = match latest.filter(|_| restless.is_none()) {
        Some(latest) => latest,
        None => (document, found),
    };
    if restless.is_some() {
        applied.clear();
    }
    for finding in found.iter_mut().filter(|_| !vain.is_empty()) {
        if vain.contains(&Finding::of(finding, &document.source)) {
            finding.fix = None;
        }
    }
    Fixed { document, found, applied, restless }
}

/// A finding as it is known again after a pass: by its rule, its message and the text at fault.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Finding {
    rule: &'static str,
    message: String,
    text: String,
}

impl Finding {
    fn of(found: &Diagnostic, source: &Source) -> Self {
        Self { rule: found.rule, message: found.message.clone(), text: source.slice(found.span).to_owned() }
    }
}

/// Those of the mended findings that are as many after the pass as before it.
fn still_there(mended: &[Finding], before: (&[Diagnostic], &Source), after: (&[Diagnostic], &Source)) -> Vec<Finding> {
    let count = |(found, source): (&[Diagnostic], &Source)| {
        let mut counts: BTreeMap<Finding, usize> = BTreeMap::new();
        for found in found {
            *counts.entry(Finding::of(found, source)).or_default() += 1;
        }
        counts
    };
    let (before, after) = (count(before), count(after));
    mended.iter().filter(|finding| after.get(finding).copied() >= before.get(finding).copied()).cloned().collect()
}

/// The fixes of one pass.
#[derive(Debug, Default)]
struct Pass {
    /// All edits, in document order.
    edits: Vec<Edit>,
    /// The rule of each fix that was taken.
    rules: Vec<&'static str>,
    /// What those fixes are to take away.
    findings: Vec<Finding>,
}

impl Pass {
    fn new(found: &[Diagnostic], safety: Safety, source: &Source, vain: &BTreeSet<Finding>) -> Self {
        let is_vain = |found: &Diagnostic| !vain.is_empty() && vain.contains(&Finding::of(found, source));
        let fixes = || found.iter().filter_map(|found| Some((found, found.fix.as_ref()?)));
        let allowed =
            || fixes().filter(|(found, fix)| fix.safety <= safety && !fix.edits.is_empty() && !is_vain(found));
        let Some(first) = allowed().map(|(_, fix)| fix.safety).min() else { return Self::default() };
        let (mut pass, mut taken) = (Self::default(), Taken::default());
        for (found, fix) in allowed().filter(|(_, fix)| fix.safety == first) {
            if fits(&fix.edits, source.text()) && taken.take(&fix.edits, Cause(found.rule, found.span)) {
                pass.rules.push(found.rule);
                pass.findings.push(Finding::of(found, source));
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

    fn pass(found: &[Diagnostic], safety: Safety) -> Pass {
        Pass::new(found, safety, &Source::new("x", "x".repeat(40)), &BTreeSet::new())
    }

    fn taken(found: &[Diagnostic], safety: Safety) -> Vec<&'static str> {
        pass(found, safety).rules
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
        let pass = pass(&found, Safe);
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

    /// Settles a task list for which every finding is made by the last word of the text.
    fn settled(text: &str, look: impl Fn(&str) -> Option<Diagnostic>) -> Fixed {
        let format = crate::format::Format::named("task-list").expect("a built-in format");
        let limits = Limits::default();
        let document = Document::read(Source::new("x", text), format, &limits);
        settle(document, Safety::Safe, &limits, |document| look(document.source.text()).into_iter().collect())
    }

    #[test]
    fn fixes_that_never_rest_are_named_and_leave_the_text() {
        let text = "## Task: A\none";
        let turn = |text: &str| {
            let at = u32::try_from(text.len()).expect("small") - 3;
            let (rule, other) = if text.ends_with("one") { ("one", "two") } else { ("two", "one") };
            Some(finding(rule, Safety::Safe, &[(at, at + 3, other)]))
        };
        let fixed = settled(text, turn);
        assert_eq!(fixed.restless, Some(Restless { rules: vec!["two"], cause: Unrest::Circle }));
        assert_eq!((fixed.document.source.text(), fixed.applied.len(), fixed.found.len()), (text, 0, 1));

        let grow = |text: &str| {
            let at = u32::try_from(text.len()).expect("small");
            let found = finding("one", Safety::Safe, &[(at, at, "!")]);
            Some(Diagnostic { message: text.to_owned(), ..found })
        };
        let fixed = settled(text, grow);
        assert_eq!(fixed.restless, Some(Restless { rules: vec!["one"], cause: Unrest::Endless }));
        assert_eq!((fixed.document.source.text(), fixed.applied.len()), (text, 0));
    }

    #[test]
    fn a_fix_that_mends_nothing_or_everything_away_is_not_applied() {
        let text = "## Task: A\none";
        let fixed = settled(text, |_| Some(finding("one", Safety::Safe, &[(0, 0, "\n")])));
        assert_eq!((fixed.document.source.text(), fixed.applied.len(), fixed.restless), (text, 0, None));
        assert!(fixed.found.iter().all(|found| found.fix.is_none()), "it is not offered again");
        let fixed = settled(text, |text| text.contains("Task").then(|| finding("one", Safety::Safe, &[(0, 10, "")])));
        assert_eq!((fixed.document.source.text(), fixed.applied.len(), fixed.restless), (text, 0, None));
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
