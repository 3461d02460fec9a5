// Bundles the extension into `dist/extension.js`, with the licences of what it carries: `node scripts/build.mjs`.
//
// With `--tests` the tests too, into `out`.
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const shared = {
  absWorkingDir: root,
  bundle: true,
  external: ["vscode"],
  format: "cjs",
  logLevel: "warning",
  platform: "node",
  // What the oldest editor that is supported runs on.
  target: "node20",
};

rmSync(join(root, "dist"), { recursive: true, force: true });
const built = await build({
  ...shared,
  entryPoints: ["src/extension.ts"],
  outfile: "dist/extension.js",
  legalComments: "none",
  metafile: true,
  minify: true,
});
writeFileSync(join(root, "dist", "third-party.txt"), licences(Object.keys(built.metafile.inputs)));

if (process.argv.includes("--tests")) {
  rmSync(join(root, "out"), { recursive: true, force: true });
  const tests = readdirSync(join(root, "test")).filter((name) => name.endsWith(".test.ts"));
  await build({
    ...shared,
    entryPoints: tests.map((name) => `test/${name}`),
    outdir: "out",
    outExtension: { ".js": ".cjs" },
    sourcemap: "inline",
  });
}

/** The text of each licence under which something in the bundle stands. */
function licences(inputs) {
  const folders = new Set(inputs.map((file) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1]));
  folders.delete(undefined);
  const parts = [...folders].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
    const file = readdirSync(join(root, folder)).find((name) => /^licen[cs]e/i.test(name));
    if (file === undefined) {
      throw new Error(`${folder} has no licence`);
    }
    return `${name} ${version} (${license})\n\n${readFileSync(join(root, folder, file), "utf8").trim()}\n`;
  });
  return parts.join(`\n${"-".repeat(80)}\n\n`);
}
