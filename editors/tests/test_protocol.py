"""What the server says to editors, request by request."""

import asyncio
import os
import shutil
from pathlib import Path

import pytest
from client import EDITORS, SECONDS, Editor, session, write
from lsprotocol import types
from pygls.exceptions import JsonRpcException

PROGRAM = Path(os.environ["PLANVET"])
BROKEN = Path(__file__).with_name("rates.plan.md")

VALUE = ("wrong-value", "Low to Medium")
NUMBER = ("wrong-number", "2")
BOX = ("malformed-box", "- []")
LABEL = ("misnamed-field", "**Verification**:")

TASKS = """# Rates

## Task: Import rates
**Description**: Read the file that `app/rates.csv` holds.
**Depends on**: None

## Task: Serve rates
**Description**: Answer requests 🎈 of clients.
**Depends on**: Import rates
"""
# The second task waits for one that is not there.
LOST = TASKS.replace("**Depends on**: Import rates", "**Depends on**: Task 3")
THIRD = ("unresolved-reference", "Task 3")


@pytest.fixture
def folder(tmp_path):
    """A folder with the broken plan, whose name has to be escaped."""
    folder = tmp_path / "a plän, 100%"
    folder.mkdir()
    shutil.copy(BROKEN, folder)
    return folder


@pytest.fixture
def plan(folder):
    return folder / BROKEN.name


def document(uri):
    return types.TextDocumentIdentifier(uri=uri)


async def test_initialising(folder):
    async with session(PROGRAM, "visual_studio_code", folder) as editor:
        can = editor.server.capabilities
        assert editor.server.server_info.name == "planvet"
        assert editor.server.server_info.version[0].isdigit()
        assert can.position_encoding == "utf-16"
        assert can.text_document_sync.change == types.TextDocumentSyncKind.Incremental
        assert list(can.code_action_provider.code_action_kinds) == ["quickfix", "source.fixAll.planvet"]
        assert can.diagnostic_provider is None, "findings would be shown twice"
        await editor.until(lambda: editor.registered)
        [watched] = editor.registered
        assert watched.method == "workspace/didChangeWatchedFiles"
    async with session(PROGRAM, "neovim", folder) as editor:
        can = editor.server.capabilities
        assert can.position_encoding == "utf-8"
        assert can.diagnostic_provider.workspace_diagnostics
        assert not editor.registered, "it cannot watch"


@pytest.mark.parametrize("name", EDITORS)
async def test_findings(name, folder, plan):
    async with session(PROGRAM, name, folder) as editor:
        uri = editor.open(plan)
        value, number, box, label = await editor.shows(uri, VALUE, NUMBER, BOX, LABEL)
        assert value.source == "planvet"
        assert value.severity == types.DiagnosticSeverity.Error
        assert label.severity == types.DiagnosticSeverity.Warning
        assert value.message.startswith("`Low to Medium` is not Low, Medium or High\nhelp: ")
        assert value.code_description.href.endswith("/rules/fields/wrong-value.md")
        assert box.range == types.Range(types.Position(78, 0), types.Position(78, 4))

        # As it is typed.
        editor.change(uri, (editor.range(uri, "- []"), "- [ ]"))
        await editor.shows(uri, VALUE, NUMBER, LABEL)
        editor.replace(uri, "to Medium", "🎈 to Größe 好")
        await editor.shows(uri, ("wrong-value", "Low 🎈 to Größe 好"), NUMBER, LABEL)
        editor.change(uri, editor.texts[uri].replace("\n", "\r\n"))
        await editor.shows(uri, ("wrong-value", "Low 🎈 to Größe 好"), NUMBER, LABEL)
        editor.change(uri, "# Notes\n")
        await editor.shows(uri, ("no-task", "# Notes"))
        assert plan.read_text() == BROKEN.read_text(), "the server writes no file"


async def test_many_changes_at_once_are_made_one_after_the_other(folder, plan):
    for name in EDITORS:
        async with session(PROGRAM, name, folder) as editor:
            uri = editor.open(plan)
            for step in range(30):
                editor.replace(uri, "**Estimated Complexity**: Low to Medium", f"**Estimated Complexity**: é{step}🎈")
                editor.replace(uri, f"é{step}🎈", "Low to Medium")
            editor.replace(uri, "Low to Medium", "High")
            await editor.shows(uri, NUMBER, BOX, LABEL)


