"""What a fork has other than the run that it goes on from, for the first lines of its report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sobremesa.mechanics.documents import Document
from sobremesa.nodes.changes import Change, told
from sobremesa.nodes.coupling import Decision
from sobremesa.nodes.synthesis.figures import amount
from sobremesa.nodes.synthesis.wording import humanised
from sobremesa.personas.card import Persona
from sobremesa.personas.english import capitalised, listed

FORKED = "This run was forked from another, and goes its way but for this: {changes}"
UNHEARD = (
    "Rehearsed people go by where a speaker leans, and not by what the words mean: what {who} was made to say is heard "
    "as {who} stood then. To say where a speaker stands with a line, put it after the name: “{who} (+1): …”."
)


def forked(
    changes: Sequence[Change],
    cast: Sequence[Persona],
    speaker: str,
    document: Document | None = None,
    decisions: Sequence[Decision] = (),
) -> Iterator[str]:
    """Notices about what was changed, and how long and where it holds; and about lines that nobody can understand."""
    names = {persona.id: persona.public.name for persona in cast}
    if changes:
        yield FORKED.format(changes=" ".join(told(change, names, document) for change in changes))
    for change in changes:
        sentences = [_holding(change, name, document, decisions) for name in change.set if document is not None]
        if any(sentences):
            yield " ".join(one for one in sentences if one)
    lines = (line for change in changes for line in change.say)
    who = listed(list(dict.fromkeys(names.get(line.persona, line.persona) for line in lines if line.stance is None)))
    if who and speaker == "rehearsal":
        yield UNHEARD.format(who=who)


def _holding(change: Change, name: str, document: Document, decisions: Sequence[Decision]) -> str:
    """How long a value that was set lasts, and which arms go by something else; empty where nothing is to be said."""
    arms, what = document.experiment.arms, capitalised(humanised(name))
    own = [f"“{arm.name}”" for arm in arms if arm.decides(name)]
    levers = [] if document.coupling is None else [one for one in document.coupling.levers if one.moves == name]
    ruled = any(one.instead is not None for one in levers)
    rule = [f"“{arm.name}”" for arm in arms if ruled and arm.personas == "off" and not arm.decides(name)]
    if not change.step and not levers:
        return ""
    where = "" if rule or own else ", in every arm"
    parts = [f"{what} stays so {_until(change, name, document, decisions)}{where}."]
    if rule and change.step:
        parts.append(f"{_of(rule, 'goes', 'go')} by the rule that stands there for the people, as before.")
    elif rule:
        parts.append(f"In {listed(rule)} it stays so until the rule sets it, when the first talk would be.")
    if own:
        parts.append(f"{_of(own, 'keeps its', 'keep their')} own value.")
    if change.step and (rule or own):
        parts.append("So the difference between them and the talk is owed to what was set, too.")
    return " ".join(parts)


def _until(change: Change, name: str, document: Document, decisions: Sequence[Decision]) -> str:
    """`until the talk of cycle 3 sets it to 1.94% per hour`; to the end where nobody moves it later."""
    arm = next((arm.name for arm in document.experiment.arms if arm.personas != "off" and not arm.decides(name)), None)
    later = [one for one in decisions if (one.arm, one.moves) == (arm, name) and one.step > change.step]
    if not later:
        return "to the end"
    first = min(later, key=lambda one: one.step)
    return f"until the talk of cycle {first.cycle} sets it to {amount(first.value, _unit(document, name))}"


def _unit(document: Document, name: str) -> str | None:
    parameter = document.parameters.get(name)
    return None if parameter is None else parameter.unit


def _of(arms: Sequence[str], one: str, several: str) -> str:
    return f"{listed(list(arms))} {one if len(arms) == 1 else several}"
