// What the user has set, and what the server is told of it.
import path from "node:path";
import { expand } from "./expand";

export const SECTION = "planvet";

/** Every setting, as in `package.json`. */
export const KEYS = ["enable", "path", "run", "config", "select", "ignore", "codeLens", "trace.server"] as const;

export type Key = (typeof KEYS)[number];

/** Reads one setting, whatever stands there. */
export type Read = (key: Key) => unknown;

export interface ServerSettings {
  enable: boolean;
  run: "onType" | "onSave";
  config: string | null;
  select: string[];
  ignore: string[];
  codeLens: boolean;
}

/** Relative paths begin at the first of `folders`. */
export function serverSettings(read: Read, folders: readonly string[], home: string): ServerSettings {
  return {
    enable: isEnabled(read),
    run: read("run") === "onSave" ? "onSave" : "onType",
    config: config(read("config"), folders, home),
    select: names(read("select")),
    ignore: names(read("ignore")),
    codeLens: read("codeLens") !== false,
  };
}

export function isEnabled(read: Read): boolean {
  return read("enable") !== false;
}

export function programSetting(read: Read): string {
  return text(read("path"));
}

export function traceSetting(read: Read): "off" | "messages" | "verbose" {
  const value = read("trace.server");
  return value === "messages" || value === "verbose" ? value : "off";
}

function config(value: unknown, folders: readonly string[], home: string): string | null {
  const written = text(value).trim();
  if (written === "") {
    return null;
  }
  // Without a folder the server says that there is no such file.
  return expand(written, folders, home, path)[0] ?? written;
}

function names(value: unknown): string[] {
  const listed = Array.isArray(value) ? value.map(text) : [];
  return listed.map((name) => name.trim()).filter((name) => name !== "");
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
