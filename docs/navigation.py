"""What the documentation's site does by itself: it finds pages, and the repository's files that they point to.

A page that `mkdocs.yml` does not list goes under "Reference", a decision under "Decisions", each under its own first
heading: whoever writes one has nothing else to do. Links to files outside `docs/` lead to the repository.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

DOCS = Path(__file__).parent
ALSO = ("CONTRIBUTING.md", "CHANGELOG.md")
"""Pages of the repository's root that are pages of the site, too."""
REPOSITORY = "https://github.com/sobremesa/sobremesa/blob/main"
LINK = re.compile(r"\]\((?P<target>(?:\.\./)+[^)#\s]+)")


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Complete the navigation."""
    nav: list[dict[str, Any]] = config.nav or []
    listed = set(_pages(nav))
    rest = sorted(page for page in DOCS.glob("*.md") if page.name not in listed)
    for part in nav:
        if "Reference" in part:
            part["Reference"] += [_entry(page) for page in rest]
    nav.append({"Decisions": [_entry(page) for page in sorted(DOCS.glob("decisions/*.md"))]})
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Take in what stands beside `docs/`."""
    from mkdocs.structure.files import File

    for name in ALSO:
        text = (DOCS.parent / name).read_text("utf-8")
        files.append(File.generated(config, name.lower(), content=text))
    return files


def on_page_markdown(markdown: str, page: Page, **_: Any) -> str:
    """Lead links out of the documentation to the repository."""
    folder = (DOCS / page.file.src_uri).parent

    def led(link: re.Match[str]) -> str:
        target = (folder / link["target"]).resolve()
        if target.is_relative_to(DOCS):
            return link[0]
        return f"]({REPOSITORY}/{target.relative_to(DOCS.parent).as_posix()}"

    return LINK.sub(led, markdown)


def _pages(nav: Any) -> Iterator[str]:
    """Every page that a navigation names."""
    if isinstance(nav, str):
        yield nav
    elif isinstance(nav, dict):
        for part in nav.values():
            yield from _pages(part)
    else:
        for part in nav:
            yield from _pages(part)


def _entry(page: Path) -> dict[str, str]:
    """A page under its own first heading."""
    heading = next(line for line in page.read_text("utf-8").splitlines() if line.startswith("# "))
    return {heading.removeprefix("# "): page.relative_to(DOCS).as_posix()}
