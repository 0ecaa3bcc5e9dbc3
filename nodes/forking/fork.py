"""What a caller asks for: a place in a run, and what is to be other from there on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sobremesa.errors import BadRequestError
from sobremesa.nodes.changes import LONGEST_LINE, MOST
from sobremesa.nodes.sanitise import sanitise_fields

SAID = re.compile(
    r"\s*(?P<who>[^:()]+?)\s*(?:\(\s*(?P<stance>[+\-−]?\d(?:\.\d+)?)\s*\))?\s*:\s*(?P<words>\S.*)", re.DOTALL
)
SAY = 'say must be "NAME: words", or "NAME (+0.5): words" with where they stand, -1 to 1'


class Fork(BaseModel):
    """A fork as it is asked for.

    `at` is a cycle where mechanics and people are coupled (from 1), a round of a conversation (from 1), or a step of a
    model that runs alone (from 0). `say` holds `"NAME: words"`, `remove` names of personas.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    at: Annotated[int, Field(ge=0, le=1_000_000)]
    set: Annotated[dict[str, bool | int | float], Field(max_length=MOST)] = {}
    say: Annotated[tuple[Annotated[str, Field(max_length=2 * LONGEST_LINE)], ...], Field(max_length=MOST)] = ()
    remove: Annotated[tuple[Annotated[str, Field(max_length=200)], ...], Field(max_length=MOST)] = ()

    @property
    def changes(self) -> bool:
        """Whether anything is to be other."""
        return bool(self.set or self.say or self.remove)


class Spoken(BaseModel):
    """One of `say`, read: whose words, and where its speaker stands with them, if that is said."""

    model_config = ConfigDict(frozen=True)

    who: str
    words: Annotated[str, Field(max_length=LONGEST_LINE)]
    stance: Annotated[float, Field(ge=-1, le=1)] | None


EXPECTED = {
    "at": "a whole number: a cycle or a round from 1, a step from 0",
    "set": f"at most {MOST} values of parameters by name, each a number, true or false",
    "say": f'at most {MOST} of "NAME: words"',
    "remove": f"at most {MOST} names of those who talk",
}


def read_fork(fields: Mapping[str, Any]) -> Fork:
    """The fork that `fields` ask for, its text made safe. Raises BadRequestError with what to change."""
    try:
        fork = Fork.model_validate(
            sanitise_fields({name: value for name, value in fields.items() if value is not None})
        )
    except ValidationError as error:
        name = str(error.errors()[0]["loc"][0])
        raise BadRequestError(f"{name} must be {EXPECTED.get(name, 'left out')}.") from None
    for line in fork.say:
        spoken(line)
    return fork


def spoken(line: str) -> Spoken:
    """Whose words, and which. Raises BadRequestError where it is not one name, a colon, and words."""
    match = SAID.fullmatch(line)
    if match is None:
        raise BadRequestError(f"{SAY}, not {_brief(line)}.")
    stance = match["stance"]
    try:
        number = None if stance is None else float(stance.replace("−", "-"))
        return Spoken(who=match["who"], words=" ".join(match["words"].split()), stance=number)
    except ValidationError:
        raise BadRequestError(f"{SAY}, in at most {LONGEST_LINE:,} characters, not {_brief(line)}.") from None


def _brief(text: str) -> str:
    return repr(text if len(text) <= 60 else text[:59] + "…")
