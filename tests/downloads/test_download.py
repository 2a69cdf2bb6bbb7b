"""Downloads against a server in the test that answers as the services document, and as strangers may."""

import datetime as dt
import gzip
import hashlib
import io
import shutil
import socket
import ssl
import subprocess
import threading
import time
import tomllib
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

import connectindex as ci
from connectindex.downloads import fetch as fetching
from connectindex.downloads.fetch import Limits
from connectindex.downloads.plan import download
from connectindex.errors import InputError

SAMPLES = Path(__file__).parents[1] / "readers" / "samples"
API = "API_IT.NET.USER.ZS_DS2_en_csv_v2.csv"
SDMX = b"DATAFLOW,REF_AREA,TIME_PERIOD,OBS_VALUE,OBS_STATUS\nX:Y(1.0),DEU,2023,46.1,A\nX:Y(1.0),KOR,2023,47.0,A\n"
DAY, MORE = dt.date(2026, 11, 22), dt.date(2027, 1, 2)


def world_bank():
    """The archive that downloadformat=csv of the World Bank's interface gives."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in (API, "Metadata_Country_API_IT.NET.USER.ZS.csv"):
            archive.write(SAMPLES / name, name)
    return made.getvalue()


class Service(BaseHTTPRequestHandler):
    """Answers by path; `asked` keeps what was asked for."""

    protocol_version = "HTTP/1.1"
    asked: ClassVar[list[tuple[str, str]]] = []
    figures = b"unit,year,value\nDEU,2023,1\nKOR,2023,2\n"
    away = "http://127.0.0.1:1/"

    def do_GET(self):
        Service.asked.append((self.path, self.headers["Accept"]))
        path = self.path.partition("?")[0]
        redirects = {"/moved": "/plain.csv", "/loop": "/loop", "/file": "file:///etc/passwd", "/away": Service.away}
        drips = {"/endless.csv": (b"DEU,2023,1\n" * 10_000, 0), "/slow.csv": (b"1", 0.1)}
        if path in redirects:
            self.redirect(redirects[path])
        elif path in drips:
            self.drip(*drips[path])
        elif path == "/silent.csv":
            time.sleep(3)
            self.close_connection = True
        elif answer := self.answer(path):
            self.send(*answer)
        else:
            self.send_error(404)

    def answer(self, path):
        packed = gzip.compress(Service.figures[:20]) + gzip.compress(Service.figures[20:])
        csv = "sdmx.data+csv" in self.headers["Accept"]
        return {
            "/v2/en/indicator/IT.NET.USER.ZS": (world_bank(), "application/zip"),
            "/rest/data/OECD,DF_X,1.0/DEU+KOR.A": (SDMX, "text/csv") if csv else (b"<?xml?><x/>", "application/xml"),
            "/plain.csv": (Service.figures, "text/csv"),
            "/places.csv": (b"place,unit\nFRA,Germany\nICN,South Korea\n", "text/csv"),
            "/links.csv": (b"from,to,year,mode,count\nFRA,ICN,2023,air,7\n", "text/csv"),
            "/packed.csv": (packed, "text/csv", "gzip"),
            "/file.csv.gz": (gzip.compress(Service.figures), "application/gzip", "gzip"),
            "/bomb.csv": (gzip.compress(b"0" * 50_000_000), "text/csv", "gzip"),
            "/page.csv": (b"\xef\xbb\xbf\n<!DOCTYPE html><title>Sign in</title>", "text/html"),
            "/empty.csv": (b"", "text/csv"),
            "/short.csv": (b"unit,year", "text/csv", None, 1000),
        }.get(path)

    def send(self, body, kind, coding=None, length=None):
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(length or len(body)))
        if coding:
            self.send_header("Content-Encoding", coding)
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = True

    def drip(self, part, wait):
        self.send_response(200)
        self.send_header("Connection", "close")
        self.end_headers()
        try:
            for _ in range(10_000):
                self.wfile.write(part)
                time.sleep(wait)
        except OSError:
            pass
        self.close_connection = True

    def redirect(self, where):
        self.send_response(302)
        self.send_header("Location", where)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def server(monkeypatch):
    made = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    made.daemon_threads = True
    made.block_on_close = False
    thread = threading.Thread(target=made.serve_forever, daemon=True)
    thread.start()
    monkeypatch.setattr(Service, "asked", [])
    monkeypatch.setattr(Service, "figures", Service.figures)
    yield f"http://127.0.0.1:{made.server_address[1]}"
    made.shutdown()
    made.server_close()


HEAD = '[index]\ntitle = "T"\nedition = "1"\nyear = 2023\n[tree]\nindicators = ["net"]\n[indicators.net]\nname = "Net"\nunit = "index"\ndirection = 1\nvariable = "net"\n'


@pytest.fixture
def edition(tmp_path):
    def made(*blocks):
        folder = tmp_path / "edition"
        folder.mkdir(exist_ok=True)
        text = HEAD + "".join(f"[[values]]\n{b}\n" for b in blocks)
        (folder / "index.toml").write_text(text, "utf-8")
        (folder / "units.csv").write_text("unit,name\nDEU,Germany\nKOR,Korea\n", "utf-8")
        return folder

    return made


def block(file, url, more=""):
    return f'file = "downloads/{file}"\nurl = "{url}"\nvariable = "net"\n{more}'


OWN = Limits(seconds=20, private=True)


def problems(folder, limits=OWN, only=()):
    before = files(folder)
    with pytest.raises(InputError) as caught:
        download(folder, DAY, limits, only)
    assert files(folder) == before, "a download that fails leaves the edition as it was"
    return [str(p) for p in caught.value.problems]


def files(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_files_of_the_services_are_kept_with_day_and_hash_and_read_as_they_are(server, edition):
    sdmx = 'format = "sdmx"\nmultiply = 1\n'
    folder = edition(
        block("wdi.zip", f"{server}/v2/en/indicator/IT.NET.USER.ZS?downloadformat=csv", 'unknown = "leave_out"'),
        block("oecd.csv", f"{server}/rest/data/OECD,DF_X,1.0/DEU+KOR.A?startPeriod=2023", sdmx).replace(
            '"net"', '"bb"'
        ),
    )
    assert download(folder, DAY, OWN) == [
        f"downloads/wdi.zip: new, {len(world_bank()):,} bytes",
        f"downloads/oecd.csv: new, {len(SDMX)} bytes",
    ]
    assert [a for _, a in Service.asked] == ["*/*", "application/vnd.sdmx.data+csv, text/csv;q=0.9, */*;q=0.1"]
    assert Service.asked[1][0] == "/rest/data/OECD,DF_X,1.0/DEU+KOR.A?startPeriod=2023"
    lock = tomllib.loads((folder / "downloads" / "lock.toml").read_text("utf-8"))
    assert lock["downloads/oecd.csv"] == {
        "url": f"{server}/rest/data/OECD,DF_X,1.0/DEU+KOR.A?startPeriod=2023",
        "date": DAY,
        "sha256": hashlib.sha256(SDMX).hexdigest(),
    }
    read = ci.read_edition(folder)
    assert ci.build(read).stage("measured")["net"].to_dict() == {"DEU": 92.5, "KOR": 97.4}
    assert read.warnings == () or all("lock.toml" not in str(w) for w in read.warnings)
    assert sorted(p.name for p in (folder / "downloads").iterdir()) == ["lock.toml", "oecd.csv", "wdi.zip"]


def test_a_later_download_replaces_what_is_as_it_was_downloaded(server, edition):
    folder = edition(block("a.csv", f"{server}/moved"))
    download(folder, DAY, OWN)
    lock = (folder / "downloads" / "lock.toml").read_bytes()
    assert download(folder, MORE, OWN) == [f"downloads/a.csv: the same, {len(Service.figures)} bytes"]
    assert (folder / "downloads" / "lock.toml").read_bytes() == lock  # the figures are those of the earlier day
    Service.figures = b"unit,year,value\nDEU,2023,5\nKOR,2023,2\n"
    assert download(folder, MORE, OWN)[0].startswith("downloads/a.csv: changed")
    assert (folder / "downloads" / "a.csv").read_bytes() == Service.figures
    assert b"2027-01-02" in (folder / "downloads" / "lock.toml").read_bytes()


def test_a_file_that_the_user_changed_or_brought_is_left_alone(server, edition):
    folder = edition(block("a.csv", f"{server}/plain.csv"), block("b.csv", f"{server}/packed.csv"))
    download(folder, DAY, OWN, ["downloads/a.csv"])
    (folder / "downloads" / "a.csv").write_bytes(b"unit,year,value\nDEU,2023,9\n")
    (folder / "downloads" / "b.csv").write_bytes(b"mine")
    way_out = "move or delete it, then download again"
    assert problems(folder) == [
        f"downloads/a.csv: must be as it was downloaded on 2026-11-22; it was changed since; {way_out}",
        f"downloads/b.csv: must be a download that downloads/lock.toml lists, and is a file of yours; {way_out}",
    ]
    (folder / "downloads" / "a.csv").unlink()
    (folder / "downloads" / "b.csv").write_bytes(Service.figures)  # what the server has, brought by hand
    assert [line.split(",")[0] for line in download(folder, MORE, OWN)] == [
        "downloads/a.csv: changed",
        "downloads/b.csv: the same",
    ]
    assert "downloads/b.csv" in tomllib.loads((folder / "downloads" / "lock.toml").read_text("utf-8"))


def test_places_and_links_have_addresses_too(server, edition):
    folder = edition(block("a.csv", f"{server}/plain.csv"))
    more = (
        '[[places]]\nfile = "downloads/p.csv"\nurl = "{0}/places.csv"\n[[links]]\ncsv = "downloads/l.csv"\n'
        'url = "{0}/links.csv"\naccept = "text/csv"\n[modes.air]\n'
    )
    with (folder / "index.toml").open("a", encoding="utf-8") as file:
        file.write(more.format(server))
    assert len(download(folder, DAY, OWN, ["downloads/[pl].csv"])) == 2
    assert Service.asked == [("/places.csv", "*/*"), ("/links.csv", "text/csv")]
    assert not (folder / "downloads" / "a.csv").exists()
    known = "known: downloads/a.csv, downloads/p.csv, downloads/l.csv"
    assert problems(folder, only=["downloads/x.csv"]) == [
        f"--only: must be a file with an address, got 'downloads/x.csv'; {known}"
    ]
    download(folder, DAY, OWN)
    (folder / "values").mkdir()
    read = ci.read_edition(folder)
    assert read.places == {"FRA": "DEU", "ICN": "KOR"}
    assert len(read.link_sources) == 1


def test_gzip_of_the_transport_is_undone_and_that_of_the_file_is_kept(server, edition):
    folder = edition(block("a.csv", f"{server}/packed.csv"), block("b.csv.gz", f"{server}/file.csv.gz"))
    download(folder, DAY, OWN)
    assert (folder / "downloads" / "a.csv").read_bytes() == Service.figures
    assert gzip.decompress((folder / "downloads" / "b.csv.gz").read_bytes()) == Service.figures


def test_every_failure_is_listed_at_once_and_nothing_is_kept(server, edition):
    names = ("lost", "page", "empty", "loop", "file", "short", "plain")
    urls = {n: f"{server}/{n}{'' if n in ('loop', 'file') else '.csv'}" for n in names}
    folder = edition(*(block(f"{n}.csv", u) for n, u in urls.items()))
    place = "index.toml [[values]] {} url: "
    assert problems(folder) == [
        place.format(1) + "must be answered with 200 OK, got '404 Not Found'",
        place.format(2) + "must be a file of data, got 'a web page'; take the address of the file itself",
        place.format(3) + "must not be empty",
        place.format(4) + f"must be there after 5 redirects, got '{server}/loop'",
        place.format(5) + "must be an address that begins with http:// or https://, got 'file:///etc/passwd'",
        place.format(6) + "must be sent whole, got 'a part of it'; try again later",
    ]


def test_bodies_without_end_are_cut_off_by_size(server, edition):
    folder = edition(*(block(f"{n}.csv", f"{server}/{n}.csv") for n in ("endless", "bomb")))
    assert problems(folder, Limits(seconds=60, bytes=1_000_000, private=True)) == [
        "index.toml [[values]] 1 url: must have 1,000,000 bytes or fewer; say --megabytes for more",
        "index.toml [[values]] 2 url: must have 1,000,000 bytes or fewer; say --megabytes for more",
    ]


def test_bodies_without_end_are_cut_off_by_time(server, edition):
    folder = edition(*(block(f"{n}.csv", f"{server}/{n}.csv") for n in ("slow", "silent")))
    assert problems(folder, Limits(seconds=1, bytes=1_000_000, private=True)) == [
        "index.toml [[values]] 1 url: must be fetched within 1 seconds; say --seconds for more",
        "index.toml [[values]] 2 url: must be fetched within 1 seconds; say --seconds for more",
    ]


def test_private_addresses_are_refused_also_behind_names_and_redirects(server, edition, monkeypatch):
    port = server.rpartition(":")[2]
    folder = edition(
        block("a.csv", f"{server}/plain.csv"),
        block("b.csv", f"http://localhost:{port}/plain.csv"),
        block("c.csv", "http://169.254.169.254/latest/meta-data"),
        block("d.csv", "http://[::ffff:10.0.0.1]/x.csv"),
    )
    rule, out = "must not lead to this machine or a private network", "say --allow-private, if the server is your own"
    found = problems(folder, Limits(seconds=5))
    assert [f.partition(": ")[2] for f in found] == [
        f"{rule}, got '127.0.0.1 (127.0.0.1)'; {out}",
        found[1].partition(": ")[2],
        f"{rule}, got '169.254.169.254 (169.254.169.254)'; {out}",
        f"{rule}, got '::ffff:10.0.0.1 (::ffff:10.0.0.1)'; {out}",
    ]
    assert found[1].startswith(f"index.toml [[values]] 2 url: {rule}, got 'localhost (")
    assert Service.asked == []
    # one public server redirects to another address, of this machine
    monkeypatch.setattr(fetching, "is_public", lambda a: a == "127.0.0.1")
    monkeypatch.setattr(Service, "away", f"http://127.0.0.2:{port}/plain.csv")
    folder = edition(block("a.csv", f"{server}/away"))
    assert problems(folder, Limits(seconds=5)) == [
        f"index.toml [[values]] 1 url: {rule}, got '127.0.0.2 (127.0.0.2)'; {out}"
    ]


def test_a_name_is_looked_up_once_and_that_address_is_asked(server, edition, monkeypatch):
    port, real, asked = int(server.rpartition(":")[2]), socket.getaddrinfo, []

    def rebound(host, *args, **more):
        """A name server that gives a public address first, and this machine's next."""
        if host != "rebinding.test":
            return real(host, *args, **more)
        asked.append(host)
        address = "93.184.216.34" if len(asked) == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    connected = []

    def connect(address, *_, **__):
        connected.append(address)
        raise ConnectionRefusedError(111, "Connection refused")

    monkeypatch.setattr(socket, "getaddrinfo", rebound)
    monkeypatch.setattr(socket, "create_connection", connect)
    folder = edition(block("a.csv", f"http://rebinding.test:{port}/plain.csv"))
    assert problems(folder, Limits(seconds=5)) == [
        "index.toml [[values]] 1 url: its server must answer, got 'rebinding.test: Connection refused'; try again later"
    ]
    assert connected == [("93.184.216.34", port)]
    assert asked == ["rebinding.test"]


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("193.0.6.139", True), ("2001:67c:2e8:22::c100:68b", True), ("0.0.0.1", False), ("172.16.9.1", False),
        ("192.168.1.1", False), ("100.64.0.1", False), ("224.0.0.1", False), ("::1", False), ("fe80::1%eth0", False),
        ("fd00::1", False), ("::ffff:127.0.0.1", False), ("2002:7f00:1::", False), ("64:ff9b::7f00:1", False),
        ("64:ff9b::c100:68b", True),
    ],
)  # fmt: skip
def test_public_addresses_are_told_from_private_ones(address, public):
    assert fetching.is_public(address) is public


