// With the program itself: the one that `PLANVET` names, and the one in the package that is unpacked in `EXTENSION`.
import assert from "node:assert/strict";
import { copyFileSync, mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { test } from "node:test";
import manifest from "../package.json";
import { Editor } from "./editor";
import { begin, until } from "./harness";
import { Position, Range, values } from "./values";

const PLAN = resolve("../../fixtures/invalid/steps-renumbered/plan.md");
const TOKEN = new values.CancellationTokenSource().token;
const { EXTENSION, PLANVET } = process.env;

test("the program finds what is wrong", { skip: !PLANVET && "`PLANVET` names no program" }, async () => {
  const file = resolve(PLANVET ?? "");
  await finds(resolve("."), file, `${file}, from the settings`);
});

test("a package uses the program that it brings along", { skip: !EXTENSION && "`EXTENSION` names no folder" }, async () => {
  const folder = resolve(EXTENSION ?? "");
  await finds(folder, "", `${join(folder, "bin", "planvet")}, from the extension`);
});

async function finds(extension: string, program: string, detail: string): Promise<void> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "planvet-vscode-")));
  const name = join(folder, "theme.plan.md");
  copyFileSync(PLAN, name);
  const editor = new Editor(folder);
  editor.settings.set("planvet.path", program);
  const plan = editor.open(name, readFileSync(name, "utf8"));
  const end = begin(editor, extension);
  try {
    await until(() => editor.found(plan).length > 0 || editor.messages.length > 0);
    assert.deepEqual(editor.messages, []);
    const found = editor.found(plan).map(({ source, code, range }) => [source, nameOf(code), range.start]);
    assert.deepEqual(found, [["planvet", "wrong-number", new Position(95, 10)]]);
    assert.equal(await fixed(editor), "#### Step 1: Add the Switch");
    assert.equal(await places(editor), 1);
    const configuration = editor.open(join(folder, "planvet.toml"), "[rules\n");
    await until(() => editor.found(configuration).length === 1);
    assert.deepEqual([editor.items[0]?.text, editor.items[0]?.detail], [`planvet ${manifest.version}`, detail]);
  } finally {
    await end();
    rmSync(folder, { recursive: true });
  }
}

/** What the command that fixes all would write. */
async function fixed(editor: Editor): Promise<string> {
  const provider = editor.providers.get("registerCodeActionsProvider");
  const only = new values.CodeActionKind("source.fixAll.planvet");
  const context = { diagnostics: [], only, triggerKind: 1 };
  const actions = await provider.provideCodeActions(editor.documents[0], new Range(0, 0, 0, 0), context, TOKEN);
  const edits: { newText: string }[] = actions.flatMap((action: any) => [...action.edit.edits.values()].flat());
  return edits.map((edit) => edit.newText).join("").trim();
}

/** How many places the first lens that shows some shows. */
async function places(editor: Editor): Promise<number> {
  const lenses = await editor.providers.get("registerCodeLensProvider").provideCodeLenses(editor.documents[0], TOKEN);
  const { command } = lenses.find((lens: { command: { command: string } }) => lens.command.command !== "");
  await editor.run(command.command, ...command.arguments);
  const [name, , , shown] = editor.called.at(-1) ?? [];
  assert.equal(name, "editor.action.showReferences");
  return Object(shown).length;
}

/** A code with a link to its page is an object. */
function nameOf(code: unknown): unknown {
  return typeof code === "object" && code !== null && "value" in code ? code.value : code;
}
