#!/usr/bin/env node
// Starts the program, which lies in a package of its own for each kind of machine.
"use strict";

const { spawn } = require("node:child_process");

main();

function main() {
  const found = program();
  if (!found) {
    const name = `@planvet/${process.platform}-${process.arch}`;
    fail(`the package \`${name}\` is not installed; install \`planvet\` anew, with optional dependencies`);
    return;
  }
  const child = spawn(found, process.argv.slice(2), { stdio: "inherit" });
  // Ctrl-C reaches the program by itself; it decides what becomes of that.
  process.on("SIGINT", () => {});
  for (const signal of ["SIGTERM", "SIGHUP"]) {
    process.on(signal, () => child.kill(signal));
  }
  child.on("error", (error) => fail(`cannot start \`${found}\`: ${error.message}`));
  child.on("exit", (status, signal) => {
    if (signal === null) {
      process.exitCode = status;
    } else {
      process.removeAllListeners(signal);
      process.kill(process.pid, signal);
    }
  });
}

function fail(message) {
  console.error(`error: ${message}`);
  process.exitCode = 2;
}

// Package managers that do not know of C libraries install both packages of a Linux machine.
function program() {
  const plain = binary("");
  const musl = process.platform === "linux" ? binary("-musl") : null;
  return plain && musl ? (hasGlibc() ? plain : musl) : plain || musl;
}

function binary(ending) {
  const file = process.platform === "win32" ? "planvet.exe" : "planvet";
  try {
    return require.resolve(`@planvet/${process.platform}-${process.arch}${ending}/${file}`);
  } catch {
    return null;
  }
}

function hasGlibc() {
  // Else the report looks up the names of all open connections.
  process.report.excludeNetwork = true;
  return Boolean(process.report.getReport().header.glibcVersionRuntime);
}
