"""Templates of a stranger's edition: what the sandbox of templates is asked for besides, by filters and by its own objects."""

import datetime as dt

import pytest

import connectindex as ci
from connectindex.errors import InputError
from connectindex.reports import palette, sandbox
from connectindex.reports.assets import TEMPLATES
from connectindex.reports.compose import compose
from connectindex.reports.environment import Address, Medium
from connectindex.style.templates import css_problems, template_problems

LIMITS = sandbox.Limits(seconds=4, memory=600 * 2**20, characters=1_000_000)
WALKS = {
    "item": "{{ document['__class__'] }}",
    "item of a function": "{{ medium['figure']['__globals__'] }}",
    "map": "{{ [document]|map(attribute='__class__')|join }}",
    "map, deeper": "{{ [document]|map(attribute='title.__class__.__mro__')|list }}",
    "sort": "{{ [document, document]|sort(attribute='__class__.__name__') }}",
    "group": "{% for kind, all in [document]|groupby('__class__') %}{{ kind }}{% endfor %}",
    "select": "{% for d in [document]|selectattr('__class__') %}{{ d }}{% endfor %}",
    "sum": "{{ [document]|sum(attribute='__class__') }}",
    "unique": "{{ [document]|unique(attribute='__class__')|list }}",
    "own template": "{{ self._TemplateReference__context }}",
    "own blocks": "{% block a %}{% endblock %}{{ self.a.__globals__ }}",
    "loop": "{% for d in [1] %}{{ loop.__class__ }}{{ loop._iterator }}{% endfor %}",
    "macro": "{% macro m() %}{% endmacro %}{{ m.__class__ }}{{ m._func }}",
    "caller": "{% macro m() %}{{ caller.__globals__ }}{% endmacro %}{% call m() %}{% endcall %}",
    "templates": "{{ medium.templates }}",
    "method of a dict": "{{ {}.update }}",
    "format with a map": "{{ '%(a)s'|format(a=document.__class__) }}",
    "import of a file": "{% import '/etc/passwd' as p %}",
    "inherits a file": "{% extends '../../../../etc/passwd' %}",
    "globals": "{{ cycler }}{{ joiner }}{{ namespace }}",
}
BOMBS = {
    "indent": "{{ 'a'|indent(2000000000, true) }}",
    "format": "{{ '%01999999999d'|format(1) }}",
    "batch": "{{ [1]|batch(2000000000, 0)|list }}",
    "slice": "{{ [1]|slice(2000000000, 0)|list }}",
    "replace": "{% set a = 'a' * 1000000 %}{{ a|replace('a', a) }}",
    "join": "{% set a = 'a' * 1000000 %}{{ range(1000000)|join(a) }}",
    "a macro that doubles": "{% macro m(a, n) %}{% if n %}{{ m(a ~ a, n - 1) }}{% endif %}{% endmacro %}{{ m('a' * 1000, 60) }}",
    "ranges in ranges": "{% for a in range(1000000) %}{% if range(1000000)|sum < 0 %}{% endif %}{% endfor %}",
    "digits": "{{ ('9' * 1000000)|int }}{{ ('9' * 1000000)|int }}{% for a in range(1000000) %}{{ 'aaaa' }}{% endfor %}",
    "round": "{{ 2.5|round(1000000000) }}{% for a in range(1000000) %}{{ 'aaaa' }}{% endfor %}",
    "addresses": "{% set a = 'äöü' * 1000000 %}{% for k in range(1000) %}{{ a|urlencode|length }}{% endfor %}",
    "power of powers": "{{ (((((9**64)**64)**64)**64)**64) }}",
}  # fmt: skip


@pytest.fixture(scope="module")
def document(tmp_path_factory):
    import shutil

    from connectindex.edition.read import starter_folder

    folder = tmp_path_factory.mktemp("edition") / "starter"
    shutil.copytree(starter_folder(), folder, ignore=shutil.ignore_patterns("__*"))
    return compose(ci.build(ci.read_edition(folder)), dt.date(2026, 11, 22))


def refused(document, text):
    """What the template is refused for, before it runs or while it does."""
    found = template_problems(text, "templates/country.jinja")
    if found:
        return str(found[0])
    medium = Medium(True, palette.LIGHT, Address("#c-"), templates={"country.jinja": text})
    with pytest.raises(InputError) as raised:
        sandbox.rendered(medium, "country.jinja", [{"document": document}], LIMITS)
    return str(raised.value)


@pytest.mark.parametrize("name", WALKS)
def test_walks_end_at_once(document, name):
    said = refused(document, WALKS[name])
    assert said.startswith("templates/")
    assert "root:" not in said


@pytest.mark.parametrize("text", ["*{top:0}\n" * 2_001, "*," * 2_000 + "b{top:0}"])
def test_a_style_sheet_of_thousands_of_selectors_is_refused(text):
    (problem,) = css_problems(text, "templates/css/book.css")
    assert str(problem).startswith(
        "templates/css/book.css: must have 2,000 rules and commas or fewer, as each selector"
    )
    assert problem.got == "2,001"
    for sheet in TEMPLATES.glob("css/*.css"):
        assert css_problems(sheet.read_text("utf-8"), sheet.name) == []


def test_the_time_of_templates_grows_with_the_units_they_speak_of(document):
    assert sandbox.usual_limits([{"document": document}]).seconds == 38
    assert sandbox.usual_limits([{"document": document}] * 155).seconds == 185


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_end_in_time(document, name):
    assert refused(document, BOMBS[name]).startswith("templates/")
