"""From a coupled run to what was decided, cycle by cycle, and in whose words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from sobremesa.mechanics.arithmetic import NotArithmeticError, evaluate
from sobremesa.mechanics.document import Expression
from sobremesa.mechanics.processes.document import ProcessDocument
from sobremesa.nodes.report import Decided, Sentence
from sobremesa.nodes.synthesis.evidence import Evidence, decision_key, turn_key
from sobremesa.nodes.synthesis.figures import amount, plural
from sobremesa.nodes.synthesis.quoting import in_quotes
from sobremesa.nodes.synthesis.telling import UNDECIDED, name_of
from sobremesa.nodes.synthesis.wording import humanised
from sobremesa.personas.english import capitalised, listed
from sobremesa.personas.utterance import Turn

REPORTED = re.compile(r"\breport\.\w+")
ENDS = ("(-1)", "1")


def course(evidence: Evidence) -> tuple[Sentence, ...]:
    """A paragraph for each talk that moved something: what they set, and the words that weighed most."""
    sentences: list[Sentence] = []
    quoted: list[str] = []
    for talks in _told_together(evidence.decisions):
        arm, cycles = talks[0][0].arm, {decisions[0].cycle for decisions in talks}
        turns = [turn for turn in evidence.turns if turn.arm == arm and turn.cycle in cycles]
        turn = _weightiest(_fitting(evidence, talks[0], turns), quoted)
        sentences += _talk(evidence, talks, turn)
        quoted += [turn.utterance.persona] if turn is not None else []
    return tuple(sentences)


Talks = list[list[Decided]]
"""What each of some talks decided; of several, all that nothing changed in, one after another."""


def _told_together(decisions: Sequence[Decided]) -> list[Talks]:
    """The talks in their order; those that leave everything where it was are told together, as long as they last."""
    told: list[Talks] = []
    for _, group in groupby(decisions, key=lambda one: (one.arm, one.cycle)):
        made = list(group)
        still = not any(_changed(one, one) for one in made)
        before = told[-1][-1] if told else []
        alike = [(one.arm, one.lever, one.value) for one in made] == [(d.arm, d.lever, d.value) for d in before]
        if still and alike and not any(_changed(one, one) for one in before):
            told[-1].append(made)
        else:
            told.append([made])
    return told


def decided(evidence: Evidence) -> tuple[Sentence, ...]:
    """The decisions in one sentence: where each lever began, where the talk left it, and what the rule would do."""
    levers: dict[tuple[str, str], list[Decided]] = {}
    for one in evidence.decisions:
        levers.setdefault((one.arm, one.lever), []).append(one)
    if not levers:
        return ()
    ways = [_way_of(own) for own in levers.values()]
    cited = tuple(dict.fromkeys(decision_key(one) for way in ways for one in way))
    if len(ways) == 1:
        return (Sentence(text=f"The talk {_taken(*ways[0])}.", evidence=cited),)
    return (Sentence(text=f"The talk {_taken_all(ways)}.", evidence=cited),)


Way = tuple[Decided, Decided, Decided]
"""Of a lever's decisions the first, the one that moved it furthest from where it began, and the last."""


def _way_of(own: list[Decided]) -> Way:
    return own[0], max(own, key=lambda one: abs(one.value - own[0].before)), own[-1]


def _back(first: Decided, furthest: Decided, last: Decided) -> bool:
    """Whether a lever ends where it began, and was elsewhere on the way."""
    return not _changed(first, last) and _changed(first, furthest)


def _taken_all(ways: list[Way]) -> str:
    taken, left, back = [], [], []
    for first, furthest, last in ways:
        end = _shown(last.value, last)
        if _changed(first, last):
            taken.append(_named(last, f" from {_shown(first.before, first)} to {_choice(last)}"))
        elif _back(first, furthest, last):
            back.append(_named(last, f" from {_shown(first.before, first)} to {_choice(furthest)} and back"))
        else:
            left.append(_named(last, f" at {end}"))
    parts = [
        f"takes {listed(taken)}" if taken else "",
        f"moves {listed(back)}" if back else "",
        f"leaves {listed(left)}" if left else "",
    ]
    return " and ".join(part for part in parts if part)


def _named(last: Decided, way: str) -> str:
    rule = "" if last.instead is None else f" (the rule: {_shown(last.instead, last)})"
    return f"“{humanised(last.moves)}”{way}{rule}"


def _choice(one: Decided) -> str:
    """A value, and what it is called."""
    return _shown(one.value, one) if one.choice is None else f"{_shown(one.value, one)}, “{one.choice}”"


def _shown(value: float, one: Decided) -> str:
    return amount(value, one.unit)


def _changed(first: Decided, last: Decided) -> bool:
    """Whether a reader sees a change."""
    return _shown(first.before, first) != _shown(last.value, last)


