"""The ledger: every figure and every reading that the answer rests on, with where it comes from."""

from __future__ import annotations

from collections.abc import Iterator

from sobremesa.mechanics.document import LeverRule, Parameter
from sobremesa.mechanics.documents import Document
from sobremesa.nodes.reading.number import Number
from sobremesa.nodes.reading.numbers import read_numbers
from sobremesa.nodes.reading.tokens import tokenise
from sobremesa.nodes.reading.units import ratio
from sobremesa.nodes.report import Assumption
from sobremesa.nodes.rounds import rounds_of_conversation
from sobremesa.nodes.synthesis.evidence import Evidence
from sobremesa.nodes.synthesis.figures import plain, plural
from sobremesa.nodes.synthesis.wording import humanised, setting
from sobremesa.personas.english import listed

ORDER = ("stated", "given", "inferred", "literature", "assumed", "reading")


def ledger(evidence: Evidence) -> tuple[Assumption, ...]:
    """What was stated first, what was assumed after, readings of words and choices last."""
    entries = [Assumption(name="reading", value="", source="reading", why=note) for note in evidence.notes]
    if evidence.document is not None:
        entries += of_document(evidence.document)
    entries += _lengths(evidence)
    if evidence.casting is not None:
        entries += [Assumption(name="cast", value="", source="reading", why=note) for note in evidence.casting.notes]
    return tuple(sorted(entries, key=lambda entry: ORDER.index(entry.source)))


def _lengths(evidence: Evidence) -> Iterator[Assumption]:
    """How long it runs and how long they talk: the caller's word, the scenario's, or ours."""
    request = evidence.request
    if evidence.document is not None and evidence.steps is not None:
        length = f"{plain(evidence.steps, 0)} {plural(evidence.unit, evidence.steps)}"
        said = [n for n in _durations(evidence) if _steps_of(n, evidence.unit) == evidence.steps]
        yield _length("length of a run", length, request.steps, said)
    if evidence.horizon is not None:
        length = f"{plain(evidence.horizon, 0)} {plural(evidence.unit, evidence.horizon)}"
        said = [
            n for n in _durations(evidence) if (ratio(n.unit or "", evidence.unit) or 0) * n.value == evidence.horizon
        ]
        yield _length("length of a run", length, request.steps, said)
    if evidence.turns:
        # A talk may end before its rounds are over: what was chosen is how many it might have had.
        held = len({turn.round for turn in evidence.turns})
        rounds = held if evidence.document is not None else rounds_of_conversation(request)
        said = [n for n in _durations(evidence) if n.unit == "round" and n.value == rounds]
        yield _length("rounds of a talk", str(rounds), request.rounds, said)


def _durations(evidence: Evidence) -> list[Number]:
    return [number for number in read_numbers(tokenise(evidence.request.scenario)) if number.kind == "duration"]


def _steps_of(number: Number, clock: str) -> int | None:
    steps = ratio(number.unit or clock, clock)
    return None if steps is None else round(number.value * steps)


def _length(name: str, shown: str, given: int | None, said: list[Number]) -> Assumption:
    if given is not None:
        return Assumption(name=name, value=shown, source="given", why="part of the request")
    if said:
        return Assumption(name=name, value=shown, source="stated", why=f"“{said[0].text}”")
    return Assumption(name=name, value=shown, source="assumed", why="no length is named")


def of_document(document: Document) -> Iterator[Assumption]:
    """What a document rests on: its figures, its choices, and the rules of its levers."""
    for name, parameter in document.parameters.items():
        yield Assumption(
            name=humanised(name),
            value=setting(parameter.value, parameter),
            source=parameter.source,
            why=_why(parameter),
        )
    for reading in document.assumptions:
        yield Assumption(name="reading", value="", source="reading", why=reading)
    if document.coupling is not None:
        for lever in document.coupling.levers:
            yield _of_lever(lever)


def _why(parameter: Parameter) -> str:
    if parameter.quote:
        quotes = (parameter.quote,) if isinstance(parameter.quote, str) else parameter.quote
        return listed([f"“{quote}”" for quote in quotes])
    return parameter.cite or parameter.why or "no reason is on record"


def _of_lever(lever: LeverRule) -> Assumption:
    people = (lever.source,) if isinstance(lever.source, str) else lever.source
    rule = "" if lever.instead is None else f"; without the people it would be {lever.instead}"
    why = (
        f"what {listed([humanised(p) for p in people])} report of themselves sets {humanised(lever.moves)} "
        f"to {lever.by}, held between {lever.low} and {lever.high}{rule}"
    )
    return Assumption(name=humanised(lever.name), value="", source="reading", why=why)
