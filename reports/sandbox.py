"""Sandbox: templates of an edition, run in a process of their own with bounded time, memory and output.

    python -m connectindex.reports.sandbox

reads a job from its input and writes texts, or the problem, to its output.
"""

from __future__ import annotations

import contextlib
import dataclasses
import io
import json
import os
import pickle
import re
import subprocess
import sys
import traceback
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from connectindex.edition.languages import places_of
from connectindex.errors import InputError, Problem, shown
from connectindex.filenames import TEMPLATES as FOLDER
from connectindex.reports.assets import TEMPLATES
from connectindex.style.templates import bare_environment

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from jinja2 import Environment

    from connectindex.reports.environment import Medium
    from connectindex.reports.language import Language

OURS = "the package's "
# a process needs no more of its caller's surroundings
ENVIRONMENT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "SYSTEMROOT", "FONTCONFIG_PATH", "FONTCONFIG_FILE")
HEAD = re.compile(
    r"\s*<!doctype html>\s*<html lang=\"[\w-]*\">\s*<head>\s*<meta charset=\"utf-8\">\s*"
    r"<meta http-equiv=\"Content-Security-Policy\" content=\"<!--policy-->\">",
    re.IGNORECASE,
)
SCRIPT = re.compile(r'<script(?:><!--script-->| type="application/(?:ld\+)?json"(?: id="[\w-]+")?>)')
ELEMENTS = frozenset(
    {
        *("html", "head", "meta", "title", "style", "script", "body", "header", "footer", "main", "nav", "section"),
        *("article", "aside", "h1", "h2", "h3", "h4", "h5", "h6", "p", "div", "span", "a", "br", "hr", "b", "i", "em"),
        *("strong", "small", "sub", "sup", "code", "pre", "blockquote", "q", "cite", "abbr", "mark", "time", "s", "u"),
        *("ul", "ol", "li", "dl", "dt", "dd", "figure", "figcaption", "img", "table", "caption", "colgroup", "col"),
        *("thead", "tbody", "tfoot", "tr", "th", "td", "details", "summary", "button", "input", "label", "select"),
        *("option", "optgroup", "datalist", "output", "fieldset", "legend", "meter", "progress", "svg", "g", "defs"),
        *("use", "symbol", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan"),
        *("desc", "clippath", "lineargradient", "radialgradient", "stop", "pattern", "mask", "marker"),
    }
)
_MODULES = re.compile(r"\bconnectindex\.[\w.]+\.")
MOST_REPEATED, LARGEST_POWER = 1_000_000, 64
TEXT = frozenset({"lower", "upper", "title", "capitalize", "strip", "lstrip", "rstrip", "startswith", "endswith"})
LOOP = frozenset({"index", "index0", "revindex", "revindex0", "first", "last", "length", "depth", "depth0"})
ATTRIBUTES: Mapping[str, frozenset[str]] = {
    "str": TEXT,
    "Markup": TEXT,
    "dict": frozenset({"items", "keys", "values", "get"}),
    "mappingproxy": frozenset({"items", "keys", "values", "get"}),
    "tuple": frozenset({"index", "count"}),
    "list": frozenset({"index", "count"}),
    "Medium": frozenset({"printed", "colours", "family", "figure", "chart", "href", "language", "logo"}),
    "Language": frozenset({"decimal", "percent", "value", "large", "figure", "date", "signs", "space", "tag"}),
    "Spoken": frozenset({"decimal", "percent", "value", "large", "figure", "date", "plural"}),
    "LoopContext": LOOP | {"cycle", "changed", "previtem", "nextitem"},
}


@dataclass(frozen=True, slots=True)
class Limits:
    """What a run may take: seconds of the processor, bytes of memory, characters of all texts."""

    seconds: int = 30
    memory: int = 2 * 2**30
    characters: int = 300_000_000


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be rendered: a template of the package or the edition, once for each set of values."""

    medium: Medium
    template: str
    contexts: tuple[Mapping[str, Any], ...]
    limits: Limits


class TooMuch(Exception):  # noqa: N818 - it never leaves this module
    """A run that goes beyond its limits."""


def usual_limits(contexts: Sequence[Mapping[str, Any]]) -> Limits:
    """Half a minute, and a second more for each text and each unit that a text speaks of.

    Examples
    --------
    >>> usual_limits([{}] * 155).seconds
    185
    """
    units = max((len(getattr(c.get("document"), "profiles", ())) for c in contexts[:1]), default=0)
    return Limits(seconds=Limits().seconds + max(len(contexts), units))


def rendered(
    medium: Medium, template: str, contexts: Sequence[Mapping[str, Any]], limits: Limits | None = None
) -> list[str]:
    """Texts of a template with the edition's own files in the place of the package's.

    Parameters
    ----------
    medium
        With the templates of the edition.
    template
        Name of the one to begin with.
    contexts
        Values, for one text each; plain values and frozen dataclasses.
    limits
        Of the whole run; else `usual_limits`.

    Raises
    ------
    InputError
        A template fails, asks for what it may not have, or takes too long; file and line are named.
    """
    limits = limits or usual_limits(contexts)
    job = pickle.dumps(Job(medium, template, tuple(contexts), limits), protocol=5)
    surroundings = {k: os.environ[k] for k in ENVIRONMENT if k in os.environ}
    surroundings["PYTHONPATH"] = os.pathsep.join(filter(None, sys.path))
    place = f"{FOLDER}/"
    try:
        run = subprocess.run(
            [sys.executable, "-P", "-m", "connectindex.reports.sandbox"],
            input=job,
            capture_output=True,
            check=False,
            timeout=4 * limits.seconds,
            env=surroundings,
        )
    except subprocess.TimeoutExpired:
        raise InputError([Problem(place, f"must be rendered within {limits.seconds} seconds")]) from None
    try:
        answer = json.loads(run.stdout)
        if "problem" in answer:
            where, rule, got = map(str, answer["problem"])
            raise InputError([Problem(where, rule, got)])
        texts = [str(text) for text in answer["texts"]]
    except (ValueError, KeyError, TypeError):
        rule = f"must be rendered within {limits.seconds} seconds and {limits.memory // 2**20} MB"
        raise InputError([Problem(place, rule)]) from None
    if not medium.printed and (problems := [p for t in texts for p in page_problems(t, f"{place}{template}")]):
        raise InputError(dict.fromkeys(problems))
    return texts


def page_problems(text: str, place: str) -> list[Problem]:
    """What a page must not hold, whoever wrote its template: another policy, programs, parts from elsewhere.

    In the text of a page every sign that could begin an element stands in the template: values are escaped.
    """
    problems = []
    if not HEAD.match(text):
        problems.append(Problem(place, "must begin as the package's pages do, up to the content security policy"))
    if len(re.findall(r"<meta\b[^>]*http-equiv", text, re.IGNORECASE)) > 1:
        problems.append(Problem(place, "must have no other <meta http-equiv> than the policy"))
    names = {found.lower() for found in re.findall(r"<([a-zA-Z][^\s/>]*)", text)}
    problems += [Problem(place, "must hold texts, tables and drawings only", f"<{shown(n)[1:-1]}>")
                 for n in sorted(names - ELEMENTS)]  # fmt: skip
    if len(SCRIPT.findall(text)) != len(re.findall("<script", text, re.IGNORECASE)):
        problems.append(Problem(place, "must have no other scripts than the package's", "<script>"))
    return problems


def environment(medium: Medium, fill: Callable[[Medium], Mapping[str, Any]]) -> Environment:
    """The sandbox for a medium: only what templates need can be reached, and no text loses its escaping.

    Parameters
    ----------
    medium
        With the templates of the edition.
    fill
        Gives the globals that the package's templates have.
    """
    from jinja2 import FunctionLoader  # noqa: PLC0415 - only where an edition brings templates

    bare = bare_environment()

    class Sandbox(type(bare)):  # type: ignore[misc]
        """As Jinja's, with a list of what may be asked of each type instead of one of what may not."""

        intercepted_binops = frozenset({"*", "**", "%"})

        def is_safe_attribute(self, obj: Any, attr: str, _value: Any) -> bool:
            return attr in _allowed(obj)

        def is_safe_callable(self, obj: Any) -> bool:
            # a language fills messages that have any places; `Spoken` looks at them first
            return obj is not medium.language and super().is_safe_callable(obj)

        def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
            _refuse_large(operator, left, right)
            return super().call_binop(context, operator, left, right)

    made = Sandbox(autoescape=True, undefined=bare.undefined, trim_blocks=True, lstrip_blocks=True)
    made.loader = FunctionLoader(lambda name: _source(name, medium.templates))
    made.filters, made.tests = bare.filters, bare.tests
    made.globals = {**fill(medium), "_": Spoken(medium.language), "range": _short_range}
    return made


class Spoken:
    """A language as templates of an edition may use it: messages with plain places, and numbers."""

    def __init__(self, language: Language) -> None:
        self.decimal, self.percent, self.value = language.decimal, language.percent, language.value
        self.large, self.figure, self.date = language.large, language.figure, language.date
        self._language = language

    def __call__(self, msgid: str, /, **values: Any) -> str:
        """The message."""
        return self._language(_plain(msgid), **values)

    def plural(self, one: str, many: str, number: int, /, **values: Any) -> str:
        """The message for a number."""
        return self._language.plural(_plain(one), _plain(many), number, **values)


def _plain(msgid: object) -> str:
    """A message without places like {a.b}, which would walk through attributes out of the sandbox's sight."""
    text = str(msgid)
    if places_of(text) is None:
        raise TooMuch("a message must have plain places, such as {name}")
    return text


def _allowed(obj: Any) -> frozenset[str]:
    """Attributes of a value that a template may ask for."""
    kind = type(obj)
    if kind.__name__ in ATTRIBUTES and kind.__module__.partition(".")[0] in ("builtins", "markupsafe", "jinja2"):
        return ATTRIBUTES[kind.__name__]
    # this module is __main__ where it runs
    if not kind.__module__.startswith(("connectindex.", "__main__")):
        return frozenset()
    if kind.__name__ in ("Medium", "Spoken", "Language"):
        return ATTRIBUTES[kind.__name__]
    if not dataclasses.is_dataclass(obj):
        return frozenset()
    derived = {n for n, v in vars(kind).items() if isinstance(v, property)}
    return frozenset({f.name for f in dataclasses.fields(obj)} | derived)


def _refuse_large(operator: str, left: Any, right: Any) -> None:
    numbers = isinstance(left, int | float) and isinstance(right, int | float)
    if operator == "**" and not (numbers and abs(left) <= MOST_REPEATED and abs(right) <= LARGEST_POWER):
        raise TooMuch(f"a power must be of numbers, with an exponent of {LARGEST_POWER} at most")
    if operator == "*" and not numbers:
        count = right if isinstance(right, int) else left
        if not isinstance(count, int) or count > MOST_REPEATED:
            raise TooMuch("a text must not be repeated so often")
    if operator == "%" and not numbers:
        raise TooMuch("a text is put together with '~', not with '%'")


def _short_range(*ends: int) -> range:
    found = range(*ends)
    if len(found) > MOST_REPEATED:
        raise TooMuch(f"a range must have {MOST_REPEATED:,} steps or fewer")
    return found


def _source(name: str, own: Mapping[str, str]) -> tuple[str, str, Callable[[], bool]] | None:
    """The edition's template of a name, else the package's; None for any other name."""
    if name in own:
        return own[name], f"{FOLDER}/{name}", lambda: True
    known = {p.relative_to(TEMPLATES).as_posix() for p in TEMPLATES.rglob("*.jinja")}
    if name not in known:
        return None
    return (TEMPLATES / name).read_text("utf-8"), f"{OURS}{name}", lambda: True


def _confined(limits: Limits) -> None:
    """Bind this process to its limits, where the system knows them."""
    with contextlib.suppress(ImportError):
        import resource  # noqa: PLC0415 - not on Windows, where only the clock of the caller holds

        for what, most in ((resource.RLIMIT_CPU, limits.seconds), (resource.RLIMIT_DATA, limits.memory)):
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(what, (most, most))


def _texts(job: Job) -> list[str]:
    from connectindex.reports.environment import names  # noqa: PLC0415 - which reads this module

    template = environment(job.medium, names).get_template(job.template)
    texts, left = [], job.limits.characters
    for context in job.contexts:
        text = io.StringIO()
        for part in template.generate(**context):
            left -= len(part)
            if left < 0:
                raise TooMuch(f"all texts together must have {job.limits.characters:,} characters or fewer")
            text.write(part)
        texts.append(text.getvalue())
    return texts


def _problem(error: BaseException, start: str) -> tuple[str, str, str]:
    """Place, rule and value of what a template ran into."""
    place = f"{FOLDER}/{start}"
    for frame in traceback.extract_tb(error.__traceback__):
        if frame.filename.startswith((f"{FOLDER}/", OURS)):
            place = f"{frame.filename} line {frame.lineno}"
    name, line = getattr(error, "filename", None), getattr(error, "lineno", None)
    if isinstance(name, str) and isinstance(line, int):
        place = f"{name} line {line}"
    if isinstance(error, TooMuch):
        return place, f"must stay small and safe: {error}", ""
    if isinstance(error, MemoryError):
        return place, "must be rendered with less memory", ""
    if isinstance(error, RecursionError):
        return place, "must not call or include itself without end", ""
    return place, "must render", shown(f"{type(error).__name__}: {_MODULES.sub('', str(error))}")


def main() -> None:
    """Do the job that stands on the input."""
    job = pickle.loads(sys.stdin.buffer.read())  # noqa: S301 - from our own caller
    out = sys.stdout.buffer
    _confined(job.limits)
    try:
        answer: dict[str, Any] = {"texts": _texts(job)}
    except Exception as error:  # noqa: BLE001 - whatever a stranger's template brings about
        answer = {"problem": _problem(error, job.template)}
    out.write(json.dumps(answer).encode())
    out.flush()


if __name__ == "__main__":
    main()
