"""Two runs side by side, as Markdown: the plain sentence first, then what was changed, figures, words, decisions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sobremesa.mechanics.finding import Finding
from sobremesa.nodes.comparing.comparison import Comparison, Contrast, Parting, Stance
from sobremesa.nodes.synthesis.figures import amount, cell, plain, shown, span, told_apart
from sobremesa.nodes.synthesis.wording import humanised
from sobremesa.personas.english import capitalised, listed
from sobremesa.report.escape import inline
from sobremesa.report.tables import table

MOST_RUNS = 10
LONGEST = 160
MOST_REPLICATES = 10
RIGHT = frozenset({1, 2, 3, 4})


def render(comparison: Comparison) -> str:
    """The whole comparison."""
    return "\n\n".join(block for block in _blocks(comparison) if block)


def _blocks(compared: Comparison) -> Iterator[str]:
    one, other = compared.names
    yield f"# {inline(one)} and {inline(other)}"
    yield " ".join(inline(sentence) for sentence in sentences(compared))
    if compared.changed:
        yield "## What was changed"
        yield _list(compared.changed)
    if compared.same:
        return
    if compared.contrasts:
        yield "## Figures"
        yield table(("outcome", one, other, "difference", "95% interval"), [_row(c) for c in compared.contrasts], RIGHT)
        yield _replicates(compared)
    if compared.partings:
        yield "## Words"
        yield _list(_rounds(compared))
    if compared.stances:
        yield "## Where they end"
        head = ("who", one, other, "difference", "95% interval")
        yield table(head, [_stance(compared, stance) for stance in compared.stances], RIGHT)
    if compared.choices:
        yield "## What was decided"
        rows = [
            (str(c.cycle), humanised(c.moves), *(_set(v, c.unit) for v in (c.one, c.other))) for c in compared.choices
        ]
        yield table(("cycle", "sets", one, other), rows, frozenset({0, 2, 3}))
    if compared.not_comparable:
        yield "## What can't be compared"
        yield _list(compared.not_comparable)


def sentences(compared: Comparison) -> Iterator[str]:
    """What differs, as one says it: the headline, the words, the decisions; or that nothing does."""
    one, other = compared.names
    yield from compared.related
    if compared.same:
        despite = " What was changed made no difference." if compared.changed else ""
        parts = (("figure", compared.contrasts), ("word", compared.rounds), ("decision", compared.decided))
        nothing = listed([f"no {part}" for part, there in parts if there]) or "nothing"
        yield f"{one} and {other} are the same: {nothing} differs.{despite}"
        return
    headline = next((contrast for contrast in compared.contrasts if contrast.headline), None)
    if headline is not None:
        yield _headline(compared, headline)
    if compared.partings:
        yield _words(compared)
    elif compared.rounds:
        yield f"Every word is the same in all {compared.rounds} rounds."
    if compared.choices:
        yield f"{len(compared.choices)} of {compared.decided} decisions differ."
    elif compared.decided:
        yield "Every decision is the same."


def _headline(compared: Comparison, contrast: Contrast) -> str:
    one, other = compared.names
    what = capitalised(_name(contrast.one))
    levels = f"{what} is {shown(contrast.one)} in {one} and {shown(contrast.other)} in {other}"
    gap = contrast.difference
    if gap is None:
        return f"{levels}."
    if gap.value == 0 and _alike(contrast):
        return f"{what} is the same in every run, {shown(contrast.one)}."
    runs = "1 run" if gap.n == 1 else f"{gap.n} runs, replicate by replicate"
    if not told_apart(gap):
        return f"{levels}: no difference that {runs} could tell from chance, {_gap(gap)}."
    return f"{levels}: a difference of {_gap(gap)} over {runs}."


def _alike(contrast: Contrast) -> bool:
    return all(ours == theirs for _, ours, theirs in contrast.pairs)


def _name(finding: Finding) -> str:
    return humanised(finding.measure) + ("" if finding.take == "last" else f" ({finding.take})")


def _gap(gap: Finding) -> str:
    interval = span(gap)
    return f"{cell(gap)} {interval}" if interval.startswith("[") else cell(gap)


def _row(contrast: Contrast) -> tuple[str, ...]:
    gap = contrast.difference
    differs = ("—", "—") if gap is None else (cell(gap), span(gap))
    return (_name(contrast.one), cell(contrast.one), cell(contrast.other), *differs)


def _replicates(compared: Comparison) -> str:
    """The headline of the first replicates, one by one."""
    headline = next((contrast for contrast in compared.contrasts if contrast.headline), None)
    if headline is None or headline.difference is None or _alike(headline):
        return ""
    unit = headline.one.unit
    rows = [
        (str(index), amount(ours, unit), amount(theirs, unit))
        for index, ours, theirs in headline.pairs[:MOST_REPLICATES]
    ]
    left = len(headline.pairs) - len(rows)
    more = f"\n\n{left} more replicates are in the comparison as data (`--json`)." if left else ""
    return table(("replicate", *compared.names), rows, frozenset({0, 1, 2})) + more


def _words(compared: Comparison) -> str:
    first, number = compared.partings[0], len(compared.partings)
    rounds = f"{number} of {compared.rounds} rounds differ" if number > 1 else f"1 of {compared.rounds} rounds differs"
    return f"In words, {rounds}; the first is {_round(compared, first)}."


def _round(compared: Comparison, parting: Parting) -> str:
    cycle = f" of cycle {parting.cycle}" if parting.cycle else ""
    several = len({one.arm for one in compared.partings}) > 1
    return f"round {parting.round}{cycle}" + (f" of “{parting.arm}”" if several else "")


def _rounds(compared: Comparison) -> Iterator[str]:
    """Where they part, and how: a line for all rounds in a row, with the first words that differ."""
    runs: list[list[Parting]] = []
    for parting in compared.partings:
        if parting.follows:
            runs[-1].append(parting)
        else:
            runs.append([parting])
    for run in runs[:MOST_RUNS]:
        first, last = _round(compared, run[0]), _round(compared, run[-1])
        where = capitalised(first) if len(run) == 1 else f"From {first} to {last}, {len(run)} rounds"
        yield f"{where}: {_how(compared, run)}.{_quoted(compared, run)}"
    left = sum(map(len, runs[MOST_RUNS:]))
    if left:
        yield f"{left} more rounds."


def _how(compared: Comparison, run: Sequence[Parting]) -> str:
    """Who says what otherwise in these rounds; whoever says other words in one of them is told of that alone."""
    one, other = compared.names
    differ = _of(compared, [who for parting in run for who in parting.differ])
    otherwise = _of(compared, [who for parting in run for who in parting.otherwise])
    otherwise = [who for who in otherwise if who not in differ]
    parts = [f"other words by {listed(differ)}"] if differ else []
    if otherwise:
        parts.append(f"the same words by {listed(otherwise)}, and otherwise how it is with them")
    for side, name in (("only_one", one), ("only_other", other)):
        there = _of(compared, [who for parting in run for who in getattr(parting, side)])
        parts += [f"{listed(there)} in {name} only"] if there else []
    return "; ".join(parts)


def _quoted(compared: Comparison, run: Sequence[Parting]) -> str:
    """The first words that differ, side by side."""
    words = next((parting.words for parting in run if parting.words is not None), None)
    if words is None:
        return ""
    said = [
        f"“{_brief(text)}” in {name}" if text else f"no more in {name}"
        for text, name in zip((words.one, words.other), compared.names, strict=True)
    ]
    return f" First {compared.people.get(words.persona, words.persona)}: {said[0]}, {said[1]}."


def _brief(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST].rsplit(' ', 1)[0]}…"


def _of(compared: Comparison, ids: Sequence[str]) -> list[str]:
    return [compared.people.get(who, who) for who in dict.fromkeys(ids)]


def _stance(compared: Comparison, stance: Stance) -> tuple[str, ...]:
    ends = "—" if stance.low is None or stance.high is None else f"[{_signed(stance.low)}, {_signed(stance.high)}]"
    numbers = (_signed(stance.one), _signed(stance.other), _signed(stance.difference))
    return (compared.people.get(stance.persona, stance.persona), *numbers, ends)


def _signed(value: float) -> str:
    text = plain(value, 2)
    return text if value <= 0 or text.startswith("−") else f"+{text}"


def _set(value: float | None, unit: str | None) -> str:
    return "nothing" if value is None else amount(value, unit)


def _list(lines: Sequence[str] | Iterator[str]) -> str:
    return "\n".join(f"- {inline(line)}" for line in lines)
