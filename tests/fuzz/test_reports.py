"""Fuzzing all the way to the report: pages, workbook and tables of editions with hostile names and texts."""

import csv
import datetime as dt
import io
import json
import re
import xml.etree.ElementTree as ET
import zipfile

import numpy as np
from fuzz_search import answered, deadline, searched
from hypothesis import given
from hypothesis import strategies as st

import connectindex as ci

DAY = dt.date(2026, 11, 22)
MARK = "q7x"  # in every text that is markup, so that it can be looked for
TEXTS = st.one_of(
    st.sampled_from(
        [
            f"<script>{MARK}</script>", f"</script><img {MARK} onerror=1>", f'"><b {MARK}>', f"{{{{ {MARK} }}}}", f"{MARK}{{number}}{{0}}{{a.b}}",
            "{", "}", "%s%(a)s", "=1+1", "@A1", "\t=1", "'", '"', "a\nb", "a\rb", "\x85", "\u2028", "\u202e", "\ufeff", "\ufffe", "\U0010ffff",
            "&amp;", "&#0;", "]]>", "<!--", "-->", "ا", "指数", "e\u0301", "\u0301", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", " ", "\u3000", "0", "-", "nan", "None", "CON", "..", "/", "x" * 300, "[a](javascript:1)", "# h", "| a |", "`",
        ]
    ),
    st.text(max_size=12),
)  # fmt: skip
COLUMNS = st.sampled_from(
    [("units.csv", "name"), ("units.csv", "region"), ("sources.csv", "title"), ("sources.csv", "publisher"), ("sources.csv", "licence"),
     ("sources.csv", "url"), ("coverage.csv", "reason"), ("links/cables.csv", "name"), ("links/links.csv", "name")]
)  # fmt: skip
KEYS = ["title", "edition", "publisher", "licence", "name", "unit"]


def cell(folder, file, column, row, text):
    """Put a text into a table."""
    with (folder / file).open(newline="", encoding="utf-8") as opened:
        header, *rows = csv.reader(opened)
    if column in header:
        rows[row % len(rows)][header.index(column)] = text
    made = io.StringIO()
    csv.writer(made, lineterminator="\n").writerows([header, *rows])
    (folder / file).write_bytes(made.getvalue().encode("utf-8", "surrogatepass"))


def key(folder, name, number, text):
    """Put a text in the place of the settings' texts of that name."""
    path = folder / "index.toml"
    raw = path.read_text("utf-8")
    places = list(re.finditer(rf'(?<![\w]){name} = "[^"\n]*"', raw))
    if places:
        found = places[number % len(places)]
        new = json.dumps(text.encode("utf-8", "replace").decode(), ensure_ascii=True)
        if "\\ud" not in new:  # TOML knows no pairs of surrogates
            path.write_text(f"{raw[: found.start()]}{name} = {new}{raw[found.end() :]}", "utf-8")


def written(result, out):
    """The report, and what must hold of every file."""
    ci.report(result, out, date=DAY, pdf=False)
    files = {p.relative_to(out).as_posix(): p.read_bytes() for p in out.rglob("*") if p.is_file()}
    assert set(json.loads(files["manifest.json"])["outputs"]) == set(files) - {"manifest.json"}
    pages = [n for n in files if n.endswith(".html")]
    alone = [n for n in pages if not n.startswith("embed/")]  # index, the page to explore, all names
    assert len(alone) == 3 + int(np.isfinite(result.scores["index"].to_numpy(dtype=float)).sum()) + len(result.left_out)
    for name in pages:
        page = files[name].decode("utf-8")
        assert not re.search(rf"<(script|img|b)\b[^<>]*{MARK}|<script>{MARK}", page), name
        assert "\0" not in page
    for name, content in files.items():
        if name.endswith(".csv"):
            header, *rows = csv.reader(io.StringIO(content.decode("utf-8"), newline=""))
            assert {len(r) for r in rows} <= {len(header)}, name
        elif name.endswith(".json"):
            json.loads(content)
    with zipfile.ZipFile(io.BytesIO(files["tables.xlsx"])) as book:
        for part in book.namelist():
            ET.fromstring(book.read(part))  # noqa: S314 - our own


@searched(4)
@given(
    st.lists(st.tuples(COLUMNS, st.integers(0, 9), TEXTS), max_size=8),
    st.lists(st.tuples(st.sampled_from(KEYS), st.integers(0, 30), TEXTS), max_size=5),
    TEXTS,
)
def test_reports_of_hostile_texts(cells, keys, notes):
    deadline()

    def change(folder):
        for (file, column), row, text in cells:
            cell(folder, file, column, row, text)
        for name, number, text in keys:
            key(folder, name, number, text)
        (folder / "notes.md").write_bytes(notes.encode("utf-8", "surrogatepass"))

    answered(change, written)
