//! Code that is missing or never closed, and checks that cannot be run.

use super::super::plan::{Fence, Field, Item, Plan, Rng};
use super::edit::{Edit, any_step, any_task};
use super::{Mutant, Table};

pub(super) const KINDS: Table = &[
    ("fence-dropped", fence_dropped),
    ("fence-untagged", fence_untagged),
    ("fence-emptied", |p, r| fence_emptied(p, r, "")),
    ("fence-blank", |p, r| fence_emptied(p, r, "\n   \n")),
    ("fence-elsewhere", fence_elsewhere),
    ("code-as-prose", code_as_prose),
    ("fence-unclosed", |p, r| unclosed(p, r, "")),
    ("fence-closer-short", |p, r| unclosed(p, r, "``\n")),
    ("fence-unclosed-at-end", unclosed_at_end),
];

pub(super) const VALIDATION: Table = &[
    ("run-command-dropped", run_command_dropped),
    ("run-command-emptied", run_command_emptied),
    ("run-command-without-ticks", run_command_without_ticks),
    ("expected-result-dropped", expected_result_dropped),
    ("fenced-command-without-result", fenced_without_result),
];

pub(super) const TESTING: Table = &[
    ("test-block-dropped", |p, r| block(p, r, false)),
    ("test-block-emptied", |p, r| block(p, r, true)),
    ("test-command-dropped", |p, r| item_dropped(p, r, &["Test command:"])),
    ("test-item-dropped", |p, r| {
        item_dropped(p, r, &["Test file:", "Test scenario:", "Expected behavior:", "Coverage requirement:"])
    }),
    ("coverage-above-hundred", |p, r| coverage(p, r, &[">180%", ">101%", "850%", ">=120%"])),
    ("coverage-not-a-percentage", |p, r| coverage(p, r, &["80", ">80", "0.8", "-5%"])),
];

/// The code of a step that has just one block of it.
fn only_fence<'p>(plan: &'p Plan, rng: &mut Rng) -> Option<(&'p [Field], &'p Field, &'p Fence)> {
    let (_, step) = any_step(plan, rng)?;
    let field = plan.field(&step.fields, "Code Examples")?;
    match field.fences.as_slice() {
        [fence] => Some((&step.fields, field, fence)),
        _ => None,
    }
}

fn fence_dropped(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let (_, field, fence) = only_fence(plan, rng)?;
    Edit::new(plan).drop(&fence.core).mark(&field.line).done()
}

fn fence_untagged(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let (_, field, fence) = only_fence(plan, rng)?;
    Edit::new(plan).put(&fence.info, "").mark(&fence.opener).mark(&field.line).done()
}

fn fence_emptied(plan: &Plan, rng: &mut Rng, with: &str) -> Option<Mutant> {
    let (_, field, fence) = only_fence(plan, rng)?;
    Edit::new(plan).put(&fence.body, with).mark(&fence.core).mark(&field.line).done()
}

/// The code stands under the actions; the label for it is left with nothing.
fn fence_elsewhere(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let (fields, field, fence) = only_fence(plan, rng)?;
    let end = plan.field(fields, "Actions")?.core.end;
    Edit::new(plan)
        .put(&(end..end), format!("\n{}", plan.at(&fence.core)))
        .put(&fence.core, "")
        .mark(&field.line)
        .done()
}

fn code_as_prose(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let (_, field, fence) = only_fence(plan, rng)?;
    Edit::new(plan).fault(&fence.core, "The code follows the style of its neighbours.\n").mark(&field.line).done()
}

/// A block that loses its closer and thereby swallows at least one heading.
fn unclosed(plan: &Plan, rng: &mut Rng, closer: &str) -> Option<Mutant> {
    let (_, _, fence) = only_fence(plan, rng)?;
    if plan.at(&fence.opener).starts_with("````") {
        return None;
    }
    let behind = |start: usize| start >= fence.core.end;
    let heading = plan.lines.iter().find(|l| l.level > 0 && behind(l.span.start));
    let next = plan.fences.iter().find(|f| behind(f.core.start));
    if next.is_some_and(|f| f.core.start < heading.map_or(0, |l| l.span.start)) {
        return None;
    }
    Edit::new(plan).put(&(fence.closer.start..fence.core.end), closer).mark(&fence.opener).done()
}

