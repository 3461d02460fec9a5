//! Sessions in memory: random ones, and edits that must come to the same as the whole text.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::replay;

fn framed(message: &Value) -> Vec<u8> {
    let text = message.to_string();
    format!("Content-Length: {}\r\n\r\n{text}", text.len()).into_bytes()
}

/// What the server says to these messages.
fn said(messages: &[Value]) -> Vec<Value> {
    let input: Vec<u8> = messages.iter().flat_map(framed).collect();
    let mut output = Vec::new();
    replay(&input[..], &mut output).expect("memory can be written");
    let mut rest = &output[..];
    let mut all = Vec::new();
    while !rest.is_empty() {
        let text = std::str::from_utf8(rest).expect("UTF-8");
        let (header, _) = text.split_once("\r\n\r\n").expect("a header");
        let length: usize = header.trim_start_matches("Content-Length: ").parse().expect("a length");
        let start = header.len() + 4;
        all.push(serde_json::from_slice(&rest[start..start + length]).expect("JSON"));
        rest = &rest[start + length..];
    }
    all
}

const URI: &str = "untitled:demo.plan.md";

fn initialize(encoding: &str) -> Value {
    let capabilities = json!({
        "general": { "positionEncodings": [encoding] },
        "textDocument": { "publishDiagnostics": { "relatedInformation": true } },
    });
    json!({ "jsonrpc": "2.0", "id": 0, "method": "initialize", "params": { "capabilities": capabilities } })
}

fn note(method: &str, params: &Value) -> Value {
    json!({ "jsonrpc": "2.0", "method": method, "params": params })
}

fn open(text: &str, version: i32) -> Value {
    let document = json!({ "uri": URI, "languageId": "markdown", "version": version, "text": text });
    note("textDocument/didOpen", &json!({ "textDocument": document }))
}

/// The findings that are published last.
fn last(said: &[Value]) -> Value {
    let mut published = said.iter().filter(|message| message["method"] == "textDocument/publishDiagnostics");
    published.next_back().expect("findings")["params"].clone()
}

const PLAN: &str = include_str!("../../fixtures/valid/02-django-room-booking-api.plan.md");

const REQUESTS: [&str; 17] = [
    "textDocument/codeAction",
    "textDocument/formatting",
    "textDocument/hover",
    "textDocument/completion",
    "textDocument/definition",
    "textDocument/references",
    "textDocument/documentHighlight",
    "textDocument/prepareRename",
    "textDocument/rename",
    "textDocument/documentSymbol",
    "textDocument/foldingRange",
    "textDocument/documentLink",
    "textDocument/codeLens",
    "textDocument/diagnostic",
    "workspace/diagnostic",
    "workspace/symbol",
    "textDocument/unheardOf",
];

/// A place, mostly in the text.
fn place() -> impl Strategy<Value = Value> {
    (prop_oneof![0u32..40, 0u32..800, Just(u32::MAX)], prop_oneof![0u32..60, Just(u32::MAX)])
        .prop_map(|(line, character)| json!({ "line": line, "character": character }))
}

fn piece() -> impl Strategy<Value = String> {
    let lines: Vec<&str> = PLAN.split_inclusive('\n').collect();
    let count = lines.len();
    prop_oneof![
        (0..count, 1usize..30)
            .prop_map(move |(at, length)| { PLAN.split_inclusive('\n').skip(at).take(length).collect::<String>() }),
        "[a-zé好😀`#*\\[\\] \r\n-]{0,12}",
        Just("```\n".to_owned()),
        Just(String::new()),
    ]
}

