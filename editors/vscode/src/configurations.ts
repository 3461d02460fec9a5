// Tells the server what stands in open configurations and formats, before they are saved.
//
// They are no documents of the client: else it would offer to format every TOML file, and ask for lenses in it.
import { randomUUID } from "node:crypto";
import {
  DidChangeTextDocumentNotification,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  type LanguageClient,
  type ServerCapabilities,
  type StaticFeature,
  TextDocumentSyncKind,
} from "vscode-languageclient/node";

// A configuration may extend files of any name, and so may be called a format.
const documentSelector = [{ pattern: "**/*.toml", scheme: "file" }];

export function configurations(client: LanguageClient): StaticFeature {
  return {
    fillClientCapabilities() {},
    getState: () => ({ kind: "static" }),
    initialize(capabilities) {
      const syncKind = change(capabilities);
      if (syncKind === TextDocumentSyncKind.None) {
        return;
      }
      const open = { id: randomUUID(), registerOptions: { documentSelector } };
      client.getFeature(DidOpenTextDocumentNotification.method).register(open);
      const changed = { id: randomUUID(), registerOptions: { documentSelector, syncKind } };
      client.getFeature(DidChangeTextDocumentNotification.method).register(changed);
      const closed = { id: randomUUID(), registerOptions: { documentSelector } };
      client.getFeature(DidCloseTextDocumentNotification.method).register(closed);
    },
    // The features that it is registered with are cleared by the client.
    clear() {},
  };
}

function change({ textDocumentSync }: ServerCapabilities): TextDocumentSyncKind {
  return (typeof textDocumentSync === "object" ? textDocumentSync.change : textDocumentSync) ?? TextDocumentSyncKind.None;
}
