//! The JSON Schemas say what is printed and what is read: real documents hold against them, changed ones do not.

mod checker;

use std::path::Path;

use serde_json::{Map, Value};

use crate::export::plans;
use crate::program::{out, run, status};

use checker::check;

fn schema(name: &str) -> Value {
    let output = run(&["schema", name]);
    assert_eq!(status(&output), 0);
    let text = std::fs::read_to_string(root().join(format!("schemas/{name}.json"))).expect("the schema");
    assert_eq!(out(&output), text, "`schemas/{name}.json` is not what is printed");
    let schema: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    schema
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn fits(schema: &Value, value: &Value, what: &str) {
    let wrong = check(schema, value);
    assert!(wrong.is_empty(), "{what}: {}", wrong.join("\n"));
}

/// A document with a key too few or too many, wherever it has an object that the schema closes, must not fit.
fn refuses_changes(schema: &Value, value: &Value, optional: &[&str]) {
    let mut paths = Vec::new();
    let mut open = vec![(String::new(), value)];
    while let Some((path, value)) = open.pop() {
        match value {
            Value::Object(object) => {
                paths.push(path.clone());
                open.extend(object.iter().map(|(key, value)| (format!("{path}/{key}"), value)));
            }
            Value::Array(all) => open.extend(all.iter().enumerate().map(|(at, value)| (format!("{path}/{at}"), value))),
            _ => {}
        }
    }
    let change = |path: &str, change: &dyn Fn(&mut Map<String, Value>)| {
        let mut changed = value.clone();
        change(changed.pointer_mut(path).and_then(Value::as_object_mut).expect("an object"));
        check(schema, &changed)
    };
    let mut tried = 0;
    for path in paths.iter().filter(|path| !optional.iter().any(|open| path.contains(open))) {
        let known = value.pointer(path).and_then(Value::as_object).expect("an object");
        let unknown = change(path, &|object| drop(object.insert("surplus".to_owned(), Value::Null)));
        assert!(!unknown.is_empty(), "`{path}` takes an unknown key");
        for key in known.keys().filter(|_| optional.is_empty()) {
            let missing = change(path, &|object| drop(object.remove(key)));
            assert!(!missing.is_empty(), "`{path}` need not have `{key}`");
            let other = change(path, &|object| drop(object.insert(key.clone(), serde_json::json!([[1]]))));
            assert!(!other.is_empty(), "`{path}/{key}` takes anything");
        }
        tried += 1;
    }
    assert!(tried > 0, "nothing was changed");
}

#[test]
fn exported_plans_hold() {
    let schema = schema("plan");
    for path in plans("valid").into_iter().chain(plans("invalid")).chain(plans("wild")) {
        let output = run(&["export", "--isolated", &path]);
        if status(&output) == 0 {
            fits(&schema, &serde_json::from_str(&out(&output)).expect("JSON"), &path);
        } else {
            assert!(!path.starts_with("fixtures/valid"), "{path}");
        }
    }
    let output = run(&["export", "examples/hidden.tasks.md"]);
    refuses_changes(&schema, &serde_json::from_str(&out(&output)).expect("JSON"), &[]);
}

#[test]
fn reports_hold() {
    let schema = schema("report");
    for path in plans("invalid").into_iter().chain(plans("hostile")) {
        let output = run(&["check", "--isolated", "--output-format", "json", &path]);
        let report: Value = serde_json::from_str(&out(&output)).expect("JSON");
        fits(&schema, &report, &path);
    }
    let output = run(&["check", "--output-format", "json", "fixtures/invalid/steps-renumbered/plan.md"]);
    let report: Value = serde_json::from_str(&out(&output)).expect("JSON");
    assert!(!report["diagnostics"][0]["fix"].is_null());
    refuses_changes(&schema, &report, &[]);
    let counted = run(&["check", "--statistics", "--output-format", "json", "fixtures/invalid"]);
    let counted: Value = serde_json::from_str(&out(&counted)).expect("JSON");
    fits(&schema, &counted, "statistics");
    refuses_changes(&schema, &counted, &[]);
}

#[test]
fn configurations_hold() {
    let schema = schema("config");
    for path in ["examples/team/planvet.toml", "examples/adopted/planvet.toml"] {
        let text = std::fs::read_to_string(root().join(path)).expect("a configuration");
        let config: Value = toml::from_str(&text).expect("TOML");
        fits(&schema, &config, path);
        refuses_changes(&schema, &config, &["/presence"]);
    }
}

#[test]
fn formats_hold() {
    let schema = schema("format");
    let mut read = 0;
    for folder in ["rules/formats", "examples"] {
        for entry in walkdir::WalkDir::new(root().join(folder)) {
            let path = entry.expect("a file").into_path();
            let text = std::fs::read_to_string(&path).unwrap_or_default();
            if path.extension().is_none_or(|ending| ending != "toml") || !text.contains("language = ") {
                continue;
            }
            let format: Value = toml::from_str(&text).expect("TOML");
            fits(&schema, &format, &path.to_string_lossy());
            refuses_changes(&schema, &format, &["/placeholder", "/sample", "/type"]);
            for key in ["language", "name", "anchor", "part"] {
                let mut less = format.clone();
                less.as_object_mut().expect("a table").remove(key);
                assert!(!check(&schema, &less).is_empty(), "a format need not have `{key}`");
            }
            read += 1;
        }
    }
    assert!(read > 3, "{read} formats");
    let idle = serde_json::json!({ "language": 1, "name": "a", "anchor": "b", "part": [], "type": { "t": {} } });
    assert_eq!(check(&schema, &idle).len(), 1);
    let format = |name: &str, occurs: &str| {
        let part = serde_json::json!({ "id": "b", "is": "## B", "occurs": occurs });
        check(&schema, &serde_json::json!({ "language": 1, "name": name, "anchor": "b", "part": [part] })).len()
    };
    for (name, occurs, wrong) in
        [("a", "1", 0), ("a", "1..", 0), ("a", "..9", 0), ("a", "2..9", 0), ("", "1", 1), ("a", "x", 1), ("a", "0", 1)]
    {
        assert_eq!(format(name, occurs), wrong, "{name:?}, {occurs:?}");
    }
}
