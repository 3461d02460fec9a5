"""What counts for a plan: folders, settings, configurations, and where it lies."""

import asyncio

import pytest
from client import EDITORS, SECONDS, document, session, write
from lsprotocol import types
from plans import BOX, BROKEN, LABEL, LOST, NUMBER, PROGRAM, THIRD, VALUE


async def test_who_asks_is_told_when_to_ask_again(folder, plan):
    config = folder / "planvet.toml"
    config.touch()
    async with session(PROGRAM, "neovim", folder) as editor:
        uri, toml = editor.open(plan), editor.open(config, language="toml")
        await editor.shows(uri, VALUE, NUMBER, BOX, LABEL)
        before = editor.client.diagnostic_refresh_count
        editor.change(toml, '[rules]\nwrong-value = "off"\n')
        await editor.until(lambda: editor.client.diagnostic_refresh_count > before)
        await editor.shows(uri, NUMBER, BOX, LABEL)
    # Who cannot be told is sent the findings.
    async with session(PROGRAM, "neovim-", folder) as editor:
        assert not editor.pulls
        uri, toml = editor.open(plan), editor.open(config, language="toml")
        await editor.shows(uri, VALUE, NUMBER, BOX, LABEL)
        editor.change(toml, '[rules]\nwrong-value = "off"\n')
        await editor.shows(uri, NUMBER, BOX, LABEL)


async def test_the_whole_workspace(folder, plan):
    write(folder, {
        "lost.tasks.md": LOST, "notes.md": "# Notes\n", "drafts/lost.tasks.md": LOST, ".planvetignore": "drafts/\n",
    })
    async with session(PROGRAM, "neovim", folder) as editor:
        ask = editor.client.workspace_diagnostic_async

        async def found(known=()):
            report = await ask(types.WorkspaceDiagnosticParams(previous_result_ids=list(known)))
            return {item.uri: item for item in report.items}

        lost = (folder / "lost.tasks.md").as_uri()
        first = await found()
        assert {uri: [one.code for one in item.items] for uri, item in first.items()} == {
            lost: [THIRD[0]], plan.as_uri(): [VALUE[0], NUMBER[0], BOX[0], LABEL[0]],
        }
        known = [types.PreviousResultId(uri=uri, value=item.result_id) for uri, item in first.items()]
        assert {item.kind for item in (await found(known)).values()} == {"unchanged"}

        # What is open counts as it stands there.
        uri = editor.open(plan)
        editor.change(uri, BROKEN.read_text().replace("- []", "- [ ]"))
        again = await found(known)
        assert again[lost].kind == "unchanged"
        assert [one.code for one in again[uri].items] == [VALUE[0], NUMBER[0], LABEL[0]]
        editor.close(uri)
        (folder / "lost.tasks.md").unlink()
        assert not (await found(known))[lost].items, "a file that is gone has no findings"

    async with session(PROGRAM, "visual_studio_code", folder) as editor:
        symbols = await editor.client.workspace_symbol_async(types.WorkspaceSymbolParams(query="servrat"))
        assert [(symbol.name, symbol.location.uri) for symbol in symbols] == [("Task: Serve the Rates", plan.as_uri())]
        uri = editor.open(plan)
        editor.replace(uri, "## Task: Serve the Rates", "## Task: Serve all Rates")
        symbols = await editor.client.workspace_symbol_async(types.WorkspaceSymbolParams(query="serve"))
        assert [symbol.name for symbol in symbols] == ["Task: Serve all Rates"]


