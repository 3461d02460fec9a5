//! Values: complexities that are none, and forms of a value that are as good as the usual one.

use super::super::plan::{Field, Plan, Rng, Span, Task};
use super::edit::{Edit, any_step, any_task};
use super::{Mutant, Table};

pub(super) const COMPLEXITY: Table = &[
    ("complexity-wrong-value", |p, r| {
        let value = r.pick(&["Very High", "Trivial", "Hard", "5/10", "3 days", "Unknown"]);
        let value = (*value?).to_owned();
        complexity(p, r, |_| value)
    }),
    ("complexity-lower-case", |p, r| complexity(p, r, str::to_lowercase)),
    ("complexity-upper-case", |p, r| complexity(p, r, str::to_uppercase)),
    ("complexity-full-stop", |p, r| complexity(p, r, |old| format!("{old}."))),
    ("complexity-emphasised", |p, r| complexity(p, r, |old| format!("**{old}**"))),
    ("complexity-range", |p, r| {
        let range = if r.coin() { "Low to Medium" } else { "Medium/High" };
        complexity(p, r, |_| range.to_owned())
    }),
    ("complexity-with-remark", |p, r| complexity(p, r, |old| format!("{old} (about two days)"))),
];

pub(super) const HARMLESS: Table = &[
    ("configuration-none", |p, r| none(p, r, "Configuration", &["- None (the defaults are fine)\n", "- None\n"])),
    ("troubleshooting-none", |p, r| none(p, r, "Troubleshooting", &["- None; the step only adds text\n", "- N/A\n"])),
    ("code-none", |p, r| {
        none(
            p,
            r,
            "Code Examples",
            &["None; the commands above are enough.\n", "Not applicable, the step writes no code.\n"],
        )
    }),
    ("prerequisites-none", |p, r| {
        let text = r.pick(&["None", "None.", "N/A", "None; the repository exists"]);
        prerequisites(p, r, text.copied()?)
    }),
    ("tests-not-applicable", tests_not_applicable),
    ("coverage-as-sentence", |p, r| coverage(p, r, "Every public function has a test")),
    ("coverage-whole", |p, r| coverage(p, r, "100%")),
    ("reference-by-number", |p, r| earlier(p, r, |_, n| format!("Task {n}"))),
    ("reference-in-quotes", |p, r| earlier(p, r, |name, _| format!("\"{name}\" is complete"))),
    ("reference-in-ticks", |p, r| earlier(p, r, |name, _| format!("`{name}`"))),
    ("reference-lower-case", |p, r| earlier(p, r, |name, _| format!("Task: {}", name.to_lowercase()))),
    ("reference-with-remark", |p, r| earlier(p, r, |name, _| format!("Task: {name} (merged). Docker must run."))),
    ("reference-elsewhere", |p, r| {
        let texts = ["Task 99 of the spring plan", "Task 99 (in auth.plan.md)", "Tasks 1 and 99 from the old backlog"];
        let text = r.pick(&texts);
        prerequisites(p, r, text.copied()?)
    }),
    ("reference-with-number-and-name", |p, r| earlier(p, r, |name, n| format!("Task {}: {name}", n + 40))),
    ("reference-to-a-step", |p, r| earlier(p, r, |_, n| format!("Steps 1–2 of Task {n}"))),
    ("reference-in-list", |p, r| earlier(p, r, |name, n| format!("\n- Task: {name}\n- Task {n} (merged)"))),
    ("action-about-todo", |p, r| add(p, r, "Actions", "[ ] Remove the TODO comments from the changed files")),
    ("action-with-interval", |p, r| {
        add(p, r, "Actions", "[ ] Accept times in `[10:00, 11:00)` and [10:00, 11:00) alike")
    }),
    ("action-removes-build-folder", |p, r| add(p, r, "Actions", "[ ] Clear old output using `rm -rf ./build`")),
    ("documented-example-key", |p, r| {
        let key = ["AKIA", "IOSFODNN7", "EXAMPLE"].concat();
        add(p, r, "Troubleshooting", &format!("If the key `{key}` is refused: Use your own"))
    }),
    ("warning-about-danger", |p, r| {
        add(p, r, "Troubleshooting", "Common issue: Never force-push to main; others would lose work")
    }),
    ("commands-share-result", commands_share_result),
    ("verification-dropped", verification_dropped),
    ("description-behind-other-dash", other_dash),
];

fn complexity(plan: &Plan, rng: &mut Rng, write: impl FnOnce(&str) -> String) -> Option<Mutant> {
    let field = plan.field(&any_task(plan, rng)?.fields, "Estimated Complexity")?;
    Edit::new(plan).put(&field.value, write(plan.at(&field.value))).mark(&field.line).done()
}

