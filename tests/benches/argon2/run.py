#!/usr/bin/env python3
"""Measures argon2id of the argon2 crate, built in several ways, beside libsodium's, on the parameters of `shared::password`.

Builds every variant into `target/argon2`, then lets the programs take turns, round by round, and prints the table of
`infra/performance/argon2.md`. Needs Python 3.10 or newer, on Linux.

    tests/benches/argon2/run.py --json infra/performance/argon2.json
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
from pathlib import Path

from build import HERE, Variant, build, profile

NATIVE = [
    Variant("release", features=["libsodium"], lanes=[1, 2, 4]),
    Variant("`parallel`", features=["parallel"], lanes=[1, 2, 4]),
    Variant("opt-level s for argon2 too", config=[profile('package.argon2.opt-level="s"'), profile('package.blake2.opt-level="s"')]),
    Variant("opt-level 3 for all", config=[profile("opt-level=3")]),
    Variant("thin LTO", config=[profile('lto="thin"')]),
    Variant("fat LTO", config=[profile('lto="fat"')]),
    Variant("fat LTO, opt-level 3 for all", config=[profile('lto="fat"'), profile("opt-level=3")]),
    Variant("target-cpu=x86-64-v3", flags="-C target-cpu=x86-64-v3"),
    Variant("target-cpu=native", flags="-C target-cpu=native"),
]


def measure(rounds: int, hashes: int) -> dict:
    programs = [(variant, build(number, variant, None)) for number, variant in enumerate(NATIVE)]
    load = [os.getloadavg()[0]]
    times: dict[tuple, dict[str, list[int]]] = {}
    for _ in range(rounds):
        for variant, program in programs:
            for lanes in variant.lanes:
                told = subprocess.run([program, "measure", str(hashes), str(lanes)], check=True, capture_output=True)
                for way, lists in json.loads(told.stdout).items():
                    kept = times.setdefault((variant.name, way, lanes), {})
                    for name, list_ in lists.items():
                        kept.setdefault(name, []).extend(list_)
        load.append(os.getloadavg()[0])
    return {
        "machine": machine(),
        "load": [round(one, 1) for one in load],
        "rounds": rounds,
        "hashes": hashes,
        "results": [{"build": build_, "way": way, "lanes": lanes, **summary(lists)} for (build_, way, lanes), lists in times.items()],
    }


def summary(lists: dict[str, list[int]]) -> dict:
    """Quartiles in ms; user's and system's time apart are means, for the kernel tells them apart by its ticks."""
    cpu = [user + system for user, system in zip(lists["user_us"], lists["system_us"])]
    return {
        "cpu_ms": quartiles(cpu),
        "wall_ms": quartiles(lists["wall_us"]),
        "user_ms": round(statistics.fmean(lists["user_us"]) / 1000, 2),
        "system_ms": round(statistics.fmean(lists["system_us"]) / 1000, 2),
        "least_cpu_ms": round(min(cpu) / 1000, 2),
    }


def quartiles(microseconds: list[int]) -> list[float]:
    return [round(one / 1000, 2) for one in statistics.quantiles(microseconds, n=4)]


def machine() -> str:
    names = [line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    rustc = subprocess.run(["rustc", "--version"], check=True, capture_output=True, text=True, cwd=HERE).stdout.strip()
    return f"{len(names)} x {names[0] if names else platform.machine()}, Linux {platform.release()}, {rustc}"


def tell(told: dict) -> None:
    print(f"{told['machine']}; load {told['load'][0]} to {max(told['load'])}; {told['rounds']} x {told['hashes']} hashes each\n")
    print("| build | way | lanes | CPU ms, median (quartiles) | least | user | system | wall ms, median (quartiles) |")
    print("|---|---|---:|---:|---:|---:|---:|---:|")
    for one in told["results"]:
        cpu, wall = one["cpu_ms"], one["wall_ms"]
        print(
            f"| {one['build']} | {one['way']} | {one['lanes']} | {cpu[1]:.1f} ({cpu[0]:.1f} to {cpu[2]:.1f}) | {one['least_cpu_ms']:.1f} "
            f"| {one['user_ms']:.1f} | {one['system_ms']:.1f} | {wall[1]:.1f} ({wall[0]:.1f} to {wall[2]:.1f}) |"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=10, help="turns of all programs")
    parser.add_argument("--hashes", type=int, default=20, help="of each way in each turn, after three that do not count")
    parser.add_argument("--json", type=Path, help="where to keep the figures")
    options = parser.parse_args()
    told = measure(options.rounds, options.hashes)
    tell(told)
    if options.json:
        options.json.write_text(json.dumps(told, indent=1) + "\n")


if __name__ == "__main__":
    main()
