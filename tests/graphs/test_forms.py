"""Forms of a model: looked for, gated, run beside the first, and told; alike with a library and a language model."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from scripted_llm import Answer, Asked, ScriptedServer
from sobremesa.errors import BadRequestError
from sobremesa.graphs import forking, run
from sobremesa.graphs.capsules import record, replay
from sobremesa.graphs.estimating import estimate
from sobremesa.mechanics.document import ModelDocument
from sobremesa.mechanics.reading import read_document
from sobremesa.mechanics.writing import write_document
from sobremesa.nodes.assembly import build_services
from sobremesa.nodes.capsule.file import from_bytes, to_bytes
from sobremesa.nodes.context import Services
from sobremesa.nodes.contract import Request, Result
from sobremesa.nodes.forking.fork import read_fork
from sobremesa.nodes.interpreter import Formed, NoForm, Taken, Translation
from sobremesa.nodes.reply import read_reply
from sobremesa.nodes.report import Report
from sobremesa.nodes.settings import Settings
from sobremesa.report.markdown import render

DOCUMENT = """
model: planted
purpose: how many hold it
clock: {steps: 4}
parameters:
  share: {value: 0.5, low: 0, high: 1, unit: share, source: assumed, why: "as likely as not"}
assumptions: ["who meets whom: nobody meets anybody"]
agents: {person: {count: 60, state: {held: {type: bool}, tried: {type: int}}}}
rules: RULES
measures: {held: {value: "mean(p.held for p in person)", unit: share}}
experiment:
  question: How many hold it?
  arms: [{name: nobody does, set: {share: 0}}, {name: scenario}]
  headline: {measure: held}
