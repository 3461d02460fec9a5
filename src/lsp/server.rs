//! The state of a session, and the order of its life: initialise, serve, shut down, end.

use std::collections::{BTreeMap, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, Write};
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, TryRecvError};

use gen_lsp_types::{Diagnostic, Location, PublishDiagnosticsParams, Uri};
use lsp_server::{ErrorCode, Message, Notification, Request, RequestId, Response, ResponseError};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::config::Broken;
use crate::files;

use super::buffer::Buffer;
use super::convert::Opened;
use super::diagnostics::{Converter, unchecked};
use super::settings::{Client, Settings};
use super::wire::{self, Incoming};
use super::workspace::{Judged, Workspace, is_toml};
use super::{requests, uri};

/// An open document.
struct Doc {
    uri: Uri,
    /// Its full path; of a text that is in no file, the one that it might get.
    path: PathBuf,
    version: i32,
    buffer: Buffer,
    is_markdown: bool,
    /// What was found in the present text, with the epoch of the workspace.
    judged: Option<(u64, Judged)>,
    /// Its findings are to be sent.
    due: bool,
    /// The findings that the editor has, where they wait for the next save.
    shown: Option<Vec<Diagnostic>>,
}

/// How far a session is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    New,
    Serving,
    ShutDown,
}

/// What to do after a message.
enum Next {
    GoOn,
    End,
}

/// One session with one editor.
pub(super) struct Server<W> {
    output: W,
    incoming: Receiver<Incoming>,
    /// What has come in and is not yet looked at.
    queue: VecDeque<Incoming>,
    phase: Phase,
    pub(super) client: Client,
    pub(super) settings: Settings,
    pub(super) workspace: Workspace,
    docs: BTreeMap<String, Doc>,
    /// The configurations whose mistakes the editor shows.
    broken: BTreeMap<PathBuf, Uri>,
    /// The number of the last request to the editor.
    asked: i32,
    /// The request for the user's settings, while it is not answered.
    settings_wanted: Option<RequestId>,
    /// Counts whatever may change a finding.
    stamp: u64,
    /// The stamp of the last answer about all folders.
    told: Option<u64>,
    /// A request for the findings of all folders that waits until there is something new to tell.
    held: Option<(RequestId, Value)>,
}

/// Asks for the findings of all folders.
const FOLDERS: &str = "workspace/diagnostic";

impl<W: Write> Server<W> {
    pub(super) fn new(output: W, incoming: Receiver<Incoming>) -> Self {
        Self {
            output,
            incoming,
            queue: VecDeque::new(),
            phase: Phase::New,
            client: Client::read(&Value::Null),
            settings: Settings::default(),
            workspace: Workspace::default(),
            docs: BTreeMap::new(),
            broken: BTreeMap::new(),
            asked: 0,
            settings_wanted: None,
            stamp: 0,
            told: None,
            held: None,
        }
    }

    /// Serves until the editor ends the session or is gone. Whether it was shut down before.
    pub(super) fn run(mut self) -> io::Result<bool> {
        panic::set_hook(Box::new(|_| {}));
        loop {
            self.drain();
            if self.queue.is_empty() {
                if self.settle()? {
                    continue;
                }
                match self.incoming.recv() {
                    Ok(incoming) => self.queue.push_back(incoming),
                    Err(_) => return Ok(self.phase == Phase::ShutDown),
                }
            }
            self.drain();
            let Some(incoming) = self.queue.pop_front() else { continue };
            if let Next::End = self.handle(incoming)? {
                return Ok(self.phase == Phase::ShutDown);
            }
        }
    }

    /// Takes in what waits, so that a request can be called off before its turn comes.
    fn drain(&mut self) {
        loop {
            match self.incoming.try_recv() {
                Ok(incoming) => self.queue.push_back(incoming),
                Err(TryRecvError::Empty | TryRecvError::Disconnected) => return,
            }
        }
    }

    fn handle(&mut self, incoming: Incoming) -> io::Result<Next> {
        match incoming {
            Incoming::Bad { id, code, reason } => {
                wire::write(&mut self.output, &wire::refusal(&id, code, &reason))?;
            }
            Incoming::Message(Message::Request(request)) => self.request(request)?,
            Incoming::Message(Message::Notification(note)) => return self.notification(note),
            Incoming::Message(Message::Response(response)) => {
                if self.settings_wanted.as_ref() == Some(&response.id) {
                    self.settings_wanted = None;
                    if let Ok(Value::Array(values)) = response.response_result {
                        values.iter().filter(|value| value.is_object()).for_each(|value| self.settings.take(value));
                        self.configure()?;
                    }
                }
            }
        }
        Ok(Next::GoOn)
    }

