// The bundled extension in an editor without windows, with a server that is a process of its own.
import assert from "node:assert/strict";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import manifest from "../package.json";
import { Editor } from "./editor";
import { begin, until } from "./harness";
import { type Location, Position, Range, Uri, values } from "./values";

interface Note {
  pid: number;
  id?: unknown;
  method?: string;
  params?: any;
  result?: any;
}

const FAKE = resolve("test/fake-server.mjs");
const DEFAULTS = { enable: true, run: "onType", config: null, select: [], ignore: [], codeLens: true };

let folder = "";
let ended: (() => Promise<void>) | undefined;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "planvet-vscode-")));
  process.env["FAKE_LOG"] = join(folder, "log");
});

afterEach(async () => {
  await ended?.();
  ended = undefined;
  for (const name of ["FAKE_LOG", "FAKE_MODE"]) {
    delete process.env[name];
  }
  // Until then they note how they end.
  await until(() => notes().every(({ pid }) => !lives(pid)));
  rmSync(folder, { recursive: true });
});

test("a finding arrives, and the item says what runs", async () => {
  const editor = new Editor(folder);
  const plan = editor.open(join(folder, "a b.plan.md"), "# Plan\n- [ ] TODO\n");
  start(editor, FAKE);
  await until(() => editor.found(plan).length > 0);
  const [found, ...more] = editor.found(plan);
  assert.deepEqual(more, []);
  assert.equal(found?.message, "there is more to do");
  assert.equal(found?.source, "planvet");
  assert.deepEqual(found?.range, new Range(1, 6, 1, 10));
  assert.deepEqual([...new Set(item(editor).texts)], ["planvet: starting", "planvet 7.8.9"]);
  assert.equal(item(editor).detail, `${FAKE}, from the settings`);
  assert.equal(item(editor).busy, false);
  assert.deepEqual(editor.messages, []);
});

test("findings are asked for where the server waits for that", async () => {
  process.env["FAKE_MODE"] = "pull";
  const editor = new Editor(folder);
  const plan = editor.open(join(folder, "a.plan.md"), "TODO\n");
  start(editor, FAKE);
  await until(() => editor.found(plan).length > 0);
  const later = editor.open(join(folder, "b.plan.md"), "TODO\nTODO\n");
  await until(() => editor.found(later).length > 0);
  assert.deepEqual([editor.found(plan).length, editor.found(later).length], [1, 2]);
});

test("the server is told of the settings, at the start, when it asks, and when they change", async () => {
  const editor = new Editor(folder);
  editor.settings.set("planvet.config", "team.toml");
  start(editor, FAKE);
  const config = join(folder, "team.toml");
  const first = await noted("initialize");
  assert.deepEqual(first.params.initializationOptions, { ...DEFAULTS, config, showReferences: true });
  assert.equal(first.params.rootUri, Uri.file(folder).toString());
  await until(() => notes().some((note) => note.id === "settings"));
  const answer = notes().find((note) => note.id === "settings");
  assert.deepEqual(answer?.result, [{ ...DEFAULTS, config }, null]);
  editor.set("select", ["structure", "steps"]);
  await until(() => notes().some((note) => note.params?.settings?.planvet.select.length === 2));
  const told = notes().findLast((note) => note.method === "workspace/didChangeConfiguration");
  assert.deepEqual(told?.params.settings, { planvet: { ...DEFAULTS, config, select: ["structure", "steps"] } });
});

test("the server sees plans and configurations before they are saved, and nothing else", async () => {
  const editor = new Editor(folder);
  const names = ["a.md", "planvet.toml", "notes.txt", "b.plan.md", "c.md.txt"];
  editor.open(join(folder, "earlier.toml"), "");
  start(editor, FAKE);
  await running(editor);
  names.forEach((name) => editor.open(join(folder, name), "TODO\n"));
  const opened = (): string[] => {
    const texts = notes().filter((note) => note.method === "textDocument/didOpen");
    return texts.map((note) => Uri.parse(note.params.textDocument.uri).path.slice(folder.length + 1)).sort();
  };
  await until(() => opened().includes("b.plan.md"));
  assert.deepEqual(opened(), ["a.md", "b.plan.md", "earlier.toml", "planvet.toml"]);
});

