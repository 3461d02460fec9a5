//! Labels that are missing, empty, misspelt, marked up wrongly or out of order.

use super::super::plan::{Field, Plan, Rng, Span};
use super::edit::{Edit, any_step, any_task, misspell};
use super::{Mutant, Table};

pub(super) const KINDS: Table = &[
    ("task-field-dropped", |p, r| dropped(p, r, Of::Task)),
    ("step-field-dropped", |p, r| dropped(p, r, Of::Step)),
    ("section-field-dropped", |p, r| dropped(p, r, Of::Section)),
    ("step-label-line-dropped", |p, r| line_dropped(p, r, Of::Step)),
    ("section-label-line-dropped", |p, r| line_dropped(p, r, Of::Section)),
    ("task-field-emptied", |p, r| emptied(p, r, Of::Task)),
    ("step-field-emptied", |p, r| emptied(p, r, Of::Step)),
    ("section-field-emptied", |p, r| emptied(p, r, Of::Section)),
    ("task-label-misspelt", |p, r| label(p, r, Of::Task, slip)),
    ("step-label-misspelt", |p, r| label(p, r, Of::Step, slip)),
    ("section-label-misspelt", |p, r| label(p, r, Of::Section, slip)),
    ("label-renamed", label_renamed),
    ("actions-replaced-by-criteria", actions_replaced),
    ("task-label-unbolded", |p, r| label(p, r, Of::Task, unbolded)),
    ("step-label-unbolded", |p, r| label(p, r, Of::Step, unbolded)),
    ("section-label-unbolded", |p, r| label(p, r, Of::Section, unbolded)),
    ("task-label-colon-inside", |p, r| label(p, r, Of::Task, colon_inside)),
    ("step-label-colon-inside", |p, r| label(p, r, Of::Step, colon_inside)),
    ("section-label-colon-inside", |p, r| label(p, r, Of::Section, colon_inside)),
    ("task-label-as-bullet", |p, r| label(p, r, Of::Task, bullet)),
    ("step-label-as-bullet", |p, r| label(p, r, Of::Step, bullet)),
    ("section-label-as-bullet", |p, r| label(p, r, Of::Section, bullet)),
    ("task-label-as-heading", |p, r| as_heading(p, r, Of::Task)),
    ("step-label-as-heading", |p, r| as_heading(p, r, Of::Step)),
    ("section-label-as-heading", |p, r| as_heading(p, r, Of::Section)),
    ("label-colon-full-width", |p, r| {
        let of = any(r);
        label(p, r, of, |name, _| format!("**{name}**："))
    }),
    ("label-dash", |p, r| {
        let of = any(r);
        label(p, r, of, |name, _| format!("**{name}** –"))
    }),
    ("label-no-break-space", |p, r| {
        let of = any(r);
        label(p, r, of, no_break)
    }),
    ("label-italic", |p, r| weak(p, r, |name| format!("*{name}*:"))),
    ("label-colon-dropped", |p, r| weak(p, r, |name| format!("**{name}**"))),
    ("label-as-heading-with-text", |p, r| valued(p, r, |name, value| format!("##### {name}: {value}"))),
    ("label-without-colon", |p, r| valued(p, r, |name, value| format!("**{name}** {value}"))),
    ("label-dash-for-colon", |p, r| valued(p, r, |name, value| format!("**{name}** - {value}"))),
    ("label-with-blank-inside", |p, r| {
        let of = any(r);
        label(p, r, of, |name, r| {
            [format!("**{name}: **"), format!("** {name}**:"), format!("<b>{name}</b>:")][r.below(3)].clone()
        })
    }),
    ("label-in-numbered-item", |p, r| alone(p, r, "1. ")),
    ("label-in-boxed-item", |p, r| alone(p, r, "- [ ] ")),
    ("label-bold-not-closed", |p, r| valued(p, r, |name, value| format!("**{name}: {value}"))),
    ("label-bold-with-value", |p, r| valued(p, r, |name, value| format!("**{name}: {value}**"))),
    ("task-fields-swapped", |p, r| swapped(p, r, Of::Task)),
    ("step-fields-swapped", |p, r| swapped(p, r, Of::Step)),
    ("task-field-moved", |p, r| moved(p, r, Of::Task)),
    ("step-field-moved", |p, r| moved(p, r, Of::Step)),
    ("step-objective-last", step_objective_last),
    ("step-label-twice", |p, r| twice(p, r, Of::Step)),
    ("section-label-twice", |p, r| twice(p, r, Of::Section)),
    ("section-label-lost-after-none", label_lost_after_none),
    ("task-field-repeated", |p, r| repeated(p, r, Of::Task)),
    ("step-field-repeated", |p, r| repeated(p, r, Of::Step)),
];

/// Whose labels.
#[derive(Clone, Copy)]
enum Of {
    Task,
    Step,
    Section,
}

fn any(rng: &mut Rng) -> Of {
    [Of::Task, Of::Step, Of::Section][rng.below(3)]
}

