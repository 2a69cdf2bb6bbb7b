"""Commands that list methods with their settings, indicators with their needs, and the schema of index.toml."""

from __future__ import annotations

from typing import Annotated

import typer

METHODS_HELP = "List the methods of each step: kind, settings with their defaults, one line each (tab-separated)."
METHODS_EXAMPLES = "Examples:  connectindex methods  |  connectindex methods normalise"
SCHEMA_HELP = "Print the JSON schema of index.toml, for editors and checks."
SCHEMA_EXAMPLES = "Example:  connectindex schema > index.schema.json"
INDICATORS_HELP = "List the catalogue of indicators: id, unit, what they need in which unit, source (tab-separated)."
INDICATORS_EXAMPLES = "Example:  connectindex indicators > catalogue.tsv"


def methods(
    step: Annotated[
        str | None, typer.Argument(help="impute, screen, treat, normalise, weight or aggregate; else all.")
    ] = None,
) -> None:
    """List methods."""
    from connectindex.stages.described import methods as listed  # noqa: PLC0415 - loaded when it is used

    chosen = listed(step)
    typer.echo("step\tkind\tsettings\tsummary")
    for method in chosen:
        typer.echo(method.line())


def schema() -> None:
    """Print the schema."""
    from connectindex.edition.schema import schema_text  # noqa: PLC0415 - as above

    typer.echo(schema_text(), nl=False)


def indicators() -> None:
    """List the catalogue."""
    from connectindex.indicators import CATALOGUE  # noqa: PLC0415 - as above
    from connectindex.indicators.needs import needed  # noqa: PLC0415

    typer.echo("id\tname\tunit\tneeds\tdefinition\tsource")
    for i in CATALOGUE.values():
        typer.echo("\t".join([i.id, i.name, i.unit, ", ".join(map(needed, i.inputs)), i.definition, i.source]))
