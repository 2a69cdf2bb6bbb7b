"""``connectindex serve``: the command."""

from __future__ import annotations

import threading
from pathlib import Path  # noqa: TC003 - typer reads it
from typing import Annotated

import typer

from connectindex.edition.presets import named_edition
from connectindex.errors import InputError, Problem
from connectindex.extras import require
from connectindex.filenames import FILE
from connectindex.terminal import ended_by_signal, say, tell

HELP = "Show an edition's page in the browser while you write it: each change of a file builds it again."
EXAMPLES = "Examples:  connectindex serve my-edition  |  connectindex serve my-edition --port 0 --language fr"


def serve(
    edition: Annotated[
        Path, typer.Argument(help="Folder of the edition, or a preset such as panel.", callback=named_edition)
    ],
    *,
    port: Annotated[int, typer.Option("--port", help="Of this machine; 0 takes a free one.", min=0, max=65535)] = 8000,
    language: Annotated[
        str | None, typer.Option("-l", "--language", help="Language of the page (en, fr, zh, ...); else the edition's.")
    ] = None,
    allow_code: Annotated[
        bool, typer.Option("--allow-code", help="Run the edition's Python file and templates, with your access rights.")
    ] = False,
    browser: Annotated[bool, typer.Option("--open/--no-open", help="Open the browser.")] = True,
) -> None:
    """Serve an edition until Ctrl-C."""
    from connectindex.serving.server import Server  # noqa: PLC0415 - loaded when it is used
    from connectindex.serving.state import State  # noqa: PLC0415

    require("report", "connectindex serve")
    require("serve", "connectindex serve")
    import watchfiles  # noqa: PLC0415 - an extra

    if not (edition / FILE).is_file():
        raise InputError([Problem(str(edition), f"must be a folder with an {FILE}")])
    state = State()
    with ended_by_signal(), Server(state, port) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        say(f"{server.address}  (Ctrl-C ends)")
        if browser:
            import webbrowser  # noqa: PLC0415

            webbrowser.open(server.address)
        from connectindex.serving.builds import Builds  # noqa: PLC0415 - the engine loads behind the first page

        folder, changed, stop = edition.absolute(), threading.Event(), threading.Event()
        builds = Builds(folder, state, language, allow_code=allow_code)

        def watch() -> None:
            for _ in watchfiles.watch(
                folder, watch_filter=builds.wanted, stop_event=stop, debounce=200, step=40, rust_timeout=500
            ):
                changed.set()

        threading.Thread(target=watch, daemon=True).start()
        try:
            while True:
                builds.build(changed.is_set)
                builds.draw_the_rest(changed.is_set)
                changed.wait()
                changed.clear()
        except KeyboardInterrupt:
            tell("ended")
        finally:
            stop.set()
            state.end()
            server.shutdown()
