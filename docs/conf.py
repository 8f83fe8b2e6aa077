"""How Sphinx builds these pages (``make docs``); everything is on this machine, nothing is fetched."""

import sys
import tomllib
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE / "_ext"))

project = "examiner"
version = release = tomllib.loads((HERE.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
copyright = "the authors of examiner"  # noqa: A001 - Sphinx' name for it

extensions = ["myst_nb", "forge_pages"]
exclude_patterns = ["_*"]
templates_path = ["_templates"]
nb_execution_mode = "off"  # tests/house/test_docs.py and tests/docs/test_tutorials.py execute what pages show
myst_heading_anchors = 4  # links to headings are those of a code forge
suppress_warnings = ["myst.strikethrough"]
pygments_style = "default"

html_theme = "pydata_sphinx_theme"
html_title = f"examiner {version}"
html_show_sourcelink = False
html_copy_source = False
html_static_path = ["_static"]
html_css_files = ["pages.css"]
html_sidebars = {"**": ["sections.html"]}
html_theme_options = {
    "logo": {"text": "examiner"},
    "navbar_center": [],
    "navbar_end": ["theme-switcher"],
    "secondary_sidebar_items": ["page-toc"],
    "show_toc_level": 2,
    "footer_start": ["copyright"],
    "footer_end": [],
}
