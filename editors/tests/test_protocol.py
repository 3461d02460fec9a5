"""What the server says to editors about one plan, request by request."""

import asyncio

import pytest
from client import EDITORS, SECONDS, Editor, document, session, write
from lsprotocol import types
from plans import BOX, BROKEN, LABEL, NUMBER, PROGRAM, VALUE
from pygls.exceptions import JsonRpcException


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
