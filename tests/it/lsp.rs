//! The language server as editors start it.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use serde_json::{Value, json};
use walkdir::WalkDir;

use crate::program::{command, out, run};

/// An editor that talks to the server.
struct Editor {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    asked: i32,
    /// What came while an answer was waited for.
    notes: Vec<Value>,
}

impl Editor {
    fn start(root: &Path, mut capabilities: Value, options: &Value) -> Self {
        let mut child =
            command(&["lsp"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("the server starts");
        let input = child.stdin.take().expect("a pipe");
        let output = BufReader::new(child.stdout.take().expect("a pipe"));
        let mut editor = Self { child, input, output, asked: 0, notes: Vec::new() };
        // Columns of reports count characters.
        capabilities["general"] = json!({ "positionEncodings": ["utf-32"] });
        let root = uri(root);
        let folders = json!([{ "uri": root, "name": "root" }]);
        let params = json!({
            "processId": null, "rootUri": root, "workspaceFolders": folders, "capabilities": capabilities,
            "initializationOptions": options,
        });
        let answer = editor.ask("initialize", &params);
        assert_eq!(answer["capabilities"]["positionEncoding"], "utf-32");
        editor.tell("initialized", &json!({}));
        editor
    }

    fn send(&mut self, message: &Value) {
        let text = message.to_string();
        write!(self.input, "Content-Length: {}\r\n\r\n{text}", text.len()).expect("the server reads");
        self.input.flush().expect("the server reads");
    }

    fn tell(&mut self, method: &str, params: &Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    fn ask(&mut self, method: &str, params: &Value) -> Value {
        self.asked += 1;
        let id = self.asked;
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
        loop {
            let message = self.read();
            if message["id"] == id && message["method"].is_null() {
                assert!(message["error"].is_null(), "{method}: {message}");
                return message["result"].clone();
            }
            self.notes.push(message);
        }
    }

    fn read(&mut self) -> Value {
        let mut length = 0;
        loop {
            let mut line = String::new();
            assert!(self.output.read_line(&mut line).expect("UTF-8") > 0, "the server has ended");
            match line.trim_end().strip_prefix("Content-Length: ") {
                Some(number) => length = number.parse().expect("a number"),
                None if line.trim_end().is_empty() => break,
                None => {}
            }
        }
        let mut body = vec![0; length];
        self.output.read_exact(&mut body).expect("a whole message");
        serde_json::from_slice(&body).expect("JSON")
    }

    fn open(&mut self, path: &Path, language: &str, text: &str) {
        let document = json!({ "uri": uri(path), "languageId": language, "version": 1, "text": text });
        self.tell("textDocument/didOpen", &json!({ "textDocument": document }));
    }

    fn change(&mut self, path: &Path, version: i32, text: &str) {
        let document = json!({ "uri": uri(path), "version": version });
        self.tell("textDocument/didChange", &json!({ "textDocument": document, "contentChanges": [{ "text": text }] }));
    }

    fn close(&mut self, path: &Path) {
        self.tell("textDocument/didClose", &json!({ "textDocument": { "uri": uri(path) } }));
    }

    /// The next findings that are sent for a file.
    fn findings(&mut self, path: &Path) -> Vec<Value> {
        let uri = uri(path);
        loop {
            let wanted = |message: &Value| {
                message["method"] == "textDocument/publishDiagnostics" && message["params"]["uri"] == *uri
            };
            if let Some(at) = self.notes.iter().position(wanted) {
                let message = self.notes.remove(at);
                return message["params"]["diagnostics"].as_array().expect("a list").clone();
            }
            let message = self.read();
            self.notes.push(message);
        }
    }

    fn end(mut self) {
        assert_eq!(self.ask("shutdown", &Value::Null), Value::Null);
        self.tell("exit", &Value::Null);
        assert!(self.child.wait().expect("to end").success());
    }
}

fn uri(path: &Path) -> String {
    // The tests' paths need no more.
    format!("file://{}", path.display().to_string().replace('%', "%25").replace(' ', "%20"))
}

fn pushes() -> Value {
    let tree = json!({ "hierarchicalDocumentSymbolSupport": true });
    json!({ "textDocument": { "publishDiagnostics": { "relatedInformation": true }, "documentSymbol": tree } })
}

/// Rule, start and end of each finding, lines and columns from 0.
type Place = (String, u64, u64, u64, u64);

fn places(found: &[Value]) -> Vec<Place> {
    let place = |found: &Value| {
        let at = |end: &str, key: &str| found["range"][end][key].as_u64().expect("a number");
        let rule = found["code"].as_str().unwrap_or("?").to_owned();
        (rule, at("start", "line"), at("start", "character"), at("end", "line"), at("end", "character"))
    };
    found.iter().map(place).collect()
}

fn reported(path: &Path) -> Vec<Place> {
    let name = path.to_str().expect("UTF-8");
    let report: Value = serde_json::from_str(&out(&run(&["check", "--output-format", "json", name]))).expect("JSON");
    let place = |found: &Value| {
        let at = |end: &str, key: &str| found["span"][end][key].as_u64().expect("a number") - 1;
        let rule = found["rule"].as_str().expect("a rule").to_owned();
        (rule, at("start", "line"), at("start", "column"), at("end", "line"), at("end", "column"))
    };
    report["diagnostics"].as_array().expect("a list").iter().map(place).collect()
}

/// Holds that a symbol has a name and lies around those inside it.
fn is_nested(symbol: &Value, path: &Path) {
    assert!(symbol["name"].as_str().is_some_and(|name| !name.is_empty()), "{}: {symbol}", path.display());
    let span = |range: &Value| {
        let place = |end: &str| (range[end]["line"].as_u64(), range[end]["character"].as_u64());
        (place("start"), place("end"))
    };
    let (start, end) = span(&symbol["range"]);
    let inside = symbol["children"].as_array().into_iter().flatten();
    for range in inside.clone().map(|child| &child["range"]).chain([&symbol["selectionRange"]]) {
        let (from, to) = span(range);
        assert!(start <= from && to <= end, "{}: {symbol}", path.display());
    }
    inside.for_each(|child| is_nested(child, path));
}

fn fixtures() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let files = WalkDir::new(root).sort_by_file_name().into_iter().filter_map(Result::ok);
    let files = files.map(walkdir::DirEntry::into_path).filter(|path| path.extension().is_some_and(|end| end == "md"));
    files.collect()
}

/// A folder of its own with a name that needs care, without links on the way to it.
fn scratch() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().canonicalize().expect("a path").join("my plans");
    fs::create_dir(&root).expect("a folder");
    (folder, root)
}

#[test]
fn an_editor_shows_what_the_command_line_reports() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut editor = Editor::start(root, pushes(), &Value::Null);
    let mut compared = 0;
    for path in fixtures() {
        // An editor has no bytes that are no text, and cuts off a byte-order mark.
        let Ok(text) = String::from_utf8(fs::read(&path).expect("a file")) else { continue };
        let expected = reported(&path);
        editor.open(&path, "markdown", &text);
        let found = editor.findings(&path);
        let outline = editor.ask("textDocument/documentSymbol", &json!({ "textDocument": { "uri": uri(&path) } }));
        for symbol in outline.as_array().into_iter().flatten() {
            is_nested(symbol, &path);
        }
        editor.close(&path);
        assert_eq!(editor.findings(&path), Vec::<Value>::new());
        let names: Vec<&str> = expected.iter().map(|place| place.0.as_str()).collect();
        // A document that nobody calls a plan is none.
        if names == ["no-task"] && found.is_empty() {
            continue;
        }
        assert_eq!(places(&found), expected, "{}", path.display());
        compared += 1;
    }
    assert!(compared > 100, "{compared}");
    editor.end();
}