/// The fields of a random part, with the part's heading.
fn fields<'p>(plan: &'p Plan, rng: &mut Rng, of: Of) -> Option<(&'p Span, &'p [Field])> {
    match of {
        Of::Task => {
            let task = any_task(plan, rng)?;
            Some((&task.heading, &task.fields))
        }
        Of::Step => {
            let (_, step) = any_step(plan, rng)?;
            Some((&step.heading, &step.fields))
        }
        Of::Section => {
            let task = any_task(plan, rng)?;
            let labelled = task.sections.iter().filter(|s| !s.fields.is_empty());
            let labelled: Vec<_> = labelled.collect();
            let section = rng.pick(&labelled)?;
            Some((&section.heading, &section.fields))
        }
    }
}

fn dropped(plan: &Plan, rng: &mut Rng, of: Of) -> Option<Mutant> {
    let (heading, fields) = fields(plan, rng, of)?;
    let field = rng.pick(fields)?;
    Edit::new(plan).drop(&field.core).mark(heading).done()
}

/// Only the label goes: what stood under it now stands under the label before.
fn line_dropped(plan: &Plan, rng: &mut Rng, of: Of) -> Option<Mutant> {
    let (heading, fields) = fields(plan, rng, of)?;
    let field = rng.pick(fields)?;
    if !field.value.is_empty() {
        return None;
    }
    let body = field.line.end + 1..field.core.end;
    Edit::new(plan).drop(&(field.line.start..body.start)).mark(heading).mark(&body).done()
}

fn emptied(plan: &Plan, rng: &mut Rng, of: Of) -> Option<Mutant> {
    let (_, fields) = fields(plan, rng, of)?;
    let field = rng.pick(fields)?;
    Edit::new(plan).put(&(field.colon.end..field.core.end), "\n").mark(&(field.line.start..field.colon.end)).done()
}

/// Rewrites a label with its colon; it must still be recognised, so only its line is to blame.
fn label(plan: &Plan, rng: &mut Rng, of: Of, write: fn(&str, &mut Rng) -> String) -> Option<Mutant> {
    let (_, fields) = fields(plan, rng, of)?;
    let field = rng.pick(fields)?;
    let with = write(plan.at(&field.label), rng);
    Edit::new(plan).put(&(field.bold.start..field.colon.end), with).mark(&field.line).done()
}

fn slip(name: &str, rng: &mut Rng) -> String {
    format!("**{}**:", misspell(name, rng))
}

fn unbolded(name: &str, _: &mut Rng) -> String {
    format!("{name}:")
}

fn colon_inside(name: &str, _: &mut Rng) -> String {
    format!("**{name}:**")
}

fn bullet(name: &str, _: &mut Rng) -> String {
    format!("- **{name}**:")
}

/// A label of a list, as an item of the kind of lists that plans have.
fn alone(plan: &Plan, rng: &mut Rng, before: &str) -> Option<Mutant> {
    let of = any(rng);
    let (_, fields) = fields(plan, rng, of)?;
    let field = rng.pick(fields)?;
    let at = field.line.start;
    field.value.is_empty().then(|| Edit::new(plan).put(&(at..at), before).mark(&field.line).done())?
}

fn no_break(name: &str, _: &mut Rng) -> String {
    if name.contains(' ') { format!("**{}**:", name.replacen(' ', "\u{a0}", 1)) } else { format!("**{name}**\u{a0}:") }
}

fn label_renamed(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let of = any(rng);
    let (_, fields) = fields(plan, rng, of)?;
    let field = rng.pick(fields)?;
    let name = match plan.at(&field.label) {
        "Objective" => "Objectives",
        "Prerequisites" => "Prerequisite",
        "Actions" => "Action Items",
        "Code Examples" => "Code Example",
        "Validation" => "Verification",
        "Unit Tests" => "Unit Test",
        "Integration Tests" => "Integration Test",
        _ => return None,
    };
    Edit::new(plan).put(&field.label, name).mark(&field.line).done()
}

/// The actions are gone, and another check list stands in their place.
fn actions_replaced(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let (_, step) = any_step(plan, rng)?;
    let field = plan.field(&step.fields, "Actions")?;
    let criteria = "**Acceptance Criteria**:\n- [ ] The step has its effect\n- [ ] Nothing else is touched\n\n";
    Edit::new(plan).put(&field.core, criteria).mark(&step.heading).done()
}

fn as_heading(plan: &Plan, rng: &mut Rng, of: Of) -> Option<Mutant> {
    let (_, fields) = fields(plan, rng, of)?;
    let field = rng.pick(fields)?;
    let hashes = match of {
        Of::Task => "###",
        Of::Step => "#####",
        Of::Section => "####",
    };
    let name = plan.at(&field.label);
    let heading = format!("{hashes} {name}\n");
    let edit = if field.value.is_empty() {
        Edit::new(plan).fault(&(field.line.start..field.line.end + 1), heading)
    } else {
        Edit::new(plan)
            .fault(&(field.line.start..field.value.start), heading)
            .put(&(field.value.end..field.value.end), "\n")
    };
    edit.done()
}

