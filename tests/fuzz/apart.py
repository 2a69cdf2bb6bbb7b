"""Builds editions apart: reads folders, a line each, and answers how a fork of this process that built it ended."""

import os
import sys
import traceback

import ibis  # noqa: F401 - what a build imports, so that forks begin with reading

from connectindex.edition.read import parse
from connectindex.errors import InputError
from connectindex.pipeline.build import build

ENDS = {0: "a result", 1: "problems", 2: "a traceback"}


def end(folder):
    """How a build of an edition ends."""
    from pathlib import Path

    try:
        edition, _, _ = parse(Path(folder))
        if edition is None:
            return 1
        build(edition)
    except InputError:
        return 1
    except BaseException:  # noqa: BLE001 - which is what is looked for
        traceback.print_exc()
        return 2
    return 0


def main():
    """Answer until there are no more lines."""
    for line in sys.stdin:
        if not (child := os.fork()):
            code = end(line.strip())
            sys.stderr.flush()
            os._exit(code)
        _, status = os.waitpid(child, 0)
        ended = os.waitstatus_to_exitcode(status)
        print(ENDS.get(ended, f"signal {-ended}"), flush=True)  # noqa: T201 - the answer


if __name__ == "__main__":
    main()
