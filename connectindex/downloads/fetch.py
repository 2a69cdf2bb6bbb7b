"""Fetch one file over HTTP: bounded in time, size and redirects, from public addresses alone."""

from __future__ import annotations

import hashlib
import http.client
import ipaddress
import socket
import ssl
import threading
import time
import zlib
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib import metadata
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from connectindex.errors import Problem, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MOST_REDIRECTS = 5
REDIRECTS = (301, 302, 303, 307, 308)
CHUNK = 2**16
KEPT_IN_URL = "/%:@!$&'()*+,;=~-._?[]"
NAT64 = ipaddress.ip_network("64:ff9b::/96")  # the last 32 bits are an address of version 4
WAIT = 30  # seconds without a byte


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of a download.

    Parameters
    ----------
    seconds
        For one file, redirects included.
    bytes
        Of one file, as it is kept.
    private
        Whether addresses of this machine and of private networks are allowed.
    """

    seconds: float = 300
    bytes: int = 512 * 2**20
    private: bool = False


class FetchError(Exception):
    """A file could not be fetched: the rule that was broken, what was met, and what to do."""

    def __init__(self, rule: str, got: str = "", hint: str = "") -> None:
        super().__init__(rule)
        self.rule, self.got, self.hint = rule, got, hint

    def problem(self, place: str) -> Problem:
        """Return it as a problem of this place."""
        return Problem(place, self.rule, shown(self.got) if self.got else "", self.hint)


def fetch(url: str, accept: str, file: BinaryIO, limits: Limits, *, packed: bool = False) -> str:
    """Fetch a file and return its SHA-256.

    Parameters
    ----------
    url
        ``http`` or ``https``.
    accept
        The header ``Accept`` of the request.
    file
        Where the content is written.
    limits
        Bounds of time, size and addresses.
    packed
        Whether gzip is the form of the file itself, and not only of its transport.

    Raises
    ------
    FetchError
        An address is not allowed or does not answer with the whole file within the limits.
    """
    deadline = time.monotonic() + limits.seconds
    for _ in range(MOST_REDIRECTS + 1):
        with _answered(url, accept, deadline, limits) as response:
            if response.status in REDIRECTS:
                url = _next(url, response.getheader("Location") or "")
                continue
            if response.status != http.client.OK:
                raise FetchError("must be answered with 200 OK", f"{response.status} {response.reason}".strip())
            return _copied(response, file, limits, packed=packed)
    raise FetchError(f"must be there after {MOST_REDIRECTS} redirects", url)


def checked(url: str) -> SplitResult:
    """Parse an address.

    Raises
    ------
    FetchError
        It is not one of ``http`` or ``https`` without a password.

    Examples
    --------
    >>> checked("https://api.worldbank.org/v2/x?downloadformat=csv").hostname
    'api.worldbank.org'
    """
    try:
        parts = urlsplit(url)
        valid = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        valid = False
    if not valid:
        raise FetchError("must be an address that begins with http:// or https://", url)
    if parts.username is not None or parts.password is not None:
        raise FetchError("must not hold a name or password: an edition is published")
    return parts


def is_public(address: str) -> bool:
    """Tell whether an IP address is one of the public network, also one that is written within another.

    Examples
    --------
    >>> [is_public(a) for a in ("193.0.6.139", "10.0.0.1", "127.0.0.1", "169.254.169.254", "::ffff:10.0.0.1")]
    [True, False, False, False, False]
    """
    parsed = ipaddress.ip_address(address.partition("%")[0])
    every: list[ipaddress.IPv4Address | ipaddress.IPv6Address] = [parsed]
    if isinstance(parsed, ipaddress.IPv6Address):
        within = [parsed.ipv4_mapped, parsed.sixtofour, *(parsed.teredo or ())]
        within += [ipaddress.IPv4Address(int(parsed) & 0xFFFFFFFF)] if parsed in NAT64 else []
        inner = [a for a in within if a is not None]
        every = [*([] if parsed.ipv4_mapped or parsed in NAT64 else every), *inner]
    return all(a.is_global and not a.is_multicast for a in every)


def _next(url: str, location: str) -> str:
    """The address that a redirect leads to."""
    if not location:
        raise FetchError("must say where it redirects to")
    new = urljoin(url, location)
    if checked(new).scheme == "http" and urlsplit(url).scheme == "https":
        raise FetchError("must not redirect from https to http", new)
    return new


@contextmanager
def _answered(url: str, accept: str, deadline: float, limits: Limits) -> Iterator[http.client.HTTPResponse]:
    """Send a request; the connection ends at the deadline, whatever the server does."""
    parts = checked(url)
    path, query = (quote(text, safe=KEPT_IN_URL) for text in (parts.path or "/", parts.query))
    headers = {
        "Accept": accept,
        "Accept-Encoding": "identity",
        "Connection": "close",
        "User-Agent": f"connectindex/{metadata.version('connectindex')}",
    }
    connection = _connected(parts, deadline, limits)
    watch = socket.fromfd(connection.sock.fileno(), connection.sock.family, connection.sock.type)
    timer = threading.Timer(max(0.0, deadline - time.monotonic()), _ended, [watch])
    timer.daemon = True
    timer.start()
    late = FetchError(f"must be fetched within {limits.seconds:g} seconds", hint="say --seconds for more")
    try:
        connection.request("GET", f"{path}?{query}" if query else path, headers=headers)
        yield connection.getresponse()
        if time.monotonic() >= deadline:  # what was read may be cut off
            raise late
    except (OSError, http.client.HTTPException) as error:
        if time.monotonic() >= deadline:
            raise late from error
        if isinstance(error, TimeoutError):
            raise FetchError(f"must not fall silent for {WAIT} seconds", hint="try again later") from error
        raise FetchError("must be sent whole", _reason(error), "try again later") from error
    finally:
        timer.cancel()
        watch.close()
        connection.close()


def _connected(parts: SplitResult, deadline: float, limits: Limits) -> http.client.HTTPConnection:
    """Connect to an address that was looked up and allowed: the name is not looked up again."""
    safe = parts.scheme == "https"
    host, port = str(parts.hostname), parts.port or (443 if safe else 80)
    addresses = _addresses(host, port, limits)
    wait = max(0.001, min(WAIT, deadline - time.monotonic()))
    made = http.client.HTTPSConnection(host, port) if safe else http.client.HTTPConnection(host, port)
    fault: OSError | None = None
    for address in addresses:
        try:
            connected = socket.create_connection((address, port), timeout=wait)
            with suppress(OSError):
                connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            made.sock = ssl.create_default_context().wrap_socket(connected, server_hostname=host) if safe else connected
        except OSError as error:
            fault = error
        else:
            return made
    raise FetchError("its server must answer", f"{host}: {_reason(fault)}", "try again later") from fault


def _addresses(host: str, port: int, limits: Limits) -> Sequence[str]:
    try:
        addresses = list(dict.fromkeys(str(a[4][0]) for a in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))
    except (OSError, UnicodeError) as error:
        raise FetchError("its server must have an address", host, "is this machine online?") from error
    inside = [a for a in addresses if not is_public(a)]
    if inside and not limits.private:
        hint = "say --allow-private, if the server is your own"
        raise FetchError("must not lead to this machine or a private network", f"{host} ({inside[0]})", hint)
    return addresses


def _copied(response: http.client.HTTPResponse, file: BinaryIO, limits: Limits, *, packed: bool) -> str:
    """Write the body, unpacked where it was packed for transport alone; return its SHA-256."""
    coding = (response.getheader("Content-Encoding") or "identity").strip().lower()
    if coding not in ("identity", "gzip", "x-gzip", "deflate"):
        raise FetchError("must be sent as it is, or by gzip", coding)
    hashed, size = hashlib.sha256(), 0
    parts = _body(response) if coding == "identity" or (packed and coding != "deflate") else _unpacked(response, coding)
    for part in parts:
        size += len(part)
        if size > limits.bytes:
            raise FetchError(f"must have {limits.bytes:,} bytes or fewer", hint="say --megabytes for more")
        hashed.update(part)
        file.write(part)
    if not size:
        raise FetchError("must not be empty")
    return hashed.hexdigest()


def _body(response: http.client.HTTPResponse) -> Iterator[bytes]:
    while part := response.read1(CHUNK):
        yield part
    if response.length:  # read1 says nothing of what is lacking
        raise http.client.IncompleteRead(b"", response.length)


def _unpacked(response: http.client.HTTPResponse, coding: str) -> Iterator[bytes]:
    def new() -> zlib._Decompress:
        return zlib.decompressobj(zlib.MAX_WBITS if coding == "deflate" else 16 + zlib.MAX_WBITS)

    member = new()
    try:
        for part in _body(response):
            rest = part
            while rest:
                member = new() if member.eof else member
                yield member.decompress(rest, CHUNK)
                rest = member.unconsumed_tail or member.unused_data
    except zlib.error as error:
        raise FetchError("must be packed as it says", coding) from error
    if not member.eof:
        raise FetchError("must be sent whole", f"a part, packed by {coding}", "try again later")


def _ended(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


def _reason(error: BaseException | None) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"a certificate that cannot be trusted ({error.verify_message})"
    if isinstance(error, http.client.IncompleteRead):
        return "a part of it"
    return (getattr(error, "strerror", None) or str(error) or type(error).__name__)[:200]