/// Without its colon or its bold a label may be none any more: the field may count as missing.
fn weak(plan: &Plan, rng: &mut Rng, write: fn(&str) -> String) -> Option<Mutant> {
    let of = any(rng);
    let (heading, fields) = fields(plan, rng, of)?;
    let field = rng.pick(fields)?;
    Edit::new(plan)
        .put(&(field.bold.start..field.colon.end), write(plan.at(&field.label)))
        .mark(&field.line)
        .mark(heading)
        .done()
}

/// Rewrites a label together with its value, which stands on its line.
fn valued(plan: &Plan, rng: &mut Rng, write: fn(&str, &str) -> String) -> Option<Mutant> {
    let of = any(rng);
    let (_, fields) = fields(plan, rng, of)?;
    let field = rng.pick(fields)?;
    let value = plan.at(&field.value);
    if value.is_empty() || value.contains('\n') || value.contains("**") {
        return None;
    }
    Edit::new(plan).fault(&field.line, write(plan.at(&field.label), value)).done()
}

fn swapped(plan: &Plan, rng: &mut Rng, of: Of) -> Option<Mutant> {
    let (_, fields) = fields(plan, rng, of)?;
    let at = rng.below(fields.len().checked_sub(1).filter(|&n| n > 0)?);
    let (one, two) = (&fields[at].core, &fields[at + 1].core);
    Edit::new(plan).fault_head(one, plan.at(two)).fault_head(two, plan.at(one)).done()
}

/// One field goes behind or before others; what moved or what it moved past may be called out of order.
fn moved(plan: &Plan, rng: &mut Rng, of: Of) -> Option<Mutant> {
    let (_, fields) = fields(plan, rng, of)?;
    let (from, to) = (rng.below(fields.len().max(1)), rng.below(fields.len().max(1)));
    move_field(plan, fields, from, to)
}

/// The label that tasks have too, behind all that only steps have.
fn step_objective_last(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let (_, step) = any_step(plan, rng)?;
    let from = step.fields.iter().position(|field| plan.at(&field.label) == "Objective")?;
    move_field(plan, &step.fields, from, step.fields.len() - 1)
}

fn move_field(plan: &Plan, fields: &[Field], from: usize, to: usize) -> Option<Mutant> {
    let (one, other) = (fields.get(from)?, fields.get(to)?);
    let place = if to > from { other.core.end } else { other.core.start };
    // A list would take a label on the line behind it for its own text.
    let gap = if to > from && other.value.is_empty() { "\n" } else { "" };
    let behind = if to < from && one.value.is_empty() && !plan.at(&one.core).ends_with("\n\n") { "\n" } else { "" };
    let text = plan.at(&one.core);
    let next = if to > from { &fields[from + 1].line } else { &other.line };
    (from != to).then_some(())?;
    Edit::new(plan)
        .put(&one.core, "")
        .fault_head(&(place..place), format!("{gap}{text}{behind}"))
        .mark(&other.line)
        .mark(next)
        .done()
}

/// A label line that stands there twice in a row.
fn twice(plan: &Plan, rng: &mut Rng, of: Of) -> Option<Mutant> {
    let (_, fields) = fields(plan, rng, of)?;
    let field = rng.pick(fields)?;
    if !field.value.is_empty() {
        return None;
    }
    let gap = if rng.coin() { "\n" } else { "\n\n" };
    let line = &field.line;
    Edit::new(plan).fault(&(line.start..line.start), format!("{}{gap}", plan.at(line))).mark(line).done()
}

/// A list that says `None`, and behind it the list whose label is gone.
fn label_lost_after_none(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let (heading, fields) = fields(plan, rng, Of::Section)?;
    let at = rng.below(fields.len().checked_sub(1).filter(|&n| n > 0)?);
    let (one, two) = (&fields[at], &fields[at + 1]);
    // That no file is new would contradict the steps, which is another mistake.
    if !one.value.is_empty() || !two.value.is_empty() || plan.at(&one.line).contains("New Files") {
        return None;
    }
    let none = one.line.end..one.core.end;
    Edit::new(plan).put(&none, "\n- None\n").drop(&(two.line.start..two.line.end + 1)).mark(heading).done()
}

/// Of a task's one-line fields either copy may be called too many.
fn repeated(plan: &Plan, rng: &mut Rng, of: Of) -> Option<Mutant> {
    let (_, fields) = fields(plan, rng, of)?;
    let field = rng.pick(fields)?;
    let end = field.core.end;
    let copy = plan.at(&field.core);
    let edit = if field.value.is_empty() {
        Edit::new(plan).fault_head(&(end..end), format!("\n{copy}"))
    } else {
        Edit::new(plan).fault_head(&(end..end), copy)
    };
    match of {
        Of::Task => edit.mark(&field.line).done(),
        Of::Step | Of::Section => edit.done(),
    }
}
