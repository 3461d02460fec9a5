//! What the server says: findings, words to the user, questions and answers.

use std::io::{self, Write};

use gen_lsp_types::{Diagnostic, PublishDiagnosticsParams, Uri};
use lsp_server::{ErrorCode, RequestId, Response, ResponseError};
use serde_json::{Value, json};

use super::server::Server;
use super::wire;

impl<W: Write> Server<W> {
    pub(super) fn publish(&mut self, uri: &Uri, version: Option<i32>, diagnostics: Vec<Diagnostic>) -> io::Result<()> {
        let params = PublishDiagnosticsParams { uri: uri.clone(), version, diagnostics };
        self.notify("textDocument/publishDiagnostics", &json!(params))
    }

    pub(super) fn tell(&mut self, message: &str) -> io::Result<()> {
        self.notify("window/showMessage", &json!({ "type": 2, "message": format!("planvet: {message}") }))
    }

    pub(super) fn log(&mut self, message: &str) -> io::Result<()> {
        self.notify("window/logMessage", &json!({ "type": 1, "message": message }))
    }

    pub(super) fn notify(&mut self, method: &str, params: &Value) -> io::Result<()> {
        wire::write(&mut self.output, &json!({ "jsonrpc": "2.0", "method": method, "params": params }))
    }

    pub(super) fn ask(&mut self, method: &str, params: &Value) -> io::Result<RequestId> {
        self.asked = self.asked.wrapping_add(1);
        let id = format!("planvet-{}", self.asked);
        let mut message = json!({ "jsonrpc": "2.0", "id": id, "method": method });
        if let (false, Some(object)) = (params.is_null(), message.as_object_mut()) {
            object.insert("params".to_owned(), params.clone());
        }
        wire::write(&mut self.output, &message)?;
        Ok(RequestId::from(id))
    }

    pub(super) fn answer(&mut self, id: RequestId, value: Value) -> io::Result<()> {
        self.respond(id, Ok(value))
    }

    pub(super) fn refuse(&mut self, id: RequestId, code: ErrorCode, message: &str) -> io::Result<()> {
        self.respond(id, Err(ResponseError { code: code as i32, message: message.to_owned(), data: None }))
    }

    pub(super) fn respond(&mut self, id: RequestId, response_result: Result<Value, ResponseError>) -> io::Result<()> {
        let mut message = serde_json::to_value(Response { id, response_result })?;
        if let Some(object) = message.as_object_mut() {
            object.insert("jsonrpc".to_owned(), json!("2.0"));
        }
        wire::write(&mut self.output, &message)
    }
}
