//! Open documents: their texts, what is found in them, and what the editor is told of it.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use gen_lsp_types::{Diagnostic, Location, Uri};
use lsp_server::Request;
use serde_json::Value;

use crate::config::Broken;
use crate::files;

use super::buffer::Buffer;
use super::convert::Opened;
use super::diagnostics::{Converter, unchecked};
use super::server::{DEFECT, FOLDERS, Server, parsed};
use super::uri;
use super::workspace::{Judged, is_toml};

/// An open document.
pub(super) struct Doc {
    pub(super) uri: Uri,
    /// Its full path; of a text that is in no file, the one that it might get.
    pub(super) path: PathBuf,
    pub(super) version: i32,
    pub(super) buffer: Buffer,
    pub(super) is_markdown: bool,
    /// What was found in the present text, with the epoch of the workspace.
    pub(super) judged: Option<(u64, Judged)>,
    /// Its findings are to be sent.
    pub(super) due: bool,
    /// The findings that the editor has, where they wait for the next save.
    pub(super) shown: Option<Vec<Diagnostic>>,
}

impl<W: Write> Server<W> {
    pub(super) fn open(&mut self, params: Value) -> io::Result<()> {
        let language = params.pointer("/textDocument/languageId").and_then(Value::as_str).unwrap_or("").to_owned();
        let Some(opened) = parsed::<gen_lsp_types::DidOpenTextDocumentParams>(params) else { return Ok(()) };
        self.stamp += 1;
        let document = opened.text_document;
        let path = uri::path(&document.uri).unwrap_or_else(|| {
            let folder = self.workspace.roots.first().cloned().unwrap_or_else(files::here);
            folder.join(uri::name(&document.uri))
        });
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
        let is_markdown = language.eq_ignore_ascii_case("markdown")
            || ending.is_some_and(|ending| ending == "md" || ending == "markdown");
        let buffer = Buffer::new(document.text, self.client.encoding);
        if !is_markdown && is_toml(&path) {
            self.reconfigured(&path, Some(buffer.text()))?;
        }
        let doc = Doc {
            uri: document.uri.clone(),
            path,
            version: document.version,
            buffer,
            is_markdown,
            judged: None,
            due: true,
            shown: None,
        };
        self.docs.insert(document.uri.0, doc);
        Ok(())
    }

    pub(super) fn change(&mut self, params: Value) -> io::Result<()> {
        let Some(changed) = parsed::<gen_lsp_types::DidChangeTextDocumentParams>(params) else { return Ok(()) };
        self.stamp += 1;
        let key = &changed.text_document.text_document_identifier.uri.0;
        let on_save = self.settings.on_save;
        let Some(doc) = self.docs.get_mut(key) else { return Ok(()) };
        doc.buffer.change(changed.content_changes);
        doc.version = changed.text_document.version;
        doc.judged = None;
        doc.due |= !on_save;
        if !doc.is_markdown && is_toml(&doc.path) {
            let (path, text) = (doc.path.clone(), doc.buffer.text().to_owned());
            self.reconfigured(&path, Some(&text))?;
        }
        Ok(())
    }

    pub(super) fn close(&mut self, params: &Value) -> io::Result<()> {
        let Some(key) = params.pointer("/textDocument/uri").and_then(Value::as_str) else { return Ok(()) };
        let Some(doc) = self.docs.remove(key) else { return Ok(()) };
        self.stamp += 1;
        if !doc.is_markdown && is_toml(&doc.path) {
            self.reconfigured(&doc.path, None)?;
        } else if !self.client.pulls {
            self.publish(&doc.uri, None, Vec::new())?;
        }
        Ok(())
    }

    /// The text of a configuration is another one than before.
    pub(super) fn reconfigured(&mut self, path: &Path, text: Option<&str>) -> io::Result<()> {
        if self.workspace.overlay(path, text) { self.renew() } else { Ok(()) }
    }

    pub(super) fn doc_mut(&mut self, params: &Value) -> Option<&mut Doc> {
        self.docs.get_mut(params.pointer("/textDocument/uri")?.as_str()?)
    }

    /// Sends the findings of one document that waits for it; whether there was one.
    pub(super) fn settle(&mut self) -> io::Result<bool> {
        let Some(key) = self.docs.iter().find(|(_, doc)| doc.due).map(|(key, _)| key.clone()) else {
            let Some((id, params)) = self.held.take_if(|_| self.told != Some(self.stamp)) else { return Ok(false) };
            self.request(Request { id, method: FOLDERS.to_owned(), params })?;
            return Ok(true);
        };
        if let Some(doc) = self.docs.get_mut(&key) {
            doc.due = false;
            doc.shown = None;
        }
        let found = panic::catch_unwind(AssertUnwindSafe(|| self.findings(&key)));
        let found = if let Ok(found) = found {
            found
        } else {
            self.log(DEFECT)?;
            Some(Vec::new())
        };
        if let (Some(found), false) = (found, self.client.pulls)
            && let Some(doc) = self.docs.get(&key)
        {
            let (uri, version) = (doc.uri.clone(), doc.version);
            self.publish(&uri, Some(version), found)?;
        }
        self.publish_broken()?;
        Ok(true)
    }

