// The arguments of the lens command.
import assert from "node:assert/strict";
import { test } from "node:test";
import { showReferences } from "../src/show";

const START = { line: 2, character: 0 };
const END = { line: 2, character: 9 };
const URI = "file:///project/a%20b.plan.md";

const CONVERTER = {
  asUri: (value: string) => `uri ${value}`,
  asPosition: (at: { line: number; character: number }) => `${at.line}:${at.character}`,
  asLocation: (at: { uri: string; range: { start: { line: number } } }) => `${at.uri}#${at.range.start.line}`,
};

function shown(...args: unknown[]): unknown {
  return showReferences(args, CONVERTER);
}

test("address, place and places become the editor's", () => {
  const locations = [{ uri: URI, range: { start: START, end: END } }];
  assert.deepEqual(shown(URI, START, locations), [`uri ${URI}`, "2:0", [`${URI}#2`]]);
  assert.deepEqual(shown(URI, START, []), [`uri ${URI}`, "2:0", []]);
});

test("arguments of another kind show nothing", () => {
  const location = { uri: URI, range: { start: START, end: END } };
  for (const args of [
    [],
    [URI],
    [URI, START],
    [1, START, [location]],
    [URI, { line: -1, character: 0 }, [location]],
    [URI, { line: 0.5, character: 0 }, [location]],
    [URI, null, [location]],
    [URI, START, location],
    [URI, START, [location, null]],
    [URI, START, [{ uri: URI, range: { start: START } }]],
    [URI, START, [{ range: location.range }]],
  ]) {
    assert.equal(shown(...args), undefined, JSON.stringify(args));
  }
});
