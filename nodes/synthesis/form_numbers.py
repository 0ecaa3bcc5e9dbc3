"""What was found in other forms of the model, and what sentences about them may count and quote."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sobremesa.mechanics.finding import Finding
from sobremesa.nodes.claims import Figure, figures_of
from sobremesa.nodes.forms.form import Alternative

UNNAMED = "as first written"
ALL = "forms"
"""The evidence id of how many forms were run, what they are called, and what would decide between them."""


def first_name(forms: Iterable[Alternative]) -> str:
    """What the first form is called."""
    return next((each.form.first for each in forms if each.form.first), UNNAMED)


def form_findings(forms: Iterable[Alternative]) -> tuple[Finding, ...]:
    """What was found in other forms."""
    return tuple(one for each in forms if each.contrast is not None for one in each.contrast.findings)


def carried_by_forms(forms: Sequence[Alternative]) -> Iterator[tuple[str, tuple[Figure, ...], tuple[str, ...]]]:
    """What each piece of evidence about forms bears: its id, numbers, and words; nothing where there are none."""
    if not forms:
        return
    for finding in form_findings(forms):
        yield finding.id, figures_of(finding), ()
    count = 1 + sum(each.contrast is not None for each in forms)
    words = [text for each in forms for text in (each.form.name, each.form.ask) if text]
    yield ALL, (Figure(count, nouns=("form",)),), (first_name(forms), *words)
