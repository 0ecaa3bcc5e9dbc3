"""The page shows the kept scores, and today's reading of the recorded answers gives them again."""

import sys

import pytest
from evals.evaluators import QUICK
from evals.experiment import scored
from evals.kept import kept, readers, reading
from evals.page import PAGE, filled


def test_the_page_shows_the_kept_scores() -> None:
    text = PAGE.read_text("utf-8")
    assert filled(text, {reader: kept(reader) for reader in readers()}) == text


@pytest.mark.parametrize("reader", readers())
def test_recorded_answers_score_as_they_did(reader: str, capsys: pytest.CaptureFixture[str]) -> None:
    """But for prompts that have been reworded since: those are told of, and change no score."""
    wanted, read = reading(reader)
    now, then = scored(wanted, read, QUICK), kept(reader)
    assert list(then) == [one.id for one in wanted]
    reworded = sorted(identifier for identifier, scores in now.items() if scores.pop("reworded").score)
    if reworded:
        with capsys.disabled():
            sys.stdout.write(f"\n{reader}: prompts reworded since they were answered: {', '.join(reworded)}\n")
    assert now == {one: {key: then[one][key] for key in scores} for one, scores in now.items()}
