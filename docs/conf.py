"""How Sphinx makes the site of the executed lessons; ``make site`` calls it by tools/site.py.

Nothing on a page comes from elsewhere: the theme carries its fonts and scripts, formulas are
MathML, ``_static/site.js`` brings the widgets to life, and ``_static/searchtools.js`` searches.
"""

project = "mrcnn_edu"
language = "en"
extensions = ["myst_nb", "sphinx_copybutton", "tools.mathml", "tools.passages"]
templates_path = ["_templates"]

# The lessons have been executed already, by the tool that also times them.
nb_execution_mode = "off"
# What myst-nb would load from elsewhere for the widgets; site.js does without.
nb_ipywidgets_js = {}
nb_code_prompt_show = "Show the code"
nb_code_prompt_hide = "Hide the code"
# A cell's outputs are one text, however its prints came in.
nb_merge_streams = True
myst_enable_extensions = ["dollarmath"]
myst_heading_anchors = 3
html_math_renderer = "mathml"

html_theme = "sphinx_book_theme"
html_title = "mrcnn_edu"
html_favicon = "_static/favicon.svg"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_js_files = [("site.js", {"defer": "defer"})]
html_copy_source = False
html_use_index = False  # there are no entries for one
# A button on code, and none on what it printed.
copybutton_selector = "div.cell_input pre, article div.highlight-sh pre"
html_show_copyright = False
html_theme_options = {
    "article_header_end": ["take-along", "article-header-buttons"],
    "footer_content_items": [],
    "home_page_in_toc": True,
    "navbar_persistent": [],  # the search field stands in the sidebar already
    "show_toc_level": 2,
    "use_download_button": False,  # the theme's gives the executed copy, some megabytes of it
}
html_context = {"default_mode": "auto"}  # light or dark as the reader's system is
