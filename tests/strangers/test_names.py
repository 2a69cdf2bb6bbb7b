"""An edition all of whose texts are hostile, through every file of a whole build: they stay text."""

import base64
import csv
import hashlib
import html.parser
import io
import json
import re
import zipfile

import pytest

import connectindex as ci
from connectindex.reports import safe
from connectindex.reports.pdf import PdfUnavailable

CANARY = b"CANARY-5f1d3a-must-stay-unread"
RESERVED = {"con", "prn", "aux", "nul", *(f"{d}{n}" for d in ("com", "lpt") for n in range(10))}
# codes that are letters and digits, and yet no good as names of files
CODES = {"ALD": "CON", "BOR": "LPT1", "CAL": "NUL", "DUN": "COM1", "ELM": "A..", "FEN": "x" * 40}
FETCHING = ("src", "srcset", "data", "poster", "background", "action", "formaction", "xlink:href", "ping", "manifest")


def texts(url, file):
    """Texts that want to be more than text."""
    return [
        f"<img src={url}/a onerror=alert(1)>",
        f'"><script src={url}/b></script>',
        f"</script><script>fetch('{url}/c')</script>",
        "=cmd|'/c calc'!A1",
        f'=HYPERLINK("{url}/d")',
        f'@WEBSERVICE("{url}/e")',
        "+1+1",
        "-2+3;=4",
        "{{ 7*7 }}{% for x in ().__class__.__mro__ %}",
        "%s %(x)s {0} {name.__class__} {",
        "]]></svg><script>1</script><!--",
        "'; DROP TABLE links; --",
        f"url({url}/f) '\"; }} @import '{file}'; *{{",
        "../../../../etc/passwd",
        "evil\u202egnp.exe\u2066",
        "long " * 60,
        "one\ntwo",
        "&lt;b&gt; &#x41; &amp;amp;",
    ]


