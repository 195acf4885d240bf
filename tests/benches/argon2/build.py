"""Builds the program in several ways, each into a folder of its own under `target/argon2`."""

import os
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parents[2]
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", PROJECT / "target")).absolute() / "argon2"


@dataclass
class Variant:
    """A build of the program, and the numbers of lanes it is run with."""

    name: str
    features: list[str] = field(default_factory=list)
    flags: str = ""
    config: list[str] = field(default_factory=list)
    lanes: list[int] = field(default_factory=lambda: [1])


def profile(setting: str) -> str:
    return f"profile.release.{setting}"


def build(number: int, variant: Variant, target: str | None) -> Path:
    folder = TARGET / (target or "native") / str(number)
    command = ["cargo", "build", "--locked", "--release", "--target-dir", folder, "--features", ",".join(variant.features)]
    command += [word for setting in variant.config for word in ("--config", setting)]
    environment = dict(os.environ)
    if target:
        command += ["--target", target]
        environment.setdefault("CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER", "aarch64-linux-gnu-gcc")
    if variant.flags:
        environment["RUSTFLAGS"] = variant.flags
    subprocess.run([str(word) for word in command], check=True, cwd=HERE, env=environment)
    return folder / (target or "") / "release" / "tests-argon2"