def test_a_file_behind_a_link_out_of_the_edition_is_not_written(server, edition, tmp_path):
    folder = edition(block("a.csv", f"{server}/plain.csv"))
    (tmp_path / "elsewhere").mkdir()
    (folder / "downloads").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    found = problems(folder)
    assert found == ["index.toml [[values]] 1 file: must lie inside the edition, got 'downloads/a.csv'"]
    assert not list((tmp_path / "elsewhere").iterdir())


@pytest.mark.skipif(not shutil.which("openssl"), reason="openssl makes the certificate of the test")
def test_a_certificate_is_asked_for_and_must_name_the_server(edition, tmp_path, monkeypatch):
    for name in ("127.0.0.1", "10.9.8.7"):
        command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=test"]
        more = ["-addext", f"subjectAltName=IP:{name}", "-keyout", f"{name}.key", "-out", f"{name}.pem"]
        subprocess.run([*command, *more], cwd=tmp_path, check=True, capture_output=True)
    made = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "127.0.0.1.pem", tmp_path / "127.0.0.1.key")
    made.socket = context.wrap_socket(made.socket, server_side=True)
    threading.Thread(target=made.serve_forever, daemon=True).start()
    folder = edition(block("a.csv", f"https://127.0.0.1:{made.server_address[1]}/plain.csv"))
    assert "a certificate that cannot be trusted (self-signed certificate)" in problems(folder)[0]
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "127.0.0.1.pem"))
    assert download(folder, DAY, OWN)[0].startswith("downloads/a.csv: new")
    context.load_cert_chain(tmp_path / "10.9.8.7.pem", tmp_path / "10.9.8.7.key")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "10.9.8.7.pem"))
    assert "IP address mismatch" in problems(folder)[0]
    made.shutdown()
    made.server_close()


