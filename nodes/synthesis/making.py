"""How the answer was made: what runs, in words; with what; and the command that makes it again."""

from __future__ import annotations

from collections.abc import Iterator

from sobremesa.mechanics.arithmetic import NotArithmeticError, evaluate
from sobremesa.mechanics.document import Expression, ModelDocument, Space
from sobremesa.mechanics.documents import Document, name_of
from sobremesa.mechanics.processes.document import ProcessDocument
from sobremesa.nodes.report import Method
from sobremesa.nodes.synthesis.again import command
from sobremesa.nodes.synthesis.evidence import Evidence
from sobremesa.nodes.synthesis.figures import trimmed
from sobremesa.nodes.synthesis.flow import flow
from sobremesa.nodes.synthesis.wording import humanised
from sobremesa.personas.ending import ending
from sobremesa.personas.english import listed

SPACES = {
    "watts_strogatz": "a small-world network",
    "barabasi_albert": "a scale-free network",
    "erdos_renyi": "a random network",
    "random_regular": "a random network of equal degrees",
    "stochastic_block": "a network of groups",
    "complete": "a network in which all are linked",
    "ring": "a ring",
    "lattice": "a lattice",
    "given": "a given network",
}


def method(evidence: Evidence) -> Method:
    """Everything that is needed to compute the same answer again."""
    document = evidence.document
    talked = [turn for turn in evidence.turns if turn.cycle]
    return Method(
        engine=evidence.engine if evidence.findings and document else None,
        model=name_of(document) if document else None,
        library=evidence.library,
        document=document.sha256 if document else None,
        seed=evidence.request.seed,
        replicates=evidence.replicates if document else 0,
        steps=evidence.steps,
        unit=evidence.unit if document else None,
        rounds=max((turn.round for turn in evidence.turns), default=None),
        conversations=len(evidence.outcomes) or None,
        cycles=len({turn.cycle for turn in talked}) + 1 if talked else None,
        ended=None if talked else ending(evidence.turns),
        speaker=evidence.speaker if evidence.turns else None,
        interpreter=evidence.interpreter if evidence.request.document is None else None,
        versions=dict(evidence.versions),
        mechanism=tuple(mechanism(document, evidence.horizon)) if document else (),
        command=command(evidence.request, document is not None, _given(evidence), document, evidence.language_model)
        if (document or evidence.turns) and not (evidence.changes or evidence.forked)
        else None,
    )


def _given(evidence: Evidence) -> str | None:
    """What the model is called that the caller gave: by the library, or the file that a document goes by."""
    if evidence.document is None or evidence.request.document is None:
        return None
    return evidence.library or f"{name_of(evidence.document)}.yaml"


def mechanism(document: Document, horizon: float | None = None) -> Iterator[str]:
    """What runs, in words: who, where, and what happens in each step; of a process who comes, for what, how long."""
    if isinstance(document, ProcessDocument):
        yield from flow(document, horizon)
        return
    who = listed([_count(name, agents.count, document) for name, agents in document.agents.items()])
    yield f"Who: {who}" + (f", on {_space(document.space, document)}" if document.space else "")
    rules = [humanised(rule.name) for rule in document.rules]
    yield f"Each {document.clock.unit}: {', then '.join(rules)}"


def _count(name: str, count: Expression, document: ModelDocument) -> str:
    value = _value(count, document)
    return f"{value} × {humanised(name)}"


def _value(expression: Expression, document: ModelDocument) -> str:
    """A number where the parameters give one, else the expression as it stands."""
    try:
        return trimmed(evaluate(expression, {name: p.value for name, p in document.parameters.items()}))
    except NotArithmeticError:
        return str(expression)


def _option(space: Space, name: str, document: ModelDocument) -> str:
    """An option of a network as it is built: a ring links everyone with an even number."""
    from sobremesa.mechanics.ir.taken import EVEN

    told = _value(getattr(space, name), document)
    if name == "k" and space.generator in EVEN and told.isdecimal():
        return str(2 * (int(told) // 2))
    return told


def _space(space: Space, document: ModelDocument) -> str:
    if space.kind == "network":
        options = [(name, getattr(space, name)) for name in ("k", "p", "m", "degree")]
        given = [f"{name} = {_option(space, name, document)}" for name, value in options if value is not None]
        return SPACES.get(space.generator or "", "a network") + (f" ({', '.join(given)})" if given else "")
    size = [_value(side, document) for side in (space.width, space.height) if side is not None]
    shape = "grid" if space.kind == "grid" else "plane"
    return f"a {shape} of {' by '.join(size)}" + (" that wraps around" if space.torus in (True, "true") else "")