async def test_findings_go_when_a_file_is_closed(folder, plan):
    async with session(PROGRAM, "visual_studio_code", folder) as editor:
        uri = editor.open(plan)
        await editor.shows(uri, VALUE, NUMBER, BOX, LABEL)
        editor.close(uri)
        await editor.until(lambda: not editor.published[uri])


async def test_findings_that_are_known_are_not_sent_again(folder, plan):
    async with session(PROGRAM, "neovim", folder) as editor:
        uri = editor.open(plan)
        ask = editor.client.text_document_diagnostic_async
        first = await ask(types.DocumentDiagnosticParams(text_document=document(uri)))
        again = types.DocumentDiagnosticParams(text_document=document(uri), previous_result_id=first.result_id)
        assert (await ask(again)).kind == "unchanged"
        editor.replace(uri, "- []", "- [ ]")
        assert len((await ask(again)).items) == 3
        assert not editor.published, "who asks is sent nothing"


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


@pytest.mark.parametrize("name", EDITORS)
async def test_code_actions(name, folder, plan):
    async with session(PROGRAM, name, folder) as editor:
        uri = editor.open(plan)
        fix, here, everywhere, all_fixes = await editor.actions(uri, "- []")
        assert (fix.title, fix.kind, fix.is_preferred) == ("Write `- [ ]`", "quickfix", True)
        assert [found.code for found in fix.diagnostics] == ["malformed-box"]
        assert here.title == "Ignore `malformed-box` here"
        assert everywhere.title == "Ignore `malformed-box` in this file"
        assert all_fixes.kind == "source.fixAll.planvet"

        before = editor.texts[uri]
        editor.apply(fix.edit)
        assert editor.texts[uri] == before.replace("- []", "- [ ]")
        await editor.shows(uri, VALUE, NUMBER, LABEL)

        # With the cursor anywhere on the line.
        [fix, *_] = await editor.actions(uri, "Write the Endpoint", at_cursor=True)
        assert fix.title == "Number the steps in order"
        [fix, *_] = await editor.actions(uri, "Low to Medium", only=["quickfix"])
        assert fix.title.endswith("(look at it: unsafe)") and not fix.is_preferred
        editor.apply(fix.edit)
        await editor.shows(uri, NUMBER, LABEL)

        editor.change(uri, before)
        [fix_all] = await editor.actions(uri, "## Task: Serve", only=["source.fixAll"])
        assert fix_all.kind == "source.fixAll.planvet"
        editor.apply(fix_all.edit)
        await editor.shows(uri, VALUE, LABEL)
        assert not await editor.actions(uri, "## Task: Serve", only=["source.organizeImports"])
        assert not await editor.actions(uri, "## Task: Serve", only=["source.fixAll"]), "there is nothing left"


async def test_comments_hide_findings(folder, plan):
    async with session(PROGRAM, "visual_studio_code", folder) as editor:
        for title in ["Ignore `{}` here", "Ignore `{}` in this file"]:
            for rule, text in [VALUE, NUMBER, BOX, LABEL]:
                uri = editor.open(plan)
                [action] = [one for one in await editor.actions(uri, text if text != "2" else "Step 2")
                            if one.title == title.format(rule)]
                editor.apply(action.edit)
                await editor.shows(uri, *(known for known in [VALUE, NUMBER, BOX, LABEL] if known[0] != rule))


@pytest.mark.parametrize("name", EDITORS)
async def test_formatting_mends_style_alone(name, folder, plan):
    async with session(PROGRAM, name, folder) as editor:
        uri = editor.open(plan)
        options = types.FormattingOptions(tab_size=4, insert_spaces=True)
        params = types.DocumentFormattingParams(text_document=document(uri), options=options)
        edits = await editor.client.text_document_formatting_async(params)
        editor.change_by(uri, edits)
        await editor.shows(uri, VALUE, NUMBER, LABEL)
        assert not await editor.client.text_document_formatting_async(params)


