"""Small files that would become large, broken ones and odd ones: refused by name, in bounded memory."""

import gzip
import io
import resource
import subprocess
import sys
import zipfile

import pytest

from connectindex.readers import ValuesBlock, limits, read, unpack

GIBIBYTE = 2**30
HEADER = b"unit,year,variable,value\n"
ROW = b"FRA,2023,x,1\n"


def refused(path, **block):
    tidy, problems = read(path, path.name, ValuesBlock(file=path.name, **block))
    assert tidy is None
    return [str(p) for p in problems]


def zipped(path, members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, pieces in members.items():
            with archive.open(name, "w", force_zip64=True) as file:
                for piece in pieces:
                    file.write(piece)


@pytest.mark.parametrize("kind", ["zip", "gz"])
def test_an_archive_that_unpacks_to_gigabytes_is_refused_in_little_memory(tmp_path, kind):
    zeros = b"0" * 2**20
    if kind == "zip":
        zipped(tmp_path / "bomb.zip", {"a.csv": [HEADER, *[zeros] * 600]})
    else:
        with gzip.open(tmp_path / "bomb.csv.gz", "wb", compresslevel=1) as file:
            for _ in range(600):
                file.write(zeros)
    name = "bomb.zip" if kind == "zip" else "bomb.csv.gz"
    code = (
        "import sys; from pathlib import Path; from connectindex.readers import ValuesBlock, read; "
        f"print(*read(Path({str(tmp_path)!r}) / {name!r}, {name!r}, ValuesBlock(file={name!r}))[1])"
    )

    def limited():
        resource.setrlimit(resource.RLIMIT_AS, (3 * GIBIBYTE, 3 * GIBIBYTE))

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, preexec_fn=limited)
    assert done.stdout == f"{name}: must unpack to 512 MB or less\n"


@pytest.mark.parametrize(("name", "data", "rule"), [
    ("a.zip", b"PK\3\4" + bytes(100), "must be a .zip file without a password"),
    ("a.csv.gz", b"no gzip", "must be a .gz file"),
    ("a.csv", b"", "must not be empty"),
    ("a.csv", b"  \n \n", "must not be empty"),
    ("a.csv", b"unit,year,value\nFRA,2023,\0\n", "must be text, got a NUL character"),
    ("a.csv", b"unit,year,value\nFRA,2023,1,2,3\n", "must have 3 cells like the header, got 5"),
    ("a.csv", b'unit,year,value\nFRA,2023,"1\nDEU,2023,2\n', "a.csv: every quote must be closed"),
    ("a.xls", b"\xd0\xcf\x11\xe0", "must be text, XLSX or Parquet, got '.xls'; save it as XLSX"),
    ("a.parquet", b"PAR1xxxx", "must be a Parquet file"),
])  # fmt: skip
def test_what_is_no_table_is_refused(tmp_path, name, data, rule):
    (tmp_path / name).write_bytes(data)
    assert any(rule in p for p in refused(tmp_path / name, variable="x"))


def test_a_zip_with_a_password_or_of_other_files_is_refused(tmp_path):
    zipped(tmp_path / "other.zip", {"picture.png": [b"x"]})
    assert refused(tmp_path / "other.zip") == ["other.zip: an archive must hold one table, got 0"]
    zipped(tmp_path / "many.zip", {f"{n}.csv": [b""] for n in range(limits.MOST_MEMBERS + 1)})
    assert refused(tmp_path / "many.zip") == ["many.zip: must hold 1,000 files or fewer, got 1,001"]


def test_more_cells_than_anyone_has_are_refused(tmp_path, monkeypatch):
    from connectindex.readers import delimited

    (tmp_path / "a.csv").write_bytes(HEADER + ROW * 100)
    monkeypatch.setattr(delimited, "MOST_CELLS", 399)
    assert refused(tmp_path / "a.csv") == ["a.csv: must have 399 cells or fewer, got 400"]


def test_more_columns_than_anyone_has_are_refused(tmp_path):
    labels = ",".join(f"c{n}" for n in range(limits.MOST_COLUMNS))
    (tmp_path / "a.csv").write_text(f"unit,{labels}\nFRA{',1' * limits.MOST_COLUMNS}\n", "utf-8")
    (problem,) = refused(tmp_path / "a.csv", wide={"c1": "x"}, year=2023)
    assert problem == "a.csv row 1: must have 10,000 columns or fewer, got 10,001"


def test_a_workbook_in_a_zip_is_read(tmp_path):
    import openpyxl

    book = openpyxl.Workbook()
    for row in (["unit", "year", "variable", "value"], ["FRA", 2023, "x", 1]):
        book.active.append(row)
    data = io.BytesIO()
    book.save(data)
    zipped(tmp_path / "a.zip", {"t.xlsx": [data.getvalue()]})
    tidy, problems = read(tmp_path / "a.zip", "a.zip", ValuesBlock(file="a.zip"))
    assert problems == []
    assert tidy.places() == ["a.zip/t.xlsx sheet 'Sheet' cell D2"]


def test_a_name_in_an_archive_is_no_path(tmp_path):
    zipped(tmp_path / "a.zip", {"../../etc/x.csv": [HEADER, ROW]})
    content, problems = unpack.unpacked(tmp_path / "a.zip", "a.zip")
    assert problems == []
    assert content.data == HEADER + ROW
    assert list(tmp_path.iterdir()) == [tmp_path / "a.zip"]


def test_rows_keep_their_numbers_beside_blank_and_ragged_ones(tmp_path):
    text = 'title\n\n"unit","year","value"\nFRA,2022,1\n\nDEU,2022,"2"\nTUR,2022,x\n\nsource: me\n'
    (tmp_path / "a.csv").write_text(text, "utf-8")
    (problem,) = refused(tmp_path / "a.csv", header=3, variable="x")
    assert problem.startswith("a.csv row 7, column value: must be a number, got 'x'")


def test_line_ends_inside_quotes_are_no_rows(tmp_path):
    (tmp_path / "a.csv").write_text('unit,year,value,note\nFRA,2022,1,"two\nlines"\nDEU,2022,y,\n', "utf-8")
    (problem,) = refused(tmp_path / "a.csv", variable="x")
    assert problem.startswith("a.csv row 3, column value: must be a number, got 'y'")


def test_utf_16_is_told_by_its_mark(tmp_path):
    (tmp_path / "a.csv").write_bytes("unit\tyear\tvalue\nTürkiye\t2023\t1\n".encode("utf-16"))
    tidy, problems = read(tmp_path / "a.csv", "a.csv", ValuesBlock(file="a.csv", variable="x"))
    assert problems == []
    assert tidy.rows["unit"].astype(str).tolist() == ["Türkiye"]


def test_parquet_is_read_as_text(tmp_path):
    import pandas as pd

    pd.DataFrame({"unit": ["FRA"], "year": [2023], "value": [1.5]}).to_parquet(tmp_path / "a.parquet")
    tidy, problems = read(tmp_path / "a.parquet", "a.parquet", ValuesBlock(file="a.parquet", variable="x"))
    assert problems == []
    assert tidy.rows[["unit", "year", "value"]].astype({"unit": str}).to_numpy().tolist() == [["FRA", 2023, "1.5"]]
    assert tidy.places() == ["a.parquet row 2, column value"]
