//! Steps that are counted wrongly.

use super::super::plan::{Plan, Rng, Span, Step};
use super::edit::{Edit, any_step, any_task};
use super::{Mutant, Table};

pub(super) const KINDS: Table = &[
    ("step-number-gap", gap),
    ("step-number-duplicate", duplicate),
    ("step-number-from-zero", |p, r| renumbered_from(p, r, 0)),
    ("step-number-from-two", |p, r| renumbered_from(p, r, 2)),
    ("steps-swapped", swapped),
    ("step-number-missing", |p, r| heading(p, r, |_, name| format!("Step: {name}"))),
    ("step-number-as-word", |p, r| {
        heading(p, r, |n, name| {
            let word = ["Zero", "One", "Two", "Three", "Four", "Five"].get(n);
            format!("Step {}: {name}", word.unwrap_or(&"Six"))
        })
    }),
    ("step-number-as-letter", |p, r| {
        heading(p, r, |n, name| {
            let letter = ["Z", "A", "B", "C", "D", "E"].get(n);
            format!("Step {}: {name}", letter.unwrap_or(&"F"))
        })
    }),
    ("step-numbers-dotted", dotted),
    ("step-number-with-letter", with_letter),
    ("step-colon-as-dash", |p, r| heading(p, r, |n, name| format!("Step {n} - {name}"))),
];

/// All steps of a task are numbered as parts of it.
fn dotted(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let task = any_task(plan, rng)?;
    let mut edit = Edit::new(plan);
    for step in &task.steps {
        edit = edit.put(&step.number, format!("1.{}", number(plan, step))).mark(&step.heading);
    }
    edit.done()
}

/// The last step counts as a second part of the one before.
fn with_letter(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let [.., before, last] = &any_task(plan, rng)?.steps[..] else { return None };
    Edit::new(plan).put(&last.number, format!("{}b", number(plan, before))).mark(&last.heading).done()
}

fn number(plan: &Plan, step: &Step) -> usize {
    plan.at(&step.number).parse().unwrap_or(0)
}

/// From some step on, every number is one too high; only the first of them breaks the count.
fn gap(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let steps = &any_task(plan, rng)?.steps;
    let from = 1 + rng.below(steps.len().checked_sub(1).filter(|&n| n > 0)?);
    let mut edit = Edit::new(plan).mark(&steps[from].heading);
    for step in &steps[from..] {
        edit = edit.put(&step.number, (number(plan, step) + 1).to_string());
    }
    edit.done()
}

/// A step carries the number of the one before; either it or the return to the count may be blamed.
fn duplicate(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let steps = &any_task(plan, rng)?.steps;
    let at = 1 + rng.below(steps.len().checked_sub(1).filter(|&n| n > 0)?);
    Edit::new(plan)
        .put(&steps[at].number, plan.at(&steps[at - 1].number))
        .mark(&steps[at].heading)
        .mark_all(steps.get(at + 1).map(|s| &s.heading))
        .done()
}

fn renumbered_from(plan: &Plan, rng: &mut Rng, first: usize) -> Option<Mutant> {
    let steps = &any_task(plan, rng)?.steps;
    let mut edit = Edit::new(plan).mark(&steps.first()?.heading);
    for (k, step) in steps.iter().enumerate() {
        edit = edit.put(&step.number, (first + k).to_string());
    }
    edit.done()
}

fn swapped(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let steps = &any_task(plan, rng)?.steps;
    let at = rng.below(steps.len().checked_sub(1).filter(|&n| n > 0)?);
    let (one, two): (&Span, &Span) = (&steps[at].core, &steps[at + 1].core);
    Edit::new(plan)
        .fault_head(one, plan.at(two))
        .fault_head(two, plan.at(one))
        .mark_all(steps.get(at + 2).map(|s| &s.heading))
        .done()
}

/// Rewrites a step's heading so that it can still be told apart from other headings.
fn heading(plan: &Plan, rng: &mut Rng, title: fn(usize, &str) -> String) -> Option<Mutant> {
    let (_, step) = any_step(plan, rng)?;
    let title = title(number(plan, step), plan.at(&step.name));
    Edit::new(plan).fault(&step.heading, format!("#### {title}")).done()
}
