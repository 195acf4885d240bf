#!/usr/bin/env python3
"""Writes order.txt: the functions that run in a deployed binary, and in the local stack, for build.rs to put beside each other.

    infra/link/order.py

It builds everything with symbols (half an hour on two cores), has Valgrind's callgrind write down what each deployed function calls from
its start to its second answer (`tests/benches/cold_start.rs --trace`), and what the stack calls as it starts and while the jobs of
`tests/benches/throughput` are asked of it, and sorts. Needs Linux, Valgrind and binutils. Run it when much has changed: what the list does
not know lies behind the rest, as it would without a list, and nothing else is lost. `.ci/sizes.py` says when it has grown stale.

Each line has the marks of those who call a function (`f` the deployed functions, `s` the stack as it starts, `l` the stack under load)
and its name. That is as the linker has it, less what differs from compiler to compiler: the hash of a name in Rust's older form, and the
crate's mark in its newer one. So it can mean more functions than have run, instances of the same generic one; where most of those have not,
the mark is a capital, and they come last.
"""

import contextlib
import json
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ORDER = Path(__file__).with_name("order.txt")
PLAN = ROOT / "tests/benches/throughput/tongxing.json"
CALLGRIND = ["valgrind", "--tool=callgrind", "--demangle=no"]
# Of what a name means in all binaries together, so much must have run.
DENSE = 0.3


def executables(*arguments):
    """Builds with symbols, and says what came out: paths by name."""
    built = subprocess.run(
        ["cargo", "build", "--locked", "--message-format=json-render-diagnostics", "--config", "profile.release.strip='none'", *arguments],
        cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True,
    )
    messages = map(json.loads, built.stdout.splitlines())
    return {m["target"]["name"]: Path(m["executable"]) for m in messages if m.get("executable")}


def called(trace):
    """The names of the functions that were called, of all libraries too (Valgrind manual, "Callgrind Format Specification")."""
    names, called = {}, set()
    for line in trace.read_text(errors="replace").splitlines():
        # A name is written once, and its number from then on.
        if told := re.match(r"(c?fn)=\((\d+)\)(?: (.+))?", line):
            kind, number, name = told.groups()
            if name:
                names[number] = name
            if kind == "fn":
                # A function that calls itself has a mark for each depth.
                called.add(re.sub(r"'\d+$", "", names[number]))
    return called


def pattern(name):
    """The name of a function as a pattern of the linker's, or nothing where there is none."""
    name = re.sub(r"17h[0-9a-f]{16}E(\..*)?$", "17h*", name)
    name = re.sub(r"\.\d+$", "*", name)
    name = re.sub(r"Cs[0-9A-Za-z]+_(?=\d)", "Cs*_", name).replace("$", "?")
    return name if re.fullmatch(r"[A-Za-z_][\w.?*]*", name) else None


class Run:
    """What programs have called, by pattern: in how many of them, how many bytes of code, and of how many that the pattern means."""

    def __init__(self, traces):
        self.programs, self.ran, self.meant = Counter(), Counter(), Counter()
        for trace, program in traces:
            names = called(trace)
            symbols = subprocess.run(["nm", "--defined-only", "-S", program], check=True, stdout=subprocess.PIPE, text=True)
            ran = set()
            for fields in map(str.split, symbols.stdout.splitlines()):
                if len(fields) == 4 and fields[2] in "tTwW" and (p := pattern(fields[3])):
                    self.meant[p] += int(fields[1], 16)
                    if fields[3] in names:
                        self.ran[p] += int(fields[1], 16)
                        ran.add(p)
            self.programs.update(ran)

    def is_dense(self, p):
        return self.ran[p] >= DENSE * self.meant[p]


def trace_start(stack, folder):
    """What the stack calls until it answers, on a database that it has to make."""
    trace = folder / "start"
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    data = folder / "data"
    data.mkdir()
    server = subprocess.Popen([*CALLGRIND, f"--callgrind-out-file={trace}", stack, "--serve", data, "--port", str(port)])
    while server.poll() is None:
        with contextlib.suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/_local/inbox"):
            break
        time.sleep(0.1)
    server.terminate()
    server.wait()
    return trace


def trace_load(stack, folder):
    """What it calls in the jobs of the benchmark."""
    trace, plan = folder / "load", json.loads(PLAN.read_text())
    plan["name"] = "traced"
    plan["command"] = [*CALLGRIND, f"--callgrind-out-file={trace}", str(stack), *plan["command"][1:]]
    file = folder / "plan.json"
    file.write_text(json.dumps(plan))
    subprocess.run([stack, "--plan", file, "--rounds", "1", "--starts", "1", "--requests", "48"], check=True)
    return trace


def main():
    functions = executables("--release", "--bins")
    # The benchmark wants it beside them.
    executables("--release", "-p", "hello")
    benches = executables("--profile", "server", "-p", "tests", "--bench", "cold_start", "--bench", "throughput")
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        traces = folder / "functions"
        traces.mkdir()
        binaries = next(iter(functions.values())).parent
        subprocess.run([benches["cold_start"], "--trace", traces, "--binaries", binaries, "--only", ",".join(functions)], check=True)
        stack = benches["throughput"]
        deployed = Run([(traces / name, binary) for name, binary in functions.items()])
        start = Run([(trace_start(stack, folder), stack)])
        load = Run([(trace_load(stack, folder), stack)])

    # What most functions call comes first.
    groups = {"f": deployed, "s": start, "l": load}
    lines = []
    for p in sorted({*deployed.programs, *start.programs, *load.programs}, key=lambda p: (-deployed.programs[p], p)):
        marks = (mark if run.is_dense(p) else mark.upper() for mark, run in groups.items() if p in run.programs)
        lines.append(f"{''.join(marks)} {p}\n")
    ORDER.write_text("".join(lines))
    print(f"{ORDER}: {len(lines)} names", file=sys.stderr)


if __name__ == "__main__":
    main()
