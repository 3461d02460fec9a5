//! Small conversions that several answers share.

use std::collections::HashMap;

use gen_lsp_types::{
    DocumentChange, Location, OptionalVersionedTextDocumentIdentifier, TextDocumentEdit, TextDocumentIdentifier,
    TextEdit, Uri, WorkspaceEdit,
};

use crate::diagnostic::Edit;
use crate::emit::text::visible;
use crate::source::Span;

use super::buffer::Buffer;
use super::settings::Client;
use super::workspace::Analysis;

/// An open document with what is known of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Opened<'a> {
    pub(super) uri: &'a Uri,
    pub(super) version: i32,
    pub(super) buffer: &'a Buffer,
    pub(super) analysis: &'a Analysis,
    pub(super) client: &'a Client,
}

impl Opened<'_> {
    /// The text at a span.
    pub(super) fn slice(&self, span: Span) -> &str {
        self.analysis.document.source.slice(span)
    }

    pub(super) fn location(&self, span: Span) -> Location {
        Location { uri: self.uri.clone(), range: self.buffer.range(span) }
    }

    /// Edits of planvet as edits of the editor.
    pub(super) fn edits(&self, edits: &[Edit]) -> Vec<TextEdit> {
        let mut places = self.buffer.places();
        let edit = |edit: &Edit| TextEdit { range: places.range(edit.span), new_text: edit.content.clone() };
        edits.iter().map(edit).collect()
    }

    /// A change of this document alone.
    pub(super) fn change(&self, edits: &[Edit]) -> WorkspaceEdit {
        let edits = self.edits(edits);
        if !self.client.versioned_edits {
            let changes = Some(HashMap::from([(self.uri.clone(), edits)]));
            return WorkspaceEdit { changes, ..WorkspaceEdit::default() };
        }
        let text_document = OptionalVersionedTextDocumentIdentifier {
            version: Some(self.version),
            text_document_identifier: TextDocumentIdentifier { uri: self.uri.clone() },
        };
        let edits = edits.into_iter().map(Into::into).collect();
        let change = DocumentChange::TextDocumentEdit(TextDocumentEdit { text_document, edits });
        WorkspaceEdit { document_changes: Some(vec![change]), ..WorkspaceEdit::default() }
    }
}

/// Text of the document on one line and of bounded length, as names and titles show it.
pub(super) fn brief(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let short: String = line.chars().take(120).collect();
    let more = if short.len() < line.len() { "…" } else { "" };
    format!("{}{more}", visible(&short))
}