/// Behind the last task's end, so the plan is complete but for the closer.
fn unclosed_at_end(plan: &Plan, _: &mut Rng) -> Option<Mutant> {
    let fence = plan.fences.last()?;
    let rest = &plan.text[fence.core.end..];
    if fence.core.start < plan.guidelines.as_ref()?.core.start || !rest.trim().is_empty() {
        return None;
    }
    Edit::new(plan).put(&(fence.closer.start..fence.core.end), "").mark(&fence.opener).done()
}

/// The items of a block that start with one of the words.
fn items<'p>(plan: &Plan, field: &'p Field, starts: &[&str]) -> Vec<&'p Item> {
    let starts = |i: &&Item| starts.iter().any(|s| plan.at(&i.text).starts_with(s));
    field.items.iter().filter(starts).collect()
}

/// A validation with a single command.
fn only_command<'p>(plan: &'p Plan, rng: &mut Rng) -> Option<(&'p Field, &'p Item)> {
    let (_, step) = any_step(plan, rng)?;
    let field = plan.field(&step.fields, "Validation")?;
    match items(plan, field, &["Run command:"]).as_slice() {
        [item] if field.fences.is_empty() => Some((field, item)),
        _ => None,
    }
}

fn run_command_dropped(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let (field, item) = only_command(plan, rng)?;
    Edit::new(plan).drop(&item.core).mark(&field.line).done()
}

fn run_command_emptied(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let (field, item) = only_command(plan, rng)?;
    let end = item.text.start + "Run command:".len();
    Edit::new(plan).put(&(end..item.core.end), "\n").mark(&(item.line.start..end)).mark(&field.line).done()
}

fn run_command_without_ticks(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let (field, item) = only_command(plan, rng)?;
    let bare = plan.at(&item.text).replace('`', "");
    Edit::new(plan).put(&item.text, bare).mark(&item.line).mark(&field.line).done()
}

fn expected_result_dropped(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let (field, command) = only_command(plan, rng)?;
    let results = items(plan, field, &["Expected result:"]);
    let [result] = results.as_slice() else {
        return None;
    };
    Edit::new(plan).drop(&result.core).mark(&command.line).mark(&field.line).done()
}

/// One of the two blocks of a testing plan, when it says something.
fn tests<'p>(plan: &'p Plan, rng: &mut Rng) -> Option<(&'p Field, &'p super::super::plan::Span)> {
    let section = plan.part(any_task(plan, rng)?, "Testing Plan")?;
    Some((rng.pick(&section.fields)?, &section.heading))
}

fn block(plan: &Plan, rng: &mut Rng, keep_label: bool) -> Option<Mutant> {
    let (field, heading) = tests(plan, rng)?;
    if keep_label {
        Edit::new(plan).put(&(field.line.end..field.core.end), "\n").mark(&field.line).done()
    } else {
        Edit::new(plan).drop(&field.core).mark(heading).done()
    }
}

/// The only item of its sort in the block.
fn item_dropped(plan: &Plan, rng: &mut Rng, starts: &[&str]) -> Option<Mutant> {
    let (field, heading) = tests(plan, rng)?;
    let start = *rng.pick(starts)?;
    match items(plan, field, &[start]).as_slice() {
        [item] => Edit::new(plan).drop(&item.core).mark(&field.line).mark(heading).done(),
        _ => None,
    }
}

fn coverage(plan: &Plan, rng: &mut Rng, values: &[&str]) -> Option<Mutant> {
    let field = plan.block(any_task(plan, rng)?, "Testing Plan", "Unit Tests")?;
    let found = items(plan, field, &["Coverage requirement:"]);
    let item = found.first()?;
    let start = item.text.start + "Coverage requirement:".len();
    Edit::new(plan).put(&(start..item.text.end), format!(" {}", rng.pick(values)?)).mark(&item.line).done()
}

/// The whole check list gives way to a fence with the command.
fn fenced_without_result(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let (_, step) = any_step(plan, rng)?;
    let field = plan.field(&step.fields, "Validation")?;
    let text = "\n```bash\nmake check\n```\n";
    Edit::new(plan).fault(&(field.line.end..field.core.end), text).done()
}