/// Applies edits to a text; columns count characters.
fn edited(text: &str, edits: &[Value]) -> String {
    let offset = |place: &Value| {
        let line = usize::try_from(place["line"].as_u64().expect("a line")).expect("small");
        let column = usize::try_from(place["character"].as_u64().expect("a column")).expect("small");
        let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
        let rest = &text[start..];
        start + rest.char_indices().nth(column).map_or(rest.len(), |(at, _)| at)
    };
    let mut edits: Vec<(usize, usize, &str)> = edits
        .iter()
        .map(|edit| {
            let range = &edit["range"];
            (offset(&range["start"]), offset(&range["end"]), edit["newText"].as_str().expect("a text"))
        })
        .collect();
    edits.sort_unstable();
    let mut result = text.to_owned();
    for (start, end, with) in edits.into_iter().rev() {
        result.replace_range(start..end, with);
    }
    result
}

fn changes(action: &Value, path: &Path) -> Vec<Value> {
    action["edit"]["changes"][uri(path)].as_array().expect("edits").clone()
}

#[test]
fn actions_mend_as_the_command_line_does() {
    let (_folder, root) = scratch();
    let mut editor = Editor::start(&root, pushes(), &Value::Null);
    let (mut mended, mut single) = (0, 0);
    for source in fixtures() {
        let Ok(text) = fs::read_to_string(&source) else { continue };
        // Where a line ends at CR, this editor would count otherwise.
        if !source.to_string_lossy().contains("invalid") || text.contains('\r') || text.len() > 100_000 {
            continue;
        }
        let path = root.join("a.plan.md");
        fs::write(&path, &text).expect("written");
        run(&["check", "--fix", path.to_str().expect("UTF-8")]);
        let fixed = fs::read_to_string(&path).expect("a file");
        editor.open(&path, "markdown", &text);
        let found = editor.findings(&path);
        let whole = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 100_000, "character": 0 } });
        let ask = |only: &str, range: &Value| json!({ "textDocument": { "uri": uri(&path) }, "range": range, "context": { "diagnostics": [], "only": [only] } });
        let actions = editor.ask("textDocument/codeAction", &ask("source.fixAll", &whole));
        match actions.as_array().expect("a list").as_slice() {
            [] => assert_eq!(fixed, text, "{}", source.display()),
            [action] => {
                assert_eq!(action["kind"], "source.fixAll.planvet");
                assert_eq!(edited(&text, &changes(action, &path)), fixed, "{}", source.display());
                mended += 1;
            }
            more => panic!("{more:?}"),
        }
        // One fix, or one comment, takes one finding away.
        if let Some(first) = found.first() {
            let actions = editor.ask("textDocument/codeAction", &ask("quickfix", &first["range"]));
            for action in actions.as_array().expect("a list") {
                let rule = &action["diagnostics"][0]["code"];
                let after = edited(&text, &changes(action, &path));
                editor.change(&path, 2, &after);
                let count = |found: &[Value]| found.iter().filter(|found| found["code"] == *rule).count();
                let left = editor.findings(&path);
                assert!(count(&left) < count(&found), "{}: {} leaves {left:?}", source.display(), action["title"]);
                editor.change(&path, 3, &text);
                editor.findings(&path);
                single += 1;
            }
        }
        editor.close(&path);
        editor.findings(&path);
    }
    assert!(mended > 30 && single > 100, "{mended} {single}");
    editor.end();
}

