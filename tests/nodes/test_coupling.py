"""What a lever or a sentence can't be computed from is said as a mistake of the document, at its place."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest

from sobremesa.mechanics.diagnostics import DocumentError
from sobremesa.mechanics.runtime.choices import chosen
from sobremesa.nodes.coupling import computed


@pytest.mark.parametrize("compute", [lambda: 1 / 0, lambda: math.log(0), lambda: chosen(None)])
def test_what_has_no_value_is_the_documents_mistake(compute: Callable[[], object]) -> None:
    with (
        pytest.raises(DocumentError, match=r"coupling\.levers\.calm\.by.*no value"),
        computed("coupling.levers.calm.by"),
    ):
        compute()


def test_what_was_computed_passes() -> None:
    with computed("coupling.show"):
        value = 1 / 2
    assert value == 0.5
