"""templates/: files of an edition that take the place of the package's, each checked before it is used."""

from __future__ import annotations

from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from connectindex.errors import Problem, did_you_mean, shown
from connectindex.filenames import TEMPLATES
from connectindex.style.style_sheets import css_problems

if TYPE_CHECKING:
    from collections.abc import Sequence

    from connectindex.model.report_chapter import ReportChapter

LARGEST = 500_000


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


def parsed_templates(folder: Path, chapters: Sequence[ReportChapter] = ()) -> tuple[dict[str, str], list[Problem]]:
    """Read the templates and style sheets of an edition, by name, and everything that is wrong with them."""
    texts, problems = {}, []
    home = folder.resolve()
    added = {f"sections/{chapter.template}": chapter for chapter in chapters if chapter.template}
    for path in template_files(folder):
        name = path.relative_to(folder / TEMPLATES).as_posix()
        place = f"{TEMPLATES}/{name}"
        if name not in replaceable() and name not in added:
            hint = did_you_mean(name, replaceable())
            problems.append(Problem(place, "must have the name of a template or style sheet of the package", "", hint))
            continue
        if not path.resolve().is_relative_to(home) or not path.is_file():
            problems.append(Problem(place, "must lie inside the edition"))
            continue
        text, faults = _text(path, place)
        if text is not None:
            faults += css_problems(text, place) if name.endswith(".css") else template_problems(text, place)
            texts[name] = text
        problems += faults
    for name, chapter in added.items():
        if name in replaceable():
            rule = "must have a name that no template of the package has"
            problems.append(Problem(f"{TEMPLATES}/{name}", rule, "", f"it is the template of chapter {chapter.id}"))
        elif not (folder / TEMPLATES / name).is_file():
            problems.append(Problem(f"{TEMPLATES}/{name}", "must be there", "", f"chapter {chapter.id} is drawn by it"))
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
    """List what is wrong with a template, without running it: syntax, unknown filters, escaping turned off.

    Examples
    --------
    >>> print(template_problems("{% autoescape false %}{{ a }}{% endautoescape %}", "templates/parts.jinja")[0])
    templates/parts.jinja line 1: must not turn escaping off
    """
    from jinja2 import TemplateSyntaxError, nodes  # noqa: PLC0415 - few editions bring templates

    environment = template_environment()
    try:
        tree = environment.parse(text)  # nothing is compiled: that would work out constants such as 9**9**9
        problems = [
            Problem(f"{place} line {node.lineno}", "must not turn escaping off")
            for node in tree.find_all(nodes.EvalContextModifier)
        ]
        for kind, known in ((nodes.Filter, environment.filters), (nodes.Test, environment.tests)):
            problems += [
                Problem(f"{place} line {node.lineno}", f"must be a {kind.__name__.lower()} that templates may use",
                        shown(node.name), did_you_mean(node.name, known))
                for node in tree.find_all(kind) if node.name not in known
            ]  # fmt: skip
    except TemplateSyntaxError as error:
        return [Problem(f"{place} line {error.lineno}", "must be a Jinja template", shown(error.message or ""))]
    except (RecursionError, MemoryError, ValueError, OverflowError) as error:
        return [Problem(place, "must be a Jinja template", shown(str(error) or type(error).__name__))]
    return problems


def template_environment(loader: Any = None) -> Any:
    """Make the Jinja environment of an edition's templates: all text escaped, every unknown name an error.

    Parameters
    ----------
    loader
        Of Jinja; none where templates are only looked at.

    Notes
    -----
    Jinja's sandbox keeps a template from the insides of Python by mistake. It does not hold against an attacker:
    templates of a stranger are rendered only where the user has allowed the code of the edition.
    """
    from jinja2 import StrictUndefined  # noqa: PLC0415 - as above
    from jinja2.sandbox import ImmutableSandboxedEnvironment  # noqa: PLC0415

    environment = ImmutableSandboxedEnvironment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    del environment.filters["safe"]  # which takes a text for markup, whoever wrote it
    return environment
