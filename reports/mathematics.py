"""Formulas from LaTeX: MathML for the page, a drawing for the book, whose renderer knows no MathML."""

from __future__ import annotations

import warnings
from functools import cache

from markupsafe import Markup, escape

SIZE = 12.5  # of a letter in the drawing, in pixels


@cache
def mathml(tex: str) -> Markup:
    """A formula as MathML, with its LaTeX as alternative text."""
    from latex2mathml.converter import convert  # noqa: PLC0415 - reports alone need it

    made = convert(tex)
    head = f'<math displaystyle="true" alttext="{escape(tex)}"'
    return Markup(head + made[made.index("<math") + len("<math") :])  # noqa: S704 - formulas of the package


@cache
def drawing(tex: str, colour: str) -> str:
    """A formula as SVG; all letters are outlines."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # it finds its font by a function that Python will drop
        from ziamath.config import config  # noqa: PLC0415 - as above
        from ziamath.zmath import Latex  # noqa: PLC0415

    config.svg2 = False  # plain outlines: WeasyPrint draws symbols at other places
    return str(Latex(tex, size=SIZE, color=colour).svg())
