"""`server.py SOCKET`: runs commands as forks of one process that has imported what a build imports.

To import it all takes seconds, a fork hundredths of one. A fork has streams, folder, environment and limits of the
`client.py` that asks for it, and nothing of the command has run before. Linux alone has what it takes.
Warnings are errors while it imports, and in a fork that is asked with `-W error`. The server ends with its standard input.
"""

import atexit
import contextlib
import importlib
import json
import locale
import os
import resource
import runpy
import select
import signal
import socket
import sys
import threading
import time
import traceback
import warnings
from pathlib import Path

ROOT = Path(__file__).parents[2]
# what a check and a build import on their way; what is not here is imported by the fork
IMPORTED = [
    "connectindex.cli",
    "connectindex.edition.read",
    "connectindex.pipeline.build",
    "connectindex.export",
    "connectindex.audit.compare",
    "connectindex.audit.plausible",
    "connectindex.audit.whatif",
    "connectindex.reports.html",
    "connectindex.reports.compose",
    "connectindex.reports.data.datafiles",
    "connectindex.reports.pdf",
    "altair",
    "babel.dates",
    "filelock",
    "fontTools.ttLib.woff2",
    "ibis",
    "ibis.backends.duckdb",
    "markdown_it",
    "openpyxl",
    "pandera.pandas",
    "pandera.backends.pandas.builtin_checks",
    "pandera.backends.pandas.register",
    "pyarrow.parquet",
    "scipy.stats",
    "vl_convert",
    "xlsxwriter",
]


def received(line):
    """What a client asks for, and its streams."""
    head, streams, *_ = socket.recv_fds(line, 8, 3)
    content, length = b"", int.from_bytes(head, "big")
    while len(content) < length:
        content += line.recv(length - len(content))
    return json.loads(content), streams


def answer(line):
    """Fork what is asked for, and tell how it ended; a client that goes away takes it along."""
    asked, streams = received(line)
    child = os.fork()
    if not child:
        line.close()
        become(asked, streams)
    for stream in streams:
        os.close(stream)
    ended = os.pidfd_open(child)
    if line in select.select([line, ended], [], [])[0]:
        os.kill(child, signal.SIGKILL)
    status = os.waitpid(child, 0)[1]
    with contextlib.suppress(BrokenPipeError):
        line.sendall(str(status).encode())


def become(asked, streams):
    """The command, with the streams, folder, environment and limits of the client."""
    code = 1
    try:
        surround(asked, streams)
        code = ran(asked["arguments"])
    finally:
        os._exit(code)


def surround(asked, streams):
    for number in (0, 1, 2):
        os.close(number)
    for number, stream in zip(asked["streams"], streams, strict=True):
        os.dup2(stream, number)
        os.close(stream)
    os.chdir(asked["folder"])
    interpreter = {name: value for name, value in os.environ.items() if name.startswith("PYTHON")}
    os.environ.clear()
    os.environ.update(asked["environment"])
    for limit, *values in asked["limits"]:
        resource.setrlimit(limit, tuple(values))
    if interpreter != {name: value for name, value in os.environ.items() if name.startswith("PYTHON")}:
        # an interpreter reads them when it starts
        os.execv(sys.executable, [sys.executable, "-m", "connectindex", *asked["arguments"]])  # noqa: S606
    signal.signal(signal.SIGINT, signal.default_int_handler)
    time.tzset()
    locale.setlocale(locale.LC_CTYPE, "")
    modes = {"stdin": ("r", "strict"), "stdout": ("w", "strict"), "stderr": ("w", "backslashreplace")}
    for number, (name, (mode, errors)) in enumerate(modes.items()):
        stream = open(number, mode, errors=errors) if number in asked["streams"] else None  # noqa: PTH123, SIM115
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)


def ran(arguments):
    """The exit code of `python -m connectindex ARGUMENTS`; as an interpreter ends, it waits for threads and writes all out."""
    if arguments[:2] == ["-W", "error"]:
        arguments = arguments[2:]
    else:
        warnings.resetwarnings()
        warnings.simplefilter("ignore", DeprecationWarning)
    sys.argv = ["connectindex", *arguments]
    sys.path.insert(0, os.getcwd())  # noqa: PTH109
    code = 0
    try:
        runpy.run_module("connectindex", run_name="__main__", alter_sys=True)
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:  # noqa: BLE001 - as an interpreter does
        traceback.print_exc()
        code = 1
    threading._shutdown()
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None and not stream.closed:
                stream.flush()
        except OSError:
            code = 120
    return code


def compile_templates():
    """Those of the package, whose code the process keeps."""
    from connectindex.reports.assets import TEMPLATES
    from connectindex.reports.environment import Medium, environment

    jinja = environment(Medium(printed=False, colours={}, href=str))
    for path in TEMPLATES.rglob("*.jinja"):
        jinja.get_template(path.relative_to(TEMPLATES).as_posix())


def main():
    os.chdir(ROOT)
    sys.path[0] = str(ROOT)
    for name in IMPORTED:
        importlib.import_module(name)
    compile_templates()
    sys.path.remove(str(ROOT))
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(sys.argv[1])
        door.listen()
        while sys.stdin not in (ready := select.select([door, sys.stdin], [], [])[0]):
            if door in ready:
                line = door.accept()[0]
                if not os.fork():
                    door.close()
                    answer(line)
                    os._exit(0)
                line.close()
            reap()
        while reap(wait=True):
            pass


def reap(*, wait=False):
    """Let go of answers that have ended, so that their time counts as that of the server; whether there was one."""
    with contextlib.suppress(ChildProcessError):
        return os.waitpid(-1, 0 if wait else os.WNOHANG)[0] > 0
    return False


if __name__ == "__main__":
    main()
