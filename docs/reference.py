"""Pages of the reference, from the code: settings, tables, indicators, the command, the Python interface."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from typer.main import get_command

import connectindex as ci
from connectindex.cli import app
from connectindex.edition.key_descriptions import DESCRIPTIONS
from connectindex.edition.presets import PRESETS
from connectindex.edition.schema import MODELS, schema
from connectindex.edition.tables import schemas
from connectindex.edition.vary import SINGLE
from connectindex.indicators import CATALOGUE
from connectindex.indicators.measures import MEASURES
from connectindex.indicators.needs import needed
from connectindex.reports.compose.sections import SECTIONS
from connectindex.reports.data.dictionary import COLUMNS
from connectindex.reports.data.fields import COMMON, REST
from connectindex.stages.described import described

if TYPE_CHECKING:
    from collections.abc import Iterator

TITLES = {
    "index": "[index]",
    "tree": "[tree]",
    "indicators": "[indicators.ID]",
    "modes": "[modes.ID]",
    "links": "[[links]]",
    "values": "[[values]]",
    "places": "[[places]]",
    "method": "[method]",
    "robustness": "[robustness]",
    "potential": "[potential.ID]",
    "corridors": "[corridors.ID]",
    "audit": "[audit]",
    "report": "[report]",
    "report.colours": "[report] colours",
    "report.fonts": "[report] fonts",
}
EXIT_CODES = """
| code | meaning |
|---|---|
| 0 | done; `check`: no problems (there may be warnings) |
| 1 | the input breaks rules, or the machine failed (disk, memory); nothing was written |
| 2 | wrong usage: an option or argument that does not exist |
| 3 | `build --strict`: the index was built, the book was not |
| 130 | interrupted |

