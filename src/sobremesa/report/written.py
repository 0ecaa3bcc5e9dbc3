"""A report as a file: the ending of its name says in which form."""

from __future__ import annotations

from pathlib import Path

from sobremesa.nodes.report import Report


def text_of(report: Report, path: Path) -> str:
    """The report as HTML for `.html`, as JSON for `.json`, else as Markdown."""
    match path.suffix.lower():
        case ".html" | ".htm":
            from sobremesa.report.html import render as as_html

            return as_html(report)
        case ".json":
            return report.model_dump_json(indent=2) + "\n"
        case _:
            from sobremesa.report.markdown import render as as_markdown

            return as_markdown(report)