async def test_hover(folder, plan):
    async with session(PROGRAM, "visual_studio_code", folder) as editor:
        uri = editor.open(plan)

        async def hover(*place):
            answer = await editor.client.text_document_hover_async(types.HoverParams(**editor.at(uri, *place)))
            return answer and (answer.contents.value, editor.slice(uri, answer.range))

        page, span = await hover("- []", 1)
        assert page.startswith("# malformed-box") and span == "- []"
        assert "## Examples" not in page
        task, span = await hover("**Prerequisites**: Store Exchange Rates", 25)
        assert "**Store Exchange Rates**" in task and "Low" in task and span == "Store Exchange Rates"
        label, span = await hover("**Estimated Complexity**: Low to", 5)
        assert "`Low`, `Medium`, `High`" in label and span == "**Estimated Complexity**:"
        assert await hover("newest rate as JSON") is None


async def test_completion(folder):
    async with session(PROGRAM, "visual_studio_code", folder) as editor:
        uri = editor.open(folder / "rates.plan.md")

        async def offered(*place):
            params = types.CompletionParams(**editor.at(uri, *place))
            return (await editor.client.text_document_completion_async(params)).items

        def labels(items):
            return [item.label for item in items]

        editor.replace(uri, "Low to Medium", "")
        at = "**Estimated Complexity**: \n"
        items = await offered(at, len(at) - 1)
        assert labels(items) == ["Low", "Medium", "High"]
        editor.change_by(uri, [items[1].text_edit])
        await editor.shows(uri, NUMBER, BOX, LABEL)

        at = "**Immediate next task**: Serve"
        assert labels(await offered(at, len(at) - 5)) == ["Serve the Rates", "None"], "not the task itself"

        editor.replace(uri, "```python\n@app", "```\n@app")
        at = "```\n@app"
        assert labels(await offered(at, 3))[0] == "python"

        at = "- [] Add the route to `app"
        assert "app/importer.py" in labels(await offered(at, len(at) - 3))

        # A part that is missing, with all that belongs into it.
        begin = editor.range(uri, "**Verification**:").start
        end = editor.place(uri, "- If error `no such table")
        text = editor.slice(uri, types.Range(begin, end))
        editor.replace(uri, text, "\n**Troubleshooting**:\n")
        at = "\n\n\n**Troubleshooting**:"
        items = await offered(at, 1)
        [item] = [item for item in items if item.label == "**Validation**:"]
        assert item.insert_text_format == types.InsertTextFormat.Snippet and "${1:[" in item.text_edit.new_text


@pytest.mark.parametrize("name", EDITORS)
async def test_tasks_and_files_are_found_and_renamed(name, folder, plan):
    async with session(PROGRAM, name, folder) as editor:
        client = editor.client
        uri = editor.open(plan)
        named = "**Dependencies unlocked**: Serve the Rates"

        definition = await client.text_document_definition_async(types.DefinitionParams(**editor.at(uri, named, 30)))
        assert definition.uri == uri and definition.range.start.line == 68
        assert editor.slice(uri, definition.range) == "Serve the Rates"

        async def references(declared):
            context = types.ReferenceContext(include_declaration=declared)
            params = types.ReferenceParams(**editor.at(uri, named, 30), context=context)
            places = await client.text_document_references_async(params)
            assert {editor.slice(uri, place.range) for place in places} == {"Serve the Rates"}
            return sorted(place.range.start.line for place in places)

        assert await references(False) == [63, 64]
        assert await references(True) == [63, 64, 68]
        highlights = await client.text_document_document_highlight_async(
            types.DocumentHighlightParams(**editor.at(uri, named, 30))
        )
        assert sorted(one.range.start.line for one in highlights) == [63, 64, 68]

        prepared = await client.text_document_prepare_rename_async(types.PrepareRenameParams(**editor.at(uri, named, 30)))
        assert prepared.placeholder == "Serve the Rates"

        async def rename(new, *place):
            params = types.RenameParams(**editor.at(uri, *place), new_name=new)
            return await client.text_document_rename_async(params)

        before = editor.texts[uri]
        editor.apply(await rename("Größe 🎈 zeigen", named, 30))
        assert editor.texts[uri] == before.replace("Serve the Rates", "Größe 🎈 zeigen")
        await editor.shows(uri, VALUE, NUMBER, BOX, LABEL)
        editor.apply(await rename("app/read.py", "- [ ] Create file `app/importer.py`", 20))
        assert editor.texts[uri].count("app/read.py") == before.count("app/importer.py")

        assert await client.text_document_prepare_rename_async(
            types.PrepareRenameParams(**editor.at(uri, "newest rate as JSON"))
        ) is None
        for new in ["Store Exchange Rates", " ", "two\nlines", "None"]:
            with pytest.raises(JsonRpcException):
                await rename(new, "## Task: Größe", 12)


