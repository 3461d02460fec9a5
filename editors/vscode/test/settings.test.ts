// What the server is told of the settings.
import assert from "node:assert/strict";
import { test } from "node:test";
import { isEnabled, KEYS, programSetting, type Read, serverSettings, traceSetting } from "../src/settings";

const DEFAULTS = { enable: true, run: "onType", config: null, select: [], ignore: [], codeLens: true };

function settings(values: Record<string, unknown>): Read {
  const unknown = Object.keys(values).filter((key) => !KEYS.some((known) => known === key));
  assert.deepEqual(unknown, []);
  return (key) => values[key];
}

function told(values: Record<string, unknown>, folders = ["/project", "/second"]): unknown {
  return serverSettings(settings(values), folders, "/home/ada");
}

test("without settings the defaults are told", () => {
  assert.deepEqual(told({}), DEFAULTS);
});

test("each setting is told as it is set", () => {
  const set = { enable: false, run: "onSave", config: "/etc/planvet.toml", select: ["structure"], ignore: ["chat"], codeLens: false };
  assert.deepEqual(told(set), set);
});

test("what concerns the editor alone is not told", () => {
  assert.deepEqual(told({ path: "/opt/planvet", "trace.server": "verbose" }), DEFAULTS);
});

test("values of another type count as not set", () => {
  assert.deepEqual(told({ enable: "no", run: 1, config: true, select: "structure", ignore: [1, null, " ", "chat "], codeLens: 0 }), {
    ...DEFAULTS,
    ignore: ["chat"],
  });
  assert.equal(programSetting(settings({ path: null })), "");
  assert.equal(traceSetting(settings({ "trace.server": true })), "off");
});

test("a configuration file is told with its whole path", () => {
  const config = (written: string, folders?: string[]): unknown => Reflect.get(Object(told({ config: written }, folders)), "config");
  assert.equal(config("team/planvet.toml"), "/project/team/planvet.toml");
  assert.equal(config("${workspaceFolder}/../planvet.toml"), "/planvet.toml");
  assert.equal(config("~/planvet.toml"), "/home/ada/planvet.toml");
  assert.equal(config("~ada/planvet.toml"), "/project/~ada/planvet.toml");
  assert.equal(config("planvet.toml", []), "planvet.toml");
  assert.equal(config("  "), null);
});

test("only an explicit no turns it off", () => {
  assert.equal(isEnabled(settings({})), true);
  assert.equal(isEnabled(settings({ enable: true })), true);
  assert.equal(isEnabled(settings({ enable: false })), false);
});
