"""Whether the answer depends on the form of the model: the first sentences of an answer, where others were run too.

They are put in front of whatever else is written, by a language model or without one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sobremesa.mechanics.asked import scenario_arm
from sobremesa.mechanics.documents import name_of
from sobremesa.mechanics.finding import Finding
from sobremesa.mechanics.forms.contrast import Contrast
from sobremesa.nodes.forms.form import Alternative
from sobremesa.nodes.report import FormShown, Sentence
from sobremesa.nodes.synthesis.evidence import Evidence
from sobremesa.nodes.synthesis.figures import shown
from sobremesa.nodes.synthesis.form_numbers import ALL, UNNAMED, first_name
from sobremesa.nodes.synthesis.phrases import of_outcome
from sobremesa.nodes.synthesis.wording import humanised
from sobremesa.personas.english import capitalised, listed

IN_A_FORK = "A fork that changes something runs the first form alone."
OF_A_PROCESS = "Of a model of waiting lines no other form is looked for."


def forms_told(evidence: Evidence) -> tuple[Sentence, ...]:
    """The answer depends on the form, or does not, with the headline in each; and which question would decide it."""
    level = _level(evidence)
    run = [each for each in evidence.forms if each.contrast is not None]
    told = [each for each in run if each.contrast is not None and each.contrast.level is not None]
    if level is None or not run:
        return ()
    clause = of_outcome(evidence.library, level.measure, level.take).format(shown(level))
    values = "; ".join([f"as “{first_name(evidence.forms)}”, {clause}", *map(_as, told)])
    cited = (level.id, *(each.contrast.level.id for each in told if each.contrast and each.contrast.level), ALL)
    opening = Sentence(text=f"{_verdict(run)}: {values}.", evidence=cited)
    return (opening, *_effects(evidence, told), *_without_number(run), *_asked(run))


def deciding(evidence: Evidence) -> Alternative | None:
    """The other form on which the answer hangs most: one that says something else, before one of another size."""
    order = ("differs", "shifted", "agrees", "open")
    found = [each for each in evidence.forms if each.contrast is not None and each.contrast.depends]
    return min(found, key=lambda each: order.index(each.contrast.standing) if each.contrast else 0, default=None)


def form_notices(evidence: Evidence) -> Iterator[str]:
    """That fewer forms were run than were asked for, and why."""
    wanted = evidence.request.model_forms
    if wanted == 1:
        return
    if evidence.route.mode != "mechanics":
        if evidence.route.mode != "none":
            yield "Other forms of the model were asked for, and none was looked for: people talk in this run."
        return
    run = 1 + sum(each.contrast is not None for each in evidence.forms)
    if evidence.document is None or run >= wanted:
        return
    why = [_why(each) for each in evidence.forms if each.contrast is None] or [OF_A_PROCESS]
    count = "only the first was run" if run == 1 else f"{run} were run"
    yield " ".join((f"{wanted} forms of the model were asked for, and {count}.", *why))


def shown_forms(evidence: Evidence) -> tuple[FormShown, ...]:
    """All forms for the report's table, the first of them first; none where no other was asked for."""
    if not evidence.forms or evidence.document is None:
        return ()
    first = FormShown(
        name=first_name(evidence.forms),
        model=name_of(evidence.document),
        document=evidence.document.sha256,
        library=evidence.library,
    )
    return (first, *(_shown(each) for each in evidence.forms if each.form.name is not None))


def _level(evidence: Evidence) -> Finding | None:
    if evidence.document is None:
        return None
    headline = evidence.document.experiment.headline
    return evidence.level(headline.measure, headline.take, scenario_arm(evidence.document).name)


def _verdict(run: Sequence[Alternative]) -> str:
    found = [each.contrast for each in run if each.contrast is not None]
    if any(one.standing == "differs" or one.turned for one in found):
        return "The answer depends on the form of the model"
    if any(one.standing == "shifted" for one in found):
        return "The size of the answer depends on the form of the model"
    if all(one.standing == "agrees" for one in found):
        return f"{'Both' if len(found) == 1 else f'All {len(found) + 1}'} forms of the model agree"
    return "These runs can't tell whether the answer depends on the form of the model"


def _as(each: Alternative) -> str:
    assert each.contrast is not None
    assert each.contrast.level is not None
    return f"as “{each.form.name}”, {shown(each.contrast.level)}"


def _effects(evidence: Evidence, told: Sequence[Alternative]) -> Iterator[Sentence]:
    """What another arm changes, where that goes or turns round in another form."""
    for each in told:
        contrast: Contrast | None = each.contrast
        arms = contrast.turned if contrast is not None else ()
        for arm in arms:
            here = _effect(evidence, arm)
            there = next((one for one in contrast.effects if one.arms[0] == arm), None) if contrast else None
            if here is not None and there is not None:
                own = scenario_arm(evidence.document).name if evidence.document else ""
                text = (
                    f"What sets “{own}” apart from “{arm}” depends on it too: {shown(here)} as "
                    f"“{first_name(evidence.forms)}”, {shown(there)} as “{each.form.name}”."
                )
                yield Sentence(text=text, evidence=(here.id, there.id, ALL))


def _effect(evidence: Evidence, arm: str) -> Finding | None:
    if evidence.document is None:
        return None
    headline = evidence.document.experiment.headline
    return evidence.difference(headline.measure, headline.take, arm, scenario_arm(evidence.document).name)


def _without_number(run: Sequence[Alternative]) -> Iterator[Sentence]:
    silent = [f"“{each.form.name}”" for each in run if each.contrast is not None and each.contrast.level is None]
    if silent:
        yield Sentence(text=f"The runs of {listed(silent)} gave no number.", evidence=(ALL,))


def _asked(run: Sequence[Alternative]) -> Iterator[Sentence]:
    """The questions that would decide between forms that say something else."""
    asks = [f"“{each.form.ask}”" for each in run if each.contrast and each.contrast.depends and each.form.ask]
    if asks:
        yield Sentence(text=f"What would decide it: {' And: '.join(asks)}", evidence=(ALL,))


def _shown(each: Alternative) -> FormShown:
    form, contrast = each.form, each.contrast
    return FormShown(
        name=form.name or UNNAMED,
        ask=form.ask,
        model=each.model,
        document=form.document,
        library=form.library,
        gates=form.gates,
        standing=None if contrast is None else contrast.standing,
        turned=() if contrast is None else contrast.turned,
        failed=0 if contrast is None else contrast.failed,
        dropped=form.dropped,
    )


def _why(each: Alternative) -> str:
    dropped = (each.form.dropped or IN_A_FORK).rstrip(".")
    if each.form.name is None:
        return f"{capitalised(dropped)}."
    return f"“{humanised(each.form.name)}” was not run: {dropped[:1].lower()}{dropped[1:]}."