const BROKEN: &str =
    "## Task: Build\n**Depends on**: None\n\n## Task: Ship\n**Description**: To all.\n**Depends on**: Build\n";

#[test]
fn a_broken_configuration_is_shown_in_itself_and_mended_before_it_is_saved() {
    let (_folder, root) = scratch();
    let (config, plan) = (root.join("planvet.toml"), root.join("a.tasks.md"));
    fs::write(&config, "[rules]\nmissing-feild = \"off\"\n").expect("written");
    let mut editor = Editor::start(&root, pushes(), &Value::Null);
    editor.open(&plan, "markdown", BROKEN);
    let found = editor.findings(&plan);
    assert!(found[0]["message"].as_str().expect("a text").contains("`planvet.toml` has mistakes"), "{found:?}");
    assert_eq!(found[0]["relatedInformation"][0]["location"]["uri"], *uri(&config));
    let found = editor.findings(&config);
    assert_eq!(found[0]["range"]["start"], json!({ "line": 1, "character": 0 }));
    assert!(found[0]["message"].as_str().expect("a text").contains("missing-feild"), "{found:?}");
    // What is not saved counts.
    editor.open(&config, "toml", "[rules]\nmissing-field = \"warning\"\n");
    assert_eq!(editor.findings(&config), Vec::<Value>::new());
    let found = editor.findings(&plan);
    assert_eq!((&found[0]["code"], &found[0]["severity"]), (&json!("missing-field"), &json!(2)));
    editor.close(&config);
    assert!(editor.findings(&plan)[0]["message"].as_str().expect("a text").contains("not checked"));
    fs::write(&config, "[rules]\nmissing-field = \"off\"\n").expect("written");
    editor.tell("workspace/didChangeWatchedFiles", &json!({ "changes": [{ "uri": uri(&config), "type": 2 }] }));
    assert_eq!(editor.findings(&plan), Vec::<Value>::new());
    editor.end();
}

