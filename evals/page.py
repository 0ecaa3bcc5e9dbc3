"""The tables of `docs/evaluation.md`, from the kept scores."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from evals.experiment import Scores
from evals.kept import LIBRARY
from evals.scenario import Scenario, scenarios

PAGE = Path(__file__).parents[1] / "docs" / "evaluation.md"
MARK = re.compile(r"(<!-- (?P<name>[a-z-]+) -->\n).*?(<!-- end -->)", re.DOTALL)

AllScores = Mapping[str, Scores]
"""By reader."""


def filled(text: str, scores: AllScores) -> str:
    """The page with its tables as these scores have them."""
    tables = {"asked": asked, "scenarios": each, "known": known, "stability": stability}

    def table(found: re.Match[str]) -> str:
        return found[1] + "".join(f"{line}\n" for line in tables[found["name"]](scores)) + found[3]

    return MARK.sub(table, text)


# ------------------------------------------------------------------------------------------ what was asked for


def asked(scores: AllScores) -> Iterator[str]:
    """Counts over the twenty-four scenarios, against what was asked."""
    yield f"| | asked | {' | '.join(_title(reader) for reader in scores)} |"
    yield f"|---|---|{'---|' * len(scores)}"
    rows: dict[str, tuple[str, Callable[[Scores], str]]] = {
        "routed rightly": ("23 of 24; 21 without a language model", lambda s: _count(s, _asked(s), "routing")),
        "compile at once": ("", lambda s: _count(s, _models(s), "executable")),
        "compile within two repairs": ("12 of 13 with a language model", lambda s: _count(s, _models(s), "repaired")),
        "pass their gates": ("12 of 13 with a language model", lambda s: _count(s, _models(s), "gates")),
        "stated numbers recovered": ("95 % with a language model", _numbers),
        "figures called stated that are": ("", _claims),
        "known answers hit": ("", lambda s: _count(s, _known_of(s), "known")),
        "processes of waiting lines, of P09 to P11": ("", _processes),
        "their stated numbers recovered": ("", _their_numbers),
        "their load and known answers hit": ("", lambda s: _hits(s, ("load", "theory"))),
        "calls a scenario": ("", lambda s: _mean(s, "calls", ".1f")),
        "tokens of prompts, of answers": (
            "",
            lambda s: f"{_mean(s, 'prompt_tokens', ',.0f')}, {_mean(s, 'completion_tokens', ',.0f')}",
        ),
        "scenarios with a prompt reworded since": ("", lambda s: str(_sum(s, [one.id for one in _of(s)], "reworded"))),
    }
    for name, (wanted, got) in rows.items():
        yield f"| {name} | {wanted} | {' | '.join(got(found) for found in scores.values())} |"


def _title(reader: str) -> str:
    return "without a language model" if reader == LIBRARY else f"`{reader}`"


def _of(scores: Scores) -> list[Scenario]:
    """The scenarios that were read."""
    return [one for one in scenarios().values() if one.id in scores]


def _asked(scores: Scores) -> list[Scenario]:
    return [one for one in _of(scores) if one.id.startswith("P") and not one.of]


def _models(scores: Scores) -> list[Scenario]:
    return [one for one in _asked(scores) if one.compiles]


def _value(scores: Scores, identifier: str, key: str) -> float | None:
    found = scores[identifier].get(key)
    return None if found is None else found.score


def _sum(scores: Scores, ids: Iterable[str], key: str) -> int:
    return round(sum(_value(scores, one, key) or 0 for one in ids))


def _count(scores: Scores, wanted: list[Scenario], key: str) -> str:
    """How many of them all; what has no score at all has not got there."""
    return f"{_sum(scores, [one.id for one in wanted], key)} of {len(wanted)}"


def _numbers(scores: Scores) -> str:
    """Of all marked numbers: those of a scenario without a model are not recovered."""
    wanted = _models(scores)
    found = sum(len(one.stated) * (_value(scores, one.id, "recall") or 0) for one in wanted)
    marked = sum(len(one.stated) for one in wanted)
    return f"{found:.0f} of {marked} ({found / marked:.0%})" if marked else "none are marked"


def _claims(scores: Scores) -> str:
    ids = [one.id for one in _models(scores)]
    claimed = _sum(scores, ids, "claimed")
    right = sum((_value(scores, one, "claimed") or 0) * (_value(scores, one, "precision") or 0) for one in ids)
    return f"{right:.0f} of {claimed}"


def _known_of(scores: Scores) -> list[Scenario]:
    return [one for one in _of(scores) if one.known is not None and one.compiles and not one.of]


def _waiting(scores: Scores) -> list[Scenario]:
    """The questions about waiting to which there is an answer in today's language."""
    return [one for one in _asked(scores) if one.engine and "process" in scores[one.id]]


