"""Cross-examination in sentences: where model and people agree, where they conflict, and what would explain it."""

from __future__ import annotations

from collections.abc import Iterator

from sobremesa.nodes.crossing import APART, Crossed
from sobremesa.nodes.report import Sentence
from sobremesa.nodes.synthesis.answering import contrasted
from sobremesa.nodes.synthesis.evidence import Evidence, cross_key
from sobremesa.nodes.synthesis.figures import amount
from sobremesa.nodes.synthesis.wording import humanised
from sobremesa.personas.english import listed


def cross_examined(evidence: Evidence) -> tuple[Sentence, ...]:
    """A paragraph for a run in which model and people knew nothing of each other; nothing for any other."""
    told = (*_levers(evidence), *_matters(evidence))
    return tuple(one.model_copy(update={"paragraph": place == 0}) for place, one in enumerate(told))


def _levers(evidence: Evidence) -> Iterator[Sentence]:
    agreed = [one for one in evidence.crossed if one.agree]
    for one in agreed:
        text = f"Model and people agree on “{humanised(one.moves)}”: {_both(evidence, one)}."
        yield Sentence(text=text, evidence=(cross_key(one),))
    for one in evidence.crossed:
        if one not in agreed:
            text = f"They conflict on “{humanised(one.moves)}”: {_both(evidence, one)}."
            yield Sentence(text=text, evidence=(cross_key(one),))
            yield Sentence(text=_explained(one), evidence=(cross_key(one), "document"))


def _both(evidence: Evidence, one: Crossed) -> str:
    names = {persona.id: persona.public.name for persona in evidence.personas.values()}
    who = listed([names.get(persona, persona) for persona in one.personas])
    rule, people = amount(one.rule, one.unit), amount(one.people, one.unit)
    return f"the rule in the model sets it to {rule}, and {who}, who saw nothing of the model, would set it to {people}"


def _explained(one: Crossed) -> str:
    """Where a conflict may lie: in a figure that the model assumes, or with people who depart from what is stated."""
    if one.assumed:
        return f"That “{humanised(one.moves)}” stands there is an assumption of the model: it is the one to look into."
    return f"For “{humanised(one.moves)}” the model takes what the scenario says: it is the people who depart from it."


def _matters(evidence: Evidence) -> Iterator[Sentence]:
    """What the headline would be as the people say."""
    document = evidence.document
    if document is None or not evidence.crossed:
        return
    headline = document.experiment.headline
    there = evidence.level(headline.measure, headline.take, APART)
    pair = next((f for f in evidence.findings if f.arms[-1:] == (APART,) and len(f.arms) == 2), None)
    if there is not None and pair is not None:
        text = f"If the model did from the start as the people say (“{APART}”), {contrasted(there, pair)}."
        yield Sentence(text=text, evidence=(there.id, pair.id))