fn message() -> impl Strategy<Value = Value> {
    let change = (place(), place(), piece()).prop_map(|(start, end, text)| {
        let change = json!({ "range": { "start": start, "end": end }, "text": text });
        note(
            "textDocument/didChange",
            &json!({ "textDocument": { "uri": URI, "version": 2 }, "contentChanges": [change] }),
        )
    });
    let request = (0..REQUESTS.len(), place(), place(), 0i32..50).prop_map(|(method, start, end, id)| {
        let params = json!({
            "textDocument": { "uri": URI },
            "position": start,
            "range": { "start": start, "end": end },
            "context": { "diagnostics": [], "includeDeclaration": true },
            "options": { "tabSize": 4, "insertSpaces": true },
            "newName": "Another Name",
            "query": "a",
            "previousResultIds": [],
        });
        json!({ "jsonrpc": "2.0", "id": id, "method": REQUESTS[method], "params": params })
    });
    let odd = prop_oneof![
        Just(json!({ "jsonrpc": "2.0", "id": 7, "method": "shutdown" })),
        Just(json!({ "jsonrpc": "2.0", "id": "x", "method": "initialize", "params": 3 })),
        Just(json!({ "jsonrpc": "2.0", "id": 9, "method": "textDocument/hover", "params": ["?"] })),
        Just(json!({ "jsonrpc": "2.0", "id": 9, "result": null })),
        Just(json!([1, 2])),
        Just(note("$/cancelRequest", &json!({ "id": 7 }))),
        Just(note("textDocument/didClose", &json!({ "textDocument": { "uri": URI } }))),
        Just(note("textDocument/didSave", &json!({ "textDocument": { "uri": URI } }))),
        Just(note("workspace/didChangeConfiguration", &json!({ "settings": { "planvet": { "run": "onSave" } } }))),
        Just(note("workspace/didChangeWatchedFiles", &json!({ "changes": [] }))),
    ];
    let opened = piece().prop_map(|text| open(&text, 1));
    prop_oneof![4 => change, 6 => request, 1 => odd, 1 => opened]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_sequence_is_answered(messages in prop::collection::vec(message(), 1..40), begins in prop::bool::weighted(0.9)) {
        let mut all = if begins { vec![initialize("utf-16"), open(PLAN, 1)] } else { Vec::new() };
        let asked = messages.iter().filter(|message| message["method"].is_string() && !message["id"].is_null()).count();
        let refused = messages.iter().filter(|message| message.is_array()).count();
        all.extend(messages);
        let said = said(&all);
        let answers = said.iter().filter(|message| message["method"].is_null()).count();
        prop_assert_eq!(answers, asked + refused + usize::from(begins));
        for message in &said {
            prop_assert!(!message["error"]["message"].as_str().unwrap_or("").contains("internal error"), "{}", message);
            prop_assert!(message["method"] != "window/logMessage", "{}", message);
        }
    }

    #[test]
    fn edits_come_to_the_same_as_the_whole_text(
        edits in prop::collection::vec((place(), place(), piece()), 1..8),
        encoding in prop::sample::select(vec!["utf-8", "utf-16", "utf-32"]),
    ) {
        let mut buffer = super::buffer::Buffer::new(PLAN.to_owned(), match encoding {
            "utf-8" => super::buffer::Encoding::Utf8,
            "utf-16" => super::buffer::Encoding::Utf16,
            _ => super::buffer::Encoding::Utf32,
        });
        let mut messages = vec![initialize(encoding), open(PLAN, 1)];
        for (start, end, text) in edits {
            let change = json!({ "range": { "start": start, "end": end }, "text": text });
            buffer.change(vec![serde_json::from_value(change.clone()).expect("a change")]);
            let params = json!({ "textDocument": { "uri": URI, "version": 2 }, "contentChanges": [change] });
            messages.push(note("textDocument/didChange", &params));
        }
        let changed = last(&said(&messages));
        let whole = last(&said(&[initialize(encoding), open(buffer.text(), 2)]));
        prop_assert_eq!(changed, whole);
    }
}

#[test]
fn only_findings_of_the_last_text_are_sent() {
    let mut messages = vec![initialize("utf-16"), open(PLAN, 1)];
    for version in 2..40 {
        let change = json!({ "text": format!("# {version}\n{PLAN}") });
        let params = json!({ "textDocument": { "uri": URI, "version": version }, "contentChanges": [change] });
        messages.push(note("textDocument/didChange", &params));
    }
    let said = said(&messages);
    let published: Vec<&Value> =
        said.iter().filter(|message| message["method"] == "textDocument/publishDiagnostics").collect();
    assert_eq!(published.len(), 1);
    assert_eq!(published[0]["params"]["version"], 39);
}

#[test]
fn what_is_called_off_is_not_worked_out() {
    let hover = json!({ "jsonrpc": "2.0", "id": 5, "method": "textDocument/hover",
        "params": { "textDocument": { "uri": URI }, "position": { "line": 0, "character": 3 } } });
    let said = said(&[initialize("utf-16"), open(PLAN, 1), hover, note("$/cancelRequest", &json!({ "id": 5 }))]);
    let answer = said.iter().find(|message| message["id"] == 5).expect("an answer");
    assert_eq!(answer["error"]["code"], -32800);
}
