// Paths in settings: `~`, `${workspaceFolder}`, and relative ones.
import type { PlatformPath } from "node:path";

/** What a path could mean, once for each folder of the workspace that it depends on. */
export function expand(written: string, folders: readonly string[], home: string, path: PlatformPath): string[] {
  const text = /^~(?=[\\/]|$)/.test(written) ? home + written.slice(1) : written;
  const variable = "${workspaceFolder}";
  if (!text.includes(variable) && path.isAbsolute(text)) {
    return [path.normalize(text)];
  }
  return folders.map((folder) => path.resolve(folder, text.replaceAll(variable, () => folder)));
}