def test_what_settings_must_not_ask_for_is_named_before_anything_is_fetched(server, edition):
    folder = edition(
        block("a*.csv", f"{server}/plain.csv"),
        block("../../a.csv", f"{server}/plain.csv"),
        block("b.csv", "ftp://example.org/b.csv"),
        block("c.csv", "https://me:secret@example.org/c.csv"),
        block("d.py", f"{server}/plain.csv"),
        block("e.csv", f"{server}/plain.csv"),
        block("e.csv", f"{server}/packed.csv"),
    )
    found = problems(folder)
    assert [f.split(", got")[0].removeprefix("index.toml [[values]] ") for f in found] == [
        "1 file: must be the path of one file of data in the edition, where an address is given",
        "2 file: must be the path of one file of data in the edition, where an address is given",
        "3 url: must be an address that begins with http:// or https://",
        "4 url: must not hold a name or password: an edition is published",
        "5 file: must be the path of one file of data in the edition, where an address is given",
        "7 url: must be the address that index.toml [[values]] 6 has for the same file",
    ]
    assert "secret" not in "".join(found)
    assert Service.asked == []


def test_the_command_downloads_and_the_build_does_not(server, edition, command):
    folder = edition(block("a.csv", f"{server}/plain.csv"))
    checked = command("check", str(folder))
    assert checked.returncode == 1
    assert "must name a file of the edition, got 'downloads/a.csv'; connectindex download fetches it" in checked.stderr
    refused = command("download", str(folder))
    assert refused.returncode == 1
    assert refused.stderr.endswith("1 problem; nothing was written\n")
    assert Service.asked == []
    done = command("download", str(folder), "--allow-private", "--date", "2026-11-22")
    assert (done.returncode, done.stdout) == (0, "")
    size = len(Service.figures)
    assert done.stderr == f"downloads/a.csv: {server}/plain.csv\ndownloads/a.csv: new, {size} bytes\n"
    assert command("check", str(folder)).returncode == 0
    assert len(Service.asked) == 1
