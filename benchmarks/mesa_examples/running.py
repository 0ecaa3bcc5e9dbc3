"""Runs of both sides over many seeds, in worker processes."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor

import numpy as np
from benchmarks.mesa_examples.comparison import Comparison, Values, catalogue
from benchmarks.mesa_examples.verdict import Row, equality, equivalence

CHUNK = 10

Sample = dict[str, Values]
"""Measure → values of shape (seeds, times, ...)."""


def compared(comparison: Comparison, seeds: int, workers: int = 1) -> list[Row]:
    """Run both sides with seeds 0 .. seeds - 1 and compare every measure at its steps."""
    theirs, ours = (sampled(comparison, side, seeds, workers) for side in ("theirs", "ours"))
    return list(_rows(comparison, theirs, ours))


def sampled(comparison: Comparison, side: str, seeds: int, workers: int) -> Sample:
    """One side's measures with seeds 0 .. seeds - 1."""
    chunks = [range(first, min(first + CHUNK, seeds)) for first in range(0, seeds, CHUNK)]
    tasks = [(comparison.name, side, chunk) for chunk in chunks]
    if workers == 1:
        pieces = [_chunk(*task) for task in tasks]
    else:
        spawn = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(workers, mp_context=spawn) as pool:
            pieces = list(pool.map(_chunk, *zip(*tasks, strict=True)))
    return {measure: np.concatenate([piece[measure] for piece in pieces]) for measure in comparison.times}


def _chunk(name: str, side: str, seeds: range) -> Sample:
    comparison = catalogue()[name]
    runs = [comparison.observed(side, seed) for seed in seeds]
    return {measure: np.stack([run[measure] for run in runs]) for measure in comparison.times}


def _rows(comparison: Comparison, theirs: Sample, ours: Sample) -> Iterator[Row]:
    compare = equality if comparison.exact else equivalence
    for measure, steps in comparison.times.items():
        for place, step in enumerate(steps):
            yield compare(measure, step, theirs[measure][:, place], ours[measure][:, place])
