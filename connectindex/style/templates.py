"""templates/: files of an edition that take the place of the package's, each checked before it is used."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from connectindex.errors import Problem, did_you_mean, shown
from connectindex.filenames import TEMPLATES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LARGEST = 500_000
DEEPEST = 60
MOST_SELECTORS = 2_000  # ours have 400 at most
# of Jinja's own; what gives text its markup back, reads attributes by name or draws lots is not there
FILTERS = frozenset(
    {
        "abs",
        "batch",
        "capitalize",
        "count",
        "d",
        "default",
        "dictsort",
        "e",
        "escape",
        "first",
        "float",
        "forceescape",
        "format",
        "groupby",
        "indent",
        "int",
        "items",
        "join",
        "last",
        "length",
        "list",
        "lower",
        "map",
        "max",
        "min",
        "reject",
        "rejectattr",
        "replace",
        "reverse",
        "round",
        "select",
        "selectattr",
        "slice",
        "sort",
        "string",
        "striptags",
        "sum",
        "title",
        "trim",
        "truncate",
        "unique",
        "upper",
        "urlencode",
        "wordcount",
    }
)
TESTS = frozenset(
    {
        "boolean",
        "defined",
        "divisibleby",
        "eq",
        "equalto",
        "even",
        "false",
        "float",
        "ge",
        "gt",
        "greaterthan",
        "in",
        "integer",
        "iterable",
        "le",
        "lessthan",
        "lower",
        "lt",
        "mapping",
        "ne",
        "none",
        "number",
        "odd",
        "sameas",
        "sequence",
        "string",
        "true",
        "undefined",
        "upper",
    }
) | {"==", "!=", "<", "<=", ">", ">="}
_ESCAPE = re.compile(r"\\([0-9a-fA-F]{1,6}\s?|.)", re.DOTALL)
_ADDRESS = re.compile(r"url\(\s*(?!['\"]?(?:data:|#))|@\s*import|image-set\(|image\(", re.IGNORECASE)


@cache
def replaceable() -> frozenset[str]:
    """Names of the package's templates and style sheets, which an edition may replace one by one.

    Examples
    --------
    >>> "book.jinja" in replaceable(), "css/page.css" in replaceable(), "js/page.js" in replaceable()
    (True, True, False)
    """
    folder = Path(str(resources.files("connectindex").joinpath("templates")))
    return frozenset(
        p.relative_to(folder).as_posix() for g in ("*.jinja", "sections/*.jinja", "css/*.css") for p in folder.glob(g)
    )


def template_files(folder: Path) -> list[Path]:
    """List the files of ``templates/``, which take the place of the package's."""
    return sorted(p for p in (folder / TEMPLATES).rglob("*") if p.is_file() or p.is_symlink())


def parsed_templates(folder: Path) -> tuple[dict[str, str], list[Problem]]:
    """Templates and style sheets of an edition, by name, and everything that is wrong with them."""
    texts, problems = {}, []
    home = folder.resolve()
    for path in template_files(folder):
        name = path.relative_to(folder / TEMPLATES).as_posix()
        place = f"{TEMPLATES}/{name}"
        if name not in replaceable():
            hint = did_you_mean(name, replaceable())
            problems.append(Problem(place, "must have the name of a template or style sheet of the package", "", hint))
            continue
        if not path.resolve().is_relative_to(home) or not path.is_file():
            problems.append(Problem(place, "must lie inside the edition"))
            continue
        text, found = _text(path, place)
        if text is not None:
            found += css_problems(text, place) if name.endswith(".css") else template_problems(text, place)
            texts[name] = text
        problems += found
    return texts, problems


def _text(path: Path, place: str) -> tuple[str | None, list[Problem]]:
    if path.stat().st_size > LARGEST:
        return None, [Problem(place, f"must be {LARGEST // 1000} kB or less", f"{path.stat().st_size // 1000:,} kB")]
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        return None, [Problem(place, "must be text in UTF-8")]
    if "\0" in text:
        return None, [Problem(place, "must be text in UTF-8", "a NUL character")]
    return text, []


