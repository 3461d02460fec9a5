//! The state of a session, and the order of its life: initialise, serve, shut down, end.

use std::collections::{BTreeMap, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, Write};
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, TryRecvError};

use gen_lsp_types::{Diagnostic, Uri};
use lsp_server::{ErrorCode, Message, Notification, Request, RequestId};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::files;

use super::convert::brief;
use super::documents::Doc;
use super::requests;
use super::settings::{Client, Settings};
use super::uri::{paths, roots};
use super::wire::{self, Incoming};
use super::workspace::Workspace;

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
    pub(super) output: W,
    incoming: Receiver<Incoming>,
    /// What has come in and is not yet looked at.
    queue: VecDeque<Incoming>,
    phase: Phase,
    pub(super) client: Client,
    pub(super) settings: Settings,
    pub(super) workspace: Workspace,
    pub(super) docs: BTreeMap<String, Doc>,
    /// The configurations whose mistakes the editor shows.
    pub(super) broken: BTreeMap<PathBuf, Uri>,
    /// The number of the last request to the editor.
    pub(super) asked: i32,
    /// The request for the user's settings, while it is not answered.
    settings_wanted: Option<RequestId>,
    /// Counts whatever may change a finding.
    pub(super) stamp: u64,
    /// The stamp of the last answer about all folders.
    pub(super) told: Option<u64>,
    /// A request for the findings of all folders that waits until there is something new to tell.
    pub(super) held: Option<(RequestId, Value)>,
}

/// Asks for the findings of all folders.
pub(super) const FOLDERS: &str = "workspace/diagnostic";

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

    pub(super) fn request(&mut self, request: Request) -> io::Result<()> {
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
        let is_plan =
            |uri: &str| Path::new(uri).extension().is_some_and(|ending| ending == "md" || ending == "markdown");
        if uris.all(is_plan) { Ok(()) } else { self.forget() }
    }

    fn forget(&mut self) -> io::Result<()> {
        self.workspace.forget();
        self.renew()
    }

    /// Every document is to be looked at again.
    pub(super) fn renew(&mut self) -> io::Result<()> {
        self.stamp += 1;
        self.docs.values_mut().for_each(|doc| doc.due = true);
        if self.client.pulls {
            self.ask("workspace/diagnostic/refresh", &Value::Null)?;
        }
        if self.client.refresh_lenses {
            self.ask("workspace/codeLens/refresh", &Value::Null)?;
        }
        Ok(())
    }
}

pub(super) const DEFECT: &str = "internal error: planvet failed on this document; please report it with the document";

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
