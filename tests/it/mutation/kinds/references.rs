//! Tasks that name other tasks wrongly.

use super::super::plan::{Field, Plan, Rng};
use super::edit::{Edit, any_task, misspell};
use super::{Mutant, Table};

pub(super) const KINDS: Table = &[
    ("reference-unknown-name", |p, r| needs(p, r, "Task: Nonexistent Groundwork")),
    ("reference-unknown-number", |p, r| needs(p, r, "Task 99")),
    ("reference-unknown-step", |p, r| needs(p, r, "Step 99")),
    ("reference-range-too-long", |p, r| needs(p, r, "Tasks 1 to 99")),
    ("reference-dotted-number", |p, r| needs(p, r, "Task 1.2")),
    ("reference-misspelt", misspelt),
    ("reference-to-itself", to_itself),
    ("reference-cycle", cycle),
    ("reference-to-later-task", later),
    ("next-task-unknown", |p, r| next(p, r, "Immediate next task", "Task: Nonexistent Groundwork")),
    ("unlocked-unknown", |p, r| next(p, r, "Dependencies unlocked", "Task 99")),
];

fn needs(plan: &Plan, rng: &mut Rng, with: &str) -> Option<Mutant> {
    let field = plan.field(&any_task(plan, rng)?.fields, "Prerequisites")?;
    Edit::new(plan).put(&field.value, with).mark(&field.line).done()
}

fn next(plan: &Plan, rng: &mut Rng, label: &str, with: &str) -> Option<Mutant> {
    let field = plan.block(any_task(plan, rng)?, "Next Steps", label)?;
    Edit::new(plan).put(&field.value, with).mark(&field.line).done()
}

/// An earlier task, named explicitly and with a slip.
fn misspelt(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let (one, two) = pair(plan, rng)?;
    let name = misspell(plan.at(&plan.tasks[one].name), rng);
    let field = prerequisites(plan, two)?;
    Edit::new(plan).put(&field.value, format!("Task: {name}")).mark(&field.line).done()
}

fn to_itself(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let task = any_task(plan, rng)?;
    let field = plan.field(&task.fields, "Prerequisites")?;
    Edit::new(plan).put(&field.value, format!("Task: {}", plan.at(&task.name))).mark(&field.line).done()
}

/// Two tasks in the order of the file.
fn pair(plan: &Plan, rng: &mut Rng) -> Option<(usize, usize)> {
    let two = 1 + rng.below(plan.tasks.len().checked_sub(1).filter(|&n| n > 0)?);
    Some((rng.below(two), two))
}

fn prerequisites(plan: &Plan, task: usize) -> Option<&Field> {
    plan.field(&plan.tasks[task].fields, "Prerequisites")
}

/// Two tasks that wait for each other, and for nothing else.
fn cycle(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let (one, two) = pair(plan, rng)?;
    let task = |i: usize| format!("Task: {}", plan.at(&plan.tasks[i].name));
    let first = prerequisites(plan, one)?;
    Edit::new(plan)
        .put(&first.value, task(two))
        .put(&prerequisites(plan, two)?.value, task(one))
        .mark(&first.line)
        .done()
}

/// The later task waits for none, so there is no cycle.
fn later(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let (one, two) = pair(plan, rng)?;
    let first = prerequisites(plan, one)?;
    Edit::new(plan)
        .put(&first.value, format!("Task: {}", plan.at(&plan.tasks[two].name)))
        .put(&prerequisites(plan, two)?.value, "None")
        .mark(&first.line)
        .done()
}