    fn request(&mut self, request: Request) -> io::Result<()> {
        let Request { id, method, params } = request;
        if self.is_called_off(&id) {
            return self.refuse(id, ErrorCode::RequestCanceled, "called off");
        }
        match (self.phase, method.as_str()) {
            (Phase::New, "initialize") => {
                self.client = Client::read(&params);
                self.workspace.roots = roots(&params);
                if let Some(options) = params.get("initializationOptions") {
                    self.settings.take(options);
                }
                self.phase = Phase::Serving;
                self.answer(id, requests::abilities(&self.client))?;
                // Nothing is open yet, and nothing may be asked for.
                self.apply()
            }
            (Phase::New, _) => self.refuse(id, ErrorCode::ServerNotInitialized, "`initialize` comes first"),
            (Phase::ShutDown, _) => self.refuse(id, ErrorCode::InvalidRequest, "the server is shut down"),
            (Phase::Serving, "initialize") => {
                self.refuse(id, ErrorCode::InvalidRequest, "the server is initialised already")
            }
            (Phase::Serving, "shutdown") => {
                self.phase = Phase::ShutDown;
                if let Some((id, _)) = self.held.take() {
                    self.refuse(id, ErrorCode::RequestCanceled, "the server is shut down")?;
                }
                self.answer(id, Value::Null)
            }
            // Editors ask again as soon as they have an answer; they hear when a file changes, and so do we.
            (Phase::Serving, FOLDERS) if self.client.watches && self.told == Some(self.stamp) => {
                match self.held.replace((id, params)) {
                    Some((id, _)) => self.refuse(id, ErrorCode::ServerCancelled, "asked for again"),
                    None => Ok(()),
                }
            }
            (Phase::Serving, _) => {
                if method == FOLDERS {
                    self.told = Some(self.stamp);
                }
                let result = panic::catch_unwind(AssertUnwindSafe(|| requests::answer(self, &method, params)));
                match result {
                    Ok(Some(Ok(value))) => self.answer(id, value),
                    Ok(Some(Err(error))) => self.respond(id, Err(error)),
                    Ok(None) => self.refuse(
                        id,
                        ErrorCode::MethodNotFound,
                        &format!("`{}` is no request of planvet", brief(&method)),
                    ),
                    Err(_) => self.refuse(id, ErrorCode::InternalError, DEFECT),
                }
            }
        }
    }

    /// Whether a later message calls a request off.
    fn is_called_off(&self, id: &RequestId) -> bool {
        self.queue.iter().any(|waiting| {
            let Incoming::Message(Message::Notification(note)) = waiting else { return false };
            let named = || serde_json::from_value::<RequestId>(note.params.get("id").cloned().unwrap_or_default());
            note.method == "$/cancelRequest" && named().is_ok_and(|named| named == *id)
        })
    }

    fn notification(&mut self, note: Notification) -> io::Result<Next> {
        if note.method == "exit" {
            return Ok(Next::End);
        }
        if self.phase != Phase::Serving {
            return Ok(Next::GoOn);
        }
        let Notification { method, params } = note;
        match panic::catch_unwind(AssertUnwindSafe(|| self.notified(&method, params))) {
            Ok(done) => done?,
            Err(_) => self.log(&format!("{DEFECT} (`{}`)", brief(&method)))?,
        }
        Ok(Next::GoOn)
    }

    fn notified(&mut self, method: &str, params: Value) -> io::Result<()> {
        match method {
            "initialized" => self.greet()?,
            "textDocument/didOpen" => self.open(params)?,
            "textDocument/didChange" => self.change(params)?,
            "textDocument/didSave" => {
                if let Some(doc) = self.doc_mut(&params) {
                    doc.due = true;
                }
            }
            "textDocument/didClose" => self.close(&params)?,
            "workspace/didChangeConfiguration" => {
                let settings = params.get("settings").filter(|settings| settings.is_object());
                if let Some(settings) = settings {
                    self.settings.take(settings);
                }
                if self.client.configures { self.want_settings()? } else { self.configure()? }
            }
            "workspace/didChangeWatchedFiles" => self.changed(&params)?,
            "$/cancelRequest" => {
                let id = serde_json::from_value::<RequestId>(params.get("id").cloned().unwrap_or_default());
                if let Some((id, _)) = self.held.take_if(|(held, _)| id.is_ok_and(|id| id == *held)) {
                    self.refuse(id, ErrorCode::RequestCanceled, "called off")?;
                }
            }
            "workspace/didChangeWorkspaceFolders" => {
                let folders = |key: &str| paths(params.pointer(&format!("/event/{key}")));
                let removed = folders("removed");
                self.workspace.roots.retain(|root| !removed.contains(root));
                self.workspace.roots.extend(folders("added"));
                self.forget()?;
            }
            // What is called off has its answer, or was looked for when its turn came.
            _ => {}
        }
        Ok(())
    }

