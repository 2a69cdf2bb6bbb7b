"""Settings of a report: the section ``[report]`` of an index.toml."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from connectindex.section import Section


class ColoursSection(Section):
    """``[report] colours``: as #rrggbb; of those that are not given, the dark ones and the ramps follow the accent."""

    accent: str | None = None
    accent_dark: str | None = None
    warm: str | None = None
    warm_dark: str | None = None
    ramp: list[str] | None = None
    ramp_dark: list[str] | None = None


class FontsSection(Section):
    """``[report] fonts``: files of one family; a weight that is not there is drawn by the nearest."""

    regular: str
    medium: str = ""
    semibold: str = ""
    bold: str = ""
    italic: str = ""


class ReportSection(Section):
    """``[report]``: what the pages show, and how they look."""

    highlight: list[str] = []
    peers: str = ""
    groups: list[str] = []
    prices: dict[str, str] = {}
    logo: str = ""
    colours: ColoursSection = ColoursSection()
    fonts: FontsSection | None = None
    sections: Annotated[list[str], Field(min_length=1)] | None = None
    map: str = ""
    map_id: str = ""
    map_name: str = ""
    map_credit: str = ""
    map_disclaimer: str = ""
