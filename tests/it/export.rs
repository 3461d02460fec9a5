//! What `planvet export` gives: every part of a plan by its role, with spans that hold, and no text lost.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::program::{err, out, run, status, with_stdin};

fn export(path: &str) -> Value {
    let output = run(&["export", "--isolated", path]);
    assert_eq!((status(&output), err(&output)), (0, String::new()), "{path}");
    serde_json::from_str(&out(&output)).expect("JSON")
}

/// The plans of the fixtures in a folder.
pub(crate) fn plans(folder: &str) -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let files = walkdir::WalkDir::new(root.join("fixtures").join(folder)).sort_by_file_name();
    let files = files.into_iter().map(|entry| entry.expect("a file").into_path());
    let plans: Vec<String> = files
        .filter(|path: &PathBuf| path.extension().is_some_and(|ending| ending == "md"))
        .map(|path| path.strip_prefix(root).expect("inside").to_string_lossy().replace('\\', "/"))
        .collect();
    assert!(!plans.is_empty(), "no plans in {folder}");
    plans
}

/// The places of a span in bytes.
fn bytes(span: &Value) -> Option<(usize, usize)> {
    let at = |end: &str| usize::try_from(span[end]["offset"].as_u64()?).ok();
    Some((at("start")?, at("end")?))
}

/// Calls `see` with every object in a value.
fn objects<'a>(value: &'a Value, see: &mut dyn FnMut(&'a serde_json::Map<String, Value>)) {
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        match value {
            Value::Object(object) => {
                see(object);
                open.extend(object.values());
            }
            Value::Array(all) => open.extend(all),
            _ => {}
        }
    }
}

#[test]
fn a_plan_is_told_by_role() {
    let plan = export("fixtures/valid/09-phoenix-live-auction.plan.md");
    assert_eq!(plan["schema"], 1);
    assert_eq!(plan["format"]["name"], "implementation-plan");
    assert_eq!(plan["findings"], 0);
    let tasks = plan["tasks"].as_array().expect("tasks");
    assert_eq!(tasks[1]["name"], "Run Auctions as Processes");
    assert_eq!(tasks[1]["complexity"]["text"], "High");
    assert_eq!(tasks[1]["prerequisites"]["tasks"], serde_json::json!([0]));
    assert_eq!((&tasks[0]["prerequisites"]["none"], &tasks[1]["prerequisites"]["none"]), (&true.into(), &false.into()));
    let step = &tasks[0]["steps"][0];
    assert_eq!((&step["number"], &step["name"]), (&1.into(), &"Create Migrations and Schemas".into()));
    assert_eq!(step["actions"][1]["text"], "Create file `lib/gavel/auctions/auction.ex`");
    assert_eq!(step["actions"][1]["done"], false);
    assert_eq!(step["code"][0]["language"], "elixir");
    assert!(step["code"][0]["text"].as_str().expect("code").starts_with("defmodule Gavel.Auctions.Bid do\n"));
    assert_eq!(step["commands"][0]["text"], "mix ecto.migrate && mix ecto.rollback && mix ecto.migrate");
    assert_eq!(step["expected"][0]["text"], "All three commands succeed");
    assert_eq!(
        (&step["files"][0]["kind"], &step["files"][0]["path"]),
        (&"verified".into(), &"lib/gavel/auctions/bid.ex".into())
    );
    assert_eq!(
        (&tasks[0]["files"][1]["kind"], &tasks[0]["files"][1]["description"]),
        (&"new".into(), &"Tables and indexes".into())
    );
    assert_eq!(tasks[0]["criteria"][1]["text"], "All tests pass");
    assert_eq!(step["sections"][1]["path"], "task/implementation-steps/step/troubleshooting");
    assert_eq!(plan["sections"][0]["title"], "Development Workflow");
}

