"""A Report as one page of HTML that needs nothing else: no script, no request, light and dark, phone and print.

All text goes through Jinja's autoescape; only the figures are inserted as they are, and those are drawn here. The
page's content security policy allows no script and no request at all. Read `page.html` beside `page.py`, which
says what stands where.
"""

from __future__ import annotations

from importlib.resources import files

from sobremesa.nodes.report import Report
from sobremesa.report.page import page


def render(report: Report) -> str:
    """The whole page, ending in a newline."""
    from jinja2 import Environment, StrictUndefined

    folder = files("sobremesa.report")
    environment = Environment(autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True)
    template = environment.from_string(folder.joinpath("page.html").read_text("utf-8"))
    style = folder.joinpath("page.css").read_text("utf-8")
    from markupsafe import Markup

    return template.render(page=page(report), style=Markup(style))
