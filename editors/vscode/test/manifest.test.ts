// What `package.json` and the pages promise is what the code does.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import manifest from "../package.json";
import { type Key, KEYS, programSetting, type Read, serverSettings, traceSetting } from "../src/settings";

const PROPERTIES: Record<string, { default: unknown; scope: string; enum?: string[]; enumDescriptions?: string[] }> =
  manifest.contributes.configuration.properties;

test("the settings are those that are read", () => {
  assert.deepEqual(Object.keys(PROPERTIES), KEYS.map((key) => `planvet.${key}`));
  const read = new Set<Key>();
  const spy: Read = (key) => void read.add(key);
  serverSettings(spy, [], "");
  programSetting(spy);
  traceSetting(spy);
  assert.deepEqual([...read].sort(), [...KEYS].sort());
});

test("the defaults are what holds without settings", () => {
  const defaults: Read = (key) => PROPERTIES[`planvet.${key}`]?.default;
  const nothing: Read = () => undefined;
  assert.deepEqual(serverSettings(defaults, [], ""), serverSettings(nothing, [], ""));
  assert.equal(programSetting(defaults), programSetting(nothing));
  assert.equal(traceSetting(defaults), traceSetting(nothing));
});

test("each choice is described and understood", () => {
  const run = PROPERTIES["planvet.run"];
  const trace = PROPERTIES["planvet.trace.server"];
  assert.ok(run?.enum && trace?.enum);
  assert.deepEqual(run.enum.map((value) => serverSettings((key) => key === "run" && value, [], "").run), run.enum);
  assert.deepEqual(trace.enum.map((value) => traceSetting(() => value)), trace.enum);
  for (const { enum: values, enumDescriptions } of [run, trace]) {
    assert.equal(values?.length, enumDescriptions?.length);
  }
});

test("what names a file is not taken from a workspace that is not trusted", () => {
  const { restrictedConfigurations, supported } = manifest.capabilities.untrustedWorkspaces;
  assert.equal(supported, "limited");
  assert.deepEqual(restrictedConfigurations, ["planvet.path", "planvet.config"]);
  assert.equal(PROPERTIES["planvet.path"]?.scope, "machine-overridable");
  assert.equal(manifest.capabilities.virtualWorkspaces, false);
});

test("the types are those of the oldest editor that is supported", () => {
  assert.equal(manifest.engines.vscode, `^${manifest.devDependencies["@types/vscode"]}`);
});

test("the page names each setting and each command", () => {
  const page = readFileSync("README.md", "utf8");
  for (const name of Object.keys(PROPERTIES)) {
    assert.ok(page.includes(`| \`${name}\` |`), name);
  }
  for (const { title, category } of manifest.contributes.commands) {
    assert.ok(page.includes(`| ${category}: ${title} |`), title);
  }
});

test("the heading that the help leads to is there", () => {
  const anchor = /#([a-z-]+)"/.exec(readFileSync("src/extension.ts", "utf8"))?.[1];
  const headings = readFileSync("README.md", "utf8").match(/^#+ .*$/gm) ?? [];
  const anchors = headings.map((heading) => heading.replace(/^#+ /, "").toLowerCase().replaceAll(" ", "-"));
  assert.ok(anchor !== undefined && anchors.includes(anchor), anchor);
});

test("the icon is a picture of the size that is shown", () => {
  const icon = readFileSync(manifest.icon);
  assert.equal(icon.toString("latin1", 1, 4), "PNG");
  assert.deepEqual([icon.readUInt32BE(16), icon.readUInt32BE(20)], [128, 128]);
});

test("what is packed is built", () => {
  assert.ok(existsSync(manifest.main));
  assert.ok(existsSync("dist/third-party.txt"));
  assert.deepEqual([...manifest.files].sort(), ["CHANGELOG.md", "LICENSE", "README.md", "bin", "dist", "icon.png"]);
});