Messages go to the standard error, data to the standard output.
"""


def pages() -> dict[str, str]:
    """Write the pages of the reference, by path."""
    return {
        "reference/settings.md": "\n".join(_settings()),
        "reference/inputs.md": "\n".join(_inputs()),
        "reference/outputs.md": "\n".join(_outputs()),
        "reference/indicators.md": "\n".join(_indicators()),
        "reference/command.md": "\n".join(_command()),
        "reference/python.md": "\n".join(_python()),
    }


def _settings() -> Iterator[str]:
    yield "# Settings: index.toml\n\nEvery key, by section. Unknown keys are problems. `connectindex schema` prints the same as "
    yield "JSON schema; what `connectindex new` writes names it on its first line, so that editors complete and check keys.\n"
    whole = schema()
    models = {section: whole["definitions"][model] for model, section in MODELS.items()} | {
        "tree": whole["definitions"]["node"]
    }
    for section, title in TITLES.items():
        yield f"({section.replace('.', '-')})=\n## {title}\n"
        if section != "report.colours" and section in DESCRIPTIONS[""]:
            yield DESCRIPTIONS[""][section] + "\n"
        required = models[section].get("required", [])
        yield "| key | type | default | meaning |\n|---|---|---|---|"
        for key, content in models[section]["properties"].items():
            default = "required" if key in required else _default(content)
            yield f"| `{key}` | {_type(content)} | {default} | {_cell(content.get('description', ''))} |"
        yield ""
        if section == "method":
            yield "The kinds of each step and their settings: [Methods](../methods/index.md).\n"
        if section == "robustness":
            yield from _assumptions()
        if section == "report":
            ids = ", ".join(f"`{s.id}`" for s in SECTIONS)
            yield f"Ids of sections: {ids}.\n"


def _assumptions() -> Iterator[str]:
    yield "### [[robustness.vary]]\n\nEach table has `what`. `impute`, `treat`, `normalise` and `aggregate` take `among`, a list of "
    yield "methods drawn with equal chances (`aggregate` also `node`). The others:\n"
    yield "| what | settings | meaning |\n|---|---|---|"
    for what, assumption in SINGLE.items():
        method = described("robustness", what, assumption)
        settings = "; ".join(
            f"`{s.name}` ({s.type}{', ' + s.written() if s.written() else ''})" for s in method.settings
        )
        yield f"| `{what}` | {_cell(settings)} | {_cell(method.summary)} |"
    yield ""


def _default(content: dict[str, Any]) -> str:
    value = content.get("default")
    if value in (None, "", [], {}) or isinstance(value, dict):
        return ""
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def _type(content: dict[str, Any]) -> str:
    if "anyOf" in content:
        return " or ".join(dict.fromkeys(_type(c) for c in content["anyOf"]))
    if "enum" in content:
        return " or ".join(f"`{v}`" for v in content["enum"])
    if "const" in content:
        return f"`{content['const']}`"
    kind = content.get("type", "table")
    if kind == "array":
        return f"list of {_type(content.get('items', {}))}s".replace("texts", "texts")
    return {"string": "text", "integer": "whole number", "boolean": "true or false", "object": "table"}.get(kind, kind)


def _cell(text: str) -> str:
    return " ".join(text.replace("``", "`").split()).replace("|", "\\|")


def _inputs() -> Iterator[str]:
    yield "# Tables of an edition\n\nFiles are CSV (UTF-8, commas), XLSX or Parquet. Columns and their rules, as `check` tests them.\n"
    names = {
        "units": "units.csv",
        "values": "values/*.csv",
        "links": "links/*.csv between two units",
        "members": "links/*.csv of members (cables, organisations)",
        "aliases": "aliases.csv",
        "places": "places.csv",
        "coverage": "coverage.csv",
        "sources": "sources.csv",
        "scale": "scale.csv",
    }
    for kind, table in schemas().items():
        yield f"## {names[kind]}\n\n| column | must be there | rules |\n|---|---|---|"
        for name, column in table.columns.items():
            rules = "; ".join(str(check.error) for check in column.checks)
            yield f"| `{name}` | {'yes' if column.required else 'no'} | {_cell(rules)} |"
        if not table.strict:
            yield "\nOther columns are allowed; in `units.csv` they are groups." if kind == "units" else ""
        yield ""


def _outputs() -> Iterator[str]:
    yield "# Tables of an output\n\nIn `tables/`, as CSV, in the workbook, and in the data package. Each edition's own list is "
    yield "`tables/columns.csv`. `*` stands for one column a node or unit. Columns that mean the same everywhere:\n"
    yield from _fields(COMMON)
    for table, columns in COLUMNS.items():
        yield f"## {table}\n"
        yield from _fields(columns)


def _fields(columns: dict[str, Any]) -> Iterator[str]:
    yield "| column | type | unit | meaning |\n|---|---|---|---|"
    for name, field in columns.items():
        among = f" One of: {', '.join(field.among)}." if field.among and all(field.among) else ""
        shown = "\\*" if name == REST else f"`{name}`"
        yield f"| {shown} | {field.type} | {field.unit} | {_cell(field.text)}.{among} |"
    yield ""


def _indicators() -> Iterator[str]:
    yield "# Indicators\n\n## The catalogue\n\n`connectindex indicators` prints it. What an indicator needs is a type of link or a variable, with its unit.\n"
    for i in CATALOGUE.values():
        yield f"### {i.id}\n\n**{i.name}**, {i.unit}. {i.definition}\n\nNeeds: {', '.join(map(needed, i.inputs))}."
        yield f"{'Higher' if i.direction > 0 else 'Lower'} is better. Source: {i.source}\n" if i.source else "\n"
    yield "\n## Measures of links\n\nFor `[indicators.ID]` with `links` and `measure`.\n\n| measure | what it counts |\n|---|---|"
    for name, measure in MEASURES.items():
        yield f"| `{name}` | {_cell(measure.words)} |"
    yield "\n## Presets\n\n| preset | edition | method |\n|---|---|---|"
    for name, preset in PRESETS.items():
        yield f"| `{name}` | {preset.description} | {preset.citation} |"


def _command() -> Iterator[str]:
    yield f"# The command\n\n## Exit codes\n{EXIT_CODES}"
    yield from _commands(get_command(app), "connectindex")


def _commands(group: Any, above: str) -> Iterator[str]:
    for name, command in group.commands.items():
        path = f"{above} {name}"
        if hasattr(command, "commands"):
            yield from _commands(command, path)
            continue
        arguments = [p for p in command.params if p.param_type_name == "argument"]
        options = [p for p in command.params if p.param_type_name == "option" and not getattr(p, "hidden", False)]
        usage = " ".join(
            [path, *(f"[{_metavar(a)}]" if not a.required else _metavar(a) for a in arguments), "[OPTIONS]"]
        )
        yield f"## {path}\n\n{command.help}\n\n```text\n{usage}\n```\n"
        rows = [(f"`{_metavar(a)}`", a) for a in arguments]
        rows += [(", ".join(f"`{o}`" for o in (*p.opts, *p.secondary_opts)), p) for p in options]
        if rows:
            yield "| argument or option | meaning | default |\n|---|---|---|"
            for shown, p in rows:
                plain = (
                    p.default if isinstance(p.default, str | int | float) and not isinstance(p.default, bool) else ""
                )
                yield f"| {shown} | {_cell(p.help or '')} | {plain} |"
        epilog = re.sub(r"\n\n\x08\nPresets:.*", "", command.epilog or "", flags=re.DOTALL)
        if epilog:
            label, _, examples = epilog.partition(":")
            lines = "\n".join(e.strip() for e in examples.split("  |  "))
            yield f"\n{label}:\n\n```text\n{lines}\n```\n"


def _metavar(argument: Any) -> str:
    return str(argument.metavar or argument.name.upper())


def _python() -> Iterator[str]:
    yield "# Python\n\nAll that is public is in `connectindex`, imported as `ci`.\n\n```{eval-rst}\n.. py:module:: connectindex\n"
    functions = sorted(n for n in ci.__all__ if n[0].islower())
    classes = sorted(n for n in ci.__all__ if not n[0].islower())
    for name in (*functions, *classes):
        home = f"{ci._HOMES[name]}.{name}"  # noqa: SLF001 - where each name comes from
        if name in functions:
            yield f".. autofunction:: {home}\n"
        else:
            # a base of our own adds methods: a result's `plot`
            bases = [base for base in getattr(ci, name).__mro__[1:] if base.__module__.startswith("connectindex.")]
            inherited = "   :inherited-members:\n" if bases and not issubclass(getattr(ci, name), Exception) else ""
            yield f".. autoclass:: {home}\n   :members:\n{inherited}   :no-index-entry:\n"
    yield "```"
