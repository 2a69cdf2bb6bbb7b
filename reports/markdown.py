"""Notes of an edition: Markdown to HTML that can do nothing but be read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markupsafe import Markup

from connectindex.reports import safe

if TYPE_CHECKING:
    from markdown_it.token import Token

# below the headings of the report's own sections
DEEPER = 2
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)  # to whoever writes the text


def rendered(text: str) -> Markup:
    r"""HTML of Markdown: raw HTML is shown as text, comments and images are left out, links lead to the web or nowhere.

    Examples
    --------
    >>> rendered("*a* <b> <!-- c -->")
    Markup('<p><em>a</em> &lt;b&gt;</p>\n')
    """
    from markdown_it import MarkdownIt  # noqa: PLC0415 - only an edition with notes needs it

    if not text.strip():
        return Markup()
    reader = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    reader.validateLink = lambda url: bool(safe.link(url))  # type: ignore[method-assign]
    tokens = reader.parse(COMMENT.sub("", text))
    for token in tokens:
        _lowered(token)
    return Markup(reader.renderer.render(tokens, reader.options, {}))  # noqa: S704 - without raw HTML in it


def _lowered(token: Token) -> None:
    if token.type in ("heading_open", "heading_close"):
        token.tag = f"h{min(int(token.tag[1]) + DEEPER, 6)}"
    # alignment comes as a style attribute, which the page's policy forbids
    token.attrs.pop("style", None)