async def test_settings(folder, plan):
    rest = [VALUE, NUMBER, LABEL]
    async with session(PROGRAM, "visual_studio_code", folder, options={"ignore": ["lists"]}) as editor:
        uri = editor.open(plan)
        await editor.shows(uri, *rest)
    async with session(PROGRAM, "visual_studio_code", folder, settings={"ignore": ["malformed-box"]}) as editor:
        uri = editor.open(plan)
        await editor.shows(uri, *rest)

        async def change(**settings):
            editor.client.set_configuration(settings, section="planvet")
            params = types.DidChangeConfigurationParams(settings=None)
            editor.client.workspace_did_change_configuration(params)

        await change(ignore=[], select=["malformed-box", "wrong-number"])
        await editor.shows(uri, NUMBER, BOX)
        await change(select=[])
        await editor.shows(uri, VALUE, NUMBER, BOX, LABEL)
        await change(enable=False)
        await editor.shows(uri)
        await change(enable=True)
        await editor.shows(uri, VALUE, NUMBER, BOX, LABEL)
        await change(ignore=["malformed-boxx"])
        await editor.until(lambda: editor.said)
        assert "did you mean `malformed-box`?" in editor.said[-1]
        await change(ignore=[], codeLens=False)
        await editor.shows(uri, VALUE, NUMBER, BOX, LABEL)
        lenses = types.CodeLensParams(text_document=document(uri))
        async with asyncio.timeout(SECONDS):
            while await editor.client.text_document_code_lens_async(lenses):
                await asyncio.sleep(0.01)


async def test_a_configuration_that_is_named(folder, plan):
    write(folder, {"strict/rules.toml": '[rules]\nmalformed-box = "off"\n'})
    options = {"config": "strict/rules.toml"}
    async with session(PROGRAM, "visual_studio_code", folder, options=options) as editor:
        uri = editor.open(plan)
        await editor.shows(uri, VALUE, NUMBER, LABEL)
    async with session(PROGRAM, "visual_studio_code", folder, options={"config": "lost.toml"}) as editor:
        await editor.until(lambda: editor.said)
        assert "lost.toml" in editor.said[0]


@pytest.mark.parametrize("name", EDITORS)
async def test_findings_on_save_alone(name, folder, plan):
    async with session(PROGRAM, name, folder, options={"run": "onSave"}) as editor:
        uri = editor.open(plan)
        await editor.shows(uri, VALUE, NUMBER, BOX, LABEL)
        before = await editor.findings(uri)
        editor.replace(uri, "- []", "- [ ]")
        # An answer to a later message says that the change was read.
        params = types.DocumentSymbolParams(text_document=document(uri))
        await editor.client.text_document_document_symbol_async(params)
        assert await editor.findings(uri) == before
        editor.save(uri)
        await editor.shows(uri, VALUE, NUMBER, LABEL)


@pytest.mark.parametrize("name", EDITORS)
async def test_a_broken_configuration(name, folder, plan):
    config = folder / "planvet.toml"
    config.write_text('[rules]\nmalformed-boxx = "off"\n')
    async with session(PROGRAM, name, folder) as editor:
        uri, toml = editor.open(plan), config.as_uri()
        await editor.shows(uri, (None, ""))
        [said] = await editor.findings(uri)
        assert "planvet.toml" in said.message and "not checked" in said.message
        assert said.range == types.Range(types.Position(0, 0), types.Position(0, 0))
        await editor.until(lambda: editor.published.get(toml))
        [mistake] = editor.published[toml]
        assert (mistake.range.start.line, mistake.range.start.character) == (1, 0)
        assert "malformed-box" in mistake.message

        # Mended in the editor and not saved.
        editor.open(config, language="toml")
        editor.replace(toml, "boxx", "box")
        await editor.shows(uri, VALUE, NUMBER, LABEL)
        await editor.until(lambda: not editor.published[toml])
        # What is on the disk counts again.
        editor.close(toml)
        await editor.shows(uri, (None, ""))
        await editor.until(lambda: editor.published[toml])
        # Mended on the disk.
        config.write_text('[rules]\nwrong-number = "off"\n')
        change = types.FileEvent(uri=toml, type=types.FileChangeType.Changed)
        editor.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams(changes=[change]))
        await editor.shows(uri, VALUE, BOX, LABEL)
        await editor.until(lambda: not editor.published[toml])


async def test_a_broken_configuration_alone(folder):
    config = write(folder, {"planvet.toml": "[rules\n"}) / "planvet.toml"
    async with session(PROGRAM, "visual_studio_code", folder) as editor:
        toml = editor.open(config, language="toml")
        await editor.until(lambda: editor.published.get(toml))
        editor.change(toml, "[rules]\n")
        await editor.until(lambda: not editor.published[toml])
        cargo = editor.open((folder / "Cargo.toml").as_uri(), "[package\n", language="toml")
        await editor.client.text_document_hover_async(
            types.HoverParams(text_document=document(cargo), position=types.Position(0, 0))
        )
        assert not editor.published.get(cargo), "it is none of ours"