    /// What the editor is to show in a document; nothing when it is none of planvet's.
    pub(super) fn findings(&mut self, key: &str) -> Option<Vec<Diagnostic>> {
        let doc = self.docs.get(key).filter(|doc| doc.is_markdown)?;
        if let Some(shown) = doc.shown.as_ref().filter(|_| self.settings.on_save) {
            return Some(shown.clone());
        }
        self.judge(key);
        let doc = self.docs.get(key)?;
        let found = match doc.judged.as_ref().map(|(_, judged)| judged) {
            Some(Judged::Plan(analysis)) => {
                Converter::new(&doc.uri, &doc.buffer, self.client.related).all(&analysis.found)
            }
            Some(Judged::Unconfigured { broken, is_plan: true }) => vec![self.complaint(&doc.path, broken)],
            Some(Judged::Unconfigured { .. } | Judged::Other) | None => Vec::new(),
        };
        if self.settings.on_save {
            self.docs.get_mut(key)?.shown = Some(found.clone());
        }
        Some(found)
    }

    /// Says in a document that its configuration has mistakes.
    pub(super) fn complaint(&self, path: &Path, broken: &Broken) -> Diagnostic {
        let places = self.workspace.places(path, broken);
        let Some((file, source, found)) = places.first() else {
            return unchecked(broken.problems.first().map_or("", String::as_str), None);
        };
        let buffer = Buffer::new(source.text().to_owned(), self.client.encoding);
        let first = found.first().map(|found| Location { uri: self.uri_of(file), range: buffer.range(found.span) });
        unchecked(source.name(), first.filter(|_| self.client.related))
    }

    /// Checks a document, if its text or what holds for it is another one than before.
    pub(super) fn judge(&mut self, key: &str) {
        let Some(doc) = self.docs.get_mut(key) else { return };
        if doc.judged.as_ref().is_some_and(|(epoch, _)| *epoch == self.workspace.epoch) {
            return;
        }
        let judged = if self.settings.enable && doc.is_markdown {
            let source = self.workspace.source(&doc.path, doc.buffer.text());
            self.workspace.judge(&doc.path, source, true)
        } else {
            Judged::Other
        };
        doc.judged = Some((self.workspace.epoch, judged));
    }

    /// An open document that is a plan, checked as it stands now.
    pub(super) fn opened(&mut self, uri: &Uri) -> Option<Opened<'_>> {
        self.judge(&uri.0);
        let doc = self.docs.get(&uri.0)?;
        let Some((_, Judged::Plan(analysis))) = &doc.judged else { return None };
        Some(Opened { uri: &doc.uri, version: doc.version, buffer: &doc.buffer, analysis, client: &self.client })
    }

    /// The URIs of open Markdown documents.
    pub(super) fn open_documents(&self) -> Vec<Uri> {
        self.docs.values().filter(|doc| doc.is_markdown).map(|doc| doc.uri.clone()).collect()
    }

    /// The version of an open document.
    pub(super) fn version(&self, uri: &Uri) -> Option<i32> {
        self.docs.get(&uri.0).map(|doc| doc.version)
    }

    /// Whether a file is open, by its full path.
    pub(super) fn is_open(&self, path: &Path) -> bool {
        self.docs.values().any(|doc| doc.path == path)
    }

    /// The URI of a file, as the editor calls it if it is open.
    pub(super) fn uri_of(&self, path: &Path) -> Uri {
        let open = self.docs.values().find(|doc| doc.path == path);
        open.map_or_else(|| uri::of(path), |doc| doc.uri.clone())
    }

    /// Shows the mistakes of configurations in them, and takes away what is mended.
    pub(super) fn publish_broken(&mut self) -> io::Result<()> {
        let mut broken: Vec<(PathBuf, Arc<Broken>)> = Vec::new();
        let is_configuration = |doc: &&Doc| !doc.is_markdown && self.workspace.matters(&doc.path);
        let configurations = self.docs.values().filter(is_configuration);
        for path in configurations.map(|doc| doc.path.clone()).collect::<Vec<_>>() {
            broken.extend(self.workspace.broken(&path).map(|found| (path, found)));
        }
        for doc in self.docs.values() {
            // What was found under an earlier configuration tells nothing of this one.
            if let Some((epoch, Judged::Unconfigured { broken: found, .. })) = &doc.judged
                && *epoch == self.workspace.epoch
            {
                broken.push((doc.path.clone(), Arc::clone(found)));
            }
        }
        if broken.is_empty() && self.broken.is_empty() {
            return Ok(());
        }
        let mut reports: BTreeMap<PathBuf, (Uri, Vec<Diagnostic>)> = BTreeMap::new();
        for (path, found) in &broken {
            for (file, source, found) in self.workspace.places(path, found) {
                let uri = self.uri_of(&file);
                let buffer = Buffer::new(source.text().to_owned(), self.client.encoding);
                let found = Converter::new(&uri, &buffer, self.client.related).all(found);
                reports.insert(file, (uri, found));
            }
        }
        let mended: Vec<(PathBuf, Uri)> = self
            .broken
            .iter()
            .filter(|(file, _)| !reports.contains_key(*file))
            .map(|(f, u)| (f.clone(), u.clone()))
            .collect();
        for (file, uri) in mended {
            self.broken.remove(&file);
            self.publish(&uri, None, Vec::new())?;
        }
        for (file, (uri, found)) in reports {
            self.broken.insert(file, uri.clone());
            self.publish(&uri, None, found)?;
        }
        Ok(())
    }
}
