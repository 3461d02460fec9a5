// Where the program is: a pure function over what is known of the machine and the workspace.
import { posix, win32 } from "node:path";
import { expand } from "./expand";

export type Origin = "the settings" | "node_modules" | "the extension" | "the search path";

export interface Program {
  readonly file: string;
  readonly origin: Origin;
}

export interface Missing {
  /** The setting that names no program; without it none was found anywhere. */
  readonly setting?: string;
}

export interface Place {
  /** `planvet.path` as it is written. */
  readonly setting: string;
  /** The folders of the workspace, in their order. */
  readonly folders: readonly string[];
  readonly trusted: boolean;
  /** The folder of the extension. */
  readonly extension: string;
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  readonly home: string;
  /** The variable `PATH`. */
  readonly search: string;
  /** Whether there is a file that can be run. */
  readonly runs: (file: string) => boolean;
}

export function findProgram(place: Place): Program | Missing {
  const setting = place.setting.trim();
  if (setting !== "") {
    const file = named(setting, place).find(place.runs);
    return file === undefined ? { setting } : { file, origin: "the settings" };
  }
  const candidates: [Origin, string[]][] = [
    // What a workspace brings along is code of others until somebody trusts it.
    ["node_modules", place.trusted ? place.folders.flatMap((folder) => installed(folder, place)) : []],
    ["the extension", [paths(place).join(place.extension, "bin", executable(place))]],
    ["the search path", searched("planvet", place)],
  ];
  for (const [origin, files] of candidates) {
    const file = files.find(place.runs);
    if (file !== undefined) {
      return { file, origin };
    }
  }
  return {};
}

export function isMissing(found: Program | Missing): found is Missing {
  return !("file" in found);
}

/** How the program is started; what npm puts on the search path of Windows is a script, which only a shell runs. */
export function command(file: string, platform: NodeJS.Platform): { command: string; shell: boolean } {
  const script = platform === "win32" && /\.(cmd|bat)$/i.test(file);
  return script ? { command: `"${file}"`, shell: true } : { command: file, shell: false };
}

function named(setting: string, place: Place): string[] {
  if (!/[\\/]/.test(setting)) {
    return searched(setting, place);
  }
  return expand(setting, place.folders, place.home, paths(place));
}

function installed(folder: string, place: Place): string[] {
  const modules = paths(place).join(folder, "node_modules");
  if (place.platform !== "win32") {
    return [paths(place).join(modules, ".bin", "planvet")];
  }
  // The program itself where it can be seen, since the launcher needs a shell.
  return [
    paths(place).join(modules, "@planvet", `win32-${place.arch}`, "planvet.exe"),
    ...["planvet.exe", "planvet.cmd"].map((name) => paths(place).join(modules, ".bin", name)),
  ];
}

function searched(name: string, place: Place): string[] {
  const { delimiter, isAbsolute, join } = paths(place);
  const endings = place.platform === "win32" && !/\.(exe|cmd|bat)$/i.test(name) ? [".exe", ".cmd"] : [""];
  // An entry that is not absolute would name whatever lies in the present folder.
  const folders = place.search.split(delimiter).filter((folder) => isAbsolute(folder));
  return folders.flatMap((folder) => endings.map((ending) => join(folder, name + ending)));
}

function executable(place: Place): string {
  return place.platform === "win32" ? "planvet.exe" : "planvet";
}

function paths(place: Place): typeof posix {
  return place.platform === "win32" ? win32 : posix;
}
