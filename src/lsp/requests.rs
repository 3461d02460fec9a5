//! Which request is answered where, and what the server says that it can do.

use std::collections::{BTreeMap, HashMap};
use std::io::Write;

use gen_lsp_types::{
    CodeActionParams, CodeLensParams, CompletionParams, DefinitionParams, Diagnostic, DocumentDiagnosticParams,
    DocumentFormattingParams, DocumentHighlightParams, DocumentLinkParams, DocumentSymbolParams, FoldingRangeParams,
    HoverParams, PrepareRenameParams, ReferenceParams, RenameParams, TextDocumentPositionParams, Uri,
    WorkspaceDiagnosticParams, WorkspaceSymbolParams,
};
use lsp_server::{ErrorCode, ResponseError};
use serde_json::{Value, json};

use crate::files;

use super::buffer::Buffer;
use super::convert::Opened;
use super::diagnostics::Converter;
use super::server::{Server, parsed, result_id};
use super::settings::Client;
use super::workspace::{Judged, LARGEST};
use super::{actions, complete, folding, format, hover, lenses, links, navigate, symbols, uri};

type Answer = Result<Value, ResponseError>;

/// The answer to `initialize`.
pub(super) fn abilities(client: &Client) -> Value {
    let mut capabilities = json!({
        "positionEncoding": client.encoding.kind(),
        "textDocumentSync": { "openClose": true, "change": 2, "save": { "includeText": false } },
        "codeActionProvider": { "codeActionKinds": ["quickfix", actions::FIX_ALL] },
        "documentFormattingProvider": true,
        "hoverProvider": true,
        "completionProvider": { "triggerCharacters": ["#", "*", "`", ":", " ", "[", "/"] },
        "definitionProvider": true,
        "referencesProvider": true,
        "documentHighlightProvider": true,
        "renameProvider": { "prepareProvider": true },
        "documentSymbolProvider": true,
        "workspaceSymbolProvider": true,
        "foldingRangeProvider": true,
        "documentLinkProvider": { "resolveProvider": false },
        "codeLensProvider": { "resolveProvider": false },
        "workspace": { "workspaceFolders": { "supported": true, "changeNotifications": true } },
    });
    if client.pulls {
        capabilities["diagnosticProvider"] =
            json!({ "identifier": "planvet", "interFileDependencies": false, "workspaceDiagnostics": true });
    }
    json!({ "capabilities": capabilities, "serverInfo": { "name": "planvet", "version": env!("CARGO_PKG_VERSION") } })
}

/// Answers a request; nothing when no request has that name.
pub(super) fn answer<W: Write>(server: &mut Server<W>, method: &str, params: Value) -> Option<Answer> {
    Some(match method {
        "textDocument/codeAction" => {
            on(server, params, |open, params: CodeActionParams| Ok(json!(actions::actions(open, &params))))
        }
        "textDocument/formatting" => {
            on(server, params, |open, _: DocumentFormattingParams| Ok(json!(format::format(open))))
        }
        "textDocument/hover" => on(server, params, |open, params: HoverParams| {
            Ok(json!(hover::hover(open, at(open, &params.text_document_position_params))))
        }),
        "textDocument/completion" => on(server, params, |open, params: CompletionParams| {
            Ok(json!(complete::complete(open, at(open, &params.text_document_position_params))))
        }),
        "textDocument/definition" => on(server, params, |open, params: DefinitionParams| {
            Ok(json!(navigate::definition(open, at(open, &params.text_document_position_params))))
        }),
        "textDocument/references" => on(server, params, |open, params: ReferenceParams| {
            let at = at(open, &params.text_document_position_params);
            Ok(json!(navigate::references(open, at, params.context.include_declaration)))
        }),
        "textDocument/documentHighlight" => on(server, params, |open, params: DocumentHighlightParams| {
            Ok(json!(navigate::highlights(open, at(open, &params.text_document_position_params))))
        }),
        "textDocument/prepareRename" => on(server, params, |open, params: PrepareRenameParams| {
            Ok(json!(navigate::renamed(open, at(open, &params.text_document_position_params))))
        }),
        "textDocument/rename" => on(server, params, |open, params: RenameParams| {
            let at = at(open, &params.text_document_position_params);
            navigate::rename(open, at, &params.new_name).map(|edit| json!(edit)).map_err(failed)
        }),
        "textDocument/documentSymbol" => {
            on(server, params, |open, _: DocumentSymbolParams| Ok(symbols::document(open)))
        }
        "textDocument/foldingRange" => {
            on(server, params, |open, _: FoldingRangeParams| Ok(json!(folding::folds(open))))
        }
        "textDocument/documentLink" => {
            let roots = server.workspace.roots.clone();
            on(server, params, |open, _: DocumentLinkParams| Ok(json!(links::links(open, &roots))))
        }
        "textDocument/codeLens" => {
            let (shows, wanted) = (server.settings.show_references, server.settings.code_lens);
            on(server, params, |open, _: CodeLensParams| {
                Ok(if wanted { json!(lenses::lenses(open, shows)) } else { Value::Null })
            })
        }
        "textDocument/diagnostic" => pull(server, params),
        "workspace/diagnostic" => pull_all(server, params),
        "workspace/symbol" => all_symbols(server, params),
        _ => return None,
    })
}

