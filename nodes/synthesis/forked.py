"""What a fork has other than the run that it goes on from, for the first lines of its report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sobremesa.nodes.changes import Change, told
from sobremesa.personas.card import Persona
from sobremesa.personas.english import listed

FORKED = "This run was forked from another, and goes its way but for this: {changes}"
UNHEARD = (
    "Rehearsed people go by where a speaker leans, and not by what the words mean: what {who} was made to say is heard "
    "as {who} stood then. To say where a speaker stands with a line, put it after the name: “{who} (+1): …”."
)


def forked(changes: Sequence[Change], cast: Sequence[Persona], speaker: str) -> Iterator[str]:
    """A notice about what was changed; and about lines that nobody can understand."""
    names = {persona.id: persona.public.name for persona in cast}
    if changes:
        yield FORKED.format(changes=" ".join(told(change, names) for change in changes))
    lines = (line for change in changes for line in change.say)
    who = listed(list(dict.fromkeys(names.get(line.persona, line.persona) for line in lines if line.stance is None)))
    if who and speaker == "rehearsal":
        yield UNHEARD.format(who=who)
