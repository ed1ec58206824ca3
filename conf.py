"""Settings of the book; build it with `make docs`, or `sphinx-build -c . docs build/html`."""

from pathlib import Path

from chainrule.sphinxext.gallery import forget_stale_examples

ROOT = Path(__file__).parent

project = "Deep Learning, Line by Line"
author = "The Chainrule authors"
copyright = "The Chainrule authors, text CC BY 4.0, code MIT"

extensions = [
    "chainrule.sphinxext",
    "sphinx.ext.intersphinx",
    "sphinx.ext.mathjax",
    "sphinx_copybutton",
    "sphinx_design",
    "sphinx_gallery.gen_gallery",
    "sphinxcontrib.bibtex",
]
exclude_patterns = ["auto_gallery/**.ipynb", "auto_gallery/**.py", "**/GALLERY_HEADER.rst", "axe"]
nitpicky = True
numfig = True
numfig_secnum_depth = 1
numfig_format = {"derivation": "Derivation %s"}
rst_prolog = ".. role:: python(code)\n   :language: python\n"

# ---- what the directives print

chainrule_theory = "theory"
chainrule_ledger = "build/ledger"
bibtex_bibfiles = ["docs/references.bib"]
bibtex_reference_style = "author_year"
intersphinx_mapping: dict[str, tuple[str, str]] = {}  # filled from inventories in this tree only

# ---- mathematics, from our own files: no fonts from elsewhere, no speech engine

math_numfig = True
math_eqref_format = "({number})"
mathjax_path = "mathjax/tex-chtml.js"
mathjax4_config = {
    "loader": {
        "load": ["ui/lazy", "[tex]/mathtools"],
        "paths": {"fonts": "[mathjax]/fonts"},
    },
    "tex": {"packages": {"[+]": ["mathtools"]}},
    "output": {"displayOverflow": "linebreak", "displayAlign": "left"},
    "options": {
        "menuOptions": {
            "settings": {"enrich": False, "speech": False, "braille": False, "assistiveMml": True}
        }
    },
}

# ---- pages

html_theme = "sphinx_book_theme"
html_title = "Deep Learning, Line by Line"
html_logo = "docs/_static/logo.svg"
html_favicon = "docs/_static/favicon.svg"
html_static_path = ["docs/_static", "vendor"]
html_css_files = ["chainrule.css"]
html_js_files = [("chainrule.js", {"priority": 100})]
html_context = {"default_mode": "auto"}
html_show_sourcelink = False
html_copy_source = False
html_last_updated_fmt = None
html_theme_options = {
    "show_toc_level": 2,
    "use_sidenotes": True,
    "use_download_button": False,
    "navbar_persistent": [],
    "navbar_start": [],
    "navbar_center": [],
    "navbar_end": [],
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
}

# ---- gallery: a script runs again when it or the engine changes

sphinx_gallery_conf = {
    "examples_dirs": ["../gallery"],
    "gallery_dirs": ["auto_gallery"],
    "filename_pattern": r"/plot_",
    "subsection_order": ["*"],
    "within_subsection_order": "FileNameSortKey",
    "image_scrapers": ("matplotlib", "chainrule.sphinxext.gallery.formula_scraper"),
    "ignore_repr_types": r"sympy|chainrule|matplotlib",
    "reset_modules": ("matplotlib", "chainrule.sphinxext.gallery.reset_torch"),
    "image_srcset": ["2x"],
    "min_reported_time": 3600,
    "write_computation_times": False,
    "abort_on_example_error": True,
    "show_signature": False,
    "remove_config_comments": True,
    "download_all_examples": False,
}
forget_stale_examples(ROOT / "docs" / "auto_gallery", ROOT / "src", ROOT / "theory")
