"""Sphinx: how the pages of the site are made."""

from importlib import metadata

from docutils.nodes import SkipNode
from pygments.lexers.special import TextLexer

project = "connectindex"
copyright = "the connectindex authors; text and code under the MIT licence"  # noqa: A001 - Sphinx asks for this name
version = release = metadata.version("connectindex")

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
myst_enable_extensions = ["dollarmath", "colon_fence", "deflist", "attrs_inline"]
myst_heading_anchors = 4
myst_links_external_new_tab = False
exclude_patterns = ["first-edition/**", "registry.md", "scenarios/*.csv"]

suppress_warnings = ["ref.python"]  # several classes have an attribute of the same name
autodoc_typehints = "none"
autodoc_member_order = "bysource"
napoleon_google_docstring = False
napoleon_use_rtype = False
napoleon_use_ivar = True

html_theme = "furo"
html_title = "connectindex"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sphinx = False
html_last_updated_fmt = None
# formulas are MathML, which browsers draw themselves: no script is fetched
html_math_renderer = "mathml"
pygments_style = "friendly"
pygments_dark_style = "monokai"


def setup(app):
    """Draw formulas as MathML, with docutils' own converter."""
    from docutils.utils.math.latex2mathml import tex2mathml

    def inline(self, node):
        self.body.append(tex2mathml(node.astext()))
        raise SkipNode

    def block(self, node):
        self.body.append(f'<div class="math">{tex2mathml(node.astext(), as_block=True)}</div>')
        raise SkipNode

    def escaped(_app, _what, _name, _obj, _options, lines):
        """Bars are absolute values here, not substitutions."""
        lines[:] = [line if line.lstrip().startswith((">>>", "...")) else line.replace("|", r"\|") for line in lines]

    app.connect("autodoc-process-docstring", escaped)
    app.add_lexer("csv", TextLexer)
    app.add_html_math_renderer("mathml", (inline, None), (block, None))
    return {"parallel_read_safe": True}
