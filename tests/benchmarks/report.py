"""The whole release of the world edition, its book beside a plain WeasyPrint run of the same text, its page in Chromium.

    python tests/benchmarks/report.py [release | book | page] ...      all of them unless named; some minutes
    python tests/benchmarks/report.py --page OUT                       the pages of a report that is there

Release: index, audit with 10,000 draws, tables, workbook, page, book and a PDF a country, nothing kept from before.
Book: seconds and pages with 20, 80 and all profiles; plain is WeasyPrint as it comes, which writes no tags either.
Page: sizes as they are and zipped; median of five loads: first paint, end of loading, sum of layout shifts, height; and
of the time from an action to the next frame: sorting, weights, search, comparison, links, and the page to explore.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import gzip
import io
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import connectindex as ci

DAY = dt.date(2026, 11, 22)
PROFILES = (20, 80, 1000)
GIB = 2**30 if sys.platform == "darwin" else 2**20
SIZES = ("index.html", "report.pdf", "tables.xlsx", "tables/data.csv", "tables/data.json", "tables/data.parquet")
LATER = "new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(performance.now() - before))))"
SORT = f"() => {{ const before = performance.now(); document.querySelectorAll('#ranking-table th.name')[0].click(); return {LATER}; }}"
WEIGH = f"""() => {{ const slider = document.querySelector('#weights input[type=range]'); const before = performance.now();
slider.value = (+slider.value + 7) % +slider.max; slider.dispatchEvent(new Event('input', {{ bubbles: true }})); return {LATER}; }}"""


def release(out: Path) -> None:
    """Seconds, memory and sizes."""
    command = [
        sys.executable,
        "-m",
        "connectindex",
        "build",
        "-o",
        str(out),
        "--countries",
        "--force",
        "-q",
    ]
    start = time.perf_counter()
    subprocess.run(command, check=True)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / GIB
    countries = [p.stat().st_size for p in (out / "countries").iterdir() if p.suffix == ".pdf"]
    print(f"whole release, {len(countries)} country PDFs: {seconds:.1f} s, largest process {peak:.2f} GiB")
    for name in SIZES:
        print(f"  {name:<20}{(out / name).stat().st_size / 1e6:8.2f} MB")
    pages = [p.stat().st_size for p in (out / "countries").iterdir() if p.suffix == ".html"]
    print(
        f"  a country's page {statistics.mean(pages) / 1e6:.2f} MB, PDF {statistics.mean(countries) / 1e6:.2f} MB, in the mean"
    )


def laid_out(way: str, profiles: int) -> None:
    """One book in this process; what it took on standard output."""
    import pypdf
    import weasyprint

    from connectindex.reports import pdf
    from connectindex.reports.compose import compose
    from connectindex.reports.fetch import asset_fetcher
    from connectindex.style.report_style import SECTIONS

    result = ci.build(ci.world())
    document = compose(result, DAY, audit=ci.robustness(result.edition, draws=1_000, seed=1))
    # sections that are named have no links to what is not there
    document = dataclasses.replace(document, profiles=document.profiles[:profiles], sections=tuple(SECTIONS))
    start = time.perf_counter()
    if way == "ours":
        content = pdf.book(document)
    else:
        made_from = pdf.source(document)
        fetcher = asset_fetcher(made_from.fitted)
        shapes = weasyprint.text.fonts.FontConfiguration()
        sheet = weasyprint.CSS(string=made_from.rules, url_fetcher=fetcher, font_config=shapes, base_url=None)
        html = weasyprint.HTML(string=made_from.text, url_fetcher=fetcher, base_url=None)
        content = html.write_pdf(stylesheets=[sheet], font_config=shapes)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / GIB
    pages = len(pypdf.PdfReader(io.BytesIO(content)).pages)
    print(json.dumps({"seconds": seconds, "peak": peak, "pages": pages, "profiles": len(document.profiles)}))


def book() -> None:
    """By number of profiles, and plain."""
    print("profiles, pages, seconds, seconds a page, GiB")
    found = {}
    for way, profiles in [*(("ours", n) for n in PROFILES), ("plain", PROFILES[-1])]:
        command = [sys.executable, __file__, "--lay", way, str(profiles)]
        told = subprocess.run(command, check=True, capture_output=True, text=True, env=os.environ).stdout
        found[way] = r = json.loads(told.splitlines()[-1])
        each = r["seconds"] / r["pages"]
        print(f"  {way:<6}{r['profiles']:>5}{r['pages']:>5}{r['seconds']:8.1f}{each:8.3f}{r['peak']:7.2f}", flush=True)
    ours, plain = found["ours"], found["plain"]
    print(
        f"  plain takes {plain['seconds'] / ours['seconds']:.2f} x our seconds, {plain['peak'] / ours['peak']:.2f} x our memory"
    )


def acted(script: str) -> str:
    """A function of the page that acts and gives the milliseconds to the next frame."""
    return f"() => {{ const before = performance.now(); {script}; return {LATER}; }}"


INPUT = "dispatchEvent(new Event('input', { bubbles: true }))"
ACTIONS = {
    "index.html": {
        "sorted": SORT,
        "weighed anew": WEIGH,
        "searched": acted(f"const b = document.querySelector('#search'); b.value = 'ma'; b.{INPUT}"),
        "compared six": acted("location.hash = 'compare=' + [...document.querySelectorAll('#ranking-table tr[data-unit]')]"
                              ".slice(0, 6).map(r => r.dataset.unit).join()"),
        "links drawn": acted("location.hash = 'links=CHN,air_routes'"),
    },
    "explore.html": {
        "map by another variable": acted(f"const s = document.querySelector('[data-key=x]'); s.selectedIndex = 9; s.{INPUT}"),
        "scatter plot": acted("document.querySelector('[value=scatter]').click()"),
        "ranking": acted("document.querySelector('[value=ranking]').click()"),
    },
    "countries/CHN.html": {},
}  # fmt: skip
LOADED = """() => new Promise(done => { let sum = 0;
new PerformanceObserver(l => { for (const e of l.getEntries()) if (!e.hadRecentInput) sum += e.value; }).observe({ type: 'layout-shift', buffered: true });
setTimeout(() => done([performance.getEntriesByName('first-contentful-paint')[0].startTime,
performance.getEntriesByType('navigation')[0].loadEventEnd, sum, document.documentElement.scrollHeight]), 300); })"""


def page(out: Path) -> None:
    """Sizes, loads, and the time of each action, on a desk and on a phone."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for name, actions in ACTIONS.items():
            if not (out / name).is_file():
                continue
            content = (out / name).read_bytes()
            print(f"{name}: {len(content) / 1e6:.2f} MB, zipped {len(gzip.compress(content, mtime=0)) / 1e3:.0f} kB")
            for width, height in ((1400, 900), (390, 844)):
                loads, times = [], {action: [] for action in actions}
                for _ in range(5):
                    shown = browser.new_page(viewport={"width": width, "height": height})
                    shown.goto((out / name).as_uri())
                    shown.wait_for_function("performance.getEntriesByType('navigation')[0].loadEventEnd > 0")
                    loads.append(shown.evaluate(LOADED))
                    for action, script in actions.items():
                        times[action].append(shown.evaluate(script))
                    nodes = shown.evaluate("document.querySelectorAll('*').length")
                    shown.close()
                paint, loaded, shift, tall = (statistics.median(column) for column in zip(*loads, strict=True))
                acts = "".join(f", {action} in {statistics.median(t):.0f} ms" for action, t in times.items())
                print(
                    f"  {width} px wide: {nodes:,} elements, {tall:,.0f} px tall, first paint {paint:.0f} ms, loaded "
                    f"{loaded:.0f} ms, shifted {shift:.3f}{acts}"
                )
        browser.close()


def main() -> None:
    """Print what is asked for."""
    if sys.argv[1:2] == ["--page"]:  # of a report that is there
        page(Path(sys.argv[2]))
        return
    asked = sys.argv[1:] or ["release", "book", "page"]
    with tempfile.TemporaryDirectory() as home:
        out = Path(home, "out")
        if {"release", "page"} & set(asked):
            release(out)
        if "page" in asked:
            page(out)
        if "book" in asked:
            book()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--lay"]:
        laid_out(sys.argv[2], int(sys.argv[3]))
    else:
        main()
