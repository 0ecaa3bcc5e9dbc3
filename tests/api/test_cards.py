"""A cast from Python: made, changed, and run with, as an object, a text or a file."""

from __future__ import annotations

from pathlib import Path

import pytest

import sobremesa
from sobremesa import BadRequestError, Settings
from sobremesa.nodes.sheet.writing import write_sheet

SISTERS = "Two sisters argue about selling their late father's boat."


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home")


def test_a_cast_can_be_changed_and_run_with(settings: Settings, tmp_path: Path) -> None:
    casting = sobremesa.cast(SISTERS, settings=settings, mode="social", seed=2)
    one, *others = casting.personas
    renamed = one.model_copy(update={"public": one.public.model_copy(update={"name": "Zenobia"})})
    casting = casting.model_copy(update={"personas": (renamed, *others), "notes": ()})
    file = tmp_path / "sisters.yaml"
    file.write_text(write_sheet(casting), encoding="utf-8")
    answers = set()
    for personas in (casting, file, file.read_text(encoding="utf-8")):
        assert sobremesa.cast(SISTERS, settings=settings, mode="social", personas=personas) == casting
        result = sobremesa.simulate_interactions(SISTERS, rounds=1, personas=personas, settings=settings)
        answers.add(result.answer)
    assert len(answers) == 1
    assert "Zenobia" in answers.pop()


def test_quotas_are_met_from_python_too(settings: Settings) -> None:
    casting = sobremesa.cast(
        "Residents discuss closing the pool.", settings=settings, mode="social", quotas={"age": {"18-34": 2, "60+": 2}}
    )
    assert sorted((person.public.age or 0) >= 60 for person in casting.personas) == [False, False, True, True]


def test_a_file_that_is_not_there_is_told(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(BadRequestError, match="can't be read"):
        sobremesa.simulate_interactions(SISTERS, personas=tmp_path / "none.yaml", settings=settings)