/// Lets a plan that is open answer; what is no plan has no answer.
fn on<W: Write, P: serde::de::DeserializeOwned>(
    server: &mut Server<W>,
    params: Value,
    answer: impl FnOnce(&Opened<'_>, P) -> Answer,
) -> Answer {
    let document = params.pointer("/textDocument/uri").and_then(Value::as_str).map(Uri::from);
    let (Some(document), Some(params)) = (document, parsed(params)) else { return Err(invalid()) };
    server.opened(&document).map_or(Ok(Value::Null), |open| answer(&open, params))
}

fn at(open: &Opened<'_>, place: &TextDocumentPositionParams) -> u32 {
    open.buffer.offset(place.position)
}

fn invalid() -> ResponseError {
    let message = "the parameters are not those of this request".to_owned();
    ResponseError { code: ErrorCode::InvalidParams as i32, message, data: None }
}

fn failed(message: String) -> ResponseError {
    ResponseError { code: ErrorCode::RequestFailed as i32, message, data: None }
}

/// The findings of one document.
fn pull<W: Write>(server: &mut Server<W>, params: Value) -> Answer {
    let Some(params) = parsed::<DocumentDiagnosticParams>(params) else { return Err(invalid()) };
    let found = server.findings(&params.text_document.uri.0).unwrap_or_default();
    let id = result_id(&found);
    Ok(if params.previous_result_id.as_ref() == Some(&id) {
        json!({ "kind": "unchanged", "resultId": id })
    } else {
        json!({ "kind": "full", "resultId": id, "items": found })
    })
}

/// The findings of every plan in the open folders. Files that are open are as they stand in the editor.
fn pull_all<W: Write>(server: &mut Server<W>, params: Value) -> Answer {
    let Some(params) = parsed::<WorkspaceDiagnosticParams>(params) else { return Err(invalid()) };
    let known: HashMap<String, String> =
        params.previous_result_ids.into_iter().map(|known| (known.uri.0, known.value)).collect();
    let mut all: BTreeMap<String, (Option<i32>, Vec<Diagnostic>)> = BTreeMap::new();
    for document in server.open_documents() {
        let found = server.findings(&document.0).unwrap_or_default();
        all.insert(document.0.clone(), (server.version(&document), found));
    }
    let (encoding, related) = (server.client.encoding, server.client.related);
    for_each_closed(server, |document, judged, text| {
        if let Judged::Plan(analysis) = judged {
            let buffer = Buffer::new(text, encoding);
            let found = Converter::new(&document, &buffer, related).all(&analysis.found);
            all.insert(document.0, (None, found));
        }
    });
    // What was reported and is gone has no findings any more.
    for document in known.keys() {
        all.entry(document.clone()).or_insert((None, Vec::new()));
    }
    let items = all.into_iter().map(|(document, (version, found))| {
        let id = result_id(&found);
        if known.get(&document) == Some(&id) {
            json!({ "kind": "unchanged", "uri": document, "version": version, "resultId": id })
        } else {
            json!({ "kind": "full", "uri": document, "version": version, "resultId": id, "items": found })
        }
    });
    Ok(json!({ "items": items.collect::<Vec<_>>() }))
}

/// Tasks and steps of every plan in the open folders whose names hold what is asked for.
fn all_symbols<W: Write>(server: &mut Server<W>, params: Value) -> Answer {
    let Some(params) = parsed::<WorkspaceSymbolParams>(params) else { return Err(invalid()) };
    let mut found = Vec::new();
    for document in server.open_documents() {
        if let Some(open) = server.opened(&document) {
            symbols::matching(&open.analysis.document, open.buffer, &document, &params.query, &mut found);
        }
    }
    let encoding = server.client.encoding;
    for_each_closed(server, |document, judged, text| {
        if let Judged::Plan(analysis) = judged {
            let buffer = Buffer::new(text, encoding);
            symbols::matching(&analysis.document, &buffer, &document, &params.query, &mut found);
        }
    });
    Ok(json!(found))
}

/// Reads and checks each Markdown file of the open folders that is not open itself.
fn for_each_closed<W: Write>(server: &mut Server<W>, mut each: impl FnMut(Uri, Judged, String)) {
    for input in server.workspace.files() {
        if server.is_open(&input.path) {
            continue;
        }
        let Ok(source) = files::read(&input.path, LARGEST) else { continue };
        let text = source.text().to_owned();
        let judged = server.workspace.judge(&input.path, source, false);
        each(uri::of(&input.path), judged, text);
    }
}
