//! Whole parts that are missing, doubled, foreign or in the wrong place.

use super::super::plan::{Plan, Rng, Section, Span};
use super::edit::{Edit, any_section, any_step, any_task};
use super::{Mutant, Table};

pub(super) const KINDS: Table = &[
    ("task-dropped", task_dropped),
    ("every-task-dropped", every_task_dropped),
    ("task-heading-dropped", task_heading_dropped),
    ("task-emptied", task_emptied),
    ("task-repeated", task_repeated),
    ("task-name-duplicate", |p, r| duplicate(p, r, str::to_owned)),
    ("task-name-duplicate-in-capitals", |p, r| duplicate(p, r, str::to_uppercase)),
    ("section-dropped", section_dropped),
    ("section-heading-dropped", section_heading_dropped),
    ("section-emptied", section_emptied),
    ("section-moved", section_moved),
    ("section-repeated", section_repeated),
    ("step-dropped", step_dropped),
    ("step-heading-dropped", step_heading_dropped),
    ("step-emptied", step_emptied),
    ("section-heading-twice", |p, r| twice(p, r, |plan, rng| Some(any_section(plan, rng)?.heading.clone()))),
    ("step-heading-twice", |p, r| twice(p, r, |plan, rng| Some(any_step(plan, rng)?.1.heading.clone()))),
    ("task-heading-twice", |p, r| twice(p, r, |plan, rng| Some(any_task(plan, rng)?.heading.clone()))),
    ("section-headings-merged", headings_merged),
    ("next-steps-as-prose", next_steps_as_prose),
    ("unknown-section", unknown_section),
    ("unknown-h2", unknown_h2),
    ("second-h1", second_h1),
];

pub(super) const GUIDELINES: Table = &[
    ("guidelines-dropped", guidelines_dropped),
    ("guidelines-not-last", guidelines_not_last),
    ("guidelines-repeated", guidelines_repeated),
    ("guidelines-part-dropped", guidelines_part_dropped),
    ("guidelines-part-heading-dropped", guidelines_part_heading_dropped),
    ("guidelines-emptied", guidelines_emptied),
    ("guidelines-as-prose", guidelines_as_prose),
];

/// Only a mistake when another task names the lost one explicitly; its place cannot be known.
fn task_dropped(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let mut lost = Vec::new();
    for task in &plan.tasks {
        let mut named = plan.references(plan.at(&task.name));
        named.retain(|line| !task.core.contains(&line.start));
        if !named.is_empty() && plan.tasks.len() > 1 {
            lost.push((task, named));
        }
    }
    let (task, named) = rng.pick(&lost)?;
    Edit::new(plan).put(&task.core, "").mark_all(named).done()
}

fn every_task_dropped(plan: &Plan, _: &mut Rng) -> Option<Mutant> {
    let guidelines = plan.guidelines.as_ref()?;
    Edit::new(plan).put(&(0..guidelines.core.start), "").mark(&guidelines.heading).done()
}

/// What follows looks like a second body of the task before, or like one of no task at all.
fn task_heading_dropped(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let task = any_task(plan, rng)?;
    Edit::new(plan)
        .drop(&task.heading)
        .mark_all(task.fields.iter().map(|f| &f.line))
        .mark(&task.sections.first()?.heading)
        .done()
}

/// Not the last task: without its end, a plan may just as well be cut off.
fn task_emptied(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let (_, others) = plan.tasks.split_last()?;
    let task = rng.pick(others)?;
    Edit::new(plan).put(&(task.heading.end..task.core.end), "\n").mark(&task.heading).done()
}

fn task_repeated(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let task = any_task(plan, rng)?;
    let end = task.core.end;
    let copy = format!("\n---\n\n{}", plan.at(&task.core));
    let heading = "\n---\n\n".len();
    Edit::new(plan).put(&(end..end), &copy[..heading]).fault_head(&(end..end), &copy[heading..]).done()
}

/// Renames a task after an earlier one. Places where that would also make a task require itself,
/// or leave a reference to the old name dangling, are left out.
fn duplicate(plan: &Plan, rng: &mut Rng, write: fn(&str) -> String) -> Option<Mutant> {
    let later = 1 + rng.below(plan.tasks.len().checked_sub(1).filter(|&n| n > 0)?);
    let (task, name) = (&plan.tasks[later], plan.at(&plan.tasks[rng.below(later)].name));
    let needs = plan.field(&task.fields, "Prerequisites")?;
    let dangling = !plan.references(plan.at(&task.name)).is_empty();
    if dangling || plan.at(&needs.value).contains(name) {
        return None;
    }
    Edit::new(plan).put(&task.name, write(name)).mark(&task.heading).done()
}

