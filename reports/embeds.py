"""Embeds: each figure and table of the index as a page of its own, to be shown inside other pages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

# tags that open and close what is counted; in texts they are escaped
_TAGS = re.compile(r"<(/?)(section|details|figure|table)\b([^>]*)>")
_ID = re.compile(r'\bid="([^"]+)"')
_TITLES = (
    re.compile(r'<p class="figtitle"[^>]*>(.*?)</p>', re.DOTALL),
    re.compile(r"<caption[^>]*>(.*?)</caption>", re.DOTALL),
    re.compile(r'<p class="legendtitle">(.*?)</p>', re.DOTALL),
    re.compile(r"<figcaption[^>]*>(.*?)</figcaption>", re.DOTALL),
)
_OUTLINES = re.compile(r"<defs>.*?</defs>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Embed:
    """A figure or table: its name in addresses, its anchor in the index, its title, its markup, outlines it uses."""

    name: str
    anchor: str
    title: str
    markup: str
    outlines: str


def named(text: str) -> tuple[str, tuple[Embed, ...]]:
    """Name the figures and tables of a page by their section and number, and take out each with its title.

    Examples
    --------
    >>> text, (one,) = named('<section id="a"><figure><figcaption>Map</figcaption></figure></section>')
    >>> text
    '<section id="a"><figure data-name="a-1" id="a-1"><figcaption>Map</figcaption></figure></section>'
    >>> one.name, one.title
    ('a-1', 'Map')
    """
    outlines = _OUTLINES.search(text)
    parts: list[str] = []
    taken: list[Embed] = []
    sections: list[str | None] = []
    inside: list[str] = []
    counts: dict[str, int] = {}
    copied = start = 0
    name = anchor = ""
    for tag in _TAGS.finditer(text):
        closing, kind, attributes = tag.groups()
        if kind in ("section", "details"):
            stack = sections
            if closing:
                stack.pop()
            else:
                given = _ID.search(attributes)
                tool = kind == "details" and "tool" in attributes
                stack.append(None if tool else given[1] if given and kind == "section" else stack[-1] if stack else "")
            continue
        if closing:
            inside.pop()
            if not inside and name:
                taken.append(_embed(name, anchor, text[start : tag.end()], outlines[0] if outlines else ""))
                name = ""
            continue
        inside.append(kind)
        section = sections[-1] if sections else ""
        if len(inside) > 1 or not section:
            continue
        counts[section] = counts.get(section, 0) + 1
        name, start = f"{section}-{counts[section]}", tag.start()
        given = _ID.search(attributes)
        anchor = given[1] if given else name
        parts += [text[copied : tag.end() - 1], f' data-name="{name}"', "" if given else f' id="{name}"', ">"]
        copied = tag.end()
    return "".join([*parts, text[copied:]]), tuple(taken)


def _embed(name: str, anchor: str, markup: str, outlines: str) -> Embed:
    title = next((t for pattern in _TITLES if (m := pattern.search(markup)) and (t := _words(m[1]))), name)
    # a page in a folder of its own, opened inside another page: links lead out of both
    moved = re.sub(r'<a ([^>]*)href="(?![a-z]+:|#)', r'<a \1target="_blank" rel="noopener" href="../', markup)
    moved = re.sub(r'<a ([^>]*)href="#', r'<a \1target="_blank" rel="noopener" href="../index.html#', moved)
    moved = re.sub(r' tabindex="-1"', "", moved)
    uses = 'href="#o' in moved and "<defs>" not in moved
    return Embed(name, anchor, title, moved, f'<svg class="hidden" aria-hidden="true">{outlines}</svg>' if uses else "")


def _words(markup: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", markup)).split())
