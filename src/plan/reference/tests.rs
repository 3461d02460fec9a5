//! What texts name: a table.

use super::*;
use crate::format::Format;
use crate::source::Source;
use crate::syntax::Limits;

/// The places of the tasks that a value names, from 1; `!` before what names none, `?` before a dotted number.
fn read(format: &str, tasks: &[&str], value: &str) -> String {
    let mut text = String::new();
    for task in tasks {
        text.push_str(task);
        text.push_str("\n**Objective**: x\n**Prerequisites**: None\n\n");
    }
    let at = offset(text.len());
    text.push_str(value);
    let format = Format::named(format).expect("a built-in format");
    let document = Document::read(Source::new("x", text), format, &Limits::default());
    let names = TaskNames::new(&document);
    assert_eq!(names.tasks().len(), tasks.len());
    let place = |index| names.tasks().iter().position(|task| *task == index).map_or(0, |place| place + 1);
    let mut all = Vec::new();
    names.read(Span::new(at, document.source.len()), &mut all);
    let found = all.into_iter().map(|found| {
        let said = document.source.slice(found.span);
        match found.target {
            Target::Task(index) => place(index).to_string(),
            Target::Nothing => format!("!{said}"),
            Target::Undotted => format!("?{said}"),
        }
    });
    found.collect::<Vec<_>>().join(" ")
}

const TASKS: [&str; 3] = ["## Task: Store Rates", "## Task: Serve the Rates", "## Task: Build and Ship (Alpha)"];

#[test]
fn texts_name_tasks_by_number_and_by_name() {
    for (value, wanted) in [
        ("None", ""),
        ("None; Task 9 comes later", ""),
        ("Task 2", "2"),
        ("task 2.", "2"),
        ("**Task 2**", "2"),
        ("Task #2", "2"),
        ("Task 2: Serve the Rates", "2"),
        ("Task 2 (Serve the Rates)", "2"),
        // The name says which one is meant when it was counted elsewhere.
        ("Task 7: Serve the Rates", "2"),
        ("Task 1.2 - Serve the Rates, Task 1", "2 1"),
        ("Task: Store Rates", "1"),
        ("`Store Rates` and \"Serve the Rates\"", "1 2"),
        ("Build and Ship (Alpha), Store Rates", "3 1"),
        ("Completion of Task 1; Task 2", "1 2"),
        ("Tasks 1 and 2", "1 2"),
        ("Task 1, 2 and 3", "1 2 3"),
        ("Tasks 1, 2, and 3", "1 2 3"),
        ("Tasks 1 & 2 (the schema)", "1 2"),
        ("Tasks 1-3", "1 2 3"),
        ("Tasks 1 – 2", "1 2"),
        ("Tasks 1 through 3", "1 2 3"),
        ("Task 1 to Task 3", "1 2 3"),
        ("Tasks 1, 2-3", "1 2 3"),
        ("Step 2 of Task 1", "1"),
        ("Steps 1–4 of Task 2", "2"),
        ("Task 1 in this plan", "1"),
        ("Task 1 in parallel", "1"),
        ("Task 1 - 3 endpoints", "1"),
        ("Task 1 (creates `docs/a.md`)", "1"),
    ] {
        assert_eq!(read("implementation-plan", &TASKS, value), wanted, "{value}");
    }
}

#[test]
fn explicit_references_that_lead_nowhere_are_told() {
    for (value, wanted) in [
        ("Task 4", "!Task 4"),
        ("Task 0", "!Task 0"),
        ("Task #9", "!Task #9"),
        ("Tasks 1 and 9", "1 !9"),
        ("Tasks 1-9", "!Tasks 1-9"),
        ("Steps 1-4 of Task 9", "!Task 9"),
        ("Task 9 of the plan", "!Task 9"),
        ("Task 9 in this plan", "!Task 9"),
        ("Task 9 (blocked)", "!Task 9"),
        ("Task: Store Currencies", "!Task: Store Currencies"),
        ("Task 1.2", "?Task 1.2"),
    ] {
        assert_eq!(read("implementation-plan", &TASKS, value), wanted, "{value}");
    }
}

#[test]
fn what_may_speak_of_something_else_is_no_reference() {
    for value in [
        "Task 3 of the spring plan",
        "Task 9 from the other document",
        "Task 9 in plan B",
        "Task 2 of Phase 4",
        "Tasks 1 and 2 of the spring plan",
        "Tasks 1-9 of the platform team's backlog",
        "Task 2 (in auth.plan.md)",
        "Task 9 (see `auth.plan.md`)",
        "Task 9 (auth.plan.md)",
        "Task 9 in [the plan for sign-in](auth.plan.md)",
        "[Task 9](auth.plan.md#task-9)",
        "Task: Rotate the Keys from the security plan",
        "All previous tasks",
        "every task above",
        "task-2",
        "TASK-123",
        "Task 2a",
        "#9",
        "Step 9",
        "Task force approval",
        "A database with rates",
        "9 days of work",
    ] {
        assert_eq!(read("implementation-plan", &TASKS, value), "", "{value}");
    }
}