#[test]
fn what_follows_in_an_item_is_told_with_it() {
    let text = "## Task: Flash the board\n**Objective**: Run it.\n**Prerequisites**: None\n**Estimated Complexity**: Low\n\n\
        ### Implementation Steps\n\n#### Step 1: Flash\n**Objective**: See it blink.\n**Actions**:\n\
        - [ ] Wire the lamp\n  - it is active low\n\n  Use `PA5`.\n- [ ] Flash it\n\n\
        **Code Examples**:\n   ```python\n   def f():\n       return 1\n   ```\n\n**Configuration**: None\n\n\
        **Validation**:\n- [ ] Run command: `west flash` (takes two minutes)\n- [ ] Run command:\n  ```bash\n  west build\n    --pristine\n  ```\n\
        - [ ] Expected result: It blinks\n\n**Troubleshooting**: None\n";
    let output = with_stdin(&["export", "-", "--stdin-filename", "a.plan.md"], text);
    assert_eq!(status(&output), 0, "{}", err(&output));
    let plan: Value = serde_json::from_str(&out(&output)).expect("JSON");
    let step = &plan["tasks"][0]["steps"][0];
    assert_eq!(step["actions"][0]["more"]["text"], "- it is active low\n\n  Use `PA5`.");
    assert_eq!(step["actions"][1]["more"], Value::Null);
    assert_eq!(step["code"][0]["text"], "def f():\n    return 1\n");
    let commands: Vec<&str> =
        step["commands"].as_array().expect("a list").iter().filter_map(|one| one["text"].as_str()).collect();
    assert_eq!(commands, ["west flash", "west build\n  --pristine\n"]);
    assert_eq!(step["commands"][0]["more"]["text"], "(takes two minutes)");
}

#[test]
fn packages_numbers_and_mentions_are_read() {
    let plan = export("fixtures/invalid/several-files-and-dependencies/plan.md");
    let mut packages = Vec::new();
    objects(&plan["tasks"], &mut |object| {
        packages.extend(object.get("dependencies").and_then(Value::as_array).cloned());
    });
    let packages: Vec<Value> = packages.into_iter().flatten().collect();
    assert!(packages.iter().any(|package| !package["version"].is_null()), "{packages:?}");
    let list = with_stdin(
        &["export", "-", "--stdin-filename", "a.breakdown.md"],
        "## Implementation Overview\nSome\n## Task Breakdown by Phase\n### Phase 1: Base\n**Objective**: Start\n#### Task 1.1: Build\n\
         - **Description**: One\n- **Dependencies**: None\n#### Task 1.2: Ship\n- **Description**: Two\n- **Dependencies**: Task 1.1, Task 1.7 and Phase 1\n",
    );
    assert_eq!(status(&list), 0, "{}", err(&list));
    let list: Value = serde_json::from_str(&out(&list)).expect("JSON");
    assert!(list["findings"].as_u64().is_some_and(|count| count > 0));
    let task = &list["tasks"][1];
    assert_eq!((&task["number"], &task["name"]), (&"1.2".into(), &"Ship".into()));
    assert_eq!(task["prerequisites"]["tasks"], serde_json::json!([0]));
    let unresolved = task["prerequisites"]["unresolved"].as_array().expect("a list");
    assert_eq!(unresolved.iter().map(|one| &one["text"]).collect::<Vec<_>>(), ["Task 1.7"]);
    // The objective of a phase is not that of the document.
    let sections = list["sections"].as_array().expect("sections");
    let roles: Vec<&str> = sections.iter().filter_map(|section| section["role"].as_str()).collect();
    assert_eq!((roles, &list["objective"]), (vec!["phase", "objective"], &Value::Null));
}

