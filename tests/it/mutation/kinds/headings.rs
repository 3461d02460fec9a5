//! Headings that are spelt, marked up or levelled wrongly.

use super::super::plan::{Plan, Rng, Span};
use super::edit::{Edit, any_section, any_step, any_task, misspell};
use super::{Mutant, Table};

pub(super) const KINDS: Table = &[
    ("section-near-miss", section_near_miss),
    ("section-misspelt", |p, r| section(p, r, misspell)),
    ("section-synonym", section_synonym),
    ("section-unrelated", section_unrelated),
    ("section-lower-case", |p, r| section(p, r, |name, _| name.to_lowercase())),
    ("section-upper-case", |p, r| section(p, r, |name, _| name.to_uppercase())),
    ("section-emoji", |p, r| section(p, r, |name, _| format!("✅ {name}"))),
    ("section-emphasised", |p, r| section(p, r, |name, _| format!("**{name}**"))),
    ("section-colon", |p, r| section(p, r, |name, _| format!("{name}:"))),
    ("section-with-remark", |p, r| {
        section(p, r, |name, r| {
            let remark = ["(for the beta)", "– first cut", ": what the team agreed on"][r.below(3)];
            format!("{name} {remark}").replace(" :", ":")
        })
    }),
    ("section-in-a-bullet", |p, r| listed(p, r, "- ")),
    ("section-indented-behind-a-list", |p, r| listed(p, r, "    ")),
    ("section-numbered", |p, r| section(p, r, |name, r| format!("{}. {name}", 1 + r.below(6)))),
    ("section-level-up", |p, r| level(p, r, Part::Section, "##")),
    ("section-level-down", |p, r| level(p, r, Part::Section, "####")),
    ("section-no-space", section_no_space),
    ("section-as-bold", section_as_bold),
    ("task-without-prefix", task_without_prefix),
    ("task-without-name", |p, r| task(p, r, |_| "Task:".into())),
    ("task-prefix-misspelt", |p, r| task(p, r, |name| format!("Taks: {name}"))),
    ("task-numbered", task_numbered),
    ("task-emoji", |p, r| task(p, r, |name| format!("🚀 Task: {name}"))),
    ("task-emphasised", |p, r| task(p, r, |name| format!("**Task: {name}**"))),
    ("task-lower-case", |p, r| task(p, r, |name| format!("task: {name}"))),
    ("task-level-up", |p, r| level(p, r, Part::Task, "#")),
    ("task-level-down", |p, r| level(p, r, Part::Task, "###")),
    ("step-without-prefix", |p, r| step(p, r, |_, name| name.to_owned())),
    ("step-without-word", |p, r| step(p, r, |n, name| format!("{n}: {name}"))),
    ("step-without-name", |p, r| step(p, r, |n, _| format!("Step {n}:"))),
    ("step-without-name-or-colon", |p, r| step(p, r, |n, _| format!("Step {n}"))),
    ("step-prefix-misspelt", |p, r| step(p, r, |n, name| format!("Setp {n}: {name}"))),
    ("step-emoji", |p, r| step(p, r, |n, name| format!("🔧 Step {n}: {name}"))),
    ("step-emphasised", |p, r| step(p, r, |n, name| format!("**Step {n}: {name}**"))),
    ("step-lower-case", |p, r| step(p, r, |n, name| format!("step {n}: {name}"))),
    ("step-level-up", |p, r| level(p, r, Part::Step, "###")),
    ("step-level-down", |p, r| level(p, r, Part::Step, "#####")),
    ("every-level-deeper", |p, _| every_level(p, true)),
    ("every-level-higher", |p, _| every_level(p, false)),
    ("guidelines-near-miss", guidelines_near_miss),
    ("guidelines-part-near-miss", guidelines_part_near_miss),
];

/// Renames a section; the new name must still be recognised, so only the heading is to blame.
fn section(plan: &Plan, rng: &mut Rng, rename: fn(&str, &mut Rng) -> String) -> Option<Mutant> {
    let section = any_section(plan, rng)?;
    let name = rename(plan.at(&section.name), rng);
    Edit::new(plan).put(&section.name, name).mark(&section.heading).done()
}

/// A heading that lies in an item: one of its own, or the last one of the list above.
fn listed(plan: &Plan, rng: &mut Rng, before: &str) -> Option<Mutant> {
    let section = any_section(plan, rng)?;
    let above = plan.text[..section.heading.start].trim_end().rsplit('\n').next()?;
    if before.trim().is_empty() && !above.starts_with("- ") {
        return None;
    }
    let at = section.heading.start;
    Edit::new(plan).put(&(at..at), before).mark(&section.heading).done()
}

