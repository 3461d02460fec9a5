// Makes `planvet-VERSION.vsix`: `npm run package`. With programs, given as for `npm/assemble.mjs`, one package for each kind
// of machine that carries its program: `npm run package -- linux-x64=../../target/release/planvet …`.
import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

// What the editor calls the kinds of machines.
const TARGETS = {
  "darwin-arm64": "darwin-arm64",
  "darwin-x64": "darwin-x64",
  "linux-arm64": "linux-arm64",
  "linux-arm64-musl": "alpine-arm64",
  "linux-x64": "linux-x64",
  "linux-x64-musl": "alpine-x64",
  "win32-arm64": "win32-arm64",
  "win32-x64": "win32-x64",
};

const root = fileURLToPath(new URL("..", import.meta.url));
const repository = join(root, "..", "..");
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const require = createRequire(import.meta.url);
const vsce = join(dirname(require.resolve("@vscode/vsce/package.json")), "vsce");

const programs = process.argv.slice(2).map((argument) => {
  const at = argument.indexOf("=");
  const target = TARGETS[argument.slice(0, at)];
  if (target === undefined) {
    throw new Error(`give programs as KIND=FILE, where KIND is one of ${Object.keys(TARGETS).join(", ")}`);
  }
  return { target, file: resolve(argument.slice(at + 1)) };
});

writeFileSync(join(root, "LICENSE"), licence());
if (programs.length === 0) {
  pack([], `planvet-${version}.vsix`);
}
for (const { target, file } of programs) {
  const bin = join(root, "bin");
  const name = target.startsWith("win32") ? "planvet.exe" : "planvet";
  mkdirSync(bin, { recursive: true });
  copyFileSync(file, join(bin, name));
  chmodSync(join(bin, name), 0o755);
  pack(["--target", target], `planvet-${target}-${version}.vsix`);
}

function pack(options, out) {
  // Without a program there is no `bin`.
  const args = [vsce, "package", "--no-dependencies", "--allow-unused-files-pattern", "--out", out, ...options];
  try {
    execFileSync(process.execPath, args, { cwd: root, stdio: "inherit" });
  } finally {
    // No program of one package may get into the next.
    rmSync(join(root, "bin"), { recursive: true, force: true });
  }
}

// The marketplace shows one file.
function licence() {
  const text = (name) => readFileSync(join(repository, name), "utf8").trim();
  const line = "-".repeat(80);
  return `planvet is under either of the two licences below, at your option.\n
${line}\n\n${text("LICENSE-MIT")}\n\n${line}\n\n${text("LICENSE-APACHE")}\n`;
}
