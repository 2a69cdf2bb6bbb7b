"""Files that are small to send and large to read: said in one line, in bounded time and memory."""

import os
import subprocess
import sys
import zipfile

import pandas as pd
import pytest

HEADER = b"unit,year,variable,value\n"
SHEET = "xl/worksheets/sheet1.xml"


def cell_of_ten_megabytes(folder):
    (folder / "units.csv").write_bytes(b"unit,name\nALD," + b"A" * 10_000_000 + b"\n")


def columns(folder):
    names = ",".join(f"c{k}" for k in range(100_000))
    (folder / "values/statistics.csv").write_text(f"{names}\n{'1,' * 99_999}1\n", "utf-8")


def same_columns(folder):
    (folder / "values/statistics.csv").write_text(",".join(["c"] * 9_000) + "\n", "utf-8")


def bad_rows(folder):
    (folder / "values/statistics.csv").write_bytes(HEADER + b"ALD,x,population,y\n" * 100_000)


def ragged_rows(folder):
    (folder / "values/statistics.csv").write_bytes(HEADER + b"ALD\n" * 200_000)


def deep_key(folder):
    with (folder / "index.toml").open("a", encoding="utf-8") as file:
        file.write("\n[indicators." + ".".join("a" * 60_000) + "]\n")


def deep_quoted_key(folder):
    with (folder / "index.toml").open("a", encoding="utf-8") as file:
        file.write("\n" + " . ".join(["'a'", '"b c"'] * 30_000) + " = 1\n")


def deep_list(folder):
    with (folder / "index.toml").open("a", encoding="utf-8") as file:
        file.write("\n[x]\ny = " + "[" * 1_000_000 + "\n")


def rewritten(folder, old, new):
    """A workbook whose sheet says something else."""
    table = pd.DataFrame({"unit": ["ALD"], "year": [2025], "variable": ["area"], "value": [1]})
    made = folder.parent / "made.xlsx"
    table.to_excel(made, index=False)
    with (
        zipfile.ZipFile(made) as read,
        zipfile.ZipFile(folder / "values/more.xlsx", "w", zipfile.ZIP_DEFLATED) as written,
    ):
        for name in read.namelist():
            content = read.read(name)
            if name == SHEET:
                assert old in content
                content = content.replace(old, new, 1)
            written.writestr(name, content)


def packed_sheet(folder):
    rewritten(folder, b"</sheetData>", b"</sheetData>" + b" " * 200_000_000)


def wide_rows(folder):
    rows = b"".join(b'<row r="%d"><c r="XFD%d"><v>1</v></c></row>' % (k, k) for k in range(3, 3_000))
    rewritten(folder, b"</sheetData>", rows + b"</sheetData>")


def packed_parquet(folder):
    table = pd.DataFrame({"unit": ["ALD"] * 6_000_000})
    table.assign(year="2025", variable="area", value="1").to_parquet(folder / "values/more.parquet")


def parquet_of_rows(path, number, **columns):
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.table({k: pa.repeat(v, number) for k, v in columns.items()}), path, compression="zstd")
    assert path.stat().st_size < 200_000


def same_values(folder):
    row = {"unit": "ALD", "year": 2025, "variable": "population", "value": 1.0}
    parquet_of_rows(folder / "values/more.parquet", 5_000_000, **row)


def same_units(folder):
    (folder / "units.csv").unlink()
    parquet_of_rows(folder / "units.parquet", 6_000_000, unit="ALD", name="x")


def same_links(folder):
    row = {"from": "ALD", "to": "BOR", "year": 2025, "mode": "air_routes", "count": 1}
    parquet_of_rows(folder / "links/more.parquet", 3_000_000, **row)


def cable(folder):
    """A cable with 5,500 members joins 30 million pairs of them."""
    for name in ("units.csv", "links/cables.csv", "links/links.csv", "values/statistics.csv", "coverage.csv"):
        (folder / name).unlink()
    units = [f"{k:04d}" for k in range(5_500)]
    pd.DataFrame({"unit": units, "name": "x"}).to_parquet(folder / "units.parquet")
    members = pd.DataFrame({"member": units, "name": "c", "year": 2025, "mode": "m"})
    members.to_parquet(folder / "links/m.parquet")
    (folder / "index.toml").write_text(
        '[index]\ntitle = "T"\nedition = "1"\nyear = 2026\n[modes]\nm = { absent = "zero" }\n'
        '[tree]\nindicators = ["v"]\n[indicators.v]\nname = "v"\nunit = "1"\ndirection = 1\n'
        'links = "m"\nmeasure = "partners"\n',
        "utf-8",
    )


def long_code(folder):
    with (folder / "links/links.csv").open("a", encoding="utf-8") as file:
        file.write("".join(f"{'X' * 1000}{k},BOR,2025,air_routes,1,,,\n" for k in range(2_000)))


FAULTS = {
    cell_of_ten_megabytes: "units.csv line 2: must be a CSV file with fields under 131,072 characters",
    columns: "values/statistics.csv row 1: must have 10,000 columns or fewer, got 100,000",
    same_columns: "values/statistics.csv row 1: columns must have different names, got 'c'",
    bad_rows: "values/statistics.csv row 2, column value: must be a number, with a point and no separators, got 'y' (100,000 rows, this is the first)",
    ragged_rows: "values/statistics.csv row 2: must have 4 fields like the header, got 1 (200,000 rows, this is the first)",
    deep_key: "index.toml: must be valid TOML, got a key of more than 100 parts (at line ",
    deep_quoted_key: "index.toml: must be valid TOML, got a key of more than 100 parts (at line ",
    deep_list: "index.toml: must be valid TOML",
    packed_sheet: "values/more.xlsx: must be an XLSX workbook that unpacks to 128 MB or less",
    wide_rows: "values/more.xlsx: must have 20,000,000 cells or fewer",
    packed_parquet: "values/more.parquet: must have 20,000,000 cells or fewer",
    same_values: "values/more.parquet: must have 1,000,000 rows or fewer, got 5,000,000",
    same_units: "units.parquet: must have 1,000,000 rows or fewer, got 6,000,000",
    same_links: "links/more.parquet: must have 1,000,000 rows or fewer, got 3,000,000; links may have any number: name the file in [[links]]",
    cable: "links of mode m: multilateral links must join 4,000,000 pairs of members or fewer, which are held in memory, got 30,244,500; the largest is 'c' with 5,500 members",
    long_code: "links/links.csv row 34, column from: must be a code of letters, digits, '_', '-' or '.', got 'XXXXXXXX",
}


def limited():
    """Four GiB of memory and a minute."""
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (4 * 2**30, 4 * 2**30))
    resource.setrlimit(resource.RLIMIT_CPU, (60, 60))


@pytest.mark.skipif(sys.platform != "linux", reason="limits of memory are told to Linux")
@pytest.mark.parametrize("make", FAULTS, ids=lambda make: make.__name__)
def test_it_is_said_in_bounded_time_and_memory(starter, program, make):
    make(starter)
    ran = subprocess.run(
        [*program, "check", str(starter)],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=limited,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
    )
    assert ran.returncode == 1, ran.stderr[-2000:]
    assert "Traceback" not in ran.stderr
    assert any(line.startswith(FAULTS[make]) for line in ran.stderr.splitlines()), ran.stderr[:3000]
    assert len(ran.stderr) < 50_000
