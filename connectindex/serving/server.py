"""Server of a page on the loopback address of this machine, and of no other."""

from __future__ import annotations

import mimetypes
import posixpath
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import resources
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from connectindex.errors import InputError, Problem, lines

if TYPE_CHECKING:
    from connectindex.serving.state import State

LOOPBACK = "127.0.0.1"
HOSTS = (LOOPBACK, "localhost")
PAGE = "/edition/"
# the text of an output is UTF-8; what the system's list of kinds says of other files may differ
KINDS = {".html": "text/html; charset=utf-8", ".csv": "text/csv; charset=utf-8", ".json": "application/json"}
BYTES = "application/octet-stream"
WAIT = 15.0  # seconds without a change after which a sign of life is sent


class Server(ThreadingHTTPServer):
    """Serve the frame at the root, the page below ``/edition/``, and changes as a stream of events."""

    daemon_threads = True

    def __init__(self, state: State, port: int) -> None:
        self.state = state
        self.frame = resources.files("connectindex.serving").joinpath("frame.html").read_bytes()
        try:
            super().__init__((LOOPBACK, port), Handler)
        except OSError as error:
            hint = "another program uses it; --port 0 takes a free one"
            raise InputError([Problem("--port", "must be free", str(port), hint)]) from error

    @property
    def address(self) -> str:
        """Return the address for a browser."""
        return f"http://{LOOPBACK}:{self.server_address[1]}/"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Pass over a browser that has gone."""


class Handler(BaseHTTPRequestHandler):
    """Answer a request for the frame, a file of the page, or the stream of changes."""

    server: Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer, where the request is to this machine by its own name: a foreign page may not read the edition."""
        path = self._path()
        if self.headers.get("Host", "").rpartition(":")[0] not in HOSTS:
            self.send_error(HTTPStatus.FORBIDDEN)
        elif path == "/":
            self._whole(self.server.frame, "text/html; charset=utf-8")
        elif path == "/-/events":
            self._events()
        elif path.startswith(PAGE):
            self._file(unquote(path.removeprefix(PAGE)))
        else:
            self.send_error(HTTPStatus.NOT_FOUND)

    def do_HEAD(self) -> None:
        """Answer as to GET; nobody asks for heads alone but programs that look whether a page is there."""
        self.send_error(HTTPStatus.METHOD_NOT_ALLOWED)

    def end_headers(self) -> None:
        """Forbid browsers to keep what the next build changes."""
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it so
        """Log nothing."""

    def _file(self, name: str) -> None:
        """Send a file of the output, which is made now if nobody has asked for it before."""
        files = self.server.state.files
        if files is None or name not in files:
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        try:
            content = files[name]
        except InputError as error:
            text = "\n".join(lines(error.problems))
            self._whole(text.encode(), "text/plain; charset=utf-8", HTTPStatus.INTERNAL_SERVER_ERROR)
            return
        self._whole(content, KINDS.get(posixpath.splitext(name)[1]) or mimetypes.guess_type(name)[0] or BYTES)

    def _path(self) -> str:
        return urlsplit(self.path).path

    def _whole(self, content: bytes, kind: str, status: HTTPStatus = HTTPStatus.OK) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _events(self) -> None:
        self.close_connection = True
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        last, state = -1, self.server.state
        while not state.ended:
            number, status = state.after(last, WAIT)
            # a line that begins with a colon is passed over by browsers
            self.wfile.write((f"data: {status}\n\n" if number > last else ": there\n\n").encode())
            self.wfile.flush()
            last = number