    fn greet(&mut self) -> io::Result<()> {
        if self.client.watches {
            // Formats may be called anything.
            let globs = ["**/*.toml", "**/*baseline*.json", "**/*.{md,markdown}"];
            let watchers = globs.map(|glob| json!({ "globPattern": glob }));
            let registration = json!({
                "id": "planvet-watch",
                "method": "workspace/didChangeWatchedFiles",
                "registerOptions": { "watchers": watchers },
            });
            self.ask("client/registerCapability", &json!({ "registrations": [registration] }))?;
        }
        if self.client.configures { self.want_settings() } else { Ok(()) }
    }

    fn want_settings(&mut self) -> io::Result<()> {
        let id = self.ask("workspace/configuration", &json!({ "items": [{ "section": "planvet" }] }))?;
        self.settings_wanted = Some(id);
        Ok(())
    }

    /// Lets the user's settings count, and looks at everything again.
    fn configure(&mut self) -> io::Result<()> {
        self.apply()?;
        self.renew()
    }

    fn apply(&mut self) -> io::Result<()> {
        let (asked, unknown) = self.settings.asked();
        let base = self.workspace.roots.first().cloned().unwrap_or_else(files::here);
        let fixed = self.settings.config.as_ref().map(|file| base.join(file));
        if let Some(missing) = fixed.as_ref().filter(|file| !files::is_there(file)) {
            let name = files::shown(missing);
            self.tell(&format!("the setting `planvet.config` names `{}`, which is not there", brief(&name)))?;
        }
        for error in unknown {
            let near = error.nearest.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
            self.tell(&format!("no rule or group is called `{}`{near}", brief(&error.name)))?;
        }
        self.workspace.set(asked, fixed);
        Ok(())
    }

    /// Files of the folders are others than before. Plans that are not open only matter to those who ask for them.
    fn changed(&mut self, params: &Value) -> io::Result<()> {
        self.stamp += 1;
        let changes = params.get("changes").and_then(Value::as_array).into_iter().flatten();
        let mut uris = changes.filter_map(|change| change.get("uri").and_then(Value::as_str));
        let is_plan = |uri: &str| uri.ends_with(".md") || uri.ends_with(".markdown");
        if uris.all(is_plan) { Ok(()) } else { self.forget() }
    }

    fn forget(&mut self) -> io::Result<()> {
        self.workspace.forget();
        self.renew()
    }

    /// Every document is to be looked at again.
    fn renew(&mut self) -> io::Result<()> {
        self.stamp += 1;
        self.docs.values_mut().for_each(|doc| doc.due = true);
        if self.client.pulls && self.client.refresh_diagnostics {
            self.ask("workspace/diagnostic/refresh", &Value::Null)?;
        }
        if self.client.refresh_lenses {
            self.ask("workspace/codeLens/refresh", &Value::Null)?;
        }
        Ok(())
    }