class Tags(html.parser.HTMLParser):
    """Elements of a page with their attributes, and what stands in its scripts."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.found, self.scripts, self.words, self._script = [], [], [], False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))
        self._script = tag == "script"

    def handle_data(self, data):
        if self._script:
            self.scripts.append((self.found[-1][1], data))
            self._script = False
        self.words.append(data)


@pytest.fixture
def hostile(starter, server, canary):
    """The starter edition with a hostile text in every place that takes free text."""
    found = texts(server.url, canary.as_uri())
    taken = iter(found * 20)

    def quoted(_match=None):
        return json.dumps(next(taken), ensure_ascii=True)

    def rewritten(path, columns):
        with path.open(newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        same = {}
        for row in rows:
            for column in columns:
                row[column] = same.setdefault((column, row[column]), next(taken))
            for column, cell in row.items():
                row[column] = CODES.get(cell, cell)
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, rows[0].keys())
            writer.writeheader()
            writer.writerows(rows)

    rewritten(starter / "units.csv", ["name", "region"])
    rewritten(starter / "sources.csv", ["title", "publisher", "licence"])
    rewritten(starter / "links" / "cables.csv", ["name"])
    rewritten(starter / "links" / "links.csv", [])
    rewritten(starter / "values" / "statistics.csv", [])
    rewritten(starter / "coverage.csv", ["reason"])
    sources = starter / "sources.csv"
    sources.write_text(sources.read_text("utf-8").replace("url", "url", 1), "utf-8")
    settings = starter / "index.toml"
    text = settings.read_text("utf-8").replace('"ALD"', '"CON"')
    text = re.sub(r'(?<=[ {]name = )"[^"\n]*"|(?<=\nname = )"[^"\n]*"', quoted, text)
    text = re.sub(r'(?<=\n)unit = "[^"\n]*"', lambda _: f"unit = {quoted()}", text)
    text = re.sub(r'(?<=\n)title = "[^"\n]*"', lambda _: f"title = {quoted()}", text)
    text = re.sub(
        r'(?<=\n)publisher = "[^"\n]*"',
        lambda _: f"publisher = {quoted()}\ncitation = {quoted()}\ndescription = {quoted()}",
        text,
    )
    text = re.sub(r'(?<=\n)licence = "[^"\n]*"', lambda _: f"licence = {quoted()}", text)
    text = re.sub(r'(?<=\n)measure = "(\w+)"', lambda m: f"{m[0]}\ndefinition = {quoted()}\nsource = {quoted()}", text)
    settings.write_text(text, "utf-8")
    (starter / "notes.md").write_text(
        "\n\n".join([*found, f"![x]({server.url}/n.svg)", f"[x]({canary.as_uri()})", f"<{server.url}/auto>", "[x](javascript:alert(1))"]),
        "utf-8",
    )  # fmt: skip
    return starter


@pytest.fixture
def made(hostile, tmp_path, server):
    """All files of the build, by name; the book too where it can be made."""
    result = ci.build(ci.read_edition(hostile))
    out = tmp_path / "out"
    try:
        ci.report(result, out)
    except PdfUnavailable:
        ci.report(result, out, pdf=False)
    assert server.asked == []
    return {p.relative_to(out).as_posix(): p.read_bytes() for p in sorted(out.rglob("*")) if p.is_file()}


def test_hostile_texts_stay_text(made, server):
    assert [n for n, content in made.items() if CANARY in content] == []
    check_names(made)
    pages = [n for n in made if n.endswith(".html")]
    assert len([n for n in pages if not n.startswith("embed/")]) == 11
    assert any(n.startswith("embed/") for n in pages)
    for name in pages:
        check_page(made[name].decode(), name)
    words = "".join(Tags(made["index.html"].decode()).words)
    assert "{{ 7*7 }}{% for x in ().__class__.__mro__ %}" in words
    for name in (n for n in made if n.endswith((".json", ".cff"))):
        if name.endswith(".json"):
            json.loads(made[name])
    for name in (n for n in made if n.endswith(".csv")):
        check_csv(made[name].decode(), name)
    check_workbook(made["tables.xlsx"])
    if "report.pdf" in made:
        check_book(made["report.pdf"])
    assert server.asked == []


def check_names(made):
    folded = [n.lower() for n in made]
    assert len(set(folded)) == len(folded)
    for name in made:
        assert re.fullmatch(r"[A-Za-z0-9_./-]{1,80}", name), name
        assert ".." not in name
        assert not any(part.split(".")[0].lower() in RESERVED for part in name.split("/")), name


def check_page(text, name):
    tags = Tags(text)
    policy = next(a["content"] for t, a in tags.found if a.get("http-equiv", "").lower() == "content-security-policy")
    for tag, attributes in tags.found:
        assert tag not in {"iframe", "object", "embed", "base", "form", "applet", "frame"}, (name, tag)
        for key, value in attributes.items():
            assert not key.startswith("on"), (name, tag, key)
            assert key not in FETCHING or (value or "").startswith("data:"), (name, tag, key, value)
            if key == "href":
                assert re.match(r"(?i)(#|https?://|mailto:|[A-Za-z0-9_./-]+(#|$)|data:)", value), (name, value)
                assert tag in {"a", "use"} or value.startswith(("data:", "#")), (name, tag, value)
            assert not (tag == "meta" and key == "http-equiv" and value.lower() == "refresh"), name
    for attributes, script in tags.scripts:
        if "json" in attributes.get("type", ""):
            json.loads(script)
        else:
            digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
            assert f"'sha256-{digest}'" in policy, name


def check_csv(text, name):
    for row in csv.reader(io.StringIO(text, newline="")):
        for cell in row:
            number = re.fullmatch(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?", cell)
            assert number or not re.match(r"\s*[=+\-@＝＋－＠]", cell), (name, cell)


def check_workbook(content):
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        for name in book.namelist():
            part = book.read(name).decode("utf-8", "replace")
            assert CANARY.decode() not in part
            assert 'TargetMode="External"' not in part, name
            assert not re.search(r"<f[ >]", part), name
            assert not name.startswith("xl/externalLinks")


def check_book(content):
    pypdf = pytest.importorskip("pypdf")
    reader = pypdf.PdfReader(io.BytesIO(content))
    words = "".join(p.extract_text() for p in reader.pages)
    assert CANARY.decode() not in words
    for name, attached in reader.attachments.items():
        assert re.fullmatch(r"[a-z-]+\.csv", name)
        for table in attached:
            check_csv(table.decode(), name)
    title = reader.metadata.title
    assert title == safe.clean(title, 4000)
    for number in range(1, int(reader.trailer["/Size"])):
        thing = reader.get_object(number)
        if isinstance(thing, dict):
            assert thing.get("/S") not in {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR"}
            assert "/JS" not in thing
            if "/URI" in thing:
                assert re.match(r"https?://|mailto:", str(thing["/URI"]))


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("../../etc", "must be a code of letters, digits"),
        ("..", "must be a code of letters, digits"),
        ("A/B", "must be a code of letters, digits"),
        ("x" * 300, "must be a code of letters, digits"),
        ("A\u202eB", "must be a code of letters, digits"),
        ("-rf", "must be a code of letters, digits"),
        ("A\0B", "must be text in UTF-8, got a NUL character"),
    ],
)
def test_codes_that_could_be_paths_are_refused(starter, code, said):
    units = starter / "units.csv"
    units.write_text(units.read_text("utf-8") + f'"{code}",Name,North,no\n', "utf-8")
    with pytest.raises(ci.InputError, match=said):
        ci.read_edition(starter)
