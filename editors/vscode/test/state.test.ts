// What people read of the state.
import assert from "node:assert/strict";
import { test } from "node:test";
import { complaint, describe, type State } from "../src/state";

const PROGRAM = { file: "/usr/bin/planvet", origin: "the search path" } as const;

const STATES: State[] = [
  { kind: "off" },
  { kind: "missing", missing: {} },
  { kind: "missing", missing: { setting: "/opt/planvet" } },
  { kind: "outdated", program: PROGRAM, version: "0.0.9" },
  { kind: "unusable", program: PROGRAM, reason: "spawn EACCES" },
  { kind: "starting", program: PROGRAM },
  { kind: "running", program: PROGRAM, version: "1.2.3" },
  { kind: "failed", program: PROGRAM },
];

test("the item shows state, version and path", () => {
  const shown = STATES.map((state) => {
    const { text, detail, severity, busy, action } = describe(state);
    return [text, detail, busy ? `${severity}, busy` : severity, action];
  });
  const whence = "/usr/bin/planvet, from the search path";
  assert.deepEqual(shown, [
    ["planvet: off", "`planvet.enable` is off", "information", "openSettings"],
    ["planvet: not found", "not in node_modules, not on the search path", "error", "openSettings"],
    ["planvet: not found", "no program: /opt/planvet", "error", "openSettings"],
    ["planvet 0.0.9: too old", whence, "error", "openSettings"],
    ["planvet: not usable", whence, "error", "openSettings"],
    ["planvet: starting", whence, "information, busy", "showOutput"],
    ["planvet 1.2.3", whence, "information", "showOutput"],
    ["planvet: stopped", whence, "error", "restart"],
  ]);
});

test("a message says what to do, where somebody has to do something", () => {
  assert.deepEqual(STATES.map(complaint), [
    undefined,
    "planvet is not installed. Install it with npm, pip or cargo, or name the program in `planvet.path`.",
    "The setting `planvet.path` names no program: /opt/planvet",
    "planvet 0.0.9 has no language server. Update /usr/bin/planvet, or name another program in `planvet.path`.",
    "/usr/bin/planvet cannot be used: spawn EACCES. Name another program in `planvet.path`.",
    undefined,
    undefined,
    undefined,
  ]);
});