async def test_outline(folder, plan):
    for name in EDITORS:
        async with session(PROGRAM, name, folder) as editor:
            uri = editor.open(plan)
            params = types.DocumentSymbolParams(text_document=document(uri))
            symbols = await editor.client.text_document_document_symbol_async(params)
            names = [symbol.name for symbol in symbols]
            assert [name for name in names if "Rates" in name], names
            [task] = [symbol for symbol in symbols if "Serve the Rates" in symbol.name]
            inside = [child.name for child in task.children]
            assert "Implementation Steps" in inside and "Success Criteria" in inside, inside
            assert editor.slice(uri, task.selection_range) == "## Task: Serve the Rates"


async def test_folding_links_and_lenses(folder, plan):
    write(folder, {"app/main.py": "", "tests/test_rates.py": ""})
    async with session(PROGRAM, "visual_studio_code", folder) as editor:
        uri = editor.open(plan)
        folds = await editor.client.text_document_folding_range_async(
            types.FoldingRangeParams(text_document=document(uri))
        )
        lines = editor.texts[uri].splitlines()
        assert lines.index("## Task: Serve the Rates") in [fold.start_line for fold in folds]
        fences = [fold for fold in folds if lines[fold.start_line] == "```python"]
        assert fences and all(lines[fold.end_line] == "```" for fold in fences)

        links = await editor.client.text_document_document_link_async(
            types.DocumentLinkParams(text_document=document(uri))
        )
        shown = {editor.slice(uri, link.range): link.target for link in links}
        assert shown == {path: (folder / path).as_uri() for path in ["app/main.py", "tests/test_rates.py"]}, shown

        lenses = await editor.client.text_document_code_lens_async(types.CodeLensParams(text_document=document(uri)))
        titles = [(lines[lens.range.start.line], lens.command.title, lens.command.command) for lens in lenses]
        assert ("## Task: Store Exchange Rates", "unlocks 1 task", "") in titles, titles
        assert ("#### Step 1: Create the Importer", "0 of 6 boxes", "") in titles, titles


async def test_lenses_show_tasks_where_the_editor_can(folder, plan):
    async with session(PROGRAM, "visual_studio_code", folder, options={"showReferences": True}) as editor:
        uri = editor.open(plan)
        lenses = await editor.client.text_document_code_lens_async(types.CodeLensParams(text_document=document(uri)))
        [lens] = [lens for lens in lenses if lens.command.title == "unlocks 1 task"]
        assert lens.command.command == "planvet.show"
        shown, _, [place] = lens.command.arguments
        assert shown == uri and place["uri"] == uri and place["range"]["start"]["line"] == 68


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
        editor.change(uri, TASKS.replace("## ", "# "))
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
    write(folder, {"README.md": "# Rates\n\nSee the plan.\n", "planvet.toml": 'exclude = ["old/**"]\n', "old/a.tasks.md": LOST})
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


async def test_what_the_server_does_not_know(folder, plan):
    async with session(PROGRAM, "visual_studio_code", folder) as editor:
        uri = editor.open(plan)
        span = editor.range(uri, "- []")
        with pytest.raises(JsonRpcException, match="`textDocument/inlayHint` is no request of planvet"):
            await editor.client.text_document_inlay_hint_async(types.InlayHintParams(document(uri), span))
        await editor.shows(uri, VALUE, NUMBER, BOX, LABEL)


async def test_an_editor_that_goes_away_leaves_nothing_behind(folder):
    editor = Editor("neovim")
    await editor.client.start_io(str(PROGRAM), "lsp", "--stdio")
    server = editor.client._server
    server.stdin.close()
    assert await asyncio.wait_for(server.wait(), SECONDS) == 1
    await editor.client.stop()