#[test]
fn settings_of_the_editor_count() {
    let (_folder, root) = scratch();
    let plan = root.join("a.tasks.md");
    let mut editor = Editor::start(&root, pushes(), &json!({ "ignore": ["missing-field"] }));
    editor.open(&plan, "markdown", BROKEN);
    assert_eq!(editor.findings(&plan), Vec::<Value>::new());
    let settings = json!({ "settings": { "planvet": { "ignore": [], "run": "onSave" } } });
    editor.tell("workspace/didChangeConfiguration", &settings);
    assert_eq!(editor.findings(&plan).len(), 1);
    // Nothing is sent before it is saved.
    editor.change(&plan, 2, "## Task: Build\n**Description**: x\n**Depends on**: None\n");
    let folds = editor.ask("textDocument/foldingRange", &json!({ "textDocument": { "uri": uri(&plan) } }));
    assert_eq!(folds[0]["endLine"], 2);
    assert!(editor.notes.iter().all(|note| note["method"] != "textDocument/publishDiagnostics"), "{:?}", editor.notes);
    editor.tell("textDocument/didSave", &json!({ "textDocument": { "uri": uri(&plan) } }));
    assert_eq!(editor.findings(&plan), Vec::<Value>::new());
    let settings = json!({ "settings": { "planvet": { "enable": false, "select": ["no-such-rule"] } } });
    editor.tell("workspace/didChangeConfiguration", &settings);
    assert_eq!(editor.findings(&plan), Vec::<Value>::new());
    let told = editor.notes.iter().find(|note| note["method"] == "window/showMessage").expect("a word on it");
    assert!(told["params"]["message"].as_str().expect("a text").contains("`no-such-rule`"));
    editor.end();
}

#[test]
fn an_editor_that_asks_gets_findings_of_documents_and_folders() {
    let (_folder, root) = scratch();
    let (open, closed) = (root.join("a.tasks.md"), root.join("b.tasks.md"));
    fs::write(&closed, BROKEN).expect("written");
    fs::write(root.join("notes.md"), "# Notes\n").expect("written");
    let pulls =
        json!({ "textDocument": { "diagnostic": {} }, "workspace": { "diagnostics": { "refreshSupport": true } } });
    let mut editor = Editor::start(&root, pulls, &Value::Null);
    editor.open(&open, "markdown", BROKEN);
    let pull = |known: &Value| json!({ "textDocument": { "uri": uri(&open) }, "previousResultId": known });
    let report = editor.ask("textDocument/diagnostic", &pull(&Value::Null));
    assert_eq!((&report["kind"], &report["items"][0]["code"]), (&json!("full"), &json!("missing-field")));
    let again = editor.ask("textDocument/diagnostic", &pull(&report["resultId"]));
    assert_eq!(again["kind"], "unchanged");
    let all = editor.ask("workspace/diagnostic", &json!({ "previousResultIds": [] }));
    let uris: BTreeSet<&str> =
        all["items"].as_array().expect("a list").iter().filter_map(|item| item["uri"].as_str()).collect();
    assert_eq!(uris, BTreeSet::from([&*uri(&open), &*uri(&closed)]));
    fs::remove_file(&closed).expect("removed");
    let known = all["items"].as_array().expect("a list").iter();
    let known: Vec<Value> = known.map(|item| json!({ "uri": item["uri"], "value": item["resultId"] })).collect();
    let all = editor.ask("workspace/diagnostic", &json!({ "previousResultIds": known }));
    assert_eq!(all["items"][0]["kind"], "unchanged");
    assert_eq!((&all["items"][1]["kind"], &all["items"][1]["items"]), (&json!("full"), &json!([])));
    assert!(editor.notes.iter().all(|note| note["method"] != "textDocument/publishDiagnostics"), "{:?}", editor.notes);
    editor.end();
}

