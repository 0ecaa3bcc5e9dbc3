"""The page as a browser shows it: whole, silent, readable by eye, keyboard and machine, and never anything but text."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from handmade_report import whole
from handmade_runs import coupled, failures, talk, turn, unmodelled
from sobremesa.nodes.report import Report
from sobremesa.nodes.synthesize import plain_prose, report_of
from sobremesa.report.html import render

HOSTILE = "</script><img src=x onerror=alert(1)>\x1b]0;owned\x07 $\\frac{1}{2}$ {{ 7*7 }} <b>&amp;"


@cache
def whole_page() -> str:
    """Its page."""
    return render(whole())


def opened(browser: Browser, report: Report, folder: Path, **look: object) -> tuple[Page, list[str]]:
    """The page in a browser, and whatever it asked for or said beside itself."""
    path = folder / "report.html"
    path.write_text(whole_page() if report is whole() else render(report), encoding="utf-8")
    page = browser.new_context(bypass_csp=False, **look).new_page()
    noise: list[str] = []
    page.on("console", lambda message: noise.append(message.text))
    page.on("pageerror", lambda error: noise.append(str(error)))
    page.on("dialog", lambda dialog: noise.append(dialog.message))
    page.on("request", lambda request: noise.append(request.url) if request.url != path.as_uri() else None)
    page.goto(path.as_uri())
    return page, noise


@pytest.mark.parametrize("run", [failures, talk, coupled, unmodelled])
def test_a_page_asks_for_nothing_and_says_nothing(run: object, browser: Browser, tmp_path: Path) -> None:
    evidence = run()  # type: ignore[operator]
    page, noise = opened(browser, report_of(evidence, plain_prose(evidence)), tmp_path)
    assert page.title()
    assert noise == []


def test_every_figure_is_drawn_with_its_text(browser: Browser, tmp_path: Path) -> None:
    report = whole()
    page, noise = opened(browser, report, tmp_path)
    figures = page.locator("figure svg")
    measures = {course.measure for course in report.courses}
    talks = {turn.arm for turn in report.transcript}
    assert figures.count() == len(measures) + 1 + 3 + 1 + 2 + len(talks) + len(report.moved)
    for i in range(figures.count()):
        box = figures.nth(i).bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) > 60
        assert figures.nth(i).locator("text").count() >= 2 or "<image" in figures.nth(i).inner_html()
        assert figures.nth(i).get_attribute("aria-label")
    assert noise == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1280, 900), (360, 740)])
def test_axe_finds_no_violation(browser: Browser, tmp_path: Path, scheme: str, size: tuple[int, int]) -> None:
    look = {"color_scheme": scheme, "viewport": {"width": size[0], "height": size[1]}}
    page, _ = opened(browser, whole(), tmp_path, **look)
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_text_of_figures_has_contrast(browser: Browser, tmp_path: Path, scheme: str) -> None:
    page, _ = opened(browser, whole(), tmp_path, color_scheme=scheme)
    colours = page.evaluate(
        "[...document.querySelectorAll('figure svg text')].map(t => getComputedStyle(t).fill)"
        ".concat(getComputedStyle(document.documentElement).backgroundColor)"
    )
    *inks, paper = [tuple(map(int, colour[4:-1].split(","))) for colour in colours]
    assert len(inks) > 20
    assert min(contrast(ink, paper) for ink in inks) >= 4.5


def contrast(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """The contrast ratio of WCAG 2.2."""

    def luminance(colour: tuple[int, ...]) -> float:
        parts = [c / 255 for c in colour]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_keyboard_reaches_the_answer_and_opens_what_is_folded(browser: Browser, tmp_path: Path) -> None:
    page, _ = opened(browser, whole(), tmp_path)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the answer"
    folded = page.locator("details:not([open]) summary").first
    seen = 0
    while not folded.evaluate("one => one === document.activeElement"):
        page.keyboard.press("Tab")
        seen += 1
        assert seen < 50
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.parentElement.open")


def test_what_is_folded_is_printed(browser: Browser, tmp_path: Path) -> None:
    page, _ = opened(browser, whole(), tmp_path)
    trial = page.get_by_text("another network").first
    assert not trial.is_visible()
    page.emulate_media(media="print")
    assert trial.is_visible()


def test_hostile_text_stays_text(browser: Browser, tmp_path: Path) -> None:
    evidence = talk()
    request = evidence.request.model_copy(update={"scenario": HOSTILE})
    turns = (*evidence.turns, turn(next(iter(evidence.casting.personas)).id, 9, HOSTILE, 0.1, "calm"))  # type: ignore[union-attr]
    evidence = replace(evidence, request=request, turns=turns)
    made = report_of(evidence, plain_prose(evidence))
    course = whole().courses[0].model_copy(update={"arm": HOSTILE})
    page, noise = opened(browser, made.model_copy(update={"courses": (course,), "question": HOSTILE}), tmp_path)
    assert noise == []
    assert page.locator("img, script, b").count() == 0
    assert "onerror=alert(1)" in page.inner_text("body")
    assert "\x1b" not in page.content()
    assert "{{ 7*7 }}" in page.inner_text("h1")


def test_the_page_is_closed_html() -> None:
    """Every element that is opened is closed, in order."""

    class Balance(HTMLParser):
        void = frozenset({"meta", "link"})

        def __init__(self) -> None:
            super().__init__()
            self.open: list[str] = []

        def handle_starttag(self, tag: str, attrs: object) -> None:
            if tag not in self.void:
                self.open.append(tag)

        def handle_endtag(self, tag: str) -> None:
            assert self.open.pop() == tag

    balance = Balance()
    balance.feed(whole_page())
    assert balance.open == []


def test_the_same_report_gives_the_same_page() -> None:
    assert render(whole()) == whole_page()