fn section_near_miss(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    section(plan, rng, |name, rng| {
        let names: &[&str] = match name {
            "Implementation Steps" => &["Implementation Step", "Implementation steps"],
            "Testing Plan" => &["Test Plan", "Testing plan"],
            "Success Criteria" => &["Success criteria", "Success Criterias"],
            "Files Created/Modified" => &["Files Modified", "Files Created"],
            "Dependencies Added" => &["Dependency Added", "Dependencies added"],
            _ => &["Next Step", "Next steps"],
        };
        (*rng.pick(names).unwrap_or(&name)).to_owned()
    })
}

/// A name of its own: a section that is unknown, and a task that lacks one.
fn foreign(plan: &Plan, rng: &mut Rng, rename: fn(&str) -> &'static str) -> Option<Mutant> {
    let task = any_task(plan, rng)?;
    let section = rng.pick(&task.sections)?;
    Edit::new(plan).put(&section.name, rename(plan.at(&section.name))).mark(&section.heading).mark(&task.heading).done()
}

fn section_synonym(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    foreign(plan, rng, |name| match name {
        "Implementation Steps" => "How to Build It",
        "Testing Plan" => "Quality Checks",
        "Success Criteria" => "Acceptance Criteria",
        "Files Created/Modified" => "Touched Files",
        "Dependencies Added" => "New Packages",
        _ => "What Comes After",
    })
}

fn section_unrelated(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    foreign(plan, rng, |name| match name.len() % 3 {
        0 => "Glossary",
        1 => "Meeting Notes",
        _ => "Budget",
    })
}

/// `###Name` is a paragraph in `CommonMark`, so the section may also count as missing.
fn section_no_space(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let task = any_task(plan, rng)?;
    let section = rng.pick(&task.sections)?;
    Edit::new(plan)
        .put(&(section.heading.start + 3..section.name.start), "")
        .mark(&section.heading)
        .mark(&task.heading)
        .done()
}

fn section_as_bold(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let task = any_task(plan, rng)?;
    let section = rng.pick(&task.sections)?;
    let name = plan.at(&section.name);
    Edit::new(plan).fault(&section.heading, format!("**{name}**\n")).mark(&task.heading).done()
}

fn task(plan: &Plan, rng: &mut Rng, title: fn(&str) -> String) -> Option<Mutant> {
    let task = any_task(plan, rng)?;
    let title = title(plan.at(&task.name));
    Edit::new(plan).fault(&task.heading, format!("## {title}")).done()
}

/// With its right number, so that only the form is wrong.
fn task_numbered(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let at = rng.below(plan.tasks.len().max(1));
    let task = plan.tasks.get(at)?;
    let name = plan.at(&task.name);
    Edit::new(plan).fault(&task.heading, format!("## Task {}: {name}", at + 1)).done()
}

/// The plan must keep a task that can be recognised, else it is no plan any more.
fn task_without_prefix(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    if plan.tasks.len() < 2 {
        return None;
    }
    task(plan, rng, str::to_owned)
}

fn step(plan: &Plan, rng: &mut Rng, title: fn(&str, &str) -> String) -> Option<Mutant> {
    let (_, step) = any_step(plan, rng)?;
    let title = title(plan.at(&step.number), plan.at(&step.name));
    Edit::new(plan).fault(&step.heading, format!("#### {title}")).done()
}

#[derive(Clone, Copy)]
enum Part {
    Task,
    Section,
    Step,
}

fn level(plan: &Plan, rng: &mut Rng, part: Part, hashes: &str) -> Option<Mutant> {
    let task = any_task(plan, rng)?;
    let heading = match part {
        Part::Task => &task.heading,
        Part::Section => &rng.pick(&task.sections)?.heading,
        Part::Step => &rng.pick(&task.steps)?.heading,
    };
    let title = plan.at(heading).trim_start_matches('#');
    Edit::new(plan).fault(heading, format!("{hashes}{title}")).done()
}

/// One mistake of the author, seen on every heading.
fn every_level(plan: &Plan, deeper: bool) -> Option<Mutant> {
    if !deeper && plan.lines.iter().any(|l| l.level == 1) {
        return None;
    }
    let mut edit = Edit::new(plan);
    for line in plan.lines.iter().filter(|l| l.level > 0) {
        let Span { start, .. } = line.span;
        edit = if deeper { edit.put(&(start..start), "#") } else { edit.put(&(start..start + 1), "") };
        edit = edit.mark(&(start + 1..line.span.end));
    }
    edit.done()
}

fn guidelines_near_miss(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let guidelines = plan.guidelines.as_ref()?;
    let name = rng.pick(&[
        "Implementation guidelines",
        "Implementation Guideline",
        "Implementation Guidelines:",
        "**Implementation Guidelines**",
        "📋 Implementation Guidelines",
        "Implementaton Guidelines",
    ])?;
    Edit::new(plan).put(&guidelines.name, *name).mark(&guidelines.heading).done()
}

fn guidelines_part_near_miss(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let part = rng.pick(&plan.guideline_parts)?;
    let name = misspell(plan.at(&part.name), rng);
    Edit::new(plan).put(&part.name, name).mark(&part.heading).done()
}
