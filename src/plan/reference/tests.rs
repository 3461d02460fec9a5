//! What texts name: a table.

use super::*;
use crate::format::Format;
use crate::source::Source;
use crate::syntax::Limits;

/// The places of the tasks that a value names, from 1; `~` before one that is named aside, `!` before what names none,
/// `?` before a dotted number.
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
            Target::Task(index) => format!("{}{}", if found.aside { "~" } else { "" }, place(index)),
            Target::Nothing => format!("!{said}"),
            Target::Undotted => format!("?{said}"),
        }
    });
    found.collect::<Vec<_>>().join(" ")
}

const TASKS: [&str; 3] = ["## Task: Store Rates", "## Task: Serve the Rates", "## Task: Build and Ship (Alpha)"];

#[test]
fn names_are_compared_as_written_and_as_a_reader_sees_them() {
    let tasks =
        ["## Task: Support `Vec<T>` and maps", "## Task: Adopt [RFC 9457](https://a.b/c)", "## Task: Auth &amp; Login"];
    for (value, wanted) in [
        ("Task: Support `Vec<T>` and maps", "1"),
        ("Task: Adopt RFC 9457", "2"),
        ("Task: Adopt [RFC 9457](https://a.b/c)", "2"),
        ("Task: Auth & Login", "3"),
        ("Task: Auth &amp; Login", "3"),
    ] {
        assert_eq!(read("implementation-plan", &tasks, value), wanted, "{value}");
    }
}

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
        ("Task: Store Rates (the schema), Task 2", "1 2"),
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
        ("Tasks 8 and 9", "!Tasks 8 and 9"),
        ("Tasks 1, 8 and 9", "1 !8 and 9"),
        ("\"Task: Foo\"", "!Task: Foo"),
        ("`Task: Foo`, Task 1", "!Task: Foo 1"),
        ("Task 1, **Task: Foo**", "1 !Task: Foo"),
        ("“Task: Foo”", "!Task: Foo"),
        ("\"Task: Foo\" must be done", "!Task: Foo"),
        ("Task: \"Foo\"", "!Task: \"Foo\""),
        ("in parallel with Task 3 and Task 9", "!Task 9"),
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
        "Task 12 in Jira (ABC-12) is deployed",
        "Task #4711 in Redmine",
        "Task 9 (platform team)",
        "Task 9 (see the platform plan)",
        "Platform plan, Task 9",
        "Task: Set up VPC (infra plan)",
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

#[test]
fn a_bare_name_counts_where_it_is_all_that_is_said() {
    let tasks = ["## Task: Redis", "## Task: API", "## Task: Stripe payments", "## Task: 3. Fassung"];
    for (value, wanted) in [
        ("Redis", "1"),
        ("the Redis task, API.", "1 2"),
        ("Redis is complete and merged; API from above", "1 2"),
        ("Redis (version 7) and API - the whole of it", "1 2"),
        ("Stripe payments done. API later", "3"),
        ("\"Redis\" with its data, `API` on staging", "1 2"),
        ("- Redis\n- API", "1 2"),
        ("Task: 3. Fassung; API", "4 2"),
        ("Task: Redis on staging", "1"),
        ("Redis 7 reachable; Node 20", ""),
        ("`Redis 7` reachable", ""),
        ("**Redis** 7 reachable", ""),
        ("Redis >= 7, Redis-Cluster, Redis/Valkey", ""),
        ("Stripe payments enabled for the account", ""),
        ("API design approved", ""),
        ("Node 20, API key of the weather service", ""),
        ("the API is readable", ""),
    ] {
        assert_eq!(read("implementation-plan", &tasks, value), wanted, "{value}");
    }
}

#[test]
fn what_stands_beside_or_behind_is_named_aside() {
    let tasks = ["## Task: Schema", "## Task: Login", "## Task: Docs", "## Task: Release"];
    for (value, wanted) in [
        ("Task 1; in parallel with Task 3 and Task 4", "1 ~4"),
        ("Task 1, in parallel with Task 3,\nTask 4; Task 2", "1 ~4 2"),
        ("Task 1 in parallel with Task 3 and Task 4", "~1 ~4"),
        ("parallel with: Task 3, Task 4", "~4"),
        ("needed by Task 3 and Task 4", "~4"),
        ("unlocks Docs and Release", "~4"),
        ("blocks Docs, and Release; Schema", "~4 1"),
        ("independent of Task 3, Release", "~4"),
        ("Task 1; Task 3 can run in parallel", "1 ~3"),
        ("Task 1; Task 3 depends on this task", "1 ~3"),
        ("Task 1; Task 3 is optional", "1 ~3"),
        ("Task 1, Task 3 (optional)", "1 ~3"),
        ("Task 1; Docs and Release can run in parallel", "1 ~3 ~4"),
        ("No prerequisites; Task 3 and Task 4 can run at the same time", "~3 ~4"),
        ("Task 1 only; Tasks 3 and 4 are independent", "1 ~3 ~4"),
        ("Task 1 only; Tasks 2, 3 and 4 are independent", "1 ~2 ~3 ~4"),
        ("Tasks 1, 2 and 3 are complete", "1 2 3"),
        ("Task 1 needs to be finished first; Task 2 must be done", "1 2"),
        ("depends on Task 1 and Schema", "1 1"),
        ("Node 20, Task 1 and Task 2", "1 2"),
    ] {
        assert_eq!(read("implementation-plan", &tasks, value), wanted, "{value}");
    }
}

#[test]
fn a_heading_that_is_not_written_well_goes_by_what_it_means() {
    for (name, exact, wanted) in [
        ("Task: Parse", true, Some("Parse")),
        ("Backend: Parse", true, None),
        ("1. Parse", true, None),
        ("Story: Parse", false, Some("Parse")),
        ("[x] Task: Parse", false, Some("Parse")),
        ("1. Parse", false, Some("Parse")),
        ("1.5 Parse", false, None),
        ("[Parse] it", false, None),
        ("Story:", false, None),
    ] {
        assert_eq!(entry::meant(name, "Task", exact), wanted, "{name}");
    }
    assert_eq!(read("implementation-plan", &["## Task: Task: Parse"], "Task: Parse, Parse"), "1 1");
}

#[test]
fn names_that_differ_in_signs_are_told_apart() {
    let tasks = ["## Task: Add C bindings", "## Task: Add C++ bindings", "## Task: Bind C++", "## Task: Bind C#"];
    for (value, wanted) in [
        ("Add C bindings, Add C++ bindings", "1 2"),
        ("Task: Add C++ bindings; Bind C#, Bind C++", "2 4 3"),
        ("Add c-bindings", "1"),
    ] {
        assert_eq!(read("implementation-plan", &tasks, value), wanted, "{value}");
    }
}
