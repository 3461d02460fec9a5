//! Template text that was never filled in, and stand-ins for text that was never written.

use super::super::plan::{Plan, Rng, Span};
use super::edit::{Edit, any_step, any_task};
use super::{Mutant, Table};

pub(super) const KINDS: Table = &[
    ("placeholder-tbd", |p, r| value(p, r, &["TBD", "TBD."])),
    ("placeholder-todo", |p, r| value(p, r, &["TODO"])),
    ("placeholder-fixme", |p, r| value(p, r, &["FIXME"])),
    ("placeholder-question-marks", |p, r| value(p, r, &["???"])),
    ("placeholder-ellipsis", |p, r| value(p, r, &["..."])),
    ("placeholder-todo-with-text", |p, r| {
        value(p, r, &["TODO: agree with the platform team", "FIXME: this is out of date"])
    }),
    ("template-task-name", task_name),
    ("template-step-name", step_name),
    ("template-task-objective", |p, r| {
        let text = "[Clear statement of what this task accomplishes]";
        task_field(p, r, "Objective", text)
    }),
    ("template-prerequisites", |p, r| {
        let text = "[What must be completed before starting]";
        task_field(p, r, "Prerequisites", text)
    }),
    ("template-complexity", |p, r| task_field(p, r, "Estimated Complexity", "[Low/Medium/High]")),
    ("template-step-objective", step_objective),
    ("template-action", |p, r| {
        step_item(
            p,
            r,
            "Actions",
            &[
                "- [ ] Specific action 1 (e.g., \"Create file `src/models/User.js`\")",
                "- [ ] Specific action 2 (e.g., \"Install package using `npm install express`\")",
                "- [ ] Specific action 3 (e.g., \"Configure database connection in `config/database.js`\")",
            ],
        )
    }),
    ("template-troubleshooting", |p, r| {
        step_item(p, r, "Troubleshooting", &["- If error X occurs: Check Y", "- Common issue: Z solution"])
    }),
    ("template-step-body", step_body),
    ("template-test-file", |p, r| test_item(p, r, "Test file:", "`tests/[component].test.js`")),
    ("template-test-scenario", |p, r| test_item(p, r, "Test scenario:", "[Specific integration test]")),
    ("template-test-behavior", |p, r| test_item(p, r, "Expected behavior:", "[Specific expected results]")),
    ("template-file-description", file_description),
    ("template-file-list", file_list),
    ("template-dependency", dependency),
    ("template-next-task", |p, r| {
        let text = "[What should be done after this task]";
        next(p, r, "Immediate next task", text)
    }),
    ("template-unlocked", |p, r| {
        let text = "[What tasks can now be started]";
        next(p, r, "Dependencies unlocked", text)
    }),
    ("template-repeat", repeat),
];

/// Places that hold one value each, and on which nothing else in the plan depends.
fn values(plan: &Plan) -> Vec<Span> {
    let mut found = Vec::new();
    for task in &plan.tasks {
        let steps = task.steps.iter().flat_map(|s| &s.fields);
        let parts = task.sections.iter().flat_map(|s| &s.fields);
        for field in task.fields.iter().chain(steps).chain(parts) {
            match plan.at(&field.label) {
                "Objective" | "Prerequisites" | "Immediate next task" | "Dependencies unlocked" => {
                    found.push(field.value.clone());
                }
                "New Files" | "Modified Files" => {
                    let spans = field.items.iter().map(|i| description(plan, &i.text));
                    found.extend(spans.flatten());
                }
                _ => {}
            }
            for item in &field.items {
                for start in ["Expected result: ", "Expected behavior: ", "Test scenario: "] {
                    if plan.at(&item.text).starts_with(start) {
                        found.push(item.text.start + start.len()..item.core.end - 1);
                    }
                }
            }
        }
    }
    found
}

/// What stands behind the dash of `` `path` - text ``.
fn description(plan: &Plan, item: &Span) -> Option<Span> {
    let dash = plan.at(item).find("` - ")? + "` - ".len();
    Some(item.start + dash..item.end)
}

