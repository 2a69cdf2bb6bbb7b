"""Chapters of an edition's Python file: what they are called, without running it, and what is wrong with them."""

from __future__ import annotations

import ast
import functools
import inspect
import re
from typing import TYPE_CHECKING, Any

from connectindex.errors import InputError, Problem, shown
from connectindex.model.report_chapter import ReportChapter
from connectindex.style.report_style import SECTIONS

if TYPE_CHECKING:
    from collections.abc import Callable

CHAPTERS = "CHAPTERS"
ID = re.compile(r"[a-z][a-z0-9_]{0,59}")
TEMPLATE = re.compile(r"[a-z][a-z0-9_]{0,59}\.jinja")
EXAMPLE = f'{CHAPTERS} = [ReportChapter("my_chapter", "My chapter", compose=function)]'


def declared_chapters(tree: ast.Module) -> tuple[ReportChapter, ...]:
    """Read ids and templates of the chapters that a file defines, without running it; they show nothing.

    Examples
    --------
    >>> [c.id for c in declared_chapters(ast.parse("CHAPTERS = [ReportChapter('a', 'A', f)]"))]
    ['a']
    """
    chapters = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or "ReportChapter" not in (
            getattr(node.func, "id", ""),
            getattr(node.func, "attr", ""),
        ):
            continue
        arguments = dict(zip(("id", "title", "compose", "template"), node.args, strict=False))
        arguments |= {k.arg: k.value for k in node.keywords if k.arg}
        texts = {k: v.value for k, v in arguments.items() if isinstance(v, ast.Constant) and isinstance(v.value, str)}
        if "id" in texts:
            chapters.append(ReportChapter(texts["id"], "", _nothing, texts.get("template", "")))
    return tuple(chapters)


def user_chapters(
    listed: Any, name: str, failed: Callable[[BaseException], Problem]
) -> tuple[tuple[ReportChapter, ...], list[Problem]]:
    """Check the chapters that a Python file defines, and guard them: their errors are problems with a line.

    Parameters
    ----------
    listed
        The value of ``CHAPTERS``; None where the file has none.
    name
        Of the file.
    failed
        The problem that an error in the file makes.
    """
    if listed is None:
        return (), []
    place = f"{name} {CHAPTERS}"
    if not isinstance(listed, list | tuple):
        return (), [Problem(place, "must be a list of connectindex.ReportChapter", type(listed).__name__, EXAMPLE)]
    chapters: dict[str, ReportChapter] = {}
    problems = []
    for number, chapter in enumerate(listed, start=1):
        wrong = _wrong(chapter, chapters)
        problems += [Problem(f"{place} {number}{field}", rule, got) for field, rule, got in wrong]
        if not wrong:
            chapters[chapter.id] = _guarded(chapter, failed)
    return tuple(chapters.values()), problems


def _wrong(given: Any, known: dict[str, ReportChapter]) -> list[tuple[str, str, str]]:
    """List field, rule and value of all that is wrong with a chapter."""
    if not isinstance(given, ReportChapter):
        return [("", "must be a connectindex.ReportChapter", type(given).__name__)]
    chapter: Any = given  # whatever the file has put into its fields
    wrong = []
    if not isinstance(chapter.id, str) or not ID.fullmatch(chapter.id):
        wrong.append((" id", "must be lower-case letters, digits and '_'", shown(chapter.id)))
    elif chapter.id in SECTIONS or chapter.id in known:
        wrong.append((" id", "must be that of no other section", shown(chapter.id)))
    if not isinstance(chapter.title, str) or not chapter.title.strip():
        wrong.append((" title", "must be text that is not empty", shown(chapter.title)))
    if not inspect.isfunction(chapter.compose):
        wrong.append((" compose", "must be a function of one argument, the Result", type(chapter.compose).__name__))
    if not isinstance(chapter.template, str) or (chapter.template and not TEMPLATE.fullmatch(chapter.template)):
        rule = "must be the name of a file in templates/sections/, like my_chapter.jinja"
        wrong.append((" template", rule, shown(chapter.template)))
    if not isinstance(chapter.nav, str):
        wrong.append((" nav", "must be text", shown(chapter.nav)))
    wrong += [
        (f" {k}", "must be True or False", shown(v))
        for k, v in {"page": chapter.page, "book": chapter.book}.items()
        if not isinstance(v, bool)
    ]
    return wrong


def _guarded(chapter: ReportChapter, failed: Callable[[BaseException], Problem]) -> ReportChapter:
    """Return the chapter with a function whose errors are problems with a line."""

    @functools.wraps(chapter.compose)
    def composed(result: Any) -> Any:
        try:
            return chapter.compose(result)
        except InputError:
            raise
        except Exception as error:
            raise InputError([failed(error)]) from error

    fields = {name: getattr(chapter, name) for name in ReportChapter.__dataclass_fields__}
    return ReportChapter(**{**fields, "compose": composed})


def _nothing(_: Any) -> None:
    return None
