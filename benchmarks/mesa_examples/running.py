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
    if workers == 1:
        pieces = [_chunk(comparison, side, chunk) for chunk in chunks]
    else:
        tasks = [(comparison.name, side, chunk) for chunk in chunks]
        with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")) as pool:
            pieces = list(pool.map(_chunk_of, *zip(*tasks, strict=True)))
    return {measure: np.concatenate([piece[measure] for piece in pieces]) for measure in comparison.times}


def _chunk_of(name: str, side: str, seeds: range) -> Sample:
    """A worker's task: comparisons hold functions, which do not travel between processes; their names do."""
    return _chunk(catalogue()[name], side, seeds)


def _chunk(comparison: Comparison, side: str, seeds: range) -> Sample:
    runs = [comparison.observed(side, seed) for seed in seeds]
    return {measure: np.stack([run[measure] for run in runs]) for measure in comparison.times}


def _rows(comparison: Comparison, theirs: Sample, ours: Sample) -> Iterator[Row]:
    compare = equality if comparison.exact else equivalence
    for measure, steps in comparison.times.items():
        for place, step in enumerate(steps):
            yield compare(measure, step, theirs[measure][:, place], ours[measure][:, place])