test("a lens shows places", async () => {
  const editor = new Editor(folder);
  const plan = editor.open(join(folder, "a b.plan.md"), "# Plan\n- [ ] TODO\n");
  start(editor, FAKE);
  await until(() => editor.found(plan).length > 0);
  const token = new values.CancellationTokenSource().token;
  const [lens] = await editor.providers.get("registerCodeLensProvider").provideCodeLenses(editor.documents[0], token);
  assert.equal(lens.command.title, "1 to do");
  await editor.run(lens.command.command, ...lens.command.arguments);
  await editor.run(lens.command.command, "nowhere");
  const [[name, uri, ...more] = [], ...others] = editor.called;
  assert.deepEqual([name, String(uri)], ["editor.action.showReferences", plan.toString()]);
  const places = Object(more[1]).map(({ uri, range }: Location) => [uri.toString(), range]);
  assert.deepEqual([more[0], places], [new Position(0, 0), [[plan.toString(), new Range(1, 6, 1, 10)]]]);
  assert.deepEqual(others, []);
});

test("every command of the manifest works", async () => {
  const editor = new Editor(folder);
  start(editor, FAKE);
  await running(editor);
  const listed = manifest.contributes.commands.map((command) => command.command);
  assert.deepEqual([...editor.commands.keys()].sort(), [...listed, "planvet.show"].sort());
  await editor.run("planvet.fixAll");
  await editor.run("planvet.showOutput");
  assert.deepEqual(editor.called, [
    ["editor.action.sourceAction", { kind: "source.fixAll.planvet", apply: "first" }],
    ["show output"],
  ]);
  editor.answer = "Copy";
  await editor.run("planvet.showVersion");
  assert.equal(editor.copied, `planvet 7.8.9, ${FAKE} (extension ${manifest.version})`);
  const { pid } = await noted("initialize");
  await editor.run("planvet.restart");
  await running(editor);
  const starts = notes().filter((note) => note.method === "initialize");
  assert.equal(starts.length, 2);
  assert.notEqual(starts[1]?.pid, pid);
  await until(() => !lives(pid));
});

test("it is turned off and on", async () => {
  const editor = new Editor(folder);
  const plan = editor.open(join(folder, "a.plan.md"), "TODO\n");
  start(editor, FAKE);
  await until(() => editor.found(plan).length > 0);
  const { pid } = await noted("initialize");
  editor.set("enable", false);
  await until(() => item(editor).text === "planvet: off");
  await until(() => !lives(pid));
  assert.deepEqual(editor.found(plan), []);
  editor.set("enable", true);
  await until(() => editor.found(plan).length > 0);
  assert.equal(item(editor).text, "planvet 7.8.9");
});

test("the server ends with the window", async () => {
  const editor = new Editor(folder);
  start(editor, FAKE);
  const { pid } = await noted("initialize");
  // Also where it is still starting.
  await ended?.();
  ended = undefined;
  await until(() => !lives(pid));
  assert.deepEqual([...editor.commands.keys()], []);
  const asked = notes().flatMap((note) => note.method ?? []);
  assert.ok(asked.includes("shutdown"));
  assert.equal(asked.at(-1), "exit");
});

test("the messages are shown when a setting says so", async () => {
  const editor = new Editor(folder);
  start(editor, FAKE);
  await running(editor);
  const traced = (): boolean => editor.log.some((line) => line.includes("textDocument/didOpen"));
  editor.open(join(folder, "a.plan.md"), "TODO\n");
  await noted("textDocument/didOpen");
  assert.equal(traced(), false);
  editor.set("trace.server", "messages");
  editor.open(join(folder, "b.plan.md"), "TODO\n");
  await until(traced);
});

test("no program is one message with a way out", async () => {
  const editor = new Editor(folder);
  editor.answer = "Open Settings";
  start(editor, "/nowhere/planvet");
  await until(() => editor.called.length > 0);
  assert.deepEqual(editor.messages, [
    { text: "The setting `planvet.path` names no program: /nowhere/planvet", buttons: ["Open Settings", "How It Is Found"] },
  ]);
  assert.deepEqual(editor.called, [["workbench.action.openSettings", "planvet.path"]]);
  assert.equal(item(editor).text, "planvet: not found");
  assert.equal(item(editor).severity, 2);
  await editor.run("planvet.restart");
  assert.equal(editor.messages.length, 1);
  // What is set anew is tried at once.
  editor.set("path", FAKE);
  await running(editor);
});

