"""A small editor: what it has open, what it was told, and the edits that it applies."""

import asyncio
import contextlib

from lsprotocol import types
from pygls.protocol import default_converter
from pytest_lsp import LanguageClient, client_capabilities
from pytest_lsp.client import DEFAULT_CLIENT_FEATURES, register_lsp_features

# One that is sent findings and counts in UTF-16, one that is sent them and counts bytes, and one that asks for them.
EDITORS = ["visual_studio_code", "emacs", "neovim"]
SECONDS = 10


@contextlib.asynccontextmanager
async def session(program, editor, *roots, options=None, settings=None):
    """A server for an editor that has folders open; it is shut down at the end and must be gone."""
    it = Editor(editor)
    await it.client.start_io(str(program), "lsp")
    if settings is not None:
        it.client.set_configuration(settings, section="planvet")
    folders = [types.WorkspaceFolder(uri=root.as_uri(), name=root.name) for root in roots]
    params = types.InitializeParams(
        capabilities=capabilities(editor),
        workspace_folders=folders,
        root_uri=folders[0].uri if folders else None,
        initialization_options=options,
    )
    it.server = await asyncio.wait_for(it.client.initialize_session(params), SECONDS)
    it.encoding = it.server.capabilities.position_encoding
    yield it
    await asyncio.wait_for(it.client.shutdown_session(), SECONDS)
    status = it.client._server.returncode
    await it.client.stop()
    assert not it.wrong, it.wrong
    assert status == 0, f"the server ended with status {status}"


def capabilities(editor):
    """What an editor can do. A dash behind its name takes from one that asks that it can be told to ask again."""
    it = client_capabilities(editor.removesuffix("-"))
    if it.text_document.diagnostic and not editor.endswith("-"):
        it.workspace.diagnostics = types.DiagnosticWorkspaceClientCapabilities(refresh_support=True)
    return it