#[test]
fn tasks_and_files_are_found_and_renamed() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let path = root.join("fixtures/valid/01-rust-log-filter-cli.plan.md");
    let text = fs::read_to_string(&path).expect("a file");
    let mut editor = Editor::start(root, pushes(), &Value::Null);
    editor.open(&path, "markdown", &text);
    assert_eq!(editor.findings(&path), Vec::<Value>::new());
    let (line, content) = text
        .lines()
        .enumerate()
        .find(|(_, line)| line.starts_with("**Prerequisites**: \"Bootstrap"))
        .expect("a task that waits");
    let column = content.find("Bootstrap").expect("the name") + 3;
    let at = json!({ "textDocument": { "uri": uri(&path) }, "position": { "line": line, "character": column } });
    let definition = editor.ask("textDocument/definition", &at);
    assert_eq!(definition["range"]["start"], json!({ "line": 0, "character": 9 }));
    let hover = editor.ask("textDocument/hover", &at);
    let hover = hover["contents"]["value"].as_str().expect("a text").to_owned();
    assert!(
        hover.starts_with("**Bootstrap the Crate and Argument Parsing**") && hover.contains("Complexity: Low"),
        "{hover}"
    );
    let value = text.lines().position(|line| line.starts_with("**Estimated Complexity**: ")).expect("a value");
    let value = json!({ "textDocument": { "uri": uri(&path) }, "position": { "line": value, "character": 27 } });
    let hover = editor.ask("textDocument/hover", &value);
    assert!(
        hover["contents"]["value"].as_str().expect("a text").ends_with("One of `Low`, `Medium`, `High`"),
        "{hover}"
    );
    assert_eq!(hover["range"]["start"]["character"], 26);
    let mut all = at.clone();
    all["context"] = json!({ "includeDeclaration": true });
    let places = editor.ask("textDocument/references", &all).as_array().expect("a list").len();
    let mut renaming = at.clone();
    renaming["newName"] = json!("Lay the Ground");
    let edit = editor.ask("textDocument/rename", &renaming);
    let renamed = edited(&text, edit["changes"][uri(&path)].as_array().expect("edits"));
    assert_eq!(renamed.matches("Lay the Ground").count(), places);
    assert!(!renamed.contains("Bootstrap the Crate and Argument Parsing\""));
    editor.change(&path, 2, &renamed);
    assert_eq!(editor.findings(&path), Vec::<Value>::new());
    // A name that would be read as something else, and one that another task has.
    for name in ["None", "Implement the Filter Engine", " ", "a\nb"] {
        renaming["newName"] = json!(name);
        editor.asked += 1;
        editor.send(
            &json!({ "jsonrpc": "2.0", "id": editor.asked, "method": "textDocument/rename", "params": renaming }),
        );
        let answer = editor.read();
        assert_eq!(answer["error"]["code"], -32803, "{name}: {answer}");
    }
    editor.end();
}

