"""What a report says in words, as plain text: what the page and the text both show, before either escapes it."""

from __future__ import annotations

from collections.abc import Sequence

from sobremesa.nodes.report import Report, Sentence
from sobremesa.nodes.synthesis.talk import signed
from sobremesa.personas.english import capitalised
from sobremesa.personas.utterance import SelfReport


def paragraphs(sentences: Sequence[Sentence]) -> list[str]:
    """One for each run of sentences that begins anew (a sentence with `paragraph` set)."""
    runs: list[list[str]] = []
    for sentence in sentences:
        if sentence.paragraph or not runs:
            runs.append([])
        runs[-1].append(sentence.text)
    return [" ".join(run) for run in runs]


def place(cycle: int, number: int) -> str:
    """When something was said: `Round 2`, `Cycle 1, round 2`."""
    return f"Cycle {cycle}, round {number}" if cycle else f"Round {number}"


def around(report: Report, cycle: int, number: int) -> list[str]:
    """What came to pass in a round, each as a sentence."""
    now = [happened.what for happened in report.happened if (happened.cycle, happened.round) == (cycle, number)]
    return [f"{capitalised(what).rstrip('.')}." for what in now]


def felt(report: SelfReport) -> str:
    """How it is with someone: `fear; stance −0.10, 60% sure; intends: wait`."""
    intention = f"; intends: {report.intention}" if report.intention else ""
    return f"{report.emotion}; stance {signed(report.stance)}, {report.confidence:.0%} sure{intention}"
