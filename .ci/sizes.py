"""Holds the size of every function's binary against what was written down: it may only fall, and is never above 6 MB. And holds what
runs in it to lie together, as infra/link has told the linker.

Run it when the functions are built as for a deployment: `cargo build --release --bins`, without `--workspace`, which would bring
the description of the API into them. `--write` writes infra/performance/sizes.json and sizes.md anew; it needs cargo-bloat, which links one
function without stripping it to tell what it is made of.
"""

import argparse
import json
import struct
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FIGURES = ROOT / "infra/performance/sizes.json"
PAGE = ROOT / "infra/performance/sizes.md"
# What a binary has at most.
TARGET = 6_000_000
# Linkers and compilers of other versions differ by so much.
TOLERANCE = 0.01
# As much of the code of each, at least, is known to run: half of it was when the list was written.
ORDERED = 0.4
# A large function: both secrets, a provider, transactions.
OPENED = "campus-login-wx"
MOST = 25
# Measured once each, on 21 November 2026 and the last two on the 28th, with the function that is opened.
STEPS = [
    ("one HTTP client, roots compiled in, no regular expressions for the log; `opt-level = \"s\"`, no LTO", 8_774_304),
    ("thin LTO and `opt-level = \"z\"`", 7_805_408),
    ("fat LTO instead, 44 s of CPU to link", 6_248_640),
    ("nothing below INFO", 6_055_440),
    ("no Unicode tables for hosts, no unwind tables for C", 5_837_584),
    ("its family linked at level 2, for the hash", 6_319_856),
    ("only the three lines of the binary at level 2, in a package of their own, and `FUNCTION` a `static` of the family", 5_870_416),
    ("JSON and signatures of the SDKs at level 3, regular expressions and the SDKs' core at \"s\"", 5_917_488),
    ("keys read in batches alone, and the Lambda loop left at \"z\" in place of a copy in each binary", 5_863_360),
    ("hyper's client for AWS beside reqwest's, which only five functions have besides; ordered collections filled without a sort of their own", None),
]


def measure(binaries, only):
    names = only or sorted(path.stem for path in (ROOT / "events").glob("*.json"))
    missing = [name for name in names if not (binaries / name).is_file()]
    if missing:
        sys.exit(f"not built: {', '.join(missing)}")
    return {name: (binaries / name).stat().st_size for name in names}


def ordered(binary):
    """Which part of the code of an ELF file is in the section that infra/link makes."""
    data = binary.read_bytes()
    table, size, count, names = struct.unpack_from("<Q10xHHH", data, 40)
    sections = [struct.unpack_from("<IIQQQQ", data, table + number * size) for number in range(count)]
    strings = sections[names][4]
    code = {}
    for name, _, _, _, _, length in sections:
        start = strings + name
        code[data[start:data.index(b"\0", start)].decode()] = length
    return code.get(".text.order", 0) / (code.get(".text.order", 0) + code[".text"])


def problems(sizes, recorded, only):
    for name, size in sizes.items():
        if size > TARGET * (1 + TOLERANCE):
            yield f"{name}: {size:,} bytes, more than {TARGET:,}"
        if name not in recorded:
            yield f"{name}: not in {FIGURES.relative_to(ROOT)}; write it anew with --write"
        elif size > recorded[name] * (1 + TOLERANCE):
            yield f"{name}: {size:,} bytes, was {recorded[name]:,}: find out what has grown (cargo bloat), or write the figures anew and say why"
    for name in [] if only else sorted(set(recorded) - set(sizes)):
        yield f"{name}: in {FIGURES.relative_to(ROOT)} and no function"


def disorder(binaries, names):
    for name in names:
        if (share := ordered(binaries / name)) < ORDERED:
            yield f"{name}: {share:.0%} of its code is where infra/link/order.txt puts what runs, less than {ORDERED:.0%}: write the list anew with infra/link/order.py"


def crates():
    """What is in the code of one function, by crate, as cargo-bloat tells it from the names of symbols."""
    command = ["cargo", "bloat", "--release", "--locked", "-p", f"{OPENED.split('-', 1)[0]}-functions", "--bin", OPENED, "--crates", "-n", "0"]
    told = subprocess.run([*command, "--message-format", "json"], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    return json.loads(told)


def page(sizes, opened):
    total, code = opened["file-size"], opened["text-section-size"]
    rows = sorted(opened["crates"], key=lambda one: -one["size"])
    rest = sum(one["size"] for one in rows[MOST:])
    rows = [(f"`{one['name']}`", one["size"]) for one in rows[:MOST]] + [(f"{len(rows) - MOST} others", rest)]
    largest = max(sizes, key=sizes.get)
    lines = [
        "# Sizes",
        "",
        "```",
        "cargo build --release --bins --locked",
        "python3 .ci/sizes.py",
        "```",
        "",
        f"The binaries of the functions, stripped, for x86_64. None may grow: `.ci/run` compares the largest of each family with [`{FIGURES.name}`]({FIGURES.name}).",
        "This page and those figures are written by `python3 .ci/sizes.py --write`, which needs cargo-bloat.",
        "",
        f"**All {len(sizes)} have at most {TARGET / 1e6:.0f} MB.** The largest is `{largest}` with {sizes[largest] / 1e6:.2f} MB.",
        "",
        "| binary | bytes |",
        "|---|---:|",
        *(f"| `{name}` | {size:,} |" for name, size in sizes.items()),
        "",
        f"## What made `{OPENED}` smaller",
        "",
        "| step | bytes |",
        "|---|---:|",
        *(f"| {step} | {sizes[OPENED] if size is None else size:,} |" for step, size in STEPS),
        "",
        "`-Wl,--icf=all` would take another hundredth. Half of the time to link goes into reading the bitcode of all crates, also for a function of 1 MB.",
        "",
        f"## What `{OPENED}` is made of",
        "",
        f"Its code by crate, {code:,} bytes, as cargo-bloat tells it from the names of symbols: what the compiler has put into another crate's function",
        f"counts there. Unwind tables, constants and relocations are not in it. The same file with its symbols has {total:,} bytes.",
        "",
        "| crate | bytes of code | of all |",
        "|---|---:|---:|",
        *(f"| {name} | {size:,} | {size / code:.1%} |" for name, size in rows),
    ]
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--binaries", type=Path, default=ROOT / "target" / "release")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="these functions, not all")
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    sizes = measure(arguments.binaries, arguments.only)
    if arguments.write and not arguments.only:
        # After the sizes: cargo-bloat leaves a binary that is not stripped in the place of one that is, until the next build.
        PAGE.write_text(page(sizes, crates()), encoding="utf-8")
        FIGURES.write_text(json.dumps(sizes, indent=2) + "\n", encoding="utf-8")
        return
    recorded = json.loads(FIGURES.read_text(encoding="utf-8"))
    found = [*problems(sizes, recorded, arguments.only), *disorder(arguments.binaries, sizes)]
    if found:
        sys.exit("\n".join(found))
    largest = max(sizes, key=sizes.get)
    smaller = [name for name, size in sizes.items() if size < recorded[name] * (1 - TOLERANCE)]
    print(f"{len(sizes)} binaries, the largest {sizes[largest]:,} bytes ({largest})")
    if smaller:
        print(f"smaller than written down, write the figures anew: {', '.join(smaller)}")


main()
