"""What each says when asked in private, beside what they said at the table: findings, and sentences on them.

That people say in company what they do not think is preference falsification (T. Kuran, Private Truths, Public Lies,
1995); here it shows as a stance in private at the end that lies elsewhere than the one aloud.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sobremesa.mechanics.finding import Finding
from sobremesa.nodes.report import Sentence
from sobremesa.nodes.synthesis.evidence import Evidence
from sobremesa.nodes.synthesis.talk import signed, stance_id
from sobremesa.personas.candour import Candour, candour
from sobremesa.personas.english import listed
from sobremesa.personas.private_answer import PrivateAnswer

METHOD = "answers in private in one conversation; one observation, so no interval"
MOST_TOLD = 3


def private_findings(answers: Sequence[PrivateAnswer], arms: frozenset[str]) -> tuple[Finding, ...]:
    """Where each put themselves in private, before and after, in the talks that are told."""
    return tuple(
        Finding(
            id=private_id(answer.arm, answer.persona, answer.when),
            kind="level",
            measure=f"private_stance_of_{answer.persona}",
            take=answer.when,
            arms=(answer.arm,),
            value=answer.said.stance,
            low=None,
            high=None,
            n=1,
            method=METHOD,
        )
        for answer in answers
        if answer.said is not None and answer.arm in arms
    )


def private_id(arm: str, persona: str, when: str) -> str:
    """The id of the finding where a persona stood in private."""
    return f"talk/{arm}/{persona}/private/{when}"


def privately(evidence: Evidence) -> tuple[Sentence, ...]:
    """Who stands elsewhere in private in the end, the furthest first; or that nobody does."""
    found = [(arm, one) for arm in _arms(evidence) for one in _candour(evidence, arm)]
    if not found:
        return ()
    apart = sorted((each for each in found if each[1].elsewhere), key=lambda each: -_distance(each[1]))
    cited = tuple(key for arm, one in (apart[:MOST_TOLD] or found) for key in _cited(arm, one))
    if not apart:
        return (Sentence(text="Asked in private afterwards, they stand where they stood aloud.", evidence=cited),)
    told = listed([_gap(evidence, one) for _, one in apart[:MOST_TOLD]])
    return (Sentence(text=f"Asked in private afterwards, {told}.", evidence=cited),)


def _arms(evidence: Evidence) -> tuple[str, ...]:
    return tuple(dict.fromkeys(turn.arm for turn in evidence.turns))


def _candour(evidence: Evidence, arm: str) -> Iterator[Candour]:
    yield from candour([turn for turn in evidence.turns if turn.arm == arm], evidence.private)


def _distance(one: Candour) -> float:
    return abs(one.private - one.aloud)


def _cited(arm: str, one: Candour) -> tuple[str, str]:
    return private_id(arm, one.persona, "after"), stance_id(arm, one.persona, "after")


def _gap(evidence: Evidence, one: Candour) -> str:
    name = evidence.personas[one.persona].public.name
    return f"{name} stands at {signed(one.private)} and not, as aloud, at {signed(one.aloud)}"
