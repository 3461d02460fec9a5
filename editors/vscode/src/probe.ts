// What a program says of itself before it is used as a server.
import { execFile } from "node:child_process";
import { command } from "./program";

export type Probe =
  | { readonly kind: "server"; readonly version: string }
  | { readonly kind: "outdated"; readonly version: string }
  | { readonly kind: "stranger"; readonly reason: string };

const SECONDS = 10;

export async function probe(file: string, platform: NodeJS.Platform): Promise<Probe> {
  const [version, server] = await Promise.all([ask(file, ["--version"], platform), ask(file, ["lsp", "--help"], platform)]);
  const said = /^planvet (\d\S*)/.exec(version.output)?.[1];
  if (said === undefined) {
    return { kind: "stranger", reason: version.error ?? "it does not say that it is planvet" };
  }
  return { kind: server.error === undefined ? "server" : "outdated", version: said };
}

function ask(file: string, args: string[], platform: NodeJS.Platform): Promise<{ output: string; error?: string }> {
  const { command: program, shell } = command(file, platform);
  return new Promise((resolve) => {
    try {
      const child = execFile(program, args, { shell, timeout: SECONDS * 1000, windowsHide: true }, (error, output) => {
        resolve(error === null ? { output } : { output, error: error.message });
      });
      child.stdin?.end();
    } catch (error) {
      resolve({ output: "", error: String(error) });
    }
  });
}
