#!/usr/bin/env python3
"""Counts the instructions of arm64 builds under QEMU, and lets LLVM's model of a processor estimate the cycles of their inner loops.

Neither is a time. Needs Python 3.10 or newer, `rustup target add aarch64-unknown-linux-gnu`, a cross compiler (Debian:
`gcc-aarch64-linux-gnu`, `libc6-dev-arm64-cross`), `qemu-user`, and LLVM 17 or newer (`llvm-mca`, or what `LLVM_MCA` names).

    LLVM_MCA=llvm-mca-19 tests/benches/argon2/arm64.py --json infra/performance/argon2-arm64.json
"""

import argparse
import json
import os
import re
import subprocess
from pathlib import Path

from build import Variant, build, profile

ARM64 = "aarch64-unknown-linux-gnu"
LIBC = "/usr/aarch64-linux-gnu"
# KiB. A segment of so much uses up one block of addresses, as each such part of a longer segment does.
MEMORY = 512
PASSES = 2
# Graviton2, with which arm64 came to Lambda, and Graviton3.
PROCESSORS = ["neoverse-n1", "neoverse-v1"]
# The functions of the two libraries that mix a block: eight rounds over its rows, eight over its columns.
MIXING = re.compile(r"6argon2.*(compress|fill_blocks)|^fill_block_with_xor$")
TURNS = 8
# Debian's plain `llvm-mca` is of its default version, which may be older.
LLVM_MCA = os.environ.get("LLVM_MCA", "llvm-mca")

# Symbols stay, so that the count can be told apart by function.
ON_ARM64 = [
    Variant("release", features=["libsodium"], config=[profile('strip="none"')]),
    Variant("target-cpu=neoverse-n1", flags="-C target-cpu=neoverse-n1", config=[profile('strip="none"')]),
    Variant("fat LTO", config=[profile('strip="none"'), profile('lto="fat"')]),
]


def count(program: Path, way: str, hashes: int) -> tuple[int, int]:
    """Instructions a run of the program executes: all, and those in functions that fill blocks."""
    switches = subprocess.run(["qemu-aarch64", "-h"], capture_output=True, text=True).stdout
    # QEMU 8.1 gave it another name.
    single = "-one-insn-per-tb" if "-one-insn-per-tb" in switches else "-singlestep"
    command = ["qemu-aarch64", "-L", LIBC, single, "-d", "exec,nochain", program, "make", way, str(MEMORY), str(hashes)]
    run = subprocess.Popen([str(word) for word in command], stderr=subprocess.PIPE, text=True, bufsize=1 << 20)
    every = filling = 0
    for line in run.stderr:
        if line.startswith("Trace"):
            every += 1
            filling += "fill" in line or "compress" in line
    if run.wait() != 0:
        raise SystemExit(f"{way}: QEMU ended with {run.returncode}")
    return every, filling


def count_a_block(program: Path, way: str) -> dict:
    """What a second hash adds to the first, so that the start of the program and of its memory is not in it."""
    (once, fill_once), (twice, fill_twice) = (count(program, way, hashes) for hashes in (1, 2))
    blocks = PASSES * MEMORY
    return {"instructions": round((twice - once) / blocks), "filling": round((fill_twice - fill_once) / blocks)}


def loops(program: Path) -> list[tuple[str, list[str]]]:
    """The loops of rounds, by function, as assembly."""
    text = subprocess.run(["aarch64-linux-gnu-objdump", "-d", "--no-show-raw-insn", program], check=True, capture_output=True, text=True)
    found = []
    for function in re.split(r"\n\n", text.stdout):
        head = re.match(r"[0-9a-f]+ <(.+)>:", function.strip())
        if not head or not MIXING.search(head[1]):
            continue
        lines = re.findall(r"^\s*([0-9a-f]+):\t([^/\n]*)", function, re.MULTILINE)
        at = {address: number for number, (address, _) in enumerate(lines)}
        for number, (_, instruction) in enumerate(lines):
            jump = re.match(r"b\.\w+\s+([0-9a-f]+) <", instruction)
            if jump and at.get(jump[1], number) < number:
                body = [re.sub(r"[0-9a-f]+ <.*>", "start", words.strip()) for _, words in lines[at[jump[1]] : number + 1]]
                if sum(words.startswith(("umull", "madd", "umlal")) for words in body) >= 16:
                    found.append((head[1], body))
    return found


def cycles(body: list[str], processor: str) -> float:
    turns = 200
    command = [LLVM_MCA, "-mtriple=aarch64", f"-mcpu={processor}", f"-iterations={turns}"]
    told = subprocess.run(command, input="start:\n" + "\n".join(body), check=True, capture_output=True, text=True).stdout
    return int(re.search(r"Total Cycles:\s+(\d+)", told)[1]) / turns


def estimate(program: Path, library: str) -> dict[str, int] | None:
    """Cycles of the rounds of a block; nothing where the compiler made another number of loops of them."""
    bodies = [body for function, body in loops(program) if (function == "fill_block_with_xor") == (library == "libsodium")]
    if len(bodies) != 2:
        return None
    return {processor: round(sum(TURNS * cycles(body, processor) for body in bodies)) for processor in PROCESSORS}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", type=Path, help="where to keep the figures")
    options = parser.parse_args()
    results = []
    for number, variant in enumerate(ON_ARM64):
        program = build(number, variant, ARM64)
        for way in ["kept", *(["libsodium"] if "libsodium" in variant.features else [])]:
            results.append({"build": variant.name, "way": way, **count_a_block(program, way), "model_cycles": estimate(program, way)})
    print(f"| build | way | instructions for each block | of them filling | {' | '.join(f'rounds, cycles of {name}' for name in PROCESSORS)} |")
    print(f"|---|---|---:|---:|{'---:|' * len(PROCESSORS)}")
    for one in results:
        model = " | ".join(f"{one['model_cycles'][name]:,}" if one["model_cycles"] else "–" for name in PROCESSORS)
        print(f"| {one['build']} | {one['way']} | {one['instructions']:,} | {one['filling']:,} | {model} |")
    if options.json:
        options.json.write_text(json.dumps({"memory_kib": MEMORY, "passes": PASSES, "results": results}, indent=1) + "\n")


if __name__ == "__main__":
    main()
