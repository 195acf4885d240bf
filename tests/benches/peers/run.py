#!/usr/bin/env python3
"""Measures Tongxing's local stack beside Django REST framework and better-auth: same jobs, same driver, same argon2id, same machine.

Installs the versions that `django/requirements.txt` and `better-auth/package.json` pin into `target/peers`, then runs
`cargo bench --profile server -p tests --bench throughput` with the two plans. What stands after `--` goes to the bench (`--help` tells what it
takes). Needs Python 3.10 or newer with venv, Node.js 20 or newer with npm, and a C++ compiler where a prebuilt package is missing.

    tests/benches/peers/run.py -- --rounds 7 --json results.json
"""

import filecmp
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parents[2]
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", PROJECT / "target")).absolute()
HOME = TARGET / "peers"


def run(*command, **options):
    subprocess.run([str(word) for word in command], check=True, **options)


def is_installed(pins: Path, folder: Path) -> bool:
    """Whether what is pinned is what was installed; the pins are copied when an installation has succeeded."""
    copy = folder / "installed"
    return copy.is_file() and filecmp.cmp(pins, copy, shallow=False)


def install_django() -> None:
    folder, pins = HOME / "django", HERE / "django" / "requirements.txt"
    if not is_installed(pins, folder):
        venv.create(folder, clear=True, with_pip=True)
        run(folder / "bin" / "pip", "install", "--quiet", "--no-deps", "--requirement", pins)
        shutil.copy(pins, folder / "installed")


def install_better_auth() -> None:
    folder, pins = HOME / "better-auth", HERE / "better-auth" / "package.json"
    if not is_installed(pins, folder):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        shutil.copy(pins, folder)
        run("npm", "install", "--no-audit", "--no-fund", "--loglevel=error", cwd=folder)
        # A newer npm leaves out what builds the SQLite binding.
        run("npm", "rebuild", "better-sqlite3", "--loglevel=error", cwd=folder)
        shutil.copy(pins, folder / "installed")
    # Node looks for packages beside the file that wants them.
    for file in (HERE / "better-auth").glob("*.mjs"):
        shutil.copy(file, folder)


def tell_versions() -> None:
    run(HOME / "django" / "bin" / "python", "--version")
    run(HOME / "django" / "bin" / "pip", "freeze")
    run("node", "--version")
    run("npm", "ls", cwd=HOME / "better-auth")
    sys.stdout.flush()


def main() -> None:
    arguments = [word for word in sys.argv[1:] if word != "--"]
    HOME.mkdir(parents=True, exist_ok=True)
    install_django()
    install_better_auth()
    tell_versions()
    plans = [word for peer in ("django", "better-auth") for word in ("--plan", HERE / peer / "plan.json")]
    # The bench runs in another folder than the caller is in.
    given = [str(Path(word).absolute()) if before == "--json" else word for before, word in zip(["", *arguments], arguments)]
    run("cargo", "bench", "--profile", "server", "-p", "tests", "--bench", "throughput", "--", *plans, "--home", HOME, *given, cwd=PROJECT)


if __name__ == "__main__":
    main()
