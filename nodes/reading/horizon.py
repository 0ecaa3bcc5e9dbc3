"""What a question asks to have told: the time after which ("… after 60 days?"), or the share that it waits for."""

from __future__ import annotations

from sobremesa.nodes.reading.number import UNITS, Number
from sobremesa.nodes.reading.stems import stems_in
from sobremesa.nodes.reading.tokens import Text
from sobremesa.nodes.reading.units import ROUNDS
from sobremesa.nodes.reading.words import words

RUNS = ("simulat", "run", "follow", "watch", "observ", "model")
RUN = 6
HORIZON = -1
"""The costs of a time as the length of the run; of one that the question asks for, less than that of any parameter."""


def run_cost(text: Text, number: Number) -> float | None:
    """The cost of a time as the length of the run: least where the question asks for that time ("… after 60 days?").

    Elsewhere it must be introduced as a length: "over a year", "for 30 rounds", "we follow them for 10 days".
    """
    if is_horizon(text, number):
        return HORIZON
    before = words_before(text, number)
    simulated = stems_in(text, RUNS, text.clause(number.first))
    opens = text.tokens[number.first - 1].opens if number.first else True
    told = simulated or opens or number.unit in ROUNDS
    introduced = before & words("run_length") or ("for" in before and told)
    ordered = any(number.first - end <= 1 for _, end in simulated if end <= number.first)
    return RUN if introduced or ordered or (simulated and number.unit in ROUNDS) else None


def is_horizon(text: Text, number: Number) -> bool:
    """Whether a question asks what will be after this time: in no condition ("… if people heal after a week?")."""
    sentence = text.sentence(number.first)
    asks = text.word(sentence[1] - 1) == "?" or any(text.word(at) in words("asking") for at in range(*sentence))
    ahead = words_before(text, number) & (words("run_length") | words("horizon")) or text.word(number.end) == "later"
    first, _ = text.clause(number.first)
    first += first == sentence[0] and text.word(first) in words("interrogatives")
    told = any(
        text.word(at) in words("conditions") or text.word(at).endswith("ing") for at in range(first, number.first)
    )
    return asks and bool(ahead) and not told


def is_goal(text: Text, number: Number) -> bool:
    """Whether a share is what the question waits for ("how long until 30% are ill?"), and no value of anything."""
    first, _ = text.sentence(number.first)
    how = next((at for at in range(first, min(first + 3, number.first)) if text.word(at) == "how"), None)
    if number.kind != "share" or how is None:
        return False
    waits = text.word(how + 1) in {"long", "soon"} or (text.word(how + 1) == "many" and text.word(how + 2) in UNITS)
    given = words("conditions") - {"until"} | {"with"}
    return waits and not any(text.word(at) in given for at in range(first, number.first))


def words_before(text: Text, number: Number) -> set[str]:
    """The two words before a number."""
    return {text.word(at) for at in range(max(number.first - 2, 0), number.first)}