fn section_dropped(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let task = any_task(plan, rng)?;
    let section = rng.pick(&task.sections)?;
    Edit::new(plan).drop(&section.core).mark(&task.heading).done()
}

/// Its contents now belong to the section before.
fn section_heading_dropped(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let task = any_task(plan, rng)?;
    let section = rng.pick(&task.sections)?;
    Edit::new(plan).drop(&section.heading).mark(&task.heading).mark_all(section.fields.iter().map(|f| &f.line)).done()
}

fn section_emptied(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let section = any_section(plan, rng)?;
    Edit::new(plan).put(&(section.heading.end..section.core.end), "\n").mark(&section.heading).done()
}

/// Either side of the order may be called wrong: what moved, or what it moved past.
fn section_moved(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let sections = &any_task(plan, rng)?.sections;
    let from = rng.below(sections.len().max(1));
    let to = rng.below(sections.len().max(1));
    if from == to {
        return None;
    }
    let text = plan.at(&sections[from].core);
    let edit = Edit::new(plan).put(&sections[from].core, "");
    let edit = if to > from {
        let end = sections[to].core.end;
        edit.fault_head(&(end..end), format!("\n{text}")).mark(&sections[from + 1].heading)
    } else {
        let start = sections[to].core.start;
        edit.fault_head(&(start..start), format!("{text}\n")).mark(&sections[from - 1].heading)
    };
    edit.mark(&sections[to].heading).done()
}

fn section_repeated(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let sections = &any_task(plan, rng)?.sections;
    let section = rng.pick(sections)?;
    let text = plan.at(&section.core);
    let end = if rng.coin() { section.core.end } else { sections.last()?.core.end };
    Edit::new(plan).fault_head(&(end..end), format!("\n{text}")).done()
}

/// Not the last step: nothing shows that one is gone.
fn step_dropped(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let task = any_task(plan, rng)?;
    let at = rng.below(task.steps.len().checked_sub(1).filter(|&n| n > 0)?);
    let edit = Edit::new(plan).drop(&task.steps[at].core);
    let before = at.checked_sub(1).map(|i| &task.steps[i].heading);
    edit.mark(&task.steps[at + 1].heading).mark_all(before).done()
}

fn step_heading_dropped(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let task = any_task(plan, rng)?;
    let at = rng.below(task.steps.len().max(1));
    let step = task.steps.get(at)?;
    let before = at.checked_sub(1).map(|i| &task.steps[i].heading);
    Edit::new(plan)
        .drop(&step.heading)
        .mark(&plan.part(task, "Implementation Steps")?.heading)
        .mark_all(step.fields.iter().map(|f| &f.line))
        .mark_all(before)
        .mark_all(task.steps.get(at + 1).map(|s| &s.heading))
        .done()
}

fn step_emptied(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let (_, step) = any_step(plan, rng)?;
    Edit::new(plan).put(&(step.heading.end..step.core.end), "\n").mark(&step.heading).done()
}

/// The same line twice, with or without a blank line between.
fn twice(plan: &Plan, rng: &mut Rng, of: fn(&Plan, &mut Rng) -> Option<Span>) -> Option<Mutant> {
    let line = of(plan, rng)?;
    let gap = if rng.coin() { "\n" } else { "\n\n" };
    Edit::new(plan).fault(&(line.start..line.start), format!("{}{gap}", plan.at(&line))).mark(&line).done()
}

/// Two sections under one heading that names both.
fn headings_merged(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let sections = &any_task(plan, rng)?.sections;
    let at = rng.below(sections.len().checked_sub(1).filter(|&n| n > 0)?);
    let (one, two) = (&sections[at], &sections[at + 1]);
    let mark = rng.pick(&["&", "and", "/"])?;
    let name = format!("{} {mark} {}", plan.at(&one.name), plan.at(&two.name));
    Edit::new(plan).put(&one.name, name).put(&(two.heading.start..two.heading.end + 1), "").mark(&one.heading).done()
}

