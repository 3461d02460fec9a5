#!/usr/bin/env python3
"""Measures the language server: its start, a key press in a plan of 1 MB, and memory with 100 open plans.

Usage: benches/editor.py PROGRAM   (Linux; a release build; nothing else running)
"""

import json
import re
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PLANS = sorted((ROOT / "fixtures/valid").glob("*.plan.md"))


class Server:
    def __init__(self, program):
        self.process = subprocess.Popen([program, "lsp"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.asked = 0

    def send(self, method, params, **more):
        body = json.dumps({"jsonrpc": "2.0", "method": method, "params": params, **more}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def read(self):
        length = 0
        while line := self.process.stdout.readline().strip():
            length = int(line.split(b":")[1])
        return json.loads(self.process.stdout.read(length))

    def ask(self, method, params):
        self.asked += 1
        self.send(method, params, id=self.asked)
        while (message := self.read()).get("id") != self.asked:
            pass
        return message["result"]

    def start(self):
        self.ask("initialize", {"capabilities": {}})
        return self

    def open(self, uri, text):
        document = {"uri": uri, "languageId": "markdown", "version": 1, "text": text}
        self.send("textDocument/didOpen", {"textDocument": document})

    def findings(self, version=None):
        while True:
            message = self.read()
            if message.get("method") == "textDocument/publishDiagnostics":
                if version in (None, message["params"].get("version")):
                    return message["params"]["diagnostics"]

    def memory(self):
        """Resident memory in MB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024

    def end(self):
        self.ask("shutdown", None)
        self.send("exit", None)
        self.process.wait()


def main(program):
    times = []
    for _ in range(30):
        begun = time.perf_counter()
        server = Server(program).start()
        times.append(time.perf_counter() - begun)
        server.end()
    show("start until `initialize` is answered", times)

    text = large(1_000_000)
    server = Server(program).start()
    uri = "file:///plans/large.plan.md"
    server.open(uri, text)
    server.findings()
    times = []
    for version in range(2, 62):
        place = {"line": version * 100, "character": 0}
        change = {"range": {"start": place, "end": place}, "text": "x"}
        begun = time.perf_counter()
        document = {"uri": uri, "version": version}
        server.send("textDocument/didChange", {"textDocument": document, "contentChanges": [change]})
        server.findings(version)
        times.append(time.perf_counter() - begun)
    show(f"key press until findings, {len(text) / 1e6:.2f} MB", times)
    server.end()

    server = Server(program).start()
    size = 0
    for number in range(100):
        text = PLANS[number % len(PLANS)].read_text()
        size += len(text.encode())
        server.open(f"file:///plans/{number}.plan.md", text)
    for _ in range(100):
        server.findings()
    print(f"memory with 100 plans of {size / 1e6:.1f} MB together: {server.memory():.1f} MB")
    server.end()


def large(size):
    """A sound plan of so many characters: the tasks of one again and again, each time with other names."""
    plan = PLANS[0].read_text()
    tasks, heading, rest = plan[plan.index("## Task: ") :].partition("\n## Implementation")
    names = re.findall(r"^## Task: (.*)$", tasks, flags=re.M)
    text = ""
    for number in range(1, size):
        if len(text) > size:
            break
        again = tasks
        for name in names:
            again = again.replace(name, f"{name} {number}")
        text += again + "\n"
    return text + heading + rest


def show(name, times):
    milliseconds = sorted(time * 1000 for time in times)
    print(f"{name}: median {statistics.median(milliseconds):.1f} ms, least {milliseconds[0]:.1f}, most {milliseconds[-1]:.1f}")


main(*sys.argv[1:])