#[test]
fn every_text_is_the_one_at_its_span() {
    for path in plans("valid").into_iter().chain(plans("invalid")).chain(plans("wild")) {
        let output = run(&["export", "--isolated", &path]);
        if status(&output) != 0 {
            continue;
        }
        let text = std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(&path)).expect("the plan");
        let plan: Value = serde_json::from_str(&out(&output)).expect("JSON");
        objects(&plan, &mut |object| {
            let (Some(said), Some(span)) = (object.get("text").and_then(Value::as_str), object.get("span")) else {
                return;
            };
            let (start, end) = bytes(span).expect("a span");
            let slice = std::str::from_utf8(&text[start..end]).expect("whole characters");
            // An item spans its bullet and box too.
            let exact = !object.contains_key("done") || object.contains_key("language");
            let same = if exact { slice == said } else { slice.contains(said) };
            // An indented fence has blanks before its lines that are not of the code.
            let indented = object.contains_key("language") && slice.starts_with(' ');
            let bare = |text: &str| text.lines().map(|line| line.trim_start().to_owned()).collect::<Vec<_>>();
            assert!(same || (indented && bare(slice) == bare(said)), "{path}: `{said}` at `{slice}`");
        });
    }
}

#[test]
fn no_text_of_a_plan_is_lost() {
    for path in plans("valid").into_iter().chain(plans("invalid")) {
        let output = run(&["export", "--isolated", &path]);
        if status(&output) != 0 {
            continue;
        }
        let plan: Value = serde_json::from_str(&out(&output)).expect("JSON");
        let mut told = Vec::new();
        let mut names = Vec::new();
        objects(&plan, &mut |object| {
            let name = object.get("name").or_else(|| object.get("title"));
            names.extend(name.and_then(Value::as_str).map(str::to_owned));
            // Tasks, steps and sections span all that is in them; that says nothing.
            if !object.contains_key("steps") && !object.contains_key("sections") && !object.contains_key("title") {
                told.extend(object.get("span").and_then(bytes));
            }
        });
        let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(&path)).expect("the plan");
        let (mut start, mut hidden) = (0, false);
        for line in text.split_inclusive('\n') {
            let end = start + line.trim_end().len();
            let bare = line.trim_start_matches(['-', '*', ' ']);
            // A heading that has lost its marks ends with the name of a part.
            let bold = line.trim_end().trim_end_matches('*');
            let says = |name: &String| !name.is_empty() && bold.ends_with(name.trim_end_matches('*'));
            let head = bare.starts_with('#')
                || names.iter().any(says)
                || line.trim_start_matches("- ").starts_with("**")
                || line.trim_end().ends_with("**:")
                || (line.starts_with(|c: char| c.is_ascii_digit()) && line.trim_end().ends_with("**"))
                || line.starts_with("<b>")
                || line.starts_with("<h")
                || bare.starts_with("```")
                || bare.starts_with("~~~")
                // A label without its bold, as a bullet too.
                || ((bare == line || line.starts_with("- ") && !line.contains('[')) && line.trim_end().ends_with(':'));
            hidden |= line.starts_with("<!--");
            let words = line.contains(char::is_alphanumeric) && !head && !hidden;
            hidden &= !line.contains("-->");
            assert!(!words || told.iter().any(|(from, to)| *from < end && start < *to), "{path} lost `{line}`");
            start += line.len();
        }
    }
}

#[test]
fn words_of_a_heading_behind_or_in_place_of_its_name_are_told() {
    let output = run(&["export", "--isolated", "fixtures/invalid/headings-with-remarks/plan.md"]);
    let said = out(&output);
    for words in ["before the beta", "(for the beta)", "\"text\": \"soon\"", "\"text\": \"None\""] {
        assert!(said.contains(words), "{words}");
    }
    let path = "fixtures/invalid/headings-with-remarks/plan.md";
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect("the plan");
    let renamed = text.replace("Success Criteria (for the beta)", "What Must Hold for the Beta");
    let output = with_stdin(&["export", "-", "--stdin-filename", "a.plan.md"], &renamed);
    assert!(out(&output).contains("What Must Hold for the Beta"));
}