fn value(plan: &Plan, rng: &mut Rng, with: &[&str]) -> Option<Mutant> {
    let values = values(plan);
    let at = rng.pick(&values)?;
    Edit::new(plan).fault(at, *rng.pick(with)?).done()
}

/// Not where the old name is referred to, which would be a second mistake.
fn task_name(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let task = any_task(plan, rng)?;
    if !plan.references(plan.at(&task.name)).is_empty() {
        return None;
    }
    Edit::new(plan).fault(&task.name, "[Task Name]").done()
}

fn step_name(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let (_, step) = any_step(plan, rng)?;
    let name = rng.pick(&["[Step Name]", "[Next Step Name]"])?;
    Edit::new(plan).fault(&step.name, *name).done()
}

fn task_field(plan: &Plan, rng: &mut Rng, label: &str, with: &str) -> Option<Mutant> {
    let field = plan.field(&any_task(plan, rng)?.fields, label)?;
    Edit::new(plan).fault(&field.value, with).done()
}

fn step_objective(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let (_, step) = any_step(plan, rng)?;
    let field = plan.field(&step.fields, "Objective")?;
    Edit::new(plan).fault(&field.value, "[What this step accomplishes]").done()
}

/// One more item, so that what the others say is still there.
fn step_item(plan: &Plan, rng: &mut Rng, label: &str, items: &[&str]) -> Option<Mutant> {
    let (_, step) = any_step(plan, rng)?;
    let at = plan.field(&step.fields, label)?.items.last()?.core.end;
    Edit::new(plan).fault(&(at..at), format!("{}\n", rng.pick(items)?)).done()
}

fn step_body(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let (_, step) = any_step(plan, rng)?;
    let text = "\n[Continue with same detailed format for each step...]\n";
    Edit::new(plan).fault(&(step.heading.end..step.core.end), text).mark(&step.heading).done()
}

fn test_item(plan: &Plan, rng: &mut Rng, start: &str, with: &str) -> Option<Mutant> {
    let section = plan.part(any_task(plan, rng)?, "Testing Plan")?;
    let items = section.fields.iter().flat_map(|f| &f.items);
    let fitting: Vec<_> = items.filter(|i| plan.at(&i.text).starts_with(start)).collect();
    let item = rng.pick(&fitting)?;
    Edit::new(plan).put(&(item.text.start + start.len()..item.core.end), format!(" {with}\n")).mark(&item.line).done()
}

fn file_list(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let field = plan.block(any_task(plan, rng)?, "Files Created/Modified", "New Files")?;
    if field.items.is_empty() {
        return None;
    }
    let text = "\n- `src/models/[Model].js` - [Description]\n- `tests/[Model].test.js` - [Description]\n";
    Edit::new(plan).fault(&(field.line.end..field.core.end), text).done()
}

fn file_description(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let label = ["New Files", "Modified Files"][rng.below(2)];
    let block = plan.block(any_task(plan, rng)?, "Files Created/Modified", label)?;
    let at = description(plan, &rng.pick(&block.items)?.text)?;
    let with = match label {
        "New Files" => "[Description]",
        _ => "[What changed]",
    };
    Edit::new(plan).fault(&at, with).done()
}

fn dependency(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let section = plan.part(any_task(plan, rng)?, "Dependencies Added")?;
    let last = section.items.last()?;
    let item =
        rng.pick(&["- `package-name@version` - [Purpose]\n", "- `dev-package@version` - [Development purpose]\n"])?;
    let at = if plan.at(&last.text).starts_with('`') { last.core.end..last.core.end } else { last.core.clone() };
    Edit::new(plan).fault(&at, *item).done()
}

fn next(plan: &Plan, rng: &mut Rng, label: &str, with: &str) -> Option<Mutant> {
    let field = plan.block(any_task(plan, rng)?, "Next Steps", label)?;
    Edit::new(plan).fault(&field.value, with).done()
}

fn repeat(plan: &Plan, _: &mut Rng) -> Option<Mutant> {
    let at = plan.guidelines.as_ref()?.core.start;
    let text = "[Repeat this format for each task in the breakdown]\n\n";
    Edit::new(plan).fault(&(at..at), text).done()
}