test("a program without a server is called too old", async () => {
  process.env["FAKE_MODE"] = "old";
  const editor = new Editor(folder);
  editor.answer = "How It Is Found";
  start(editor, FAKE);
  await until(() => editor.opened !== "");
  assert.match(editor.opened, /#how-the-program-is-found$/);
  assert.equal(item(editor).text, "planvet 7.8.9: too old");
  assert.equal(existsSync(join(folder, "log")), false);
});

test("another program is not started as a server", async () => {
  process.env["FAKE_MODE"] = "stranger";
  const editor = new Editor(folder);
  start(editor, FAKE);
  await until(() => editor.messages.length > 0);
  assert.match(editor.messages[0]?.text ?? "", /cannot be used: it does not say that it is planvet/);
  assert.equal(existsSync(join(folder, "log")), false);
});

test("a server that does not come up is said to be stopped, and can be started again", async () => {
  process.env["FAKE_MODE"] = "crash";
  const editor = new Editor(folder);
  start(editor, FAKE);
  await until(() => item(editor).text === "planvet: stopped" && editor.messages.length > 0);
  assert.equal(item(editor).command.command, "planvet.restart");
  delete process.env["FAKE_MODE"];
  await editor.run("planvet.restart");
  await running(editor);
  assert.equal(editor.messages.length, 1);
  assert.equal(notes().filter((note) => note.method === "initialize").length, 2);
});

test("a server that ends is started again, and learns what is open", async () => {
  process.env["FAKE_MODE"] = "fragile";
  const editor = new Editor(folder);
  const plan = editor.open(join(folder, "a.plan.md"), "TODO\n");
  start(editor, FAKE);
  await until(() => editor.found(plan).length > 0);
  assert.equal(item(editor).text, "planvet 7.8.9");
  assert.equal(notes().filter((note) => note.method === "initialize").length, 2);
  assert.deepEqual(editor.messages, []);
});

test("a server that does not answer can be ended", async () => {
  process.env["FAKE_MODE"] = "mute";
  const editor = new Editor(folder);
  start(editor, FAKE);
  const { pid } = await noted("initialize");
  assert.equal(item(editor).text, "planvet: starting");
  delete process.env["FAKE_MODE"];
  await editor.run("planvet.restart");
  await running(editor);
  // There are never two at work.
  assert.equal(lives(pid), false);
});

test("what the workspace brings along is used once it is trusted", async () => {
  const installed = join(folder, "node_modules", ".bin", "planvet");
  mkdirSync(join(installed, ".."), { recursive: true });
  copyFileSync(FAKE, `${installed}.mjs`);
  symlinkSync(`${installed}.mjs`, installed);
  const editor = new Editor(folder);
  editor.trusted = false;
  start(editor, "");
  await until(() => item(editor).text !== "" && !item(editor).busy);
  assert.notEqual(item(editor).detail, `${installed}, from node_modules`);
  editor.trusted = true;
  editor.fire("onDidGrantWorkspaceTrust", undefined);
  await until(() => item(editor).detail === `${installed}, from node_modules` && !item(editor).busy);
  assert.equal(item(editor).text, "planvet 7.8.9");
});

function start(editor: Editor, program: string): void {
  editor.settings.set("planvet.path", program);
  ended = begin(editor, resolve("."));
}

function item(editor: Editor) {
  const [only, ...more] = editor.items;
  assert.ok(only !== undefined && more.length === 0);
  return only;
}

async function running(editor: Editor): Promise<void> {
  await until(() => item(editor).text === "planvet 7.8.9");
}

function notes(): Note[] {
  const log = join(folder, "log");
  const text = existsSync(log) ? readFileSync(log, "utf8") : "";
  return text.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line));
}

async function noted(method: string): Promise<Note> {
  await until(() => notes().some((note) => note.method === method));
  const note = notes().find((one) => one.method === method);
  assert.ok(note);
  return note;
}

function lives(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
