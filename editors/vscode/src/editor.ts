// What the editor knows of the user, the workspace and the machine.
import * as fs from "node:fs";
import * as os from "node:os";
import { type ExtensionContext, type Uri, workspace } from "vscode";
import type { Place } from "./program";
import { isEnabled, programSetting, type Read, SECTION, type ServerSettings, serverSettings } from "./settings";

/** Documents that are plans, or may be. */
export const DOCUMENTS = [
  { language: "markdown", scheme: "file" },
  { language: "markdown", scheme: "untitled" },
  // Some setups give plans a language of their own.
  { pattern: "**/*.{plan,tasks,breakdown}.md", scheme: "file" },
];

export function reader(scope?: Uri): Read {
  const configuration = workspace.getConfiguration(SECTION, scope ?? null);
  return (key) => configuration.get(key);
}

export function place(context: ExtensionContext): Place {
  return {
    setting: programSetting(reader()),
    folders: folders(),
    trusted: workspace.isTrusted,
    extension: context.extensionPath,
    platform: process.platform,
    arch: process.arch,
    home: os.homedir(),
    search: process.env["PATH"] ?? "",
    runs: isExecutable,
  };
}

/** Whether plans are checked in any folder. */
export function isWanted(): boolean {
  const opened = workspace.workspaceFolders ?? [];
  return opened.length === 0 ? isEnabled(reader()) : opened.some((folder) => isEnabled(reader(folder.uri)));
}

/** What holds for a document, or for all. */
export function settingsFor(scope?: Uri): ServerSettings {
  const own = scope === undefined ? undefined : workspace.getWorkspaceFolder(scope);
  return serverSettings(reader(scope), own === undefined ? folders() : [own.uri.fsPath], os.homedir());
}

function folders(): string[] {
  const opened = workspace.workspaceFolders ?? [];
  return opened.filter((folder) => folder.uri.scheme === "file").map((folder) => folder.uri.fsPath);
}

function isExecutable(file: string): boolean {
  try {
    fs.accessSync(file, process.platform === "win32" ? fs.constants.F_OK : fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}