    fn open(&mut self, params: Value) -> io::Result<()> {
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

    fn change(&mut self, params: Value) -> io::Result<()> {
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

    fn close(&mut self, params: &Value) -> io::Result<()> {
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
    fn reconfigured(&mut self, path: &Path, text: Option<&str>) -> io::Result<()> {
        if self.workspace.overlay(path, text) { self.renew() } else { Ok(()) }
    }

    fn doc_mut(&mut self, params: &Value) -> Option<&mut Doc> {
        self.docs.get_mut(params.pointer("/textDocument/uri")?.as_str()?)
    }

    /// Sends the findings of one document that waits for it; whether there was one.
    fn settle(&mut self) -> io::Result<bool> {
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
    fn complaint(&self, path: &Path, broken: &Broken) -> Diagnostic {
        let places = self.workspace.places(path, broken);
        let Some((file, source, found)) = places.first() else {
            return unchecked(broken.problems.first().map_or("", String::as_str), None);
        };
        let buffer = Buffer::new(source.text().to_owned(), self.client.encoding);
        let first = found.first().map(|found| Location { uri: self.uri_of(file), range: buffer.range(found.span) });
        unchecked(source.name(), first.filter(|_| self.client.related))
    }

    /// Checks a document, if its text or what holds for it is another one than before.
    fn judge(&mut self, key: &str) {
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
    fn publish_broken(&mut self) -> io::Result<()> {
        let mut broken: Vec<(PathBuf, Arc<Broken>)> = Vec::new();
        let is_configuration = |doc: &&Doc| !doc.is_markdown && self.workspace.matters(&doc.path);
        let configurations = self.docs.values().filter(is_configuration);
        for path in configurations.map(|doc| doc.path.clone()).collect::<Vec<_>>() {
            broken.extend(self.workspace.broken(&path).map(|found| (path, found)));
        }
        for doc in self.docs.values() {
            if let Some((_, Judged::Unconfigured { broken: found, .. })) = &doc.judged {
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

    fn publish(&mut self, uri: &Uri, version: Option<i32>, diagnostics: Vec<Diagnostic>) -> io::Result<()> {
        let params = PublishDiagnosticsParams { uri: uri.clone(), version, diagnostics };
        self.notify("textDocument/publishDiagnostics", &json!(params))
    }

    fn tell(&mut self, message: &str) -> io::Result<()> {
        self.notify("window/showMessage", &json!({ "type": 2, "message": format!("planvet: {message}") }))
    }

    fn log(&mut self, message: &str) -> io::Result<()> {
        self.notify("window/logMessage", &json!({ "type": 1, "message": message }))
    }

    fn notify(&mut self, method: &str, params: &Value) -> io::Result<()> {
        wire::write(&mut self.output, &json!({ "jsonrpc": "2.0", "method": method, "params": params }))
    }

    fn ask(&mut self, method: &str, params: &Value) -> io::Result<RequestId> {
        self.asked = self.asked.wrapping_add(1);
        let id = format!("planvet-{}", self.asked);
        let mut message = json!({ "jsonrpc": "2.0", "id": id, "method": method });
        if let (false, Some(object)) = (params.is_null(), message.as_object_mut()) {
            object.insert("params".to_owned(), params.clone());
        }
        wire::write(&mut self.output, &message)?;
        Ok(RequestId::from(id))
    }

    fn answer(&mut self, id: RequestId, value: Value) -> io::Result<()> {
        self.respond(id, Ok(value))
    }

    fn refuse(&mut self, id: RequestId, code: ErrorCode, message: &str) -> io::Result<()> {
        self.respond(id, Err(ResponseError { code: code as i32, message: message.to_owned(), data: None }))
    }

    fn respond(&mut self, id: RequestId, response_result: Result<Value, ResponseError>) -> io::Result<()> {
        let mut message = serde_json::to_value(Response { id, response_result })?;
        if let Some(object) = message.as_object_mut() {
            object.insert("jsonrpc".to_owned(), json!("2.0"));
        }
        wire::write(&mut self.output, &message)
    }
}

const DEFECT: &str = "internal error: planvet failed on this document; please report it with the document";

/// Parameters of the form that a method asks for.
pub(super) fn parsed<T: DeserializeOwned>(params: Value) -> Option<T> {
    serde_json::from_value(params).ok()
}

/// The same findings have the same name.
pub(super) fn result_id(found: &[Diagnostic]) -> String {
    let mut hasher = DefaultHasher::new();
    found.hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

/// A stranger's word, as messages show it.
fn brief(text: &str) -> String {
    super::convert::brief(text)
}

/// The folders that the editor has open.
fn roots(params: &Value) -> Vec<PathBuf> {
    let folders = paths(params.get("workspaceFolders"));
    if !folders.is_empty() {
        return folders;
    }
    let root = params.get("rootUri").and_then(Value::as_str).and_then(|root| uri::path(&Uri::from(root)));
    let path = || params.get("rootPath").and_then(Value::as_str).filter(|path| !path.is_empty()).map(PathBuf::from);
    root.or_else(path).map(|root| clean(&root)).into_iter().collect()
}

fn paths(folders: Option<&Value>) -> Vec<PathBuf> {
    let folders = folders.and_then(Value::as_array).into_iter().flatten();
    let uris = folders.filter_map(|folder| folder.get("uri").and_then(Value::as_str));
    uris.filter_map(|folder| uri::path(&Uri::from(folder))).map(|path| clean(&path)).collect()
}

/// A path without a slash at its end.
fn clean(path: &Path) -> PathBuf {
    path.components().collect()
}
