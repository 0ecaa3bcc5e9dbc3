"""How well it is told who moved whom, and by which law: `python -m benchmarks.influence [--talks 200]`.

Conversations are made by known weights and known laws (`tests/known_talks.py`). Three tables: how often anything is
told where nobody moves anybody, with and without events that move all alike; how much of what is there is found, and
how much of what is told is right; which law is told of conversations that follow one. The same numbers every time;
some minutes on one core. `docs/decisions/0019-who-moved-whom.md` has them.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

import numpy as np

sys.path.append(str(Path(__file__).parents[1] / "tests"))

from known_talks import DRIFTS, Floats, Law, lawful, moved_by, people, sparse, turns_of
from sobremesa.personas.laws import laws
from sobremesa.personas.pull import WhoMoved
from sobremesa.personas.who_moved import who_moved

STILL = ((3, 10, 1), (3, 20, 1), (4, 20, 1), (5, 12, 1), (5, 30, 1), (3, 5, 3), (4, 5, 10))
MOVED = (
    (4, 20, 1, 3, False), (4, 40, 1, 3, False), (4, 60, 1, 3, False), (4, 100, 1, 3, False), (4, 5, 7, 3, False),
    (4, 5, 10, 3, False), (4, 5, 20, 3, False), (5, 10, 10, 5, False), (4, 5, 10, 3, True), (4, 5, 20, 3, True),
    (4, 10, 10, 3, True),
)  # fmt: skip
LAWS: tuple[Law, ...] = ("no change", "averaging", "holding on", "bounded confidence")
LAWFUL = ((5, 5, 0.03), (5, 10, 0.03), (5, 10, 0.06), (5, 20, 0.03), (5, 20, 0.06), (3, 10, 0.03))


def measured(
    seed: int, weights: Floats, rounds: int, talks: int, drift: str = "nothing", alike: bool = False
) -> WhoMoved:
    """Who moved whom in talks whose stances have these weights, and whose feelings have none."""
    random = np.random.default_rng(seed)
    moves = DRIFTS[drift](random, rounds)
    near = random.uniform(-0.7, 0.7, len(weights)) if alike else None
    turns = [
        turn
        for talk in range(talks)
        for turn in turns_of(
            moved_by(random, rounds, weights, moves, near=near),
            moved_by(random, rounds, np.zeros_like(weights), moves),
            f"conversation {talk}",
        )
    ]
    return who_moved(people(len(weights)), turns)


def false_alarms(talks: int) -> None:
    print("people, rounds, conversations | anything told where nothing is: " + ", ".join(DRIFTS))
    for number, rounds, held in STILL:
        weights = np.zeros((number, number))
        told = [
            np.mean([bool(measured(50_000 + seed, weights, rounds, held, drift).told) for seed in range(talks)])
            for drift in DRIFTS
        ]
        print(f"{number}, {rounds}, {held} | " + ", ".join(f"{share:.1%}" for share in told), flush=True)


def recovered(talks: int) -> None:
    print("people, rounds, conversations, begin alike | found, right of what is told")
    for number, rounds, held, edges, alike in MOVED:
        right = wrong = there = 0
        for seed in range(talks):
            weights = sparse(np.random.default_rng(70_000 + seed), number, edges)
            known = {(f"p{j}", f"p{i}", "stance") for i, j in zip(*np.nonzero(weights), strict=True)}
            pulls = measured(60_000 + seed, weights, rounds, held, alike=alike).told
            told = {(pull.speaker, pull.listener, pull.channel) for pull in pulls}
            right, wrong, there = right + len(told & known), wrong + len(told - known), there + len(known)
        of_told = f"{right / (right + wrong):.0%}" if right + wrong else "–"
        print(f"{number}, {rounds}, {held}, {'yes' if alike else 'no'} | {right / there:.0%}, {of_told}", flush=True)


def lawfulness(talks: int) -> None:
    print("people, rounds, noise | right, not clear: " + ", ".join(LAWS))
    for number, rounds, noise in LAWFUL:
        cells = []
        for law in LAWS:
            found = Counter[str]()
            for seed in range(talks):
                stances = lawful(np.random.default_rng(80_000 + seed), law, number, rounds, noise)
                fitted = laws(people(number), turns_of(stances))
                found[(fitted and fitted.followed) or "not clear"] += 1
            cells.append(f"{found[law] / talks:.0%} ({found['not clear'] / talks:.0%})")
        print(f"{number}, {rounds}, {noise} | " + ", ".join(cells), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--talks", type=int, default=200, help="conversations a cell (a third of them for ties)")
    talks = parser.parse_args().talks
    false_alarms(talks)
    recovered(max(1, talks // 3))
    lawfulness(max(1, talks // 2))


if __name__ == "__main__":
    main()
