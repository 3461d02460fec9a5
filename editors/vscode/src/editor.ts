// What the editor knows of the user, the workspace and the machine.
import * as fs from "node:fs";
import * as os from "node:os";
import { type ExtensionContext, workspace } from "vscode";
import type { Place } from "./program";
import { programSetting, type Read, SECTION, type ServerSettings, serverSettings } from "./settings";

/** Documents that are plans, or may be. */
export const DOCUMENTS = [
  { language: "markdown", scheme: "file" },
  { language: "markdown", scheme: "untitled" },
  // Some setups give plans a language of their own.
  { pattern: "**/*.{plan,tasks,breakdown}.md", scheme: "file" },
];

export function reader(): Read {
  const configuration = workspace.getConfiguration(SECTION);
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

export function settings(): ServerSettings {
  return serverSettings(reader(), folders(), os.homedir());
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
