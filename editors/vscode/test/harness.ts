// Loads the bundled extension into an editor without windows, and waits.
import assert from "node:assert/strict";
import Module from "node:module";
import { join } from "node:path";
import type { Editor } from "./editor";

/** Activates what is built in `folder`; the answer ends it. */
export function begin(editor: Editor, folder: string): () => Promise<void> {
  const bundle = join(folder, "dist", "extension.js");
  const loader = Module as unknown as { _load: (request: string, ...rest: unknown[]) => unknown };
  const load = loader._load;
  // Each window has an extension of its own.
  delete require.cache[bundle];
  loader._load = (request, ...rest) => (request === "vscode" ? editor.vscode : load(request, ...rest));
  try {
    const extension: { activate(context: unknown): void; deactivate(): Promise<void> } = require(bundle);
    const context = editor.context(folder);
    extension.activate(context);
    return async () => {
      await extension.deactivate();
      context.subscriptions.forEach((subscription) => subscription.dispose());
    };
  } finally {
    loader._load = load;
  }
}

export async function until(holds: () => boolean): Promise<void> {
  const end = Date.now() + 15_000;
  while (!holds()) {
    assert.ok(Date.now() < end, `it never came to be that ${holds}`);
    await new Promise((wake) => setTimeout(wake, 20));
  }
}
