//! What the user sets in the editor, and what the editor can do. Both are read leniently: what is not understood counts
//! as not said.

use serde_json::Value;

use crate::config::Asked;
use crate::engine::{Settings as Rules, UnknownRule};

use super::buffer::Encoding;

/// The user's settings.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "each is a setting of its own")]
pub(super) struct Settings {
    pub(super) enable: bool,
    /// Findings are made anew when a document is saved, not when it changes.
    pub(super) on_save: bool,
    /// A configuration file that counts for every document.
    pub(super) config: Option<String>,
    pub(super) select: Vec<String>,
    pub(super) ignore: Vec<String>,
    pub(super) code_lens: bool,
    /// The editor has the command `planvet.show`, which lists places.
    pub(super) show_references: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            enable: true,
            on_save: false,
            config: None,
            select: Vec::new(),
            ignore: Vec::new(),
            code_lens: true,
            show_references: false,
        }
    }
}

impl Settings {
    /// Takes over what a value says; keys that it does not have stay as they are.
    pub(super) fn take(&mut self, value: &Value) {
        // Some clients send the section inside an object, others its content.
        let value = value.get("planvet").unwrap_or(value);
        let flag = |key: &str, into: &mut bool| {
            if let Some(flag) = value.get(key).and_then(Value::as_bool) {
                *into = flag;
            }
        };
        flag("enable", &mut self.enable);
        flag("codeLens", &mut self.code_lens);
        flag("showReferences", &mut self.show_references);
        if let Some(run) = value.get("run").and_then(Value::as_str) {
            self.on_save = run == "onSave";
        }
        if let Some(config) = value.get("config") {
            self.config = config.as_str().filter(|path| !path.is_empty()).map(str::to_owned);
        }
        let names = |key: &str, into: &mut Vec<String>| {
            if let Some(names) = value.get(key).and_then(Value::as_array) {
                *into = names.iter().filter_map(Value::as_str).map(str::to_owned).collect();
            }
        };
        names("select", &mut self.select);
        names("ignore", &mut self.ignore);
    }

    /// What it asks of rules, without the names that nothing has; and those.
    pub(super) fn asked(&self) -> (Asked, Vec<UnknownRule>) {
        let mut unknown = Vec::new();
        let mut known = |names: &[String]| {
            let mut kept = Vec::new();
            for name in names {
                match Rules::default().ignore([name.as_str()]) {
                    Ok(()) => kept.push(name.clone()),
                    Err(error) => unknown.push(error),
                }
            }
            kept
        };
        let asked = Asked { select: known(&self.select), ignore: known(&self.ignore), ..Asked::default() };
        (asked, unknown)
    }
}

/// What the editor can do.
#[derive(Debug, Clone)]
#[allow(clippy::struct_excessive_bools, reason = "each is an ability of its own")]
pub(super) struct Client {
    pub(super) encoding: Encoding,
    /// It asks for findings, and again when it is told to; else they are sent to it.
    pub(super) pulls: bool,
    pub(super) related: bool,
    pub(super) snippets: bool,
    /// Edits carry the version of the document that they are for.
    pub(super) versioned_edits: bool,
    pub(super) symbol_tree: bool,
    pub(super) watches: bool,
    pub(super) configures: bool,
    pub(super) refresh_lenses: bool,
}

impl Client {
    /// Reads the parameters of `initialize`.
    pub(super) fn read(params: &Value) -> Self {
        let of = |path: &str| params.pointer(&format!("/capabilities/{path}"));
        let can = |path: &str| of(path).and_then(Value::as_bool) == Some(true);
        let encodings = of("general/positionEncodings").cloned().unwrap_or_default();
        let encodings: Vec<_> = encodings
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|kind| serde_json::from_value(kind.clone()).ok())
            .collect();
        Self {
            encoding: Encoding::choose(&encodings),
            // One that cannot be told to ask again would keep what a changed configuration makes wrong.
            pulls: of("textDocument/diagnostic").is_some_and(Value::is_object)
                && can("workspace/diagnostics/refreshSupport"),
            related: can("textDocument/publishDiagnostics/relatedInformation")
                || can("textDocument/diagnostic/relatedInformation"),
            snippets: can("textDocument/completion/completionItem/snippetSupport"),
            versioned_edits: can("workspace/workspaceEdit/documentChanges"),
            symbol_tree: can("textDocument/documentSymbol/hierarchicalDocumentSymbolSupport"),
            watches: can("workspace/didChangeWatchedFiles/dynamicRegistration"),
            configures: can("workspace/configuration"),
            refresh_lenses: can("workspace/codeLens/refreshSupport"),
        }
    }
}