#[test]
fn odd_turns_of_a_session_do_no_harm() {
    let mut child =
        command(&["lsp", "--stdio"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("the server starts");
    let input = child.stdin.take().expect("a pipe");
    let send = |message: &str| {
        write!(&input, "Content-Length: {}\r\n\r\n{message}", message.len()).expect("the server reads");
    };
    send(r#"{"jsonrpc":"2.0","id":1,"method":"textDocument/hover","params":{}}"#);
    send(r#"{"jsonrpc":"2.0","method":"textDocument/didOpen","params":7}"#);
    send(r#"{"jsonrpc":"2.0","id":2,"method":"initialize","params":{"capabilities":{}}}"#);
    send(r#"{"jsonrpc":"2.0","id":3,"method":"initialize","params":{}}"#);
    send("{");
    send(r#"{"jsonrpc":"2.0","id":4,"method":"shutdown"}"#);
    send(r#"{"jsonrpc":"2.0","id":5,"method":"shutdown"}"#);
    send(r#"{"jsonrpc":"2.0","method":"exit"}"#);
    drop(input);
    let output = child.wait_with_output().expect("to end");
    assert!(output.status.success());
    let text = out(&output);
    let codes: Vec<&str> = text.split("\"code\":").skip(1).filter_map(|rest| rest.split([',', '}']).next()).collect();
    assert_eq!(codes, ["-32002", "-32600", "-32700", "-32600"], "{text}");
    // An editor that is gone without a word ends the server too.
    let mut child = command(&["lsp"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("the server starts");
    drop(child.stdin.take());
    assert_eq!(child.wait().expect("to end").code(), Some(1));
}

#[test]
fn an_editor_that_asks_again_hears_when_something_changes() {
    let (_folder, root) = scratch();
    let closed = root.join("b.tasks.md");
    fs::write(&closed, BROKEN).expect("written");
    let watches = json!({ "workspace": { "didChangeWatchedFiles": { "dynamicRegistration": true },
        "diagnostics": { "refreshSupport": true } },
        "textDocument": { "diagnostic": {} } });
    let mut editor = Editor::start(&root, watches, &Value::Null);
    let ask = json!({ "previousResultIds": [] });
    let first = editor.ask("workspace/diagnostic", &ask);
    assert_eq!(first["items"][0]["items"][0]["code"], "missing-field");
    editor.send(&json!({ "jsonrpc": "2.0", "id": "held", "method": "workspace/diagnostic", "params": ask }));
    // Others are answered meanwhile.
    assert_eq!(editor.ask("workspace/symbol", &json!({ "query": "ship" }))[0]["name"], "Task: Ship");
    assert!(editor.notes.iter().all(|note| note["id"] != "held"), "{:?}", editor.notes);
    fs::write(&closed, BROKEN.replace("## Task: Build\n", "## Task: Build\n**Description**: All.\n")).expect("written");
    editor.tell("workspace/didChangeWatchedFiles", &json!({ "changes": [{ "uri": uri(&closed), "type": 2 }] }));
    let second = loop {
        let message = editor.read();
        if message["id"] == "held" {
            break message;
        }
    };
    assert_eq!(second["result"]["items"][0]["items"], json!([]));
    editor.send(&json!({ "jsonrpc": "2.0", "id": "off", "method": "workspace/diagnostic", "params": ask }));
    editor.tell("$/cancelRequest", &json!({ "id": "off" }));
    let third = editor.read();
    assert_eq!((&third["id"], &third["error"]["code"]), (&json!("off"), &json!(-32800)));
    editor.end();
}

#[test]
fn what_is_completed_in_the_place_of_a_part_is_that_part() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(root.join("fixtures/valid/01-rust-log-filter-cli.plan.md")).expect("a file");
    let path = root.join("completed.plan.md");
    let mut editor = Editor::start(root, pushes(), &Value::Null);
    editor.open(&path, "markdown", &text);
    editor.findings(&path);
    let between = [
        ("**Estimated Complexity**:", "\n### Implementation Steps"),
        ("#### Step 2:", "#### Step 3:"),
        ("**Actions**:", "**Code Examples**:"),
        ("**Validation**:", "**Troubleshooting**:"),
        ("### Testing Plan", "### Success Criteria"),
        ("**Integration Tests**:", "\n### Success Criteria"),
    ];
    for (number, (from, to)) in (2..).step_by(2).zip(between) {
        let start = text.find(from).expect("a part");
        let end = start + text[start..].find(to).expect("the next part");
        let without = format!("{}\n{}", &text[..start], &text[end..]);
        editor.change(&path, number, &without);
        assert!(!editor.findings(&path).is_empty(), "{from}");
        let line = text[..start].matches('\n').count();
        let at = json!({ "textDocument": { "uri": uri(&path) }, "position": { "line": line, "character": 0 } });
        let answer = editor.ask("textDocument/completion", &at);
        let mut items = answer["items"].as_array().expect("a list").iter();
        let item = items.find(|item| item["label"].as_str().is_some_and(|label| label.starts_with(from)));
        let item = item.unwrap_or_else(|| panic!("{from} is not offered"));
        let whole = edited(&without, std::slice::from_ref(&item["textEdit"]));
        // A blank line behind it, as one would type.
        let with = whole.replacen(&format!("\n{}", &text[end..]), &format!("\n\n{}", &text[end..]), 1);
        editor.change(&path, number + 1, &with);
        let left = editor.findings(&path);
        // Its blanks are still to be filled in.
        assert!(left.iter().all(|found| found["code"] == "template-text"), "{from}: {left:?}");
    }
    editor.end();
}