def _taken(first: Decided, furthest: Decided, last: Decided) -> str:
    what, begin = humanised(first.moves), _shown(first.before, first)
    way = f"leaves the {what} at {_choice(last)}"
    if _changed(first, last):
        way = f"takes the {what} from {begin} to {_choice(last)}"
    elif _back(first, furthest, last):
        way = f"moves “{what}” from {begin} to {_choice(furthest)} after step {furthest.step}, and back again"
    return way if last.instead is None else f"{way}, where the rule alone would keep it at {_shown(last.instead, last)}"


def _talk(evidence: Evidence, talks: Talks, turn: Turn | None) -> Iterator[Sentence]:
    decisions, step = talks[0], talks[0][0].step
    unit = "step" if isinstance(evidence.document, ProcessDocument) else plural(evidence.unit, 1)
    opening = f"after {unit} {step}" if step else "at the start"
    until = f", and each time until {unit} {talks[-1][0].step}" if len(talks) > 1 else ""
    cited = tuple(decision_key(one) for made in talks for one in made)
    text = f"{opening}{until}, {_moves(evidence, decisions)}"
    yield Sentence(text=f"{capitalised(text)}.", evidence=cited, paragraph=True)
    if turn is not None:
        text = f"{name_of(evidence, turn.utterance.persona)} says: {in_quotes(turn.utterance.speech)}"
        yield Sentence(text=text, evidence=(turn_key(turn),))


def _moves(evidence: Evidence, decisions: list[Decided]) -> str:
    """Who moves what: the talk of all, or each the lever of their own."""
    if len(decisions) == 1:
        talk = "the talk of " if len(decisions[0].by) > 1 else ""
        return f"{talk}{_names(evidence, decisions[0])} {_move(decisions[0])}"
    moved = [one for one in decisions if _changed(one, one)]
    if not moved:
        return "the talk moves nothing"
    ways = [f"{_names(evidence, one)} {_way(one, one is moved[0])}" for one in moved]
    left = [
        f"{_names(evidence, one)} leaves “{humanised(one.moves)}” at {_shown(one.value, one)}"
        for one in decisions
        if one not in moved
    ]
    return "; ".join(part for part in (listed(ways), listed(left)) if part)


def _way(one: Decided, first: bool) -> str:
    verb = "moves " if first else ""
    return f"{verb}“{humanised(one.moves)}” from {_shown(one.before, one)} to {_choice(one)}"


def _names(evidence: Evidence, one: Decided) -> str:
    return listed([name_of(evidence, persona) for persona in one.by])


def _move(one: Decided) -> str:
    what, after = humanised(one.moves), _choice(one)
    if not _changed(one, one):
        return f"leaves the {what} at {after}"
    return f"{'raises' if one.value > one.before else 'lowers'} the {what} from {_shown(one.before, one)} to {after}"


def _fitting(evidence: Evidence, decisions: list[Decided], turns: list[Turn]) -> list[Turn]:
    """The turns of the last round in whose sense the levers went: a rise is not told with a refusal."""
    spoken = [turn for turn in turns if turn.utterance.speech and not turn.utterance.whisper]
    latest = max((turn.round for turn in spoken), default=0)
    last = [turn for turn in spoken if turn.round == latest]
    moved = [one for one in decisions if _changed(one, one)]
    if not moved:
        return last
    first = {turn.utterance.persona: turn.utterance.report.stance for turn in reversed(spoken)}
    wanted = {persona: _sense(evidence, one) for one in moved for persona in one.by}
    return [turn for turn in last if _leaning(turn, first) * wanted.get(turn.utterance.persona, 0) > 0]


def _sense(evidence: Evidence, one: Decided) -> int:
    """Which side of the statement a move takes: +1 what those for it would do, −1 what those against it would."""
    up = 1 if one.value > one.before else -1
    coupling = evidence.document.coupling if evidence.document else None
    rule = next((lever.by for lever in coupling.levers if lever.name == one.lever), None) if coupling else None
    return up if rule is None or _rises(rule) else -up


def _rises(rule: Expression) -> bool:
    """Whether a lever goes up with the stance; taken to where more than numbers and reports decide."""
    against, in_favour = (REPORTED.sub("1", str(rule).replace("report.stance", end)) for end in ENDS)
    try:
        return evaluate(in_favour, {}) >= evaluate(against, {})
    except NotArithmeticError:
        return True


def _leaning(turn: Turn, first: dict[str, float]) -> float:
    """For (positive) or against: the stance, or the way it went in this talk where it is near the middle."""
    stance = turn.utterance.report.stance
    return stance if abs(stance) >= UNDECIDED else stance - first[turn.utterance.persona]


def _weightiest(turns: list[Turn], quoted: list[str]) -> Turn | None:
    """The turn that is said with most conviction, by someone who was quoted least so far."""
    return max(turns, key=lambda turn: (-quoted.count(turn.utterance.persona), _conviction(turn)), default=None)


def _conviction(turn: Turn) -> float:
    return abs(turn.utterance.report.stance) * turn.utterance.report.confidence
