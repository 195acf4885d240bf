"""Runs every function's binary under AWS's Lambda runtime interface emulator and hands it its event.

The emulator comes with aws-sam-cli; the local stack stands in for AWS and the providers. Run it with a Python that has
aws-sam-cli, when the binaries are built: `python .ci/replay.py --binaries target/release --local target/debug/local`.
It fails when a function answers its event with another status than it should, or a broken environment with anything but the
documented system error and one log line that names the variable.
"""

import argparse
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import samcli

ROOT = Path(__file__).resolve().parent.parent
EMULATOR = Path(samcli.__file__).parent / "local" / "rapid" / "aws-lambda-rie-x86_64"
DIRECT = {"create-superuser", "rotate-token-keys"}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def post(url, body, timeout=30):
    with urllib.request.urlopen(urllib.request.Request(url, data=body, method="POST"), timeout=timeout) as reply:
        return json.loads(reply.read())


def wait_for(port, process):
    for _ in range(500):
        if process.poll() is not None:
            sys.exit(f"{process.args[0]} ended with {process.returncode}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.01)
    sys.exit(f"{process.args[0]} does not listen")


def invoke(binary, event, environment):
    """The function's answer to its first event, and its log."""
    api, runtime = free_port(), free_port()
    with tempfile.TemporaryFile("w+") as log:
        arguments = [
            str(EMULATOR), "--runtime-interface-emulator-address", f"127.0.0.1:{api}",
            "--runtime-api-address", f"127.0.0.1:{runtime}", str(binary),
        ]
        emulator = subprocess.Popen(arguments, env=environment, stdout=log, stderr=log)
        try:
            wait_for(api, emulator)
            answer = post(f"http://127.0.0.1:{api}/2015-03-31/functions/function/invocations", event)
        finally:
            emulator.terminate()
            emulator.wait()
        log.seek(0)
        return answer, log.read()


def expected_status(name):
    """Their callers are strangers; what the account family says of that is its HTTP status."""
    if name.endswith("not-found"):
        return 404
    return 401 if name.startswith("account-") else 200


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--binaries", type=Path, default=ROOT / "target" / "release")
    parser.add_argument("--local", type=Path, default=ROOT / "target" / "debug" / "local")
    arguments = parser.parse_args()
    binaries = arguments.binaries.resolve()
    web, aws = free_port(), free_port()
    local = [str(arguments.local.resolve()), "--in-memory", "--listen", f"127.0.0.1:{web}", "--aws-listen", f"127.0.0.1:{aws}"]
    stack = subprocess.Popen(local, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    variables = (ROOT / "infra/local/sam-env.json").read_text(encoding="utf-8")
    variables = variables.replace("host.docker.internal:3000", f"127.0.0.1:{web}")
    variables = variables.replace("host.docker.internal:4566", f"127.0.0.1:{aws}")
    environment = {**json.loads(variables)["Parameters"], "AWS_LAMBDA_LOG_FORMAT": "JSON", "PATH": os.environ["PATH"]}
    failures, starts = [], []
    try:
        wait_for(web, stack)
        events = sorted((ROOT / "events").glob("*.json"))
        for path in events:
            name = path.stem
            answer, log = invoke(binaries / name, path.read_bytes(), environment)
            if name in DIRECT:
                good = "errorType" not in answer
            else:
                good = answer.get("statusCode") == expected_status(name)
            if name == "member-code-get-info":
                good = good and json.loads(answer["body"])["status"] == 200
            if not good:
                failures.append(f"{name}: {answer}\n{log}")
            starts += [(float(ms), name) for ms in re.findall(r"INIT REPORT\(durationMs: ([0-9.]+)", log)]
        unusable = {"USERS_TABLE": "", "OPENID_PROOF": "hunter2", "MAIL_SENDER": "nobody",
                    "AWS_PARTITION": "", "SMITHY_CLIENT_SDK_CUSTOM_PARTITION": "/nowhere/aws-partition.json"}
        for variable, value in unusable.items():
            broken = {**environment, variable: value}
            answer, log = invoke(binaries / "mjpm-code", (ROOT / "events/mjpm-code.json").read_bytes(), broken)
            lines = [line for line in log.splitlines() if '"configuration"' in line]
            told = len(lines) == 1 and variable in lines[0] and "hunter2" not in log
            if answer.get("statusCode") != 500 or "2000:系统异常" not in answer.get("body", "") or not told:
                failures.append(f"mjpm-code with {variable}={value!r}: {answer}\n{log}")
    finally:
        stack.terminate()
        stack.wait()
    if failures:
        sys.exit("\n".join(failures))
    slowest = max(starts, default=(0, "none"))
    print(f"{len(events)} functions answered their events; the slowest start took {slowest[0]:.0f} ms ({slowest[1]})")


main()
