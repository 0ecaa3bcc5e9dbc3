"""From a transcript to what happened: who moved, who clashed, who gave in, what each felt, in their own words.

Everything told is a reading of self-reports and addressees (`personas.diagnostics`); the words in quotation marks
are the speakers' own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from statistics import fmean

from sobremesa.nodes.report import Quotation, Sentence
from sobremesa.nodes.synthesis.evidence import Evidence, turn_key
from sobremesa.nodes.synthesis.quoting import excerpt, in_quotes, opening, telling_turns
from sobremesa.nodes.synthesis.talk import ENDS, signed, spread_id, stance_id, summary
from sobremesa.nodes.synthesis.wording import DETERMINERS, NOBODY_IN_PARTICULAR, described
from sobremesa.personas.diagnostics import MOVED, ArmSummary, Path
from sobremesa.personas.english import capitalised, listed
from sobremesa.personas.utterance import Turn

SCALE = "from −1 (against) to +1 (for)"
UNDECIDED = 0.1
UNSAID = "Not said aloud:"
FEW = 6


def reaction(evidence: Evidence) -> tuple[Sentence, ...]:
    """The answer of a conversation: what each feels, whether they came closer, who moved, who gave in."""
    sentences: list[Sentence] = []
    for arm in _arms(evidence):
        sentences += [*_feelings(evidence, arm), *_movers(evidence, arm), *_drift(arm), *_conflict(evidence, arm)]
    return tuple(sentences)


def story(evidence: Evidence, told: frozenset[str] = frozenset()) -> tuple[Sentence, ...]:
    """One paragraph for each persona; turns in `told` are not quoted again."""
    turns = telling_turns(evidence)
    sentences = [
        sentence
        for arm in _arms(evidence)
        for path in arm.paths
        if path.last is not None
        for sentence in _portrait(evidence, path, turns.get((path.arm, path.persona)), told)
    ]
    # Two may have thought the same words; they are told once.
    first = {sentence.text: place for place, sentence in reversed(list(enumerate(sentences)))}
    return tuple(
        sentence
        for place, sentence in enumerate(sentences)
        if first[sentence.text] == place or not sentence.text.startswith(UNSAID)
    )


def positions(evidence: Evidence) -> tuple[Sentence, ...]:
    """Where each stood before and after, as a paragraph of its own."""
    told = [sentence for arm in _arms(evidence) for sentence in _movers(evidence, arm)]
    return tuple(one.model_copy(update={"paragraph": i == 0}) for i, one in enumerate(told))


def quotations(evidence: Evidence) -> tuple[Quotation, ...]:
    """The most telling words of each speaker."""
    chosen = telling_turns(evidence)
    return tuple(
        Quotation(turn=turn_key(turn), speaker=turn.utterance.persona, text=excerpt(turn.utterance.speech))
        for turn in chosen.values()
    )


def name_of(evidence: Evidence, persona: str) -> str:
    """The name that a persona goes by."""
    known = evidence.personas
    return known[persona].public.name if persona in known else persona


def _arms(evidence: Evidence) -> tuple[ArmSummary, ...]:
    return summary(tuple(evidence.personas.values()), evidence.turns)


def _ends(arm: str, *personas: str) -> tuple[str, ...]:
    return tuple(stance_id(arm, persona, when) for persona in personas for when in ENDS)


def _spoken(evidence: Evidence, path: Path) -> list[Turn]:
    said = [t for t in evidence.turns if t.arm == path.arm and t.utterance.persona == path.persona]
    return sorted((turn for turn in said if turn.utterance.speech), key=lambda turn: (turn.cycle, turn.round))


def _feelings(evidence: Evidence, arm: ArmSummary) -> Iterator[Sentence]:
    """What they feel at first and in the end; only in the end where nothing changed."""
    paths = [path for path in arm.paths if path.emotions]
    if not paths:
        return
    ends = [(turns[0], turns[-1]) for turns in (_spoken(evidence, path) for path in paths)]
    first = _felt([(_introduced(evidence, path), path.emotions[0]) for path in paths])
    last = _felt([(path.name, path.emotions[-1]) for path in paths])
    if all(path.emotions[0] == path.emotions[-1] for path in paths):
        yield Sentence(
            text=f"{capitalised(first)}, first and last.", evidence=tuple(turn_key(turn) for _, turn in ends)
        )
        return
    yield Sentence(text=f"At first {first}.", evidence=tuple(turn_key(turn) for turn, _ in ends))
    yield Sentence(text=f"In the end {last}.", evidence=tuple(turn_key(turn) for _, turn in ends))


def _introduced(evidence: Evidence, path: Path) -> str:
    who = _who(evidence, path)
    return f"{path.name} ({who})" if who else path.name


def _who(evidence: Evidence, path: Path) -> str:
    """What sets someone apart, in a few words; empty where the name says it, or the same holds for everyone."""
    everyone = {id_: described(persona.public, evidence.said) for id_, persona in evidence.personas.items()}
    who = everyone[path.persona]
    alike = len(everyone) > 1 and len(set(everyone.values())) == 1
    return "" if alike or path.name.lower() in who.lower() else who


def _felt(feelings: list[tuple[str, str]]) -> str:
    """`Ann and Bo feel anger; Cy feels calm`."""
    by_emotion: dict[str, list[str]] = {}
    for name, emotion in feelings:
        by_emotion.setdefault(emotion, []).append(name)
    if len(by_emotion) == 1 and len(feelings) > 2:
        return f"all of them feel {feelings[0][1]}"
    if len(feelings) > FEW:
        return _felt_by_many(by_emotion)
    groups = by_emotion.items()
    return "; ".join(f"{listed(who)} {'feels' if len(who) == 1 else 'feel'} {emotion}" for emotion, who in groups)


def _felt_by_many(by_emotion: dict[str, list[str]]) -> str:
    """`Ann, Bo and others feel anger; Cy feels calm; others feel fear or joy`: commonest first, six names at most."""
    groups = sorted(by_emotion.items(), key=lambda group: -len(group[1]))
    told, rest = groups[: FEW // 2], [emotion for emotion, _ in groups[FEW // 2 :]]
    parts = []
    for emotion, who in told:
        names = who if len(who) <= 2 else [*who[:2], "others"]
        parts.append(f"{listed(names)} {'feels' if len(who) == 1 else 'feel'} {emotion}")
    return "; ".join([*parts, f"others feel {listed(rest)}"] if rest else parts)


def _drift(arm: ArmSummary) -> Iterator[Sentence]:
    if arm.drift is None or len(arm.paths) < 2:
        return
    cited = (spread_id(arm.arm, "before"), spread_id(arm.arm, "after"))
    before, after = f"{arm.spread_first or 0.0:.2f}", f"{arm.spread_last or 0.0:.2f}"
    numbers = f"the spread of their stances (standard deviation) is {before} before and {after} after"
    if abs(arm.drift) < MOVED / 2:
        text = f"They end about as far apart as they began: {numbers}."
    elif arm.drift < 0:
        text = f"They come closer to each other: {numbers}."
    else:
        text = f"They drift apart: {numbers}."
    yield Sentence(text=text, evidence=cited)


def _movers(evidence: Evidence, arm: ArmSummary) -> Iterator[Sentence]:
    """Where each came from and went to, where they are few; who moved furthest, and who gave most ground."""
    moved = [path for path in arm.paths if path.change is not None]
    if not moved:
        return
    about = f"On “{evidence.casting.question}”, {SCALE}, " if evidence.casting else ""
    furthest = max(moved, key=lambda path: abs(_seen(path)))
    told = moved if len(moved) <= FEW else [furthest]
    yield Sentence(
        text=capitalised(f"{about}{_ways(told)}."), evidence=_ends(arm.arm, *(path.persona for path in told))
    )
    everyone = _ends(arm.arm, *(path.persona for path in moved))
    if abs(_seen(furthest)) < MOVED:
        yield Sentence(text="Nobody moves by much.", evidence=everyone)
        return
    gave_in = [path.name for path in moved if path.persona in arm.gave_in and _nearer(path, moved)]
    ground = " and gives most ground" if gave_in == [furthest.name] else ""
    if not ground and len(gave_in) == 1:
        ground = f"; {gave_in[0]} gives most ground"
    yield Sentence(text=f"{furthest.name} moves furthest{ground}.", evidence=everyone)


def _seen(path: Path) -> float:
    """The change between the stances as they are shown, so that what looks the same is called the same."""
    return round(round(path.last or 0.0, 2) - round(path.first or 0.0, 2), 2)


def _nearer(path: Path, everyone: list[Path]) -> bool:
    """Whether one ends closer to where the others end than it was to where they began."""
    others = [other for other in everyone if other is not path]
    if not others:
        return False
    before = abs((path.first or 0.0) - fmean(other.first or 0.0 for other in others))
    return abs((path.last or 0.0) - fmean(other.last or 0.0 for other in others)) < before


def _ways(told: list[Path]) -> str:
    """`Ann goes from +0.10 to +0.30, Bo from −0.20 to 0.00; Cy stays at −0.70`."""
    goes = [path for path in told if signed(path.first or 0.0) != signed(path.last or 0.0)]
    going = [f"{path.name} {'goes ' if path is goes[0] else ''}{_from_to(path)}" for path in goes]
    staying = [f"{path.name} stays at {signed(path.last or 0.0)}" for path in told if path not in goes]
    return "; ".join(part for part in (listed(going), listed(staying)) if part)


def _conflict(evidence: Evidence, arm: ArmSummary) -> Iterator[Sentence]:
    """Who is still far apart; the widest."""
    if arm.conflicts:
        widest = arm.conflicts[0]
        names = listed([name_of(evidence, widest.one), name_of(evidence, widest.other)])
        text = f"The conflict that remains is between {names}."
        yield Sentence(text=text, evidence=_ends(arm.arm, widest.one, widest.other))


def _portrait(evidence: Evidence, path: Path, turn: Turn | None, told: frozenset[str]) -> Iterator[Sentence]:
    public = evidence.personas[path.persona].public
    who = _who(evidence, path)
    name = f"{public.name}{_apposition(who, public.role)}" if who else public.name
    led, by = _led(evidence, path)
    text = f"{name} {_way(path)}{led}."
    yield Sentence(text=text, evidence=(*_ends(path.arm, path.persona), *by), paragraph=True)
    turns = tuple(turn_key(turn) for turn in _spoken(evidence, path))
    yield Sentence(text=f"{capitalised(_emotions(path))}.", evidence=turns)
    if turn is None:
        return
    first = _spoken(evidence, path)[0]
    if turn.key != first.key and turn_key(first) not in told and not first.utterance.whisper:
        yield Sentence(text=f"{public.name} begins: {opening(first.utterance.speech)}", evidence=(turn_key(first),))
    if turn_key(turn) not in told:
        place = f"In round {turn.round}" + (f" of talk {turn.cycle}" if turn.cycle else "")
        to = f" to {name_of(evidence, turn.utterance.to)}" if turn.utterance.to else ""
        verb = "whispers" if turn.utterance.whisper else "says"
        text = f"{place} {public.name} {verb}{to}: {in_quotes(turn.utterance.speech)}"
        yield Sentence(text=text, evidence=(turn_key(turn),))
    if turn.utterance.thought:
        yield Sentence(text=f"{UNSAID} {in_quotes(turn.utterance.thought)}", evidence=(turn_key(turn),))
    last = _spoken(evidence, path)[-1]
    if last.utterance.report.intention:
        text = f"Means to do next: {in_quotes(last.utterance.report.intention)}"
        yield Sentence(text=text, evidence=(turn_key(last),))


def _apposition(who: str, role: str) -> str:
    """`, the stoic engineer,`; a mere manner stands in brackets."""
    if role.lower() in NOBODY_IN_PARTICULAR:
        return f" ({who})"
    return f", {who}," if who.lower().startswith(DETERMINERS) else f", the {who},"


def _from_to(path: Path) -> str:
    return f"from {signed(path.first or 0.0)} to {signed(path.last or 0.0)}"


def _way(path: Path) -> str:
    first, last = path.first or 0.0, path.last or 0.0
    if signed(first) == signed(last):
        return f"ends at {signed(last)}, as at the start"
    if abs(_seen(path)) < MOVED:
        return f"hardly moves, {_from_to(path)}"
    if abs(last) < UNDECIDED:
        return f"ends undecided, {_from_to(path)}"
    if abs(first) < UNDECIDED:
        return f"comes down {'for it' if last > 0 else 'against it'}, {_from_to(path)}"
    if first * last < 0:
        return f"changes sides, {_from_to(path)}"
    return f"{'hardens' if abs(last) > abs(first) else 'softens'}, {_from_to(path)}"


def _led(evidence: Evidence, path: Path) -> tuple[str, tuple[str, ...]]:
    """Whom someone who moved says to have been moved by, most often named first; and the turns that say so."""
    named = Counter(p for t in _spoken(evidence, path) for p in t.utterance.report.influenced_by if p != path.persona)
    if not named or abs(_seen(path)) < MOVED:
        return "", ()
    most = [persona for persona, _ in named.most_common(2)]
    turns = (t for t in _spoken(evidence, path) if set(most).intersection(t.utterance.report.influenced_by))
    leaders = listed([name_of(evidence, persona) for persona in most])
    return f", by their own account moved by {leaders}", tuple(turn_key(turn) for turn in turns)


def _emotions(path: Path) -> str:
    felt: list[str] = [one for i, one in enumerate(path.emotions) if i == 0 or one != path.emotions[i - 1]]
    first, last = felt[0], felt[-1]
    between = [one for one in dict.fromkeys(felt) if one not in (first, last)]
    if len(felt) == 1:
        return f"what stays with them is {first}"
    if first == last:
        return f"{first} comes back in the end, after {listed(between)}"
    if not between:
        return f"{first} gives way to {last}"
    return f"{first} gives way to {listed(between)}, and in the end to {last}"