def _processes(scores: Scores) -> str:
    wanted = _waiting(scores)
    return _count(scores, wanted, "process") if wanted else "not asked"


def _their_numbers(scores: Scores) -> str:
    wanted = _waiting(scores)
    found = sum(len(one.stated) * (_value(scores, one.id, "process_recall") or 0) for one in wanted)
    return f"{found:.0f} of {sum(len(one.stated) for one in wanted)}" if wanted else "not asked"


def _hits(scores: Scores, keys: tuple[str, ...]) -> str:
    told = [row.score or 0 for one in _waiting(scores) for key in keys if (row := scores[one.id].get(key)) is not None]
    return f"{sum(told):.0f} of {len(told)}" if told else "not asked"


def _mean(scores: Scores, key: str, form: str) -> str:
    wanted = _asked(scores)
    return format(_sum(scores, [one.id for one in wanted], key) / len(wanted), form) if wanted else "–"


# -------------------------------------------------------------------------------------------- scenario by scenario


def each(scores: AllScores) -> Iterator[str]:
    """What became of each of the twenty-four, reader by reader."""
    for reader, found in scores.items():
        yield from ("", f"### {_title(reader)[0].upper()}{_title(reader)[1:]}", "")
        yield "| | kind | read as | model | numbers | gates |"
        yield "|---|---|---|---|---|---|"
        for one in _asked(found):
            kind = f"{one.mode}, process" if one.engine else one.mode
            row = found[one.id]
            model = _model(found, one) if one.compiles else ""
            cells = (one.id, kind, row["routing"].comment, model, _lost(found, one), _gates(found, one))
            yield f"| {' | '.join(cells)} |"


def _model(scores: Scores, one: Scenario) -> str:
    row = scores[one.id]
    if not row["repaired"].score:
        return "none"
    return "at once" if row["executable"].score else "after repair"


def _lost(scores: Scores, one: Scenario) -> str:
    recall = _value(scores, one.id, "recall")
    if recall is None:
        return ""
    lost = scores[one.id]["recall"].comment
    count = f"{round(recall * len(one.stated))} of {len(one.stated)}"
    return f"{count} (not “{lost}”)" if lost else count


def _gates(scores: Scores, one: Scenario) -> str:
    found = scores[one.id].get("gates")
    if found is None:
        return ""
    return f"`{found.comment}`" if found.comment else "passed"


# ----------------------------------------------------------------------------------------------- known answers


def known(scores: AllScores) -> Iterator[str]:
    """The headline of each scenario whose answer is known."""
    yield f"| | known | from | {' | '.join(_title(reader) for reader in scores)} |"
    yield f"|---|---|---|{'---|' * len(scores)}"
    for one in scenarios().values():
        if one.known is None or not one.compiles:
            continue
        wanted = f"{' or '.join(f'{value:g}' for value in one.known.values)} ± {one.known.within:g}"
        cells = (_hit(found, one) for found in scores.values())
        yield f"| {one.id} | {wanted} | {one.known.source} | {' | '.join(cells)} |"


def _hit(scores: Scores, one: Scenario) -> str:
    if one.id not in scores:
        return "not asked"
    found = scores[one.id].get("known")
    if found is None:
        return "no model"
    return found.comment if found.score else f"**{found.comment}**"


# --------------------------------------------------------------------------------------------------- stability


def stability(scores: AllScores) -> Iterator[str]:
    """A scenario and its variants side by side: read alike, numbers alike, headline alike."""
    yield "| reader | scenario | variant | read as | numbers | headline | of |"
    yield "|---|---|---|---|---|---|---|"
    for reader, found in scores.items():
        for one in _of(found):
            if one.compared:
                change = one.change or "as it stands"
                headline = found[one.id].get("headline")
                figure = "no model" if headline is None else "–" if headline.score is None else f"{headline.score:.4g}"
                of = "" if headline is None else f"`{headline.comment}`"
                numbers = _lost(found, one)
                cells = (
                    _title(reader),
                    one.of or one.id,
                    change,
                    found[one.id]["routing"].comment,
                    numbers,
                    figure,
                    of,
                )
                yield f"| {' | '.join(cells)} |"
