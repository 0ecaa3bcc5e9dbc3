"""Pages of a report: joined they are the report, and none is longer than allowed."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sobremesa.doors.paging import MOST_CHARACTERS, paged

TEXTS = st.lists(st.sampled_from(["a", "word ", "\n", "\n\n", "\n\n## Head\n\n", "é", "🙂", "x" * 30]), max_size=60)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(TEXTS.map("".join), st.integers(1, 80))
def test_joined_they_are_the_text_and_each_fits(text: str, most: int) -> None:
    pages = paged(text, most)
    assert "".join(pages) == text
    assert all(0 < len(page) <= most for page in pages)
    assert all(len(page) >= most // 2 for page in pages[:-1])


def test_a_page_ends_before_a_heading_where_it_can() -> None:
    part = "words " * 1_000
    first, second = paged(f"# One\n\n{part}\n\n## Two\n\n{part}\n")
    assert second.startswith("## Two")
    assert len(first) <= MOST_CHARACTERS


def test_nothing_has_no_page() -> None:
    assert paged("") == ()
