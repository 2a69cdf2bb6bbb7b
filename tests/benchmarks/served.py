"""Changes of a served edition as a reader sees them: from writing a file to the new text in the page of a browser.

``python tests/benchmarks/served.py [EDITION]``; without one, the world edition. ``connectindex serve`` runs as a process of
its own, and Chromium shows its page. Seconds of the clock, beside those that the server's processor worked until then, on
Linux.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright
from serve import CHANGES, TIMES

from connectindex.edition.read import world_folder

LONG = 300_000  # milliseconds after which the script gives up
IDLE = 0.2  # seconds of work in two, below which the server has drawn all pages
UP_TO_DATE = 'document.getElementById("state").textContent === "up to date"'
PAGE = 'document.getElementById("page").contentDocument'
TABLE = f'{PAGE}?.querySelector("#ranking-table")?.textContent'
# what the page has after a change of each kind and number
SEEN = {
    "a note": f'k => {PAGE}?.body?.textContent.includes("Remark " + k + ".")',
    "a title": f'k => {PAGE}?.querySelector("h1")?.textContent.includes("Index " + k)',
    "a weight": f"() => {{ const text = {TABLE}; return text?.length >= window.before.length / 2 && text !== window.before; }}",
}


def worked(pid: int) -> float:
    """Seconds of the processor."""
    fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")


def wait_until_idle(pid: int) -> None:
    """Wait until pages that nobody asked for are drawn, too."""
    while True:
        before = worked(pid)
        time.sleep(2)
        if worked(pid) - before < IDLE:
            return


def main() -> None:
    """Print seconds of each change, three times."""
    asked = argparse.ArgumentParser()
    asked.add_argument("edition", nargs="?", type=Path, default=world_folder())
    asked.add_argument("--browser", default="/usr/bin/chromium")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        edition = Path(folder) / "edition"
        shutil.copytree(given.edition, edition, ignore=shutil.ignore_patterns("__*", "derive", "build"))
        command = [sys.executable, "-m", "connectindex", "serve", str(edition), "--port", "0", "--no-open"]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
            assert server.stderr is not None
            address = server.stderr.readline().split()[0]
            browser = playwright.chromium.launch(executable_path=given.browser, args=["--no-sandbox"])
            page = browser.new_page(viewport={"width": 1400, "height": 900})
            page.goto(address)
            for name, change in CHANGES.items():
                for k in range(1, TIMES + 1):
                    page.wait_for_function(UP_TO_DATE, timeout=LONG)
                    wait_until_idle(server.pid)
                    page.evaluate(f"window.before = {TABLE}")
                    busy, start = worked(server.pid), time.monotonic()
                    change(edition, k)
                    page.wait_for_function(SEEN[name], arg=k, timeout=LONG, polling=10)
                    took, busy = time.monotonic() - start, worked(server.pid) - busy
                    print(f"{name:10} {took:5.2f} s; processor of the server {busy:5.2f} s", flush=True)
            browser.close()
            server.terminate()


if __name__ == "__main__":
    main()
