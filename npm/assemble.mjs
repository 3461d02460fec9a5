// Lays out the npm packages: `node npm/assemble.mjs FOLDER linux-x64=target/release/planvet …`.
//
// Makes `FOLDER/planvet` and `FOLDER/KIND` for each kind of machine whose program is given, ready for `npm publish`.
import { chmodSync, copyFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const main = JSON.parse(readFileSync(join(root, "npm", "package.json"), "utf8"));
const [folder, ...programs] = process.argv.slice(2);

if (!folder || programs.length === 0) {
  throw new Error("give a folder, and programs as KIND=FILE");
}
const known = Object.keys(main.optionalDependencies).map((name) => name.replace("@planvet/", ""));
for (const program of programs) {
  const at = program.indexOf("=");
  platform(program.slice(0, at), program.slice(at + 1));
}
const out = fresh("planvet");
cpSync(join(root, "npm", "bin"), join(out, "bin"), { recursive: true });
cpSync(join(root, "npm", "package.json"), join(out, "package.json"));
copyFileSync(join(root, "README.md"), join(out, "README.md"));

function platform(kind, file) {
  if (!known.includes(kind)) {
    throw new Error(`\`${kind}\` is none of ${known.join(", ")}`);
  }
  const [os, cpu, libc] = kind.split("-");
  const name = os === "win32" ? "planvet.exe" : "planvet";
  const described = {
    name: `@planvet/${kind}`,
    version: main.version,
    description: `The program of planvet for ${kind}`,
    homepage: main.homepage,
    repository: main.repository,
    license: main.license,
    os: [os],
    cpu: [cpu],
    ...(os === "linux" && { libc: [libc ?? "glibc"] }),
    files: [name, "LICENSE-MIT", "LICENSE-APACHE"],
    // The launcher starts it; Yarn must not keep it in an archive.
    preferUnplugged: true,
    publishConfig: { access: "public" },
  };
  const out = fresh(kind);
  copyFileSync(file, join(out, name));
  chmodSync(join(out, name), 0o755);
  writeFileSync(join(out, "package.json"), `${JSON.stringify(described, null, 2)}\n`);
  writeFileSync(join(out, "README.md"), `The program of [planvet](https://www.npmjs.com/package/planvet) for ${kind}.\n`);
}

function fresh(name) {
  const out = join(folder, name);
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  for (const licence of ["LICENSE-MIT", "LICENSE-APACHE"]) {
    copyFileSync(join(root, licence), join(out, licence));
  }
  return out;
}
