// What the palette and the lenses call.
import { commands, type Disposable, env, type ExtensionContext, type LogOutputChannel, window } from "vscode";
import type { Session } from "./session";
import { showReferences } from "./show";

export function register(context: ExtensionContext, session: Session, output: LogOutputChannel): Disposable[] {
  return [
    commands.registerCommand("planvet.restart", () => session.restart()),
    commands.registerCommand("planvet.showOutput", () => output.show()),
    commands.registerCommand("planvet.fixAll", fixAll),
    commands.registerCommand("planvet.showVersion", () => showVersion(context, session)),
    commands.registerCommand("planvet.show", (...args: unknown[]) => show(session, args)),
  ];
}

function fixAll(): Thenable<unknown> {
  return commands.executeCommand("editor.action.sourceAction", { kind: "source.fixAll.planvet", apply: "first" });
}

async function showVersion(context: ExtensionContext, session: Session): Promise<void> {
  const { state } = session;
  const manifest: { version: string } = context.extension.packageJSON;
  const server = state.kind === "running" ? `planvet ${state.version}, ${state.program.file}` : "planvet does not run";
  const text = `${server} (extension ${manifest.version})`;
  if ((await window.showInformationMessage(text, "Copy")) === "Copy") {
    await env.clipboard.writeText(text);
  }
}

async function show(session: Session, args: unknown[]): Promise<void> {
  const { converter } = session;
  const converted = converter && showReferences(args, converter);
  if (converted) {
    await commands.executeCommand("editor.action.showReferences", ...converted);
  }
}
