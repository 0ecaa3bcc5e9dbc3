"""From a coupled run to what was decided, cycle by cycle, and in whose words."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from sobremesa.nodes.report import Decided, Sentence
from sobremesa.nodes.synthesis.evidence import Evidence, decision_key, turn_key
from sobremesa.nodes.synthesis.figures import amount, plural
from sobremesa.nodes.synthesis.quoting import excerpt
from sobremesa.nodes.synthesis.telling import name_of
from sobremesa.nodes.synthesis.wording import capital, humanised, listing
from sobremesa.personas.utterance import Turn


def course(evidence: Evidence) -> tuple[Sentence, ...]:
    """A paragraph for each talk that moved something: what they set, and the words that weighed most."""
    sentences: list[Sentence] = []
    quoted: list[str] = []
    for (arm, cycle), group in groupby(evidence.decisions, key=lambda d: (d.arm, d.cycle)):
        turn = _weightiest([t for t in evidence.turns if (t.arm, t.cycle) == (arm, cycle)], quoted)
        sentences += _talk(evidence, list(group), turn)
        quoted += [turn.utterance.persona] if turn is not None else []
    return tuple(sentences)


def decided(evidence: Evidence) -> tuple[Sentence, ...]:
    """The decisions in one sentence a lever: where it began and where the talk left it."""
    sentences = []
    levers = dict.fromkeys((d.arm, d.lever) for d in evidence.decisions)
    for arm, lever in levers:
        own = [d for d in evidence.decisions if (d.arm, d.lever) == (arm, lever)]
        first, last = own[0], own[-1]
        what = humanised(first.moves)
        start, end = amount(first.before, first.unit), amount(last.value, last.unit)
        text = (
            f"The talk takes the {what} from {start} to {end}"
            if start != end
            else f"The talk leaves the {what} at {end}"
        )
        if last.instead is not None:
            text += f", where the rule alone would keep it at {amount(last.instead, last.unit)}"
        sentences.append(Sentence(text=f"{text}.", evidence=(decision_key(first), decision_key(last))))
    return tuple(sentences)


def _talk(evidence: Evidence, decisions: list[Decided], turn: Turn | None) -> Iterator[Sentence]:
    step = decisions[0].step
    moves = listing([_move(one) for one in decisions])
    opening = f"after {plural(evidence.unit, 1)} {step}, " if step else "at the start, "
    who = listing([name_of(evidence, persona) for persona in dict.fromkeys(p for one in decisions for p in one.by)])
    cited = tuple(decision_key(one) for one in decisions)
    yield Sentence(text=f"{capital(opening)}the talk of {who} {moves}.", evidence=cited, paragraph=True)
    if turn is not None:
        words = excerpt(turn.utterance.speech)
        text = f"{name_of(evidence, turn.utterance.persona)} says: “{words}”"
        yield Sentence(text=text, evidence=(turn_key(turn),))


def _move(one: Decided) -> str:
    what, before, after = humanised(one.moves), amount(one.before, one.unit), amount(one.value, one.unit)
    if before == after:
        return f"leaves the {what} at {after}"
    return f"{'raises' if one.value > one.before else 'lowers'} the {what} from {before} to {after}"


def _weightiest(turns: list[Turn], quoted: list[str]) -> Turn | None:
    """The turn of the last round that is said with most conviction, by someone who was quoted least so far."""
    spoken = [turn for turn in turns if turn.utterance.speech and not turn.utterance.whisper]
    if not spoken:
        return None
    last = max(turn.round for turn in spoken)
    return max(
        (turn for turn in spoken if turn.round == last),
        key=lambda turn: (-quoted.count(turn.utterance.persona), _conviction(turn)),
    )


def _conviction(turn: Turn) -> float:
    return abs(turn.utterance.report.stance) * turn.utterance.report.confidence
