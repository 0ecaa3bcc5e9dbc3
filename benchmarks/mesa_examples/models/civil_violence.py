"""Rebels and police, by Epstein. The document follows Mesa's code, in a quiet setting and in one of outbursts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from benchmarks.mesa_examples.comparison import Comparison, Series
from benchmarks.mesa_examples.ours import DocumentRuns
from benchmarks.mesa_examples.theirs import built, read

TIMES = {"as_shipped": (1, 2, 5), "outbursts": (1, 2, 5, 10)}
SETTINGS: Mapping[str, Mapping[str, float]] = {
    "as_shipped": {"side": 20, "police": 0.074, "legitimacy": 0.8, "longest": 1000},
    "outbursts": {"side": 20, "police": 0.04, "legitimacy": 0.82, "longest": 30},
}
WORDS = {
    "as_shipped": "as Mesa ships it, on 20 by 20",
    "outbursts": "20 by 20; as in NetLogo's Rebellion 4 % police, legitimacy 0.82, at most 30 steps in jail",
}


def theirs(setting: Mapping[str, float], steps: int, seed: int) -> Series:
    from mesa.examples import EpsteinCivilViolence

    model = built(
        EpsteinCivilViolence,
        seed,
        width=setting["side"],
        height=setting["side"],
        cop_density=setting["police"],
        legitimacy=setting["legitimacy"],
        max_jail_term=setting["longest"],
    )
    reading = {
        "active": lambda model: model.ACTIVE,
        "arrested": lambda model: model.ARRESTED,
        "quiet": lambda model: model.QUIET,
    }
    return read(model, reading, steps)


def _comparisons() -> Iterator[Comparison]:
    for word, setting in SETTINGS.items():
        steps = max(TIMES[word])
        yield Comparison(
            name=f"civil_violence_{word}",
            example="EpsteinCivilViolence",
            document="civil_violence",
            setting=WORDS[word],
            times=dict.fromkeys(("active", "arrested", "quiet"), TIMES[word]),
            theirs=partial(theirs, setting, steps),
            ours=DocumentRuns("civil_violence", steps, setting),
        )


COMPARISONS = tuple(_comparisons())