class Editor:
    def __init__(self, name):
        self.name = name
        self.texts = {}
        self.versions = {}
        self.published = {}
        self.said = []
        self.wrong = []
        self.registered = []
        self.client = LanguageClient(converter_factory=default_converter)
        register_lsp_features(self.client, DEFAULT_CLIENT_FEATURES | {
            types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS: lambda params: self._publish(params),
            types.WINDOW_SHOW_MESSAGE: lambda params: self.said.append(params.message),
            types.CLIENT_REGISTER_CAPABILITY: lambda params: self.registered.extend(params.registrations),
            types.WORKSPACE_CODE_LENS_REFRESH: lambda *_: None,
        })

    def _publish(self, params):
        if params.version is not None and params.version > self.versions.get(params.uri, params.version):
            self.wrong.append(f"findings of a version that is not there: {params}")
        self.published[params.uri] = params.diagnostics

    @property
    def pulls(self):
        return self.server.capabilities.diagnostic_provider is not None

    def open(self, path, text=None, language="markdown"):
        """Opens a file, or a text that a file does not hold; `path` may be a URI."""
        uri = path if isinstance(path, str) else path.as_uri()
        if text is None:
            text = path.read_bytes().decode()
        self.texts[uri], self.versions[uri] = text, 1
        document = types.TextDocumentItem(uri=uri, language_id=language, version=1, text=text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(text_document=document))
        return uri

    def change(self, uri, *changes):
        """Takes a whole text, or pairs of a range and a text, one after the other."""
        self.versions[uri] += 1
        sent = []
        for change in changes:
            if isinstance(change, str):
                self.texts[uri] = change
                sent.append(types.TextDocumentContentChangeWholeDocument(text=change))
            else:
                span, text = change
                start, end = self.offset(uri, span.start), self.offset(uri, span.end)
                self.texts[uri] = self.texts[uri][:start] + text + self.texts[uri][end:]
                sent.append(types.TextDocumentContentChangePartial(range=span, text=text))
        document = types.VersionedTextDocumentIdentifier(uri=uri, version=self.versions[uri])
        params = types.DidChangeTextDocumentParams(text_document=document, content_changes=sent)
        self.client.text_document_did_change(params)

    def replace(self, uri, old, new):
        self.change(uri, (self.range(uri, old), new))

    def save(self, uri):
        document = types.TextDocumentIdentifier(uri=uri)
        self.client.text_document_did_save(types.DidSaveTextDocumentParams(text_document=document))

    def close(self, uri):
        document = types.TextDocumentIdentifier(uri=uri)
        self.client.text_document_did_close(types.DidCloseTextDocumentParams(text_document=document))
        del self.texts[uri], self.versions[uri]

    def apply(self, edit):
        """Applies an edit of the workspace, from the end on, so that earlier places stay."""
        if edit.document_changes:
            changes = {change.text_document.uri: change.edits for change in edit.document_changes}
            for change in edit.document_changes:
                assert change.text_document.version in (None, self.versions[change.text_document.uri]), change
        else:
            changes = edit.changes
        for uri, edits in changes.items():
            self.change_by(uri, edits)

    def change_by(self, uri, edits):
        edits = sorted(edits, key=lambda edit: self.offset(uri, edit.range.start), reverse=True)
        self.change(uri, *((edit.range, edit.new_text) for edit in edits))

    def offset(self, uri, place):
        """The index of a place in the text, by the encoding that was agreed upon."""
        lines = self.texts[uri].splitlines(keepends=True) + [""]
        line = lines[place.line]
        for at in range(len(line) + 1):
            if self.width(line[:at]) == place.character:
                return sum(map(len, lines[:place.line])) + at
        raise AssertionError(f"{place} is inside a character of {line!r}")

    def width(self, text):
        return len(text.encode()) if self.encoding == "utf-8" else len(text.encode("utf-16-le")) // 2

    def place(self, uri, needle, within=0):
        """Where a text stands that is there once, or a place some characters inside it."""
        assert self.texts[uri].count(needle) == 1, needle
        before = self.texts[uri][:self.texts[uri].index(needle) + within]
        line = before.rpartition("\n")[2]
        return types.Position(line=before.count("\n"), character=self.width(line))

    def range(self, uri, needle):
        return types.Range(start=self.place(uri, needle), end=self.place(uri, needle, len(needle)))

    def at(self, uri, needle, within=0):
        """The parameters of a request about a place."""
        return {"text_document": types.TextDocumentIdentifier(uri=uri), "position": self.place(uri, needle, within)}

    def slice(self, uri, span):
        return self.texts[uri][self.offset(uri, span.start):self.offset(uri, span.end)]

    async def findings(self, uri):
        """What the editor shows in a document."""
        if self.pulls and uri in self.texts:
            params = types.DocumentDiagnosticParams(text_document=types.TextDocumentIdentifier(uri=uri))
            return (await self.client.text_document_diagnostic_async(params)).items
        return self.published.get(uri)

    async def shows(self, uri, *wanted):
        """Waits until the findings of a document are these, each as its rule and the text at fault."""
        def brief(found):
            try:
                return [(one.code, self.slice(uri, one.range)) for one in found]
            except (AssertionError, IndexError):
                return "findings of an older text"

        async def look():
            while True:
                found = await self.findings(uri)
                if found is not None and brief(found) == list(wanted):
                    return found
                await asyncio.sleep(0.01)

        try:
            return await asyncio.wait_for(look(), SECONDS)
        except TimeoutError:
            found = await self.findings(uri)
            raise AssertionError(f"{found and brief(found)} is shown, not {list(wanted)}") from None

    async def actions(self, uri, needle, only=None, at_cursor=False):
        span = self.range(uri, needle)
        if at_cursor:
            span = types.Range(span.start, span.start)
        context = types.CodeActionContext(diagnostics=[], only=only)
        document = types.TextDocumentIdentifier(uri=uri)
        params = types.CodeActionParams(text_document=document, range=span, context=context)
        return await self.client.text_document_code_action_async(params)

    async def until(self, holds):
        """Waits until something holds that messages of the server bring about."""
        async def look():
            while not holds():
                await asyncio.sleep(0.01)

        await asyncio.wait_for(look(), SECONDS)


def write(folder, files):
    """Writes files into a folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def document(uri):
    return types.TextDocumentIdentifier(uri=uri)
