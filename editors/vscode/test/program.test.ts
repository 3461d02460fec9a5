// Which program is taken, on machines of each kind.
import assert from "node:assert/strict";
import { test } from "node:test";
import { command, findProgram, type Place } from "../src/program";

const UNIX = {
  bundled: "/ext/bin/planvet",
  installed: "/project/node_modules/.bin/planvet",
  searched: "/usr/bin/planvet",
};

const WINDOWS = {
  bundled: "C:\\ext\\bin\\planvet.exe",
  program: "C:\\work\\node_modules\\@planvet\\win32-arm64\\planvet.exe",
  script: "C:\\work\\node_modules\\.bin\\planvet.cmd",
  searched: "C:\\tools\\planvet.exe",
};

function unix(files: string[], more: Partial<Place> = {}): Place {
  return {
    setting: "",
    folders: ["/project"],
    trusted: true,
    extension: "/ext",
    platform: "linux",
    arch: "x64",
    home: "/home/ada",
    search: "/usr/local/bin:/usr/bin",
    runs: (file) => files.includes(file),
    ...more,
  };
}

function windows(files: string[], more: Partial<Place> = {}): Place {
  return unix(files, {
    folders: ["C:\\work"],
    extension: "C:\\ext",
    platform: "win32",
    arch: "arm64",
    home: "C:\\Users\\Ada",
    search: "C:\\Windows;C:\\tools",
    ...more,
  });
}

test("each place comes before the next", () => {
  const { bundled, installed, searched } = UNIX;
  assert.deepEqual(findProgram(unix([searched, bundled, installed])), { file: installed, origin: "node_modules" });
  assert.deepEqual(findProgram(unix([searched, bundled])), { file: bundled, origin: "the extension" });
  assert.deepEqual(findProgram(unix([searched])), { file: searched, origin: "the search path" });
  assert.deepEqual(findProgram(unix([])), {});
});

test("the setting comes before all, and nothing stands in for it", () => {
  const all = Object.values(UNIX);
  const setting = "/opt/planvet/bin/planvet";
  assert.deepEqual(findProgram(unix([...all, setting], { setting })), { file: setting, origin: "the settings" });
  assert.deepEqual(findProgram(unix(all, { setting })), { setting });
  assert.deepEqual(findProgram(unix(all, { setting: "  " })), { file: UNIX.installed, origin: "node_modules" });
});

test("the setting may be a name, relative, or begin at home or at a folder", () => {
  const found = (setting: string, file: string, more: Partial<Place> = {}): void => {
    assert.deepEqual(findProgram(unix([file], { setting, ...more })), { file, origin: "the settings" }, setting);
  };
  found("planvet-next", "/usr/local/bin/planvet-next");
  found("~/bin/planvet", "/home/ada/bin/planvet");
  found("target/release/planvet", "/project/target/release/planvet");
  found("./planvet", "/project/planvet");
  found("${workspaceFolder}/.venv/bin/planvet", "/project/.venv/bin/planvet");
  found("${workspaceFolder}/planvet", "/second/planvet", { folders: ["/project", "/second"] });
  // The name of a folder is no pattern of a replacement.
  found("${workspaceFolder}/planvet", "/a$&b/planvet", { folders: ["/a$&b"] });
  assert.deepEqual(findProgram(unix(["/planvet"], { setting: "./planvet", folders: [] })), { setting: "./planvet" });
});

test("what a workspace brings along is used when it is trusted", () => {
  const { bundled, installed } = UNIX;
  assert.deepEqual(findProgram(unix([installed, bundled], { trusted: false })), { file: bundled, origin: "the extension" });
  assert.deepEqual(findProgram(unix([installed], { trusted: false })), {});
});

test("the folders of a workspace are asked in their order", () => {
  const second = "/second/node_modules/.bin/planvet";
  const folders = ["/project", "/second"];
  assert.deepEqual(findProgram(unix([second], { folders })), { file: second, origin: "node_modules" });
  assert.deepEqual(findProgram(unix([second, UNIX.installed], { folders })), { file: UNIX.installed, origin: "node_modules" });
});

test("entries of the search path that are not absolute are left out", () => {
  assert.deepEqual(findProgram(unix(["bin/planvet", "planvet", "./planvet"], { search: ":.:bin" })), {});
  assert.deepEqual(findProgram(windows(["planvet.exe", ".\\planvet.exe"], { search: ";.;bin" })), {});
});

test("on Windows the program itself is preferred to the script that starts it", () => {
  const { bundled, program, script, searched } = WINDOWS;
  assert.deepEqual(findProgram(windows([searched, bundled, script, program])), { file: program, origin: "node_modules" });
  assert.deepEqual(findProgram(windows([searched, bundled, script])), { file: script, origin: "node_modules" });
  assert.deepEqual(findProgram(windows([searched, bundled])), { file: bundled, origin: "the extension" });
  assert.deepEqual(findProgram(windows([searched])), { file: searched, origin: "the search path" });
  const setting = "${workspaceFolder}\\planvet.exe";
  assert.deepEqual(findProgram(windows(["C:\\work\\planvet.exe"], { setting })), {
    file: "C:\\work\\planvet.exe",
    origin: "the settings",
  });
});

test("only a script of Windows needs a shell", () => {
  assert.deepEqual(command("C:\\a b\\planvet.CMD", "win32"), { command: '"C:\\a b\\planvet.CMD"', shell: true });
  assert.deepEqual(command("C:\\a b\\planvet.exe", "win32"), { command: "C:\\a b\\planvet.exe", shell: false });
  assert.deepEqual(command("/a b/planvet.cmd", "linux"), { command: "/a b/planvet.cmd", shell: false });
});
