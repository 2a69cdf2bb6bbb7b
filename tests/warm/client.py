"""`client.py SOCKET [-W error] ARGUMENTS`: the command with these arguments, as a fork of `server.py`.

It hands over its standard streams, as far as they are open, its folder, environment and limits, and ends as the fork ends.
It starts in hundredths of a second, so it imports nothing that is not part of Python.
"""

import json
import os
import resource
import signal
import socket
import sys

LIMITS = (resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_FSIZE)


def is_open(number):
    try:
        os.fstat(number)
    except OSError:
        return False
    return True


def main():
    streams = [number for number in (0, 1, 2) if is_open(number)]  # before the socket gets the number of a closed one
    asked = {
        "arguments": sys.argv[2:],
        "streams": streams,
        "folder": os.getcwd(),  # noqa: PTH109 - pathlib takes longer to import than all the rest
        "environment": dict(os.environ),
        "limits": [[limit, *resource.getrlimit(limit)] for limit in LIMITS],
    }
    # what this process was allowed is asked for the fork: a limit of memory must not stop it from asking
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(sys.argv[1])
        content = json.dumps(asked).encode()
        socket.send_fds(line, [len(content).to_bytes(8, "big")], streams)
        line.sendall(content)
        status = int(line.recv(16) or b"256")
    if os.WIFSIGNALED(status):
        signal.signal(os.WTERMSIG(status), signal.SIG_DFL)
        os.kill(os.getpid(), os.WTERMSIG(status))
    os._exit(os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main()
