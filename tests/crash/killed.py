"""Builds that are killed, one after another, each by a fork of this process: `killed.py EDITION OUT SEED TIMES`.

Half of them at a random moment of their life; half at a random one of the things they ask of the disk while they put
the output in place, which takes so little time that few random moments would fall into it. After each kill the output
must be whole. Prints how many were killed, how many of them while placing, and how many got to the end.
"""

import datetime as dt
import hashlib
import json
import os
import random
import signal
import sys
import time
from pathlib import Path

# what a build imports, so that forks begin with reading
import altair as alt  # noqa: F401
import babel.dates  # noqa: F401
import ibis  # noqa: F401
import openpyxl  # noqa: F401
import vl_convert  # noqa: F401
import xlsxwriter  # noqa: F401

import connectindex.export
import connectindex.reports.compose
import connectindex.reports.html  # noqa: F401
from connectindex.cli import main as main_of_the_command

ASKED = {"open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.scandir", "os.listdir"}


def broken(out):
    """What is not whole of an output."""
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    found = {p.relative_to(out).as_posix(): p for p in out.rglob("*") if p.is_file()}
    wrong = set(found) ^ {*manifest["outputs"], "manifest.json"}
    for name, sha in manifest["outputs"].items():
        if name in found and hashlib.sha256(found[name].read_bytes()).hexdigest() != sha:
            wrong.add(name)
    return sorted(wrong)


def build(edition, out, day, last=None):
    """A build as the command makes it; with `last`, it ends at that request while it places its output."""
    if last is not None:
        left = [last]

        def watch(event, args):
            if event in ASKED and args and "-building" in str(args[0]):
                left[0] -= 1
                if left[0] < 0:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(watch)
    options = ["--no-pdf", "--quiet", "--date", str(day)]
    sys.argv = ["connectindex", "build", str(edition), "-o", str(out), *options]
    main_of_the_command()


def forked(*args, **more):
    """The process id of a fork that builds."""
    child = os.fork()
    if child:
        return child
    try:
        build(*args, **more)
    except SystemExit as end:
        os._exit(int(end.code or 0))
    except BaseException as error:  # noqa: BLE001 - a fork must never go on as its parent
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        os._exit(1)
    os._exit(0)


def requests(edition, out, day):
    """How often a build asks the disk for something while it places its output."""
    read, write = os.pipe()
    if not (child := os.fork()):
        asked = [0]

        def count(event, args):
            asked[0] += event in ASKED and bool(args) and "-building" in str(args[0])

        sys.addaudithook(count)
        try:
            build(edition, out, day)
        except SystemExit as end:
            if end.code:
                os._exit(1)
        os.write(write, str(asked[0]).encode())
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as said:
        number = int(said.read())
    os.waitpid(child, 0)
    return number


def main():
    """Kill, look, go on."""
    edition, out, seed, times = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    moments = random.Random(seed)  # noqa: S311 - moments, not secrets
    start = time.monotonic()
    asked = requests(edition, out, dt.date(2026, 1, 1))
    life = 0.8 * (time.monotonic() - start)  # the first one is slow
    killed = ended = placing = 0
    for k in range(times):
        day = dt.date(2026, 1, 2) + dt.timedelta(days=k)
        last = moments.randrange(asked) if k % 2 else None
        child = forked(edition, out, day, last=last)
        if last is None:
            time.sleep(moments.uniform(0, life))
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        struck = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        killed += struck
        if last is None:  # how long a build lives changes with what else the machine does
            life *= 1.02 if struck else 0.9
        ended += os.WIFEXITED(status) and os.WEXITSTATUS(status) == 0
        placing += any(p.name.endswith("-building") for p in out.parent.iterdir())
        if wrong := broken(out):
            sys.exit(f"kill {k}: not whole: {wrong[:5]}")
        if os.WIFEXITED(status) and os.WEXITSTATUS(status):
            sys.exit(f"kill {k}: the build after a kill failed")
    print(json.dumps({"killed": killed, "placing": placing, "ended": ended}))  # noqa: T201


if __name__ == "__main__":
    main()
