"""Small files that would become large: refused or read in bounded memory, by a process that may not have much of it."""

import io
import resource
import subprocess
import zipfile

import pytest

GIBIBYTE = 2**30
CELL = '<c t="inlineStr"><is><t>{}</t></is></c>'
HEADER = "".join(CELL.format(c) for c in ("unit", "year", "variable", "value"))
TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
    "{}</Types>"
)
SHARED = '<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>'
RELS = '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
REL = '<Relationship Id="r{n}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{target}"/>'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
BOOK = (
    f'<?xml version="1.0"?><workbook xmlns="{MAIN}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>'
)
LAUGHS = (
    "<!DOCTYPE w [<!ENTITY a0 'ha'>" + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10)) + "]>"
)


def workbook(sheet, head="", strings=None):
    """A workbook with this content of its sheet; `strings` gives shared strings piece by piece."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("[Content_Types].xml", TYPES.format("" if strings is None else SHARED))
        archive.writestr("_rels/.rels", RELS.format(REL.format(n=1, kind="officeDocument", target="xl/workbook.xml")))
        archive.writestr("xl/workbook.xml", BOOK)
        rels = REL.format(n=1, kind="worksheet", target="worksheets/sheet1.xml")
        if strings is not None:
            rels += REL.format(n=2, kind="sharedStrings", target="sharedStrings.xml")
            with archive.open("xl/sharedStrings.xml", "w", force_zip64=True) as part:
                for piece in strings:
                    part.write(piece)
        archive.writestr("xl/_rels/workbook.xml.rels", RELS.format(rels))
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            part.write(f'<?xml version="1.0"?>{head}<worksheet xmlns="{MAIN}">'.encode())
            for piece in sheet:
                part.write(piece.encode())
            part.write(b"</worksheet>")
    return buffer.getvalue()


def data(*rows, dimension=""):
    return [dimension, "<sheetData>", *rows, "</sheetData>"]


ROW = f"<row>{''.join(CELL.format(c) for c in ('ALD', 2025, 'extra', 1))}</row>"
GOOD = data(f"<row>{HEADER}</row>", ROW)
ZEROS = b"<si><t>" + b"0" * 2**20 + b"</t></si>"
BOMBS = {
    "zip of zeros": (lambda: workbook(GOOD, strings=(ZEROS for _ in range(2000))), "must be an XLSX workbook that unpacks to 128 MB or less, got 2,000 MB"),
    "entities in entities": (lambda: workbook(data(f"<row>{CELL.format('&a9;')}</row>"), LAUGHS), "must be an XLSX workbook"),
    "an entity of the outside": (
        lambda: workbook(data(f"<row>{CELL.format('&x;')}</row>"), "<!DOCTYPE w [<!ENTITY x SYSTEM 'file:///etc/hostname'>]>"),
        "values/bomb.xlsx",
    ),
    "sixteen thousand columns": (
        lambda: workbook(data(f"<row>{HEADER}</row>", *(f'<row><c r="XFD{n}"><v>1</v></c></row>' for n in range(2, 3000)))),
        "must have 20,000,000 cells or fewer",
    ),
    "formulas by the million": (
        lambda: workbook(data(*[f"<row>{'<c><f>1</f><v>1</v></c>' * 20}</row>"] * 40_000)),
        "must have 2,000,000 XML elements or fewer, as do 1,000,000 cells, got 2,440,",
    ),
    "cells without content": (lambda: workbook(data(*[f"<row>{'<c/>' * 1000}</row>"] * 2_000)), "must have 2,000,000 XML elements or fewer"),
    "texts that no cell has": (lambda: workbook(GOOD, strings=(b"<si/>" * 1_000_000 for _ in range(3))), "must have 2,000,000 XML elements or fewer"),
    "many parts": (lambda: parts(20_000), "must be an XLSX workbook"),
    "no zip": (lambda: b"PK\3\4" + bytes(1000), "must be an XLSX workbook"),
    "broken in the middle": (lambda: workbook([*GOOD[:-1], "<row><c"]), "must be an XLSX workbook"),
    "no sheet": (lambda: parts(1), "must be an XLSX workbook"),
    "nothing but empty rows": (lambda: workbook(data("<row/>", "<row/>")), "must not be empty"),
}  # fmt: skip
# sizes that a workbook only claims, and gaps between its rows, are no fault
HARMLESS = {
    "a claim of size": lambda: workbook(data(*GOOD[2:4], dimension='<dimension ref="A1:XFD1048576"/>')),
    "a row at the end": lambda: workbook(data(*GOOD[2:4], f'<row r="1048576">{ROW[5:]}'.replace("2025", "2024"))),
    "a row beyond the end": lambda: workbook(data(*GOOD[2:4], f'<row r="99999999999">{ROW[5:]}')),
}


def parts(number):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for n in range(number):
            archive.writestr(f"xl/{n}.xml", b"")
    return buffer.getvalue()


@pytest.fixture
def check(program):
    """`connectindex check` of an edition, with 3 GiB of memory and a minute."""

    def limited():
        resource.setrlimit(resource.RLIMIT_AS, (3 * GIBIBYTE, 3 * GIBIBYTE))
        resource.setrlimit(resource.RLIMIT_CPU, (60, 60))

    def checked(folder):
        command = [*program, "check", str(folder)]
        return subprocess.run(command, capture_output=True, text=True, check=False, preexec_fn=limited, timeout=600)

    return checked


def read(folder):
    """Problems of an edition, as the reader names them."""
    from connectindex.edition.read import parse

    return [str(p) for p in parse(folder)[1]]


@pytest.mark.parametrize("name", [n for n in BOMBS if n != "zip of zeros"])
def test_what_a_workbook_must_not_be(starter, name):
    make, said = BOMBS[name]
    (starter / "values" / "bomb.xlsx").write_bytes(make())
    problems = read(starter)
    assert any(said in p for p in problems), problems
    assert not any("hostname" in p for p in problems)


@pytest.mark.parametrize("name", HARMLESS)
def test_what_is_harmless_is_read(starter, name):
    (starter / "values" / "more.xlsx").write_bytes(HARMLESS[name]())
    assert read(starter) == []


def test_a_workbook_that_unpacks_to_gigabytes(starter, check):
    make, said = BOMBS["zip of zeros"]
    (starter / "values" / "bomb.xlsx").write_bytes(make())
    done = check(starter)
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "kind",
    [
        "rows",
        pytest.param("bytes", marks=pytest.mark.slow),
        pytest.param("a long text in every row", marks=pytest.mark.slow),
    ],
)
def test_parquet_that_unpacks_to_much(starter, check, kind):
    import pyarrow as pa
    import pyarrow.parquet as pq

    number = {"rows": 20_000_000, "bytes": 300_000, "a long text in every row": 200_000}[kind]
    columns = {"unit": ["ALD"], "year": ["2025"], "variable": ["x"], "value": ["1"]}
    table = pa.table({k: pa.repeat(v[0], number) for k, v in columns.items()})
    if kind == "bytes":
        many = pa.array([f"{n:06d}" * 1000 for n in range(number)])
        table = table.set_column(2, "variable", many)
    if kind == "a long text in every row":
        one = pa.DictionaryArray.from_arrays(pa.repeat(pa.scalar(0, pa.int32()), number), pa.array(["x" * 2**20]))
        table = table.set_column(2, "variable", one)
    path = starter / "values" / "bomb.parquet"
    pq.write_table(table.replace_schema_metadata(None), path, compression="zstd", store_schema=False)
    assert path.stat().st_size < 20 * 2**20
    done = check(starter)
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    said = {
        "rows": "must have 20,000,000 cells or fewer, got 80,000,000",
        "bytes": "must unpack to 1024 MB or less, got",
        "a long text in every row": "must have fields under 131,072 characters",
    }
    assert said[kind] in done.stderr


def test_deep_settings(starter, check):
    settings = starter / "index.toml"
    settings.write_text(settings.read_text("utf-8") + "\nx = " + "[" * 50_000 + "]" * 50_000, "utf-8")
    done = check(starter)
    assert done.returncode == 1
    assert "index.toml: must be valid TOML" in done.stderr