#[test]
fn a_heading_by_another_name_is_told_once() {
    let plan = std::fs::read_to_string("fixtures/valid/spec-example.plan.md").expect("a plan");
    let number = plan.find("#### Step 1: ").expect("a step") + "#### ".len();
    let renamed = format!("{}{}", &plan[..number], &plan[number + "Step 1: ".len()..]);
    let told: Value = serde_json::from_str(&out(&with_stdin(&["export", "--isolated", "-"], &renamed))).expect("JSON");
    let task = &told["tasks"][0];
    let name = task["steps"][0]["name"].as_str().expect("a name");
    assert!(renamed.contains(&format!("#### {name}")), "{name}");
    let titles = task["sections"].as_array().expect("sections").iter().map(|section| &section["title"]);
    assert!(titles.into_iter().all(|title| title != name), "{name}");
}

#[test]
fn a_fence_in_an_item_is_told_once() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/valid/remarks-behind-check-lists.plan.md");
    let text = std::fs::read_to_string(path).expect("the plan");
    let command = "- [ ] Run command: `pytest -q`\n";
    let fence = "  ```text\n  one-of-a-kind\n  ```\n";
    for item in [command, "- [ ] Expected result: 1 passed\n", "- [ ] Verify file exists: `search/indexer.py`\n"] {
        let text = text.replacen(item, &format!("{item}{fence}"), 1);
        let output = with_stdin(&["export", "-", "--stdin-filename", "a.plan.md"], &text);
        assert_eq!(out(&output).matches("one-of-a-kind").count(), 1, "{item}");
    }
}

#[test]
fn what_is_no_plan_gives_a_status_and_no_document() {
    for (args, wanted, message) in [
        (["export", "nowhere.md"].as_slice(), 2, "there is no such file or folder"),
        (&["export", "fixtures"], 2, "is a folder"),
        (&["export", "fixtures/hostile/broken-utf8.md"], 2, "cannot be read as text"),
        (&["export", "README.md", "--format", "task-list"], 1, "nothing of the format `task-list` is there"),
        (&["export", "README.md", "--format", "task-lst"], 2, "did you mean `task-list`?"),
    ] {
        let output = run(args);
        assert_eq!((status(&output), out(&output)), (wanted, String::new()), "{args:?}");
        assert!(err(&output).contains(message), "{args:?}: {}", err(&output));
    }
}

#[test]
fn the_configuration_chooses_the_format() {
    let output = run(&["export", "examples/team/decisions/use-tantivy.md"]);
    assert_eq!(status(&output), 0, "{}", err(&output));
    let plan: Value = serde_json::from_str(&out(&output)).expect("JSON");
    assert_eq!(plan["format"]["name"], "decision-record");
    assert_eq!(plan["tasks"], serde_json::json!([]));
    assert!(plan["title"]["text"].as_str().is_some_and(|title| !title.is_empty()));
    let titles: Vec<&Value> = plan["sections"].as_array().expect("sections").iter().map(|one| &one["title"]).collect();
    assert!(titles.contains(&&Value::from("Context")), "{titles:?}");
}

#[test]
fn what_stands_under_a_label_of_its_own_is_told_there_alone() {
    let plan = export("fixtures/valid/labels-behind-check-lists.plan.md");
    let task = &plan["tasks"][0];
    let texts = |list: &Value| -> Vec<String> {
        let texts = list.as_array().expect("a list").iter().map(|entry| entry["text"].as_str().expect("text"));
        texts.map(str::to_owned).collect()
    };
    assert_eq!(texts(&task["criteria"]), ["All tests pass", "Broken lines are reported"]);
    assert_eq!(texts(&task["steps"][0]["commands"]), ["pytest tests/test_parser.py"]);
    let section = |owner: &Value, title: &str| {
        let sections = owner["sections"].as_array().expect("sections").iter();
        let found = sections.filter(|section| section["title"] == title).map(|section| &section["text"]["text"]);
        found.map(|text| text.as_str().expect("text").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(section(task, "Nice to Have"), ["- [ ] Faster\n- [ ] Smaller"]);
    assert_eq!(section(&task["steps"][0], "Rollback"), ["```bash\ngit revert HEAD\n```"]);
}
