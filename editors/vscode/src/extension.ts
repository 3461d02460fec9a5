// Begins and ends with the editor's window.
import { commands, env, type ExtensionContext, Uri, window, workspace } from "vscode";
import { register } from "./commands";
import { Session } from "./session";
import { complaint, type State } from "./state";
import { Status } from "./status";

const README = "https://github.com/planvet/planvet/tree/main/editors/vscode#how-the-program-is-found";

let session: Session | undefined;

export function activate(context: ExtensionContext): void {
  const output = window.createOutputChannel("planvet", { log: true });
  const status = new Status();
  const complain = once();
  const started = new Session(context, output, (state) => {
    status.show(state);
    complain(state);
  });
  session = started;
  context.subscriptions.push(
    output,
    status,
    ...register(context, started, output),
    workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("planvet.enable") || event.affectsConfiguration("planvet.path")) {
        void started.restart();
      } else if (event.affectsConfiguration("planvet")) {
        void started.configure();
      }
    }),
    // Both may bring a program along.
    workspace.onDidGrantWorkspaceTrust(() => started.restart()),
    workspace.onDidChangeWorkspaceFolders(() => {
      if (started.state.kind === "missing") {
        void started.restart();
      }
    }),
  );
  void started.restart();
}

export async function deactivate(): Promise<void> {
  await session?.stop();
  session = undefined;
}

/** Says what is wrong, and not again before something else is. */
function once(): (state: State) => void {
  let said: string | undefined;
  return (state) => {
    const text = complaint(state);
    if (text !== undefined && text !== said) {
      void say(text);
    }
    if (text !== undefined || state.kind === "running") {
      said = text;
    }
  };
}

async function say(text: string): Promise<void> {
  const settings = "Open Settings";
  const help = "How It Is Found";
  const chosen = await window.showErrorMessage(text, settings, help);
  if (chosen === settings) {
    await commands.executeCommand("workbench.action.openSettings", "planvet.path");
  } else if (chosen === help) {
    await env.openExternal(Uri.parse(README));
  }
}
