// With the program itself: the one that `PLANVET` names, and the one in the package that is unpacked in `EXTENSION`.
import assert from "node:assert/strict";
import { copyFileSync, mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { test } from "node:test";
import manifest from "../package.json";
import { Editor } from "./editor";
import { begin, until } from "./harness";
import { Position } from "./values";

const PLAN = resolve("../../fixtures/invalid/steps-renumbered/plan.md");
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
    assert.deepEqual([editor.items[0]?.text, editor.items[0]?.detail], [`planvet ${manifest.version}`, detail]);
  } finally {
    await end();
    rmSync(folder, { recursive: true });
  }
}

/** A code with a link to its page is an object. */
function nameOf(code: unknown): unknown {
  return typeof code === "object" && code !== null && "value" in code ? code.value : code;
}