"""
RULES = {
    "chance": '[{name: hold, who: person, do: "self.held = chance(share)"}]',
    "renamed": '[{name: take_it, who: person, do: "self.held = chance(share * 0.9)"}]',
    "draw": '[{name: hold, who: person, do: "self.held = uniform(0, 1) < share"}]',
    "once": '[{name: hold, who: person, do: "self.held = self.held or chance(share)"}]',
    "broken": '[{name: hold, who: person, do: "self.held = 1 / self.tried > share"}]',
}
SCENARIO = "60 people hold something. How many hold it in the end?"
REQUEST = Request(scenario=SCENARIO, mode="mechanics", model_forms=3, replicates=8)
SECTION = "form: {{name: {name}, first: by chance each time, ask: 'Is it {name}?'}}\n"


def document(rules: str) -> ModelDocument:
    return read_document(DOCUMENT.replace("RULES", RULES[rules]))


def formed(rules: str) -> Formed:
    return Formed(document=document(rules), name=rules, first="by chance each time", ask=f"Is it {rules}?")


@pytest.fixture
def planted(settings: Settings, social: Services) -> Services:
    """Services that compute, and read every scenario as the planted model."""
    services = build_services(settings, "t")
    social.interpreter.mode = "mechanics"
    social.interpreter.translation = Translation(document=document("chance"))
    return replace(services, interpreter=social.interpreter)


async def asked(services: Services, settings: Settings, *forms: str, **update: Any) -> Report:
    services.interpreter.forms = tuple(map(formed, forms))
    result = await run.start(REQUEST.model_copy(update=update), settings, "t", services)
    assert result.status == "done", result.answer
    assert result.report is not None
    return result.report


async def test_forms_that_agree_are_said_to_with_their_numbers(settings: Settings, planted: Services) -> None:
    report = await asked(planted, settings, "draw", model_forms=2)
    first = report.answer[0].text
    assert first.startswith("Both forms of the model agree: as “by chance each time”, held is ")
    assert "; as “draw”, " in first
    assert [form.standing for form in report.forms] == [None, "agrees"]
    assert not any("would decide" in sentence.text for sentence in report.answer)
    level, change, *_ = [finding for finding in report.findings if finding.form == "draw"]
    assert (level.kind, change.kind) == ("form", "form")
    assert level.n == 8
    assert change.low is not None
    assert change.low < 0 < (change.high or 0)
    assert not any("bug" in notice for notice in report.notices)


async def test_forms_that_do_not_are_told_first_with_the_question_that_decides(
    settings: Settings, planted: Services
) -> None:
    report = await asked(planted, settings, "draw", "once")
    opening, decides, *_ = report.answer
    assert opening.text.startswith("The answer depends on the form of the model: ")
    assert decides.text == "What would decide it: “Is it once?”"
    assert [form.standing for form in report.forms] == [None, "agrees", "differs"]
    assert report.ask_next is not None
    assert report.ask_next.startswith("Is it once?")
    assert report.answer[2].paragraph
    assert "In other forms of the model" in render(report)
    assert not any("bug" in notice for notice in report.notices)


async def test_rules_that_are_the_same_but_for_names_and_numbers_are_one_form_and_this_is_said(
    settings: Settings, planted: Services
) -> None:
    report = await asked(planted, settings, "renamed", "once")
    (notice,) = (notice for notice in report.notices if "forms of the model" in notice)
    assert notice.startswith("3 forms of the model were asked for, and 2 were run.")
    assert "“renamed” was not run: it has the rules of another form, but for names and numbers." in notice
    assert [form.name for form in report.forms if form.dropped is None] == ["by chance each time", "once"]


async def test_a_form_that_fails_a_gate_or_is_none_is_told_and_not_run(settings: Settings, planted: Services) -> None:
    report = await asked(planted, settings, "broken")
    (notice,) = (notice for notice in report.notices if "forms of the model" in notice)
    assert "only the first was run. “broken” was not run: a test of it failed: A short run of" in notice
    assert notice.endswith("There is no other.")
    assert not any(finding.form for finding in report.findings)
    assert report.answer[0].text.startswith("After 4 steps")


async def test_forms_run_with_the_same_seed_and_as_many_replicates_of_each_arm(
    settings: Settings, planted: Services
) -> None:
    result = await asked(planted, settings, "draw", model_forms=2)
    again = {finding.id: finding for finding in result.findings if finding.form}
    planted.interpreter.forms, planted.interpreter.translation = (), Translation(document=document("draw"))
    alone = await run.start(REQUEST.model_copy(update={"model_forms": 1}), settings, "alone", planted)
    level = next(finding for finding in alone.findings if finding.headline and finding.arms == ("scenario",))
    assert (again["form/1"].value, again["form/1"].low) == (level.value, level.low)


async def test_it_goes_on_after_a_stop_between_two_forms(settings: Settings, planted: Services) -> None:
    whole = await asked(planted, settings, "draw", "once")
    begun = asyncio.Event()

    class Slow:
        def __getattr__(self, name: str) -> Any:
            return getattr(planted.interpreter, name)

        async def another(self, request: Request, route: Any, taken: list[Taken]) -> Formed | NoForm:
            if len(taken) > 1:
                begun.set()
                await asyncio.Event().wait()
            return await planted.interpreter.another(request, route, taken)

    before = planted.interpreter.calls["another"]
    going = asyncio.create_task(run.start(REQUEST, settings, "u", replace(planted, interpreter=Slow())))
    await begun.wait()
    going.cancel()
    with pytest.raises(asyncio.CancelledError):
        await going
    result = await run.resume("u", settings, planted)
    assert result.report == whole
    assert planted.interpreter.calls["another"] == before + 2


async def test_review_shows_all_forms_and_a_change_of_the_first_has_the_others_looked_for_anew(
    settings: Settings, planted: Services
) -> None:
    planted.interpreter.forms = (formed("draw"), formed("once"))
    request = REQUEST.model_copy(update={"review": True})
    shown = (await run.start(request, settings, "t", planted)).asked
    assert shown is not None
    assert [form.name for form in shown.forms] == ["draw", "once"]
    assert read_document(shown.forms[0].document or "") == document("draw")
    assert shown.forms[0].load is not None
    assert shown.forms[0].load.runs == 8
    again = (await run.resume("t", settings, planted, reply=read_reply({"set": {"share": 0.25}}))).asked
    assert again is not None
    assert planted.interpreter.taken[0].document.parameters["share"].value == 0.25
    assert planted.interpreter.calls["another"] == 4
    done = await run.resume("t", settings, planted, reply=read_reply({"approve": True}))
    assert done.report is not None
    assert len(done.report.forms) == 3


async def test_a_fork_runs_the_forms_again_but_for_one_that_changes_something(
    settings: Settings, planted: Services
) -> None:
    whole = await asked(planted, settings, "draw", "once")
    calls = planted.interpreter.calls["another"]
    same = await forking.fork("t", read_fork({"at": 0}), settings, "same", planted)
    assert same.report is not None
    assert same.report.answer == whole.answer
    other = await forking.fork("t", read_fork({"at": 0, "set": {"share": 0.1}}), settings, "other", planted)
    assert other.report is not None
    assert not any(finding.form for finding in other.report.findings)
    (notice,) = (notice for notice in other.report.notices if "forms of the model" in notice)
    assert "only the first was run" in notice
    assert "“draw” was not run: a fork that changes something runs the first form alone." in notice
    assert planted.interpreter.calls["another"] == calls


async def test_where_people_talk_no_form_is_looked_for(settings: Settings, social: Services) -> None:
    request = Request(scenario="Three people talk.", rounds=1, model_forms=2)
    result = await run.start(request, settings, "t", social)
    assert result.report is not None
    assert any("none was looked for: people talk" in notice for notice in result.report.notices)


@pytest.mark.parametrize(
    "fields", [{"mode": "social"}, {"mode": "hybrid"}, {"document": DOCUMENT.replace("RULES", RULES["chance"])}]
)
async def test_forms_can_only_be_asked_for_of_a_scenario(settings: Settings, fields: dict[str, str]) -> None:
    with pytest.raises(BadRequestError, match="model_forms asks for models of a scenario"):
        await run.start(Request(scenario=SCENARIO, model_forms=2, **fields), settings, "t")  # type: ignore[arg-type]


def writing(*forms: str) -> Any:
    """A language model that writes the planted model, then these forms, as they are asked for."""

    def rule(question: Asked) -> Answer:
        if question.schema is not None:
            return Answer("{}")
        if "has become these documents already" not in question.words:
            return Answer(write_document(document("chance")))
        number = question.question.count("> model: planted") - 1
        if number >= len(forms):
            return Answer("no_form: [nothing else fits]")
        return Answer(SECTION.format(name=forms[number]) + write_document(document(forms[number])))

    return rule


def with_model(scripted: ScriptedServer, home: Path, **environ: str) -> Settings:
    return Settings.from_env(scripted.environ(SOBREMESA_HOME=str(home), **environ))


async def answered(settings: Settings, thread: str = "t", **update: Any) -> Result:
    result = await run.start(REQUEST.model_copy(update={"replicates": 4, **update}), settings, thread)
    assert result.status == "done", result.answer
    return result


def told(result: Result) -> str:
    assert result.report is not None
    return "\n".join((*result.report.notices, *(sentence.text for sentence in result.report.answer)))


async def test_a_language_model_is_asked_once_for_each_form_and_told_which_there_are(
    scripted: ScriptedServer, tmp_path: Path
) -> None:
    scripted.rule = writing("draw", "once")
    settings = with_model(scripted, tmp_path)
    result = await answered(settings)
    questions = [one for one in scripted.asked if "has become these documents already" in one.words]
    assert [one.question.count("> model: planted") for one in questions] == [1, 2]
    assert "what the form of the first document is called: by chance each time" in questions[1].question
    assert "The answer depends on the form of the model" in told(result)
    assert "Is it once?" in told(result)
    scripted.asked.clear()
    again = await answered(settings, "u")
    assert told(again) == told(result)
    assert all(one.schema is not None for one in scripted.asked)  # only the report is written once more


async def test_the_first_model_is_asked_for_in_the_same_words_with_other_forms_and_without(
    scripted: ScriptedServer, tmp_path: Path
) -> None:
    scripted.rule = writing("once")
    await answered(with_model(scripted, tmp_path / "one"), model_forms=1)
    alone = [one.words for one in scripted.asked if one.schema is None]
    scripted.asked.clear()
    await answered(with_model(scripted, tmp_path / "other"), model_forms=2)
    assert [one.words for one in scripted.asked if one.schema is None][: len(alone)] == alone


async def test_a_duplicate_goes_back_and_is_told_where_it_comes_again(scripted: ScriptedServer, tmp_path: Path) -> None:
    scripted.rule = writing("renamed")
    result = await answered(with_model(scripted, tmp_path))
    sent_back = [one for one in scripted.asked if "[same_form]" in one.words]
    assert len(sent_back) == 2
    assert "3 forms of the model were asked for, and only the first was run." in told(result)
    assert "these rules are those of the first document, but for names and numbers" in told(result)


async def test_a_language_model_may_know_no_other(scripted: ScriptedServer, tmp_path: Path) -> None:
    scripted.rule = writing("once")
    result = await answered(with_model(scripted, tmp_path))
    assert "3 forms of the model were asked for, and 2 were run." in told(result)
    assert "The language model knows no other that fits: nothing else fits." in told(result)


async def test_a_run_with_forms_is_recorded_and_played_again(scripted: ScriptedServer, tmp_path: Path) -> None:
    scripted.rule = writing("draw", "once")
    settings = with_model(scripted, tmp_path)
    await answered(settings)
    capsule = from_bytes(to_bytes(await record("t", settings)))
    assert {"form draw", "form once", "ensemble of form draw", "ensemble of form once"} <= capsule.artifacts.keys()
    scripted.rule = lambda _: Answer(status=500)
    replayed = await replay(capsule, settings)
    assert replayed.same, replayed.text


async def test_a_dry_run_counts_the_calls_for_forms(scripted: ScriptedServer, tmp_path: Path) -> None:
    settings = with_model(scripted, tmp_path)
    request = Request(
        scenario="100 people have political opinions and are influenced by their friends.",
        mode="mechanics",
        model_forms=3,
    )
    asking = {one.node: one.calls.likely for one in (await estimate(request, settings)).asking}
    assert (asking["form 2"], asking["form 3"]) == (1, 1)
    alone = await estimate(request.model_copy(update={"model_forms": 1}), settings)
    assert not any(one.node.startswith("form") for one in alone.asking)
    assert scripted.count == 0