@pytest.mark.parametrize("name", EDITORS)
async def test_a_text_that_is_in_no_file(name, folder):
    async with session(PROGRAM, name, folder) as editor:
        uri = editor.open("untitled:Untitled-1", LOST)
        await editor.shows(uri, THIRD)
        [hide, *_] = await editor.actions(uri, "Task 3")
        assert hide.kind == "quickfix"
        editor.replace(uri, "Task 3", "Import rates")
        await editor.shows(uri)
        # A file that is not written yet.
        uri = editor.open((folder / "new.tasks.md").as_uri(), LOST)
        await editor.shows(uri, THIRD)


async def test_several_folders(tmp_path):
    off = '[rules]\nunresolved-reference = "off"\n'
    one = write(tmp_path / "one", {"lost.tasks.md": LOST, "planvet.toml": off})
    two = write(tmp_path / "two", {"lost.tasks.md": LOST})
    inner = write(two / "inner", {"lost.tasks.md": LOST, "planvet.toml": off})
    for name in EDITORS:
        async with session(PROGRAM, name, one, two) as editor:
            first, second, third = (editor.open(folder / "lost.tasks.md") for folder in (one, two, inner))
            await editor.shows(first)
            await editor.shows(second, THIRD)
            await editor.shows(third)
            symbols = await editor.client.workspace_symbol_async(types.WorkspaceSymbolParams(query="Serve"))
            assert {symbol.location.uri for symbol in symbols} == {first, second, third}

            # A folder is closed.
            for uri in (first, second, third):
                editor.close(uri)
            gone = types.WorkspaceFoldersChangeEvent(added=[], removed=[types.WorkspaceFolder(two.as_uri(), "two")])
            params = types.DidChangeWorkspaceFoldersParams(event=gone)
            editor.client.workspace_did_change_workspace_folders(params)
            symbols = await editor.client.workspace_symbol_async(types.WorkspaceSymbolParams(query="Serve"))
            assert {symbol.location.uri for symbol in symbols} == {first}


@pytest.mark.parametrize("name", EDITORS)
async def test_files_outside_the_workspace(name, tmp_path):
    inside = write(tmp_path / "inside", {"planvet.toml": '[rules]\nunresolved-reference = "off"\n'})
    outside = write(tmp_path / "outside", {"lost.tasks.md": LOST})
    for roots in ([inside], []):
        async with session(PROGRAM, name, *roots) as editor:
            uri = editor.open(outside / "lost.tasks.md")
            await editor.shows(uri, THIRD)
            (outside / "planvet.toml").write_text('[rules]\nunresolved-reference = "warning"\n')
            change = types.FileEvent(uri=(outside / "planvet.toml").as_uri(), type=types.FileChangeType.Created)
            editor.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams(changes=[change]))
            async with asyncio.timeout(SECONDS):
                while (await editor.findings(uri))[0].severity != types.DiagnosticSeverity.Warning:
                    await asyncio.sleep(0.01)
            (outside / "planvet.toml").unlink()


@pytest.mark.parametrize("name", EDITORS)
async def test_what_is_no_plan(name, folder):
    exclude = 'exclude = ["old/**"]\n'
    write(folder, {"README.md": "# Rates\n\nSee the plan.\n", "planvet.toml": exclude, "old/a.tasks.md": LOST})
    async with session(PROGRAM, name, folder) as editor:
        for path in ["README.md", "old/a.tasks.md"]:
            uri = editor.open(folder / path)
            await editor.shows(uri)
            place = {"text_document": document(uri), "position": types.Position(0, 3)}
            assert await editor.client.text_document_hover_async(types.HoverParams(**place)) is None
            symbols = types.DocumentSymbolParams(text_document=document(uri))
            assert not await editor.client.text_document_document_symbol_async(symbols)
        # It becomes one.
        uri = (folder / "README.md").as_uri()
        editor.change(uri, LOST)
        await editor.shows(uri, THIRD)
