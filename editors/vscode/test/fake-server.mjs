#!/usr/bin/env node
// Stands in for the program: finds the word TODO in what it is shown, and notes what it is told.
//
// `FAKE_LOG` names the file of notes, `FAKE_MODE` how it differs: `old` has no server, `stranger` is another program, `crash`
// ends instead of answering, `mute` does not answer, `fragile` ends once at the first document, `pull` waits to be asked for
// findings.
import { appendFileSync, existsSync, writeFileSync } from "node:fs";

const MODE = process.env.FAKE_MODE;
const texts = new Map();
const [verb, option] = process.argv.slice(2);

if (verb === "--version") {
  console.log(MODE === "stranger" ? "vim 9.1" : "planvet 7.8.9 (fake)");
} else if (verb !== "lsp" || MODE === "old") {
  console.error(`error: unrecognized subcommand '${verb}'`);
  process.exitCode = 2;
} else if (option !== "--help") {
  serve();
}

function serve() {
  let input = Buffer.alloc(0);
  process.stdin.on("data", (chunk) => {
    input = Buffer.concat([input, chunk]);
    for (;;) {
      const head = input.indexOf("\r\n\r\n");
      const length = Number(/content-length: (\d+)/i.exec(input.subarray(0, Math.max(head, 0)))?.[1]);
      if (head < 0 || input.length < head + 4 + length) {
        return;
      }
      const message = JSON.parse(input.subarray(head + 4, head + 4 + length));
      input = input.subarray(head + 4 + length);
      receive(message);
    }
  });
  // Where the editor dies without a word.
  process.stdin.on("end", () => process.exit(3));
}

function receive({ id, method, params, result }) {
  note({ id, method, params, result });
  switch (method) {
    case "initialize":
      if (MODE === "crash") {
        process.exit(4);
      }
      if (MODE === "mute") {
        return undefined;
      }
      return send({
        id,
        result: {
          capabilities: {
            textDocumentSync: { openClose: true, change: 1 },
            codeLensProvider: {},
            ...(MODE === "pull" && { diagnosticProvider: { interFileDependencies: false, workspaceDiagnostics: false } }),
          },
          serverInfo: { name: "planvet", version: "7.8.9" },
        },
      });
    case "initialized":
      return send({
        id: "settings",
        method: "workspace/configuration",
        params: { items: [{ section: "planvet" }, { section: "editor.tabSize" }] },
      });
    case "textDocument/didOpen":
      if (MODE === "fragile" && !existsSync(`${process.env.FAKE_LOG}.ended`)) {
        writeFileSync(`${process.env.FAKE_LOG}.ended`, "");
        process.exit(5);
      }
      texts.set(params.textDocument.uri, params.textDocument.text);
      return MODE === "pull" || publish(params.textDocument.uri);
    case "textDocument/diagnostic":
      return send({ id, result: { kind: "full", items: check(texts.get(params.textDocument.uri)) } });
    case "textDocument/codeLens":
      return send({ id, result: lenses(params.textDocument.uri) });
    case "shutdown":
      return send({ id, result: null });
    case "exit":
      return process.exit(0);
  }
}

function publish(uri) {
  send({ method: "textDocument/publishDiagnostics", params: { uri, diagnostics: check(texts.get(uri)) } });
}

function check(text) {
  return text.split("\n").flatMap((line, number) => {
    const at = line.indexOf("TODO");
    const range = { start: { line: number, character: at }, end: { line: number, character: at + 4 } };
    return at < 0 ? [] : [{ range, severity: 2, source: "planvet", code: "fake", message: "there is more to do" }];
  });
}

// One above the document, which shows what is found in it.
function lenses(uri) {
  const start = { line: 0, character: 0 };
  const places = check(texts.get(uri)).map(({ range }) => ({ uri, range }));
  const command = { title: `${places.length} to do`, command: "planvet.show", arguments: [uri, start, places] };
  return [{ range: { start, end: start }, command }];
}

function send(message) {
  const body = Buffer.from(JSON.stringify({ jsonrpc: "2.0", ...message }));
  process.stdout.write(Buffer.concat([Buffer.from(`Content-Length: ${body.length}\r\n\r\n`), body]));
}

function note(message) {
  if (process.env.FAKE_LOG) {
    appendFileSync(process.env.FAKE_LOG, `${JSON.stringify({ pid: process.pid, ...message })}\n`);
  }
}
