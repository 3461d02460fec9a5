//! Sessions of the language server: random bytes on the wire, and random messages that are well formed.
#![no_main]

use libfuzzer_sys::fuzz_target;
use serde_json::{Value, json};

const METHODS: [&str; 24] = [
    "textDocument/didChange",
    "textDocument/didChange",
    "textDocument/didChange",
    "textDocument/didOpen",
    "textDocument/didClose",
    "textDocument/didSave",
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
    "workspace/didChangeConfiguration",
    "$/cancelRequest",
    "shutdown",
    "initialize",
];

const URI: &str = "untitled:fuzz.plan.md";
const PLAN: &str = include_str!("../../fixtures/valid/01-rust-log-filter-cli.plan.md");

/// Reads the bytes as orders: a method, two places, some text.
fn messages(mut bytes: &[u8]) -> Vec<Value> {
    let mut take = |count: usize| {
        let (taken, rest) = bytes.split_at(count.min(bytes.len()));
        bytes = rest;
        taken
    };
    let number = |bytes: &[u8]| bytes.iter().fold(0u64, |number, byte| number << 8 | u64::from(*byte));
    let mut all = vec![
        json!({ "jsonrpc": "2.0", "id": -1, "method": "initialize", "params": { "capabilities": {
            "textDocument": { "documentSymbol": { "hierarchicalDocumentSymbolSupport": true },
                              "completion": { "completionItem": { "snippetSupport": true } } } } } }),
        json!({ "jsonrpc": "2.0", "method": "textDocument/didOpen", "params": { "textDocument": {
            "uri": URI, "languageId": "markdown", "version": 1, "text": PLAN } } }),
    ];
    for id in 0..64 {
        let order = take(6);
        let [method, line, column, end_line, end_column, length] = *order else { break };
        let text = String::from_utf8_lossy(take(usize::from(length))).into_owned();
        let start = json!({ "line": line, "character": column });
        let range = json!({ "start": start, "end": { "line": end_line, "character": end_column } });
        let method = METHODS[usize::from(method) % METHODS.len()];
        let params = json!({
            "textDocument": { "uri": URI, "languageId": "markdown", "version": id, "text": text },
            "contentChanges": [{ "range": range, "text": text }],
            "position": start,
            "range": range,
            "context": { "diagnostics": [], "includeDeclaration": true },
            "options": { "tabSize": 4, "insertSpaces": true },
            "newName": text,
            "settings": { "planvet": { "run": if length % 2 == 0 { "onSave" } else { "onType" } } },
            "id": number(&[line]),
        });
        let is_note = method.contains("did") || method.starts_with('$');
        let mut message = json!({ "jsonrpc": "2.0", "method": method, "params": params });
        if !is_note {
            message["id"] = json!(id);
        }
        all.push(message);
    }
    all
}

fuzz_target!(|bytes: &[u8]| {
    let answers = if bytes.first().is_some_and(|byte| byte % 8 == 0) {
        planvet::replay(&bytes[1..])
    } else {
        let framed = |message: Value| {
            let text = message.to_string();
            format!("Content-Length: {}\r\n\r\n{text}", text.len()).into_bytes()
        };
        planvet::replay(&messages(bytes).into_iter().flat_map(framed).collect::<Vec<u8>>())
    };
    let text = String::from_utf8(answers).expect("UTF-8");
    // The server catches panics and says so.
    assert!(!text.contains("internal error"), "{text}");
});