fn next_steps_as_prose(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let section = plan.part(any_task(plan, rng)?, "Next Steps")?;
    let text =
        *rng.pick(&["\nWrite the manual of the service.\n", "\n- Write the manual\n- Tell the support team\n"])?;
    Edit::new(plan).put(&(section.heading.end..section.core.end), text).mark(&section.heading).done()
}

fn unknown_section(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let end = any_section(plan, rng)?.core.end;
    let name = rng.pick(&["Rollback Strategy", "Risk Register", "Stakeholders", "Open Questions"])?;
    Edit::new(plan).fault(&(end..end), format!("\n### {name}\nThe team lead keeps this up to date.\n")).done()
}

/// In front of a task or of the guidelines; behind them it would also displace them.
fn unknown_h2(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let tasks = plan.tasks.iter().map(|t| t.core.start);
    let places: Vec<usize> = tasks.chain(plan.guidelines.iter().map(|g| g.core.start)).collect();
    let at = *rng.pick(&places)?;
    let name = rng.pick(&["Glossary", "Background", "Timeline", "Executive Summary"])?;
    Edit::new(plan).fault(&(at..at), format!("## {name}\nThe words are those of the domain experts.\n\n")).done()
}

fn second_h1(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let at = rng.pick(plan.tasks.get(1..)?)?.core.start;
    let top = plan.top();
    let edit = if plan.lines.iter().any(|l| l.level == 1) {
        Edit::new(plan)
    } else {
        Edit::new(plan).put(&(top..top), "# Delivery Plan\n\n")
    };
    edit.fault(&(at..at), "# Second Phase\n\n").done()
}

/// The guidelines, when they stand last, with the rule in front of them.
fn last_guidelines(plan: &Plan) -> Option<(&Section, usize)> {
    let last = plan.tasks.last()?.core.end;
    let guidelines = plan.guidelines.as_ref()?;
    (guidelines.core.start >= last).then_some((guidelines, last))
}

/// The whole document lacks them, so its first and its last heading may be blamed.
fn guidelines_dropped(plan: &Plan, _: &mut Rng) -> Option<Mutant> {
    let (_, last) = last_guidelines(plan)?;
    let task = plan.tasks.last()?;
    let top = plan.lines.iter().find(|l| l.level > 0)?;
    Edit::new(plan)
        .put(&(last..plan.text.len()), "")
        .mark(&top.span)
        .mark(&task.heading)
        .mark_all(&plan.neighbours(&(last..last))[..1])
        .done()
}

fn guidelines_not_last(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let (guidelines, last) = last_guidelines(plan)?;
    let task = any_task(plan, rng)?;
    let at = task.core.start;
    Edit::new(plan)
        .put(&(last..plan.text.len()), "")
        .fault_head(&(at..at), format!("{}\n", plan.at(&guidelines.core)))
        .mark(&task.heading)
        .done()
}

fn guidelines_repeated(plan: &Plan, _: &mut Rng) -> Option<Mutant> {
    let (guidelines, _) = last_guidelines(plan)?;
    let end = plan.text.len();
    Edit::new(plan).fault_head(&(end..end), format!("\n{}", plan.at(&guidelines.core))).done()
}

fn guidelines_part_dropped(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let part = rng.pick(&plan.guideline_parts)?;
    Edit::new(plan).drop(&part.core).mark(&plan.guidelines.as_ref()?.heading).done()
}

fn guidelines_emptied(plan: &Plan, _: &mut Rng) -> Option<Mutant> {
    let (guidelines, _) = last_guidelines(plan)?;
    Edit::new(plan).put(&(guidelines.heading.end..guidelines.core.end), "\n").mark(&guidelines.heading).done()
}

/// Its contents now belong to the part before it, or to none.
fn guidelines_part_heading_dropped(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let part = rng.pick(&plan.guideline_parts)?;
    let edit = Edit::new(plan).drop(&part.heading).mark(&plan.guidelines.as_ref()?.heading);
    edit.mark_all(part.fields.iter().map(|field| &field.line)).done()
}

fn guidelines_as_prose(plan: &Plan, _: &mut Rng) -> Option<Mutant> {
    let (guidelines, _) = last_guidelines(plan)?;
    let prose = "\nFollow the practices of the team, and keep the tests green.\n";
    Edit::new(plan).put(&(guidelines.heading.end..guidelines.core.end), prose).mark(&guidelines.heading).done()
}
