"""Sphinx: how the pages of the site are made."""

from importlib import metadata

project = "connectindex"
copyright = "the connectindex authors; text and code under the MIT licence"  # noqa: A001 - Sphinx asks for this name
version = release = metadata.version("connectindex")

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
myst_enable_extensions = ["dollarmath", "colon_fence", "deflist", "attrs_inline"]
myst_heading_anchors = 4
myst_links_external_new_tab = False
exclude_patterns = ["first-edition/**", "scenarios/*.csv"]
suppress_warnings = ["myst.xref_missing_file"]

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
