"""From a transcript to what happened: who moved, who clashed, who gave in, what each felt, in their own words.

Everything told is a reading of self-reports and addressees; the words in quotation marks are the speakers' own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from sobremesa.nodes.report import Quotation, Sentence
from sobremesa.nodes.synthesis.evidence import Evidence, turn_key
from sobremesa.nodes.synthesis.figures import plain
from sobremesa.nodes.synthesis.talk import Path, arms_of, paths, spread_id, stance_id
from sobremesa.nodes.synthesis.wording import capital, listing
from sobremesa.personas.card import Persona
from sobremesa.personas.utterance import Turn

MOVED = 0.05
APART = 0.5
SCALE = "from −1 (against) to +1 (for)"
LONGEST_QUOTE = 240
_SENTENCE = re.compile(r"[^.!?…]*[.!?…]+[”\"']?\s*|[^.!?…]+$")


def reaction(evidence: Evidence) -> tuple[Sentence, ...]:
    """The answer of a conversation: how each took it, whether they came closer, who moved most, who did not."""
    sentences: list[Sentence] = []
    for arm in arms_of(evidence.turns):
        ways = paths(evidence.personas, evidence.turns, arm)
        if ways:
            sentences += [_feelings(evidence, ways), *_drift(evidence, ways, arm), *_movers(evidence, ways, arm)]
    return tuple(sentences)


def story(evidence: Evidence, told: frozenset[str] = frozenset()) -> tuple[Sentence, ...]:
    """One paragraph for each persona, then one for the sharpest conflict; turns in `told` are not quoted again."""
    sentences: list[Sentence] = []
    for arm in arms_of(evidence.turns):
        ways = paths(evidence.personas, evidence.turns, arm)
        for way in ways:
            sentences += _portrait(evidence, way, arm, told)
        sentences += _clashes(evidence, ways, arm)
    return tuple(sentences)


def quotations(evidence: Evidence) -> tuple[Quotation, ...]:
    """The most telling words of each speaker."""
    found = []
    for arm in arms_of(evidence.turns):
        for way in paths(evidence.personas, evidence.turns, arm):
            turn = telling_turn(way)
            words = excerpt(turn.utterance.speech)
            if words:
                found.append(Quotation(turn=turn_key(turn), speaker=way.persona, text=words))
    return tuple(found)


def name_of(evidence: Evidence, persona: str) -> str:
    """The name that a persona goes by."""
    known: Mapping[str, Persona] = evidence.personas
    return known[persona].public.name if persona in known else persona


def signed(value: float) -> str:
    """A stance with its sign: `+0.40`, `−0.10`, `0.00`."""
    text = plain(value, 2)
    return f"+{text}" if value > 0 and text != "0.00" else text


def excerpt(speech: str) -> str:
    """The opening of a speech, in whole sentences where they fit; verbatim."""
    words = " ".join(speech.split())
    kept = ""
    for match in _SENTENCE.finditer(words):
        if kept and len(kept) + len(match[0]) > LONGEST_QUOTE:
            break
        kept += match[0]
    kept = kept.strip()
    return kept if len(kept) <= LONGEST_QUOTE else kept[:LONGEST_QUOTE].rpartition(" ")[0]


def telling_turn(way: Path) -> Turn:
    """The turn in which most happened to someone: the largest move, and among equals the greatest stir."""
    previous, best, most = way.before, way.turns[0], (-1.0, -1.0)
    for turn in way.turns:
        report = turn.utterance.report
        weight = (round(abs(report.stance - previous), 3), report.arousal)
        if weight > most and turn.utterance.speech:
            best, most = turn, weight
        previous = report.stance
    return best


def _ends(way: Path, arm: str) -> tuple[str, str]:
    return (stance_id(arm, way.persona, "before"), stance_id(arm, way.persona, "after"))


def _feelings(evidence: Evidence, ways: Sequence[Path]) -> Sentence:
    felt = [(name_of(evidence, way.persona), way.turns[-1].utterance.report.emotion) for way in ways]
    first, *others = felt
    parts = [f"{first[0]} feels {first[1]}", *(f"{name} {emotion}" for name, emotion in others)]
    cited = tuple(turn_key(way.turns[-1]) for way in ways)
    return Sentence(text=f"In the end {listing(parts)}.", evidence=cited)


def _drift(evidence: Evidence, ways: Sequence[Path], arm: str) -> Iterator[Sentence]:
    if len(ways) < 2:
        return
    cited = (spread_id(arm, "before"), spread_id(arm, "after"))
    known = {finding.id: finding.value for finding in evidence.findings}
    if not all(one in known for one in cited):
        return
    before, after = (known[one] for one in cited)
    numbers = f"the standard deviation of their stances is {plain(before, 2)} before and {plain(after, 2)} after"
    if abs(after - before) < MOVED:
        text = f"They end about as far apart as they began: {numbers}."
    elif after < before:
        text = f"They come closer to each other: {numbers}."
    else:
        text = f"They drift apart: {numbers}."
    yield Sentence(text=text, evidence=cited)


def _movers(evidence: Evidence, ways: Sequence[Path], arm: str) -> Iterator[Sentence]:
    furthest = max(ways, key=lambda way: abs(way.moved))
    if abs(furthest.moved) < MOVED:
        yield Sentence(text="Nobody changes their mind.", evidence=tuple(e for way in ways for e in _ends(way, arm)))
        return
    name = name_of(evidence, furthest.persona)
    about = f"On “{evidence.casting.question}”, {SCALE}, " if evidence.casting else ""
    text = f"{about}{name} moves furthest, from {signed(furthest.before)} to {signed(furthest.after)}."
    yield Sentence(text=text, evidence=_ends(furthest, arm))
    firm = [way for way in ways if abs(way.moved) < MOVED]
    if firm:
        names = listing([name_of(evidence, way.persona) for way in firm])
        verb = "stays" if len(firm) == 1 else "stay"
        yield Sentence(text=f"{names} {verb} put.", evidence=tuple(e for way in firm for e in _ends(way, arm)))


def _led(evidence: Evidence, way: Path) -> str:
    """Whom someone says to have been moved by, most often named first."""
    named = Counter(p for turn in way.turns for p in turn.utterance.report.influenced_by if p != way.persona)
    if not named:
        return ""
    leaders = [name_of(evidence, persona) for persona, _ in named.most_common(2)]
    return f", by their own account because of {listing(leaders)}"


def _portrait(evidence: Evidence, way: Path, arm: str, told: frozenset[str]) -> Iterator[Sentence]:
    persona = evidence.personas[way.persona]
    cited = _ends(way, arm)
    name, role = persona.public.name, persona.public.role
    who = f"{name}, {_article(role)}," if role and name.lower() not in role.lower() else name
    yield Sentence(text=f"{who} {_way(way)}{_led(evidence, way)}.", evidence=cited, paragraph=True)
    turns = tuple(turn_key(turn) for turn in way.turns)
    yield Sentence(text=f"{capital(_emotions(way))}.", evidence=turns)
    turn = telling_turn(way)
    words = excerpt(turn.utterance.speech)
    if words and turn_key(turn) not in told:
        place = f"In round {turn.round}" + (f" of cycle {turn.cycle}" if turn.cycle else "")
        to = f" to {name_of(evidence, turn.utterance.to)}" if turn.utterance.to else ""
        verb = "whispers" if turn.utterance.whisper else "says"
        text = f"{place} {persona.public.name} {verb}{to}: “{words}”"
        yield Sentence(text=text, evidence=(turn_key(turn),))


def _article(role: str) -> str:
    return role if role.lower().startswith(("the ", "a ", "an ", "their ", "his ", "her ")) else f"the {role}"


def _way(way: Path) -> str:
    before, after = signed(way.before), signed(way.after)
    if abs(way.moved) < MOVED:
        return f"holds to {after} throughout" if before == after else f"hardly moves, from {before} to {after}"
    if way.before * way.after < 0:
        return f"changes sides, from {before} to {after}"
    if abs(way.after) > abs(way.before):
        return f"hardens, from {before} to {after}"
    return f"softens, from {before} to {after}"


def _emotions(way: Path) -> str:
    felt: list[str] = []
    for turn in way.turns:
        emotion = turn.utterance.report.emotion
        if not felt or felt[-1] != emotion:
            felt.append(emotion)
    if len(felt) == 1:
        return f"what stays with them is {felt[0]}"
    if len(felt) == 2:
        return f"{felt[0]} gives way to {felt[1]}"
    return f"{felt[0]} gives way to {listing(felt[1:-1])}, and in the end to {felt[-1]}"


def _clashes(evidence: Evidence, ways: Sequence[Path], arm: str) -> Iterator[Sentence]:
    """The two who stood furthest apart on opposite sides, and how that went."""
    pairs = [(one, other) for one, other in combinations(ways, 2) if _opposed(one, other)]
    if pairs:
        one, other = max(pairs, key=lambda pair: abs(pair[0].before - pair[1].before))
        names = listing([name_of(evidence, one.persona), name_of(evidence, other.persona)])
        outcome = _outcome(evidence, one, other)
        text = f"The sharpest conflict is between {names}, on opposite sides from the start{outcome}."
        yield Sentence(text=text, evidence=(*_ends(one, arm), *_ends(other, arm)), paragraph=True)


def _opposed(one: Path, other: Path) -> bool:
    return one.before * other.before < 0 and abs(one.before - other.before) >= APART


def _outcome(evidence: Evidence, one: Path, other: Path) -> str:
    crossed = [way for way in (one, other) if way.before * way.after < 0]
    if len(crossed) == 1:
        return f", and {name_of(evidence, crossed[0].persona)} gives in"
    if abs(one.after - other.after) >= abs(one.before - other.before) - MOVED:
        return ", and neither gives in"
    return ", and meet part of the way"