def template_problems(text: str, place: str) -> list[Problem]:
    """What is wrong with a template before it is run: syntax, unknown names, escaping turned off.

    Examples
    --------
    >>> print(template_problems("{% autoescape false %}{{ a }}{% endautoescape %}", "templates/parts.jinja")[0])
    templates/parts.jinja line 1: must not turn escaping off
    """
    from jinja2 import TemplateError, TemplateSyntaxError, nodes  # noqa: PLC0415 - few editions bring templates

    environment = bare_environment()
    try:
        tree = environment.parse(text)
        found = [
            Problem(f"{place} line {node.lineno}", "must not turn escaping off")
            for node in tree.find_all(nodes.EvalContextModifier)
        ]
        if _depth(tree) > DEEPEST:
            found.append(Problem(place, f"must be nested {DEEPEST} deep or less"))
        if not found:
            environment.compile(text, place)
    except TemplateSyntaxError as error:
        return [Problem(f"{place} line {error.lineno}", "must be a Jinja template", shown(error.message or ""))]
    except (TemplateError, SyntaxError, RecursionError, MemoryError, ValueError, OverflowError) as error:
        return [Problem(place, "must be a Jinja template", shown(str(error) or type(error).__name__))]
    return found


def bare_environment() -> Any:
    """Jinja's sandbox with all text escaped, every unknown name an error, and only filters that are safe."""
    from jinja2 import StrictUndefined, pass_context  # noqa: PLC0415 - as above
    from jinja2.sandbox import ImmutableSandboxedEnvironment  # noqa: PLC0415

    @pass_context
    def as_it_is(_context: Any, value: Any) -> Any:
        return value

    made = ImmutableSandboxedEnvironment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        cache_size=0,
        # neither of the two works out at once, while a template is only looked at, what is the same in every run
        optimized=False,
        finalize=as_it_is,
    )
    made.globals = {}
    made.filters = {k: v for k, v in made.filters.items() if k in FILTERS}
    made.tests = {k: v for k, v in made.tests.items() if k in TESTS}
    return made


def _depth(tree: Any) -> int:
    """How deep the parts of a template are nested."""
    deepest, open_ = 0, [(tree, 0)]
    while open_:
        node, depth = open_.pop()
        deepest = max(deepest, depth)
        open_ += [(child, depth + 1) for child in node.iter_child_nodes()]
    return deepest


def css_problems(text: str, place: str) -> list[Problem]:
    r"""What a style sheet must not hold: addresses outside itself, and what would end the element it stands in.

    Examples
    --------
    >>> print(css_problems("a{}\n@import 'https://example.org/a.css';", "templates/css/page.css")[0])
    templates/css/page.css line 2: must refer to nothing outside itself, got '@import'
    """
    problems = [Problem(f"{place} line {line}", rule, shown(got)) for line, rule, got in _css_faults(text)]
    if (number := text.count("{") + text.count(",")) > MOST_SELECTORS:
        rule = f"must have {MOST_SELECTORS:,} rules and commas or fewer, as each selector is held against every element"
        problems.append(Problem(place, rule, f"{number:,}"))
    return list(dict.fromkeys(problems))


def _css_faults(text: str) -> Iterator[tuple[int, str, str]]:
    for number, line in enumerate(text.splitlines(), start=1):
        # a letter may be written as an escape
        plain = _ESCAPE.sub(_letter, line)
        if found := _ADDRESS.search(plain):
            yield number, "must refer to nothing outside itself", found[0]
        if "</" in plain or "<!" in plain:
            yield number, "must not hold markup", "<"


def _letter(found: re.Match[str]) -> str:
    try:
        return chr(int(found[1], 16))
    except (ValueError, OverflowError):
        return found[1]


def sheets(texts: Mapping[str, str]) -> dict[str, str]:
    """The style sheets among the files of ``templates/``."""
    return {n: t for n, t in texts.items() if n.endswith(".css")}
