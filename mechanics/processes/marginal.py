"""What each further server brings: the headline along the number of servers, pair by pair of replicates."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from sobremesa.mechanics.curve import Curve
from sobremesa.mechanics.finding import Finding
from sobremesa.mechanics.findings.question import finding
from sobremesa.mechanics.processes.document import ProcessDocument
from sobremesa.mechanics.statistics import difference

MARGINAL = "marginal value"
"""The take of these findings."""


def counts_servers(document: ProcessDocument, parameter: str) -> bool:
    """Whether a parameter is the capacity of a resource."""
    return any(resource.capacity == parameter for resource in document.resources.values())


def marginal_values(curve: Curve, samples: NDArray[np.float64]) -> Iterator[Finding]:
    """What the headline does from each number of servers to the next; `samples` has shape (values, replicates)."""
    for place in range(1, len(curve.values)):
        before, after = samples[place - 1], samples[place]
        both = ~np.isnan(before) & ~np.isnan(after)
        if not both.any():
            continue
        estimate = difference(after[both], before[both])
        told = finding("marginal", curve.measure, MARGINAL, (curve.arm,), estimate, curve.unit)
        yield told.model_copy(update={"parameter": curve.parameter, "at": curve.values[place]})