/// Whether the text names no package of the task, and no file that is spoken of nowhere else.
fn dispensable(plan: &Plan, task: &Task, text: &Span) -> bool {
    let lists = ["Files Created/Modified", "Dependencies Added"];
    let lists: Vec<_> = lists.iter().filter_map(|l| plan.part(task, l)).collect();
    let lost = plan.at(text);
    let mut rest = format!("{}{}", &plan.text[task.core.start..text.start], &plan.text[text.end..task.core.end]);
    for list in &lists {
        rest = rest.replace(plan.at(&list.core), "");
    }
    let entries = lists.iter().flat_map(|l| plan.at(&l.core).lines());
    let mut names = entries.filter_map(|line| line.split('`').nth(1));
    names.all(|name| {
        let (path, package) = match name.rsplit_once('@') {
            Some((name, _)) => (name, true),
            None => (name, false),
        };
        let tail = path.rsplit('/').next().unwrap_or(path);
        !lost.contains(tail) || (!package && rest.contains(path))
    })
}

fn replace(plan: &Plan, task: &Task, field: &Field, with: &str) -> Option<Mutant> {
    let body = field.line.end + 1..field.core.end;
    if !field.value.is_empty() || !dispensable(plan, task, &body) {
        return None;
    }
    Edit::new(plan).put(&body, with).done()
}

fn none(plan: &Plan, rng: &mut Rng, label: &str, with: &[&str]) -> Option<Mutant> {
    let (task, step) = any_step(plan, rng)?;
    let field = plan.field(&step.fields, label)?;
    replace(plan, task, field, rng.pick(with)?)
}

fn tests_not_applicable(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let task = any_task(plan, rng)?;
    let label = ["Unit Tests", "Integration Tests"][rng.below(2)];
    let field = plan.block(task, "Testing Plan", label)?;
    let with = rng.pick(&[
        "- N/A (the task only changes documentation)\n",
        "Not applicable, the task only moves text.\n",
        "- None; the next task tests both together\n",
    ])?;
    replace(plan, task, field, with)
}

fn prerequisites(plan: &Plan, rng: &mut Rng, with: &str) -> Option<Mutant> {
    let field = plan.field(&any_task(plan, rng)?.fields, "Prerequisites")?;
    Edit::new(plan).put(&field.value, with).done()
}

fn earlier(plan: &Plan, rng: &mut Rng, write: fn(&str, usize) -> String) -> Option<Mutant> {
    let later = 1 + rng.below(plan.tasks.len().checked_sub(1).filter(|&n| n > 0)?);
    let one = rng.below(later);
    let field = plan.field(&plan.tasks[later].fields, "Prerequisites")?;
    let with = write(plan.at(&plan.tasks[one].name), one + 1);
    Edit::new(plan).put(&field.value, with).done()
}

fn coverage(plan: &Plan, rng: &mut Rng, with: &str) -> Option<Mutant> {
    let field = plan.block(any_task(plan, rng)?, "Testing Plan", "Unit Tests")?;
    let starts = "Coverage requirement: ";
    let item = field.items.iter().find(|i| plan.at(&i.text).starts_with(starts))?;
    Edit::new(plan).put(&(item.text.start + starts.len()..item.text.end), with).done()
}

fn add(plan: &Plan, rng: &mut Rng, label: &str, text: &str) -> Option<Mutant> {
    let (_, step) = any_step(plan, rng)?;
    let at = plan.field(&step.fields, label)?.items.last()?.core.end;
    Edit::new(plan).put(&(at..at), format!("- {text}\n")).done()
}

/// An item of a step's validation.
fn validation<'p>(plan: &'p Plan, rng: &mut Rng, start: &str) -> Option<(&'p Task, &'p Span)> {
    let (task, step) = any_step(plan, rng)?;
    let field = plan.field(&step.fields, "Validation")?;
    let mut items = field.items.iter();
    let found = items.find(|i| plan.at(&i.text).starts_with(start))?;
    Some((task, &found.core))
}

fn commands_share_result(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let at = validation(plan, rng, "Run command:")?.1.start;
    Edit::new(plan).put(&(at..at), "- [ ] Run command: `git status --short`\n").done()
}

fn verification_dropped(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let (task, item) = validation(plan, rng, "Verify file exists:")?;
    if !dispensable(plan, task, item) {
        return None;
    }
    Edit::new(plan).put(item, "").done()
}

fn other_dash(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let label = ["New Files", "Modified Files"][rng.below(2)];
    let list = plan.block(any_task(plan, rng)?, "Files Created/Modified", label)?;
    let item = rng.pick(&list.items)?;
    let dash = item.text.start + plan.at(&item.text).find("` - ")? + 1;
    let with = rng.pick(&[" – ", " — ", ": "])?;
    Edit::new(plan).put(&(dash..dash + 3), *with).done()
}
