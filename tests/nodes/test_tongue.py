"""Texts in other languages than English, and what an answer in one is held to."""

import json
import re
from pathlib import Path

import pytest

from scripted_llm import Answer, Asked, ScriptedServer
from scripted_rules import whole_loop
from sobremesa import asimulate_scenario
from sobremesa.mechanics.finding import Finding
from sobremesa.mechanics.library import load
from sobremesa.mechanics.writing import write_document
from sobremesa.nodes.claims import Grounds, figures_of, problems
from sobremesa.nodes.contract import Request, Result
from sobremesa.nodes.interpreter import Route
from sobremesa.nodes.model_prompts import IN_ITS_LANGUAGE, KINDS, asked_for
from sobremesa.nodes.report import Sentence
from sobremesa.nodes.settings import Settings
from sobremesa.nodes.tongue import grounds_for, is_english

GERMAN = (
    "100 Menschen tragen neuronale Schnittstellen. 10 % der Schnittstellen fallen aus. Jeder sieht die Gefühle der "
    "anderen. Wie weit breitet sich der Ärger aus?"
)
LEVEL = Finding(kind="level", measure="upset", arms=("scenario",), value=0.85, low=0.83, high=0.87, n=30, id="f1",
                unit="share", method="mean", take="last")  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        GERMAN,
        "Cien personas oyen un rumor y lo cuentan a sus amigos. ¿Cuántas lo saben después de una semana?",
        "Cent personnes entendent une rumeur. Combien la connaissent au bout de dix jours ?",
        "Sto osób słyszy plotkę i powtarza ją znajomym. Ile osób ją zna po tygodniu? Ten wynik ma być dokładny.",
        "Honderd mensen horen een gerucht. Hoeveel weten er van, en is dat veel of weinig?",
        "百人がうわさを聞き、友達に伝えます。一週間後に何人が知っていますか。",
    ],
)
def test_other_languages_are_told_from_english(text: str) -> None:
    assert not is_english(text)


@pytest.mark.parametrize(
    "text",
    [
        "Interfaces fail, and frustration spreads from friend to friend.",
        "In “scenario”, 85% [83%, 87%] of the people are upset at the end.",
        "Three founders quarrel about selling the company. Who gives in?",
    ],
)
def test_english_is_english(text: str) -> None:
    assert is_english(text)


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("Am Ende sind in “scenario” 85% [83%, 87%] der Menschen verärgert.", True),
        ("Am Ende sind 85 % der Menschen verärgert, auf jeden Fall.", True),
        ("Am Ende sind 86.4% der Menschen verärgert.", False),
        ("Am Ende sind 0,85 der Menschen verärgert.", False),
        ("Am Ende sagt jemand „es reicht“.", False),
        ("Alle 40 Läufe zeigen es.", False),
    ],
)
def test_in_german_digits_and_quotations_are_held_to_the_evidence(text: str, holds: bool) -> None:
    sentence = Sentence(text=text, evidence=("f1",))
    grounds = Grounds(figures={"f1": figures_of(LEVEL)}, words={"f1": ()}, names=frozenset({"scenario"}),
                      known=frozenset({"upset"}))  # fmt: skip
    held = grounds_for([sentence], grounds, GERMAN)
    assert not held.english
    assert (not problems(sentence, held)) is holds


def test_an_english_scenario_or_answer_is_held_to_everything() -> None:
    english, german = (
        Sentence(text="Most of them are upset at the end, and stay so."),
        Sentence(text="Die meisten sind verärgert."),
    )
    assert grounds_for([german], Grounds(), "How many of the people are upset?").english
    assert grounds_for([english], Grounds(), GERMAN).english


async def ask(scripted: ScriptedServer, home: Path, text: str) -> Result:
    """What comes of the German scenario where the language model writes `text` as its answer."""

    def rule(asked: Asked) -> Answer:
        if asked.schema is None:
            return Answer(write_document(load("interface_failure")))
        if "narrative" not in asked.fields:
            return whole_loop(asked)
        headline = re.search(r"^(f\d+): communication success, in “scenario”", asked.words, re.MULTILINE)
        assert headline is not None
        return Answer(json.dumps({"answer": [{"text": text, "evidence": [headline[1]]}], "narrative": []}))

    scripted.rule = rule
    settings = Settings.from_env(scripted.environ(SOBREMESA_HOME=str(home)))
    return await asimulate_scenario(GERMAN, "mechanics", num_agents=20, replicates=2, settings=settings)


async def test_a_question_in_german_is_answered_in_german(scripted: ScriptedServer, tmp_path: Path) -> None:
    result = await ask(scripted, tmp_path, "Der Ärger erfasst viele Menschen, aber nicht alle.")
    assert result.report is not None
    assert result.report.answer[0].text.startswith("Der Ärger erfasst")
    assert any(notice.startswith("The answer is in the language of the question.") for notice in result.report.notices)


async def test_a_document_is_asked_for_in_the_language_of_the_scenario(
    scripted: ScriptedServer, tmp_path: Path
) -> None:
    await ask(scripted, tmp_path, "Der Ärger erfasst viele Menschen.")
    (compiled, *_) = [asked for asked in scripted.asked if asked.schema is None]
    assert IN_ITS_LANGUAGE in compiled.words
    assert (
        asked_for(Request(scenario="How far does the anger spread?"), Route(mode="mechanics", confidence=1, reasons=()))
        == KINDS["mechanics"]
    )
